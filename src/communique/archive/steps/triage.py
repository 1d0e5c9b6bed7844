"""Which paragraphs and articles are worth reading: a linear model on hashed words and pairs of words.

It costs half a percent of the reader. Its weights are made by ``training/triage.py``, which also measures, for each
share of the records of in-domain news that shall be kept, how low a paragraph or an article may score.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from communique.errors import ArchiveError
from communique.text.sentences import Extent, paragraphs

BITS = 16
"""The table has 2 ** BITS weights."""
BEST = 3
"""Paragraphs that speak for an article: its highest ones."""
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
        except (OSError, KeyError, ValueError) as error:
            raise ArchiveError(f"{where} is damaged: install the package again.") from error
        enough = [k for k, value in enumerate(recalls) if value >= recall - 1e-9]
        if not enough:
            raise ArchiveError(
                f"The triage was measured up to a recall of {max(recalls)}; give at most that, or triage = false."
            )
        self.recall: float = recalls[enough[0]]
        self.floor_article, self.floor_paragraph = (float(value) for value in floors[enough[0]])

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Log odds that each text is worth reading, shape (texts,)."""
        return np.array([self._score(features(text)) for text in texts], np.float32)

    def _score(self, found: Numbers) -> float:
        if not len(found):
            return -99.0
        return float(self._weights[found].sum() / np.sqrt(len(found))) + self._bias

    def article(self, scores: Sequence[float] | NDArray[Any]) -> float:
        """The score of an article by those of its paragraphs: the mean of its best."""
        return float(np.sort(np.asarray(scores, np.float32))[-BEST:].mean()) if len(scores) else -99.0

    def keep(self, text: str) -> Kept:
        """What is to be read of an article. Its first paragraph always is when anything is: it says where and when."""
        extents = paragraphs(text)
        scores = self.scores([text[a:b] for a, b in extents])
        if self.article(scores) < self.floor_article:
            return Kept((), len(extents))
        kept = tuple(e for n, e in enumerate(extents) if n == 0 or scores[n] >= self.floor_paragraph)
        return Kept(kept, len(extents))
