"""Which passages of which documents are held against which promises, and what the head is given of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from communique.following.features import Passage, Vectors, features, passages
from communique.following.seen import Paper, Promise


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may bear on a promise."""

    promise: Promise
    passage: Passage
    features: dict[str, float]


def pairs(promises: Sequence[Promise], papers: Sequence[Paper]) -> Iterator[tuple[Promise, Paper]]:
    """Promises with the documents of later days that have a party in common with them, in order of documents."""
    by_entity: dict[int, set[int]] = {}
    by_country: dict[str, set[int]] = {}
    for n, promise in enumerate(promises):
        for party in promise.parties:
            by_entity.setdefault(party.number, set()).add(n)
            if party.country is not None:
                by_country.setdefault(party.country, set()).add(n)
    for paper in papers:
        found = set().union(*(by_entity.get(one.number, ()) for one in paper.cast))
        countries = {one.country for one in paper.cast if one.country} | set(paper.states)
        found = found.union(*(by_country.get(country, ()) for country in countries))
        for n in sorted(found):
            if promises[n].day < paper.day:
                yield promises[n], paper


class Searcher:
    """Finds candidates; what a text means is computed once while it is kept.

    Args:
        vectors: gives texts their vectors.
    """

    KEPT = 4096
    """Texts whose vectors are kept."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self._known: dict[str, NDArray[np.float32]] = {}

    def candidates(self, found: Iterable[tuple[Promise, Paper]]) -> list[Candidate]:
        """The candidates of pairs, in their order; of one pair the best passage first."""
        some = [(promise, passage) for promise, paper in found for passage in passages(promise, paper)]
        self._know(text for promise, passage in some for text in _texts(promise, passage))
        return [Candidate(promise, passage, features(promise, passage, self._cosines(promise, passage)))
                for promise, passage in some]  # fmt: skip

    def _know(self, texts: Iterable[str]) -> None:
        wanted = dict.fromkeys(texts)
        if len(self._known) + len(wanted) > self.KEPT:
            self._known = {text: self._known[text] for text in wanted if text in self._known}
        missing = [text for text in wanted if text not in self._known]
        if missing:
            vectors = self._vectors(missing)
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
            self._known.update(zip(missing, vectors / np.maximum(lengths, 1e-6), strict=True))

    def _cosines(self, promise: Promise, passage: Passage) -> tuple[float, float, float]:
        action, said, focus, near = (self._known[text] for text in _texts(promise, passage))
        return float(action @ focus), float(action @ near), float(said @ focus)


def _texts(promise: Promise, passage: Passage) -> tuple[str, str, str, str]:
    return promise.action, promise.words, passage.text(), passage.text(0, 1)
