"""Which paragraphs and articles are worth reading: a linear model on hashed words and pairs of words.

A second one, of eight numbers, sees each paragraph in its article: a coach and a minister are told of in like words,
and what stands around them tells which it is. Both cost half a percent of the reader. Their weights are made by
``training/triage.py``, which also measures, for each share of the records of in-domain news that shall be kept, how low
a paragraph may score.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from communique.errors import ArchiveError
from communique.text.sentences import Extent, paragraphs

BITS = 16
"""The table has 2 ** BITS weights."""
BEST = 3
"""Paragraphs that speak for an article: its highest ones."""
WHOLE = 0.5
"""Share of an article's letters from which on it is read as a whole. What is read depends on what stands around it, so
leaving a tenth of an article out saves little and costs records that stand in the rest."""
NOTHING = -9.0
"""Score of a paragraph without words."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")

Numbers = NDArray[np.int64]


def features(text: str) -> Numbers:
    """The places in the table of the words of a text and of its pairs of neighbours, each once, shape (n,)."""
    words = [("0" if w.isdigit() else w).encode("utf-8", "replace") for w in _WORD.findall(text.casefold())]
    hashed = {zlib.crc32(word) for word in words}
    hashed.update(zlib.crc32(b" ".join(pair)) for pair in pairwise(words))
    return np.fromiter(hashed, np.int64, len(hashed)) & ((1 << BITS) - 1)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the triage leaves of an article."""

    paragraphs: tuple[Extent, ...]
    """Those that are read; none where the article is skipped."""
    of: int
    """How many it has."""


class Triage:
    """A loaded model.

    Args:
        recall: least share of the records of in-domain news to keep.
        path: of the weights; by default those that the package ships.

    Raises:
        ArchiveError: there are no weights for so high a recall, or they are damaged.
    """

    def __init__(self, recall: float, path: Path | None = None) -> None:
        where = Path(str(files("communique.archive.steps") / "triage.npz")) if path is None else path
        try:
            with np.load(where) as arrays:
                self._weights = arrays["weights"].astype(np.float32) * np.float32(arrays["scale"])
                self._bias = float(arrays["bias"])
                recalls = arrays["recall"].tolist()
                floors = arrays["floors"].tolist()
                self._context = arrays["context"].astype(np.float64)
        except (OSError, KeyError, ValueError) as error:
            raise ArchiveError(f"{where} is damaged: install the package again.") from error
        enough = [k for k, value in enumerate(recalls) if value >= recall - 1e-9]
        if not enough:
            raise ArchiveError(
                f"The triage was measured up to a recall of {max(recalls)}; give at most that, or triage = false."
            )
        self.recall: float = recalls[enough[0]]
        self.floor: float = floors[enough[0]]

    def words(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Log odds that each text is worth reading by its words alone, shape (texts,)."""
        return np.array([self._score(features(text)) for text in texts], np.float64)

    def _score(self, found: Numbers) -> float:
        if not len(found):
            return NOTHING
        return float(self._weights[found].sum() / np.sqrt(len(found))) + self._bias

    def scores(self, text: str, extents: Sequence[Extent]) -> NDArray[np.float64]:
        """Log odds that each paragraph of an article is worth reading, in that article, shape (paragraphs,)."""
        alone = self.words([text[a:b] for a, b in extents])
        found: NDArray[np.float64] = context(alone, extents) @ self._context[:-1] + self._context[-1]
        return found

    def keep(self, text: str) -> Kept:
        """What is to be read of an article: the paragraphs above the floor, their neighbours, and the first one, which
        says where and when; all of it where that is most of it; nothing where there is none.
        """
        extents = paragraphs(text)
        return Kept(tuple(extents[n] for n in chosen(self.scores(text, extents), extents, self.floor)), len(extents))


def context(alone: NDArray[np.float64], extents: Sequence[Extent]) -> NDArray[np.float64]:
    """What is seen of each paragraph of an article, shape (paragraphs, 7).

    Its score by its words, that of the article's best, of all of it by letters, of its first paragraph and of the
    better neighbour; its length; whether it is the first.
    """
    size = len(alone)
    if not size:
        return np.zeros((0, 7))
    length = np.array([b - a for a, b in extents], np.float64)
    around = np.concatenate([[-np.inf], alone, [-np.inf]])
    beside = np.maximum(around[:-2], around[2:])
    seen = np.empty((size, 7))
    seen[:, 0] = alone
    seen[:, 1] = np.sort(alone)[-BEST:].mean()
    seen[:, 2] = (alone * length).sum() / max(1.0, length.sum())
    seen[:, 3] = alone[0]
    seen[:, 4] = np.where(np.isfinite(beside), beside, alone)
    seen[:, 5] = np.log1p(length)
    seen[:, 6] = np.arange(size) == 0
    return seen


def chosen(scores: NDArray[np.float64], extents: Sequence[Extent], floor: float) -> list[int]:
    """Numbers of the paragraphs that are read when those from a floor on are worth it."""
    size = len(extents)
    worth = np.flatnonzero(scores >= floor).tolist()
    letters = sum(extents[n][1] - extents[n][0] for n in worth)
    if not worth:
        return []
    if letters >= WHOLE * sum(b - a for a, b in extents):
        return list(range(size))
    near = {n for at in worth for n in (at - 1, at, at + 1) if 0 <= n < size}
    return sorted(near | {0})
