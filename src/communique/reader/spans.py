"""Spans as vectors, and what a head's weights make of them.

A span's vector is its first piece's, its last piece's, their mean over the span, and its label's: ``R = 3 H + labels``
numbers. Most spans have one piece or two, of which all three are made, so that a third or two thirds of the numbers say
all; the weights are added up for these once, when they are loaded. A third of the work of the heads is saved, and the
products are the same but for rounding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


def running_sums(rows: Floats) -> Floats:
    """Running sums (n + 1, w) of rows (n, w). Row by row: numpy's cumsum goes down the columns, which is slower."""
    total = np.zeros((len(rows) + 1, rows.shape[1]), np.float32)
    before = total[0]
    for row, after in zip(rows, total[1:], strict=True):
        np.add(before, row, after)
        before = after
    return total


class Spans:
    """The vectors of a document's spans, those of one piece, of two and of more apart.

    Args:
        vectors: of the pieces, (t, H).
        first: first piece of each span, (n,).
        last: end of each, excluded, (n,).
        label: number of each one's label, (n,).
    """

    def __init__(self, vectors: Floats, first: Numbers, last: Numbers, label: Numbers) -> None:
        self.label = label
        length = last - first
        one, two, more = np.flatnonzero(length == 1), np.flatnonzero(length == 2), np.flatnonzero(length > 2)
        total = running_sums(vectors)
        mean = (total[last[more]] - total[first[more]]) / length[more, None].astype(np.float32)
        self.groups: tuple[tuple[Numbers, Floats], ...] = (
            (one, vectors[first[one]]),
            (two, np.concatenate([vectors[first[two]], vectors[last[two] - 1]], 1)),
            (more, np.concatenate([vectors[first[more]], vectors[last[more] - 1], mean], 1)),
        )
        """Numbers of the spans, and (m, H), (m, 2 H) and (m, 3 H)."""

    def __len__(self) -> int:
        return len(self.label)


class SpanWeights:
    """Weights that spans' vectors are multiplied by.

    Args:
        weights: (R, w).
        labels: what stands for each label in a span's vector, (labels, R - 3 H).
    """

    def __init__(self, weights: Floats, labels: Floats) -> None:
        size = (len(weights) - labels.shape[1]) // 3
        first, last, mean = (weights[k * size : (k + 1) * size] for k in range(3))
        self._by_length = tuple(
            np.ascontiguousarray(part, np.float32)
            for part in (first + last + mean, np.concatenate([first + mean / 2, last + mean / 2]), weights[: 3 * size])
        )
        self._of_label: Floats = (labels @ weights[3 * size :]).astype(np.float32)

    def of(self, spans: Spans, wanted: NDArray[np.bool_]) -> Floats:
        """The products (n, w) of the spans that are wanted, (n,); zero for the others."""
        out = np.zeros((len(spans), self._of_label.shape[1]), np.float32)
        for (numbers, rows), weights in zip(spans.groups, self._by_length, strict=True):
            chosen = wanted[numbers]
            if chosen.all():
                out[numbers] = rows @ weights
            else:
                out[numbers[chosen]] = rows[chosen] @ weights
        out[wanted] += self._of_label[spans.label[wanted]]
        return out
