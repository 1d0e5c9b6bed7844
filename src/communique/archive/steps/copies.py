"""Copies in a whole archive: keys of each document, groups of like keys, one original for each copy.

The keys are the ledger's: the id for the same text, bands of the MinHash signature for nearly the same. They are cut
into shards by their value, so that each shard can be compared by itself. What is the original of what depends on the
order of the documents in the archive alone, not on who found it out first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from communique.ledger import twins
from communique.ledger.keys import block
from communique.records import Document

LEADERS = 16
"""Documents of a group that others are compared with: what is in one band of very many is a formula, not a story."""
SKETCH = twins.HASHES
"""Bytes of a signature that is kept with each key: the lowest of each hash, alike by chance in 1 of 256."""

Sketches = NDArray[np.uint8]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of documents. All arrays have one row a key."""

    key: Numbers
    number: Numbers
    """Of the document in the archive."""
    sketch: Sketches
    """(keys, ``SKETCH``); all zero for the key of the same text."""

    def __len__(self) -> int:
        return len(self.key)


def keys_of(numbered: Iterable[tuple[int, Document]]) -> Keys:
    """The keys of documents."""
    keys: list[int] = []
    numbers: list[int] = []
    sketches: list[Sketches] = []
    none = np.zeros(SKETCH, np.uint8)
    for number, document in numbered:
        keys.append(block(f"text {document.id}"))
        numbers.append(number)
        sketches.append(none)
        if (signature := twins.signature(document.text)) is not None:
            found = twins.bands(signature)
            keys += found
            numbers += [number] * len(found)
            sketches += [np.frombuffer(signature, np.uint8)[::4]] * len(found)
    sketch = np.stack(sketches) if sketches else np.zeros((0, SKETCH), np.uint8)
    return Keys(np.array(keys, np.int64), np.array(numbers, np.int64), sketch)


def shard_of(key: Numbers, shards: int) -> Numbers:
    """The shard of each key, 0 to ``shards`` - 1."""
    return (key.view(np.uint64) % np.uint64(shards)).astype(np.int64)


def pairs(keys: Keys, alike: float) -> Iterator[tuple[int, int, float]]:
    """(copy, an earlier document that it is like, how much) for the keys of one shard.

    Args:
        keys: all of a shard, in any order.
        alike: least likeness, 0 to 1.
    """
    order = np.lexsort((keys.number, keys.key))
    sorted_keys = keys.key[order]
    edges = np.flatnonzero(np.concatenate([[True], sorted_keys[1:] != sorted_keys[:-1], [True]]))
    for first, last in pairwise(edges.tolist()):
        if last - first < 2:
            continue
        group = order[first:last]
        exact = not keys.sketch[group].any()
        leaders: list[int] = []
        for at in group.tolist():
            number = int(keys.number[at])
            if exact:
                if leaders:
                    yield number, leaders[0], 1.0
                else:
                    leaders.append(number)
                continue
            if leaders:
                likeness = (keys.sketch[leaders] == keys.sketch[at]).mean(1)
                best = int(np.argmax(likeness >= alike))
                if likeness[best] >= alike:
                    yield number, int(keys.number[leaders[best]]), float(likeness[best])
                    continue
            if len(leaders) < LEADERS:
                leaders.append(at)


def originals(
    copy: Numbers, earlier: Numbers, likeness: NDArray[np.float32]
) -> tuple[Numbers, Numbers, NDArray[np.float32]]:
    """The original of each copy: the earliest document that it is like and that is no copy itself.

    Args:
        copy: (pairs,) numbers.
        earlier: (pairs,) numbers, each smaller.
        likeness: (pairs,).

    Returns:
        Copies in order, their originals, and their likeness, all of one shape. A document that is only like copies
        is an original, so that each copy is like what it inherits from.
    """
    order = np.lexsort((earlier, copy))
    found: dict[int, tuple[int, float]] = {}
    for at in order.tolist():
        one, other = int(copy[at]), int(earlier[at])
        if one not in found and other not in found:
            found[one] = other, float(likeness[at])
    numbers = np.array(list(found), np.int64)
    return (
        numbers,
        np.array([other for other, _ in found.values()], np.int64),
        np.array([like for _, like in found.values()], np.float32),
    )
