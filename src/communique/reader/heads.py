"""The span, pair and relation heads in numpy, over the encoder's token vectors.

They are small beside the encoder: a few thousand multiplications a span or pair. Shapes: ``H`` is the encoder's width,
``R = 3 H + labels`` the width of a span's vector.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from communique.reader.labels import CLASSES, DISTANCES

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


def distance_class(head_start: Numbers, head_end: Numbers, tail_start: Numbers, tail_end: Numbers) -> Numbers:
    """Class of the gap between two spans in pieces, all arrays (n,): near to far after the head, then before it."""
    after = tail_start >= head_start
    gap = np.maximum(np.where(after, tail_start - head_end, head_start - tail_end), 0)
    bucket = np.searchsorted(np.array(DISTANCES), gap, side="right") - 1
    found: Numbers = np.where(after, bucket, bucket + len(DISTANCES)).astype(np.int64)
    return found


def sigmoid(x: Floats) -> Floats:
    out: Floats = (1.0 / (1.0 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)
    return out


def softmax(x: Floats) -> Floats:
    """Over the last axis."""
    e = np.exp(x - x.max(-1, keepdims=True))
    out: Floats = e / e.sum(-1, keepdims=True)
    return out


def _sums(rows: Floats) -> Floats:
    """Running sums (n + 1, w) of rows (n, w). Row by row: numpy's cumsum goes down the columns, which is slower."""
    total = np.zeros((len(rows) + 1, rows.shape[1]), np.float32)
    before = total[0]
    for row, after in zip(rows, total[1:], strict=True):
        np.add(before, row, after)
        before = after
    return total


def _some(x: Floats, rows: Numbers, weights: Floats) -> Floats:
    """The product (n, w) of x (n, R) and weights (R, w) for some rows; zero for the others."""
    out = np.zeros((len(x), weights.shape[1]), np.float32)
    out[rows] = x[rows] @ weights
    return out


def _gelu(x: Floats) -> Floats:
    """The exact form with erf, by Abramowitz and Stegun 7.1.26 (error below 1.5e-7)."""
    z = np.abs(x) / np.float32(2**0.5)
    t = 1.0 / (1.0 + 0.3275911 * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1.0 - poly * np.exp(-z * z))
    out: Floats = (0.5 * x * (1.0 + erf)).astype(np.float32)
    return out


class Heads:
    """The heads' weights.

    Args:
        weights: arrays by name, as training wrote them (``pair_head.weight`` …).
    """

    def __init__(self, weights: Mapping[str, NDArray[np.floating]]) -> None:
        self._w: dict[str, Floats] = {name: np.ascontiguousarray(a, np.float32) for name, a in weights.items()}
        # Two products of matrices in place of four, and laid out as they are used.
        self._as_head, self._as_tail = (
            np.ascontiguousarray(np.concatenate([self._w[f"pair_{one}.weight"] for one in both]).T)
            for both in (("head", "left"), ("tail", "right"))
        )

    def _linear(self, name: str, x: Floats) -> Floats:
        out: Floats = x @ self._w[f"{name}.weight"].T
        bias = self._w.get(f"{name}.bias")
        return out if bias is None else out + bias

    def span_vectors(self, vectors: Floats, first: Numbers, last: Numbers, label: Numbers) -> Floats:
        """Token vectors (t, H) and spans as piece numbers first, last (excluded) and label, each (n,), to (n, R)."""
        total = _sums(vectors)
        mean = (total[last] - total[first]) / (last - first)[:, None].astype(np.float32)
        return np.concatenate([vectors[first], vectors[last - 1], mean, self._w["span_label.weight"][label]], 1)

    def project(self, reps: Floats, head: Numbers, tail: Numbers) -> tuple[Floats, Floats, Floats, Floats]:
        """What spans bring to their pairs: as head, as tail, and both sides of the product.

        Args:
            reps: of all spans, (n, R).
            head: numbers of those that are the head of a pair; the rows of the others stay zero.
            tail: numbers of those that are a tail.

        Returns:
            Shapes (n, P), (n, P), (n, L) and (n, L).
        """
        as_head = _some(reps, head, self._as_head)
        as_tail = _some(reps, tail, self._as_tail)
        bias = self._w["pair_head.bias"]
        width = len(bias)
        return as_head[:, :width] + bias, as_tail[:, :width], as_head[:, width:], as_tail[:, width:]

    def running(self, vectors: Floats) -> Floats:
        """Token vectors (t, H) to running sums (t + 1, P) of what they bring to the pairs that they stand between."""
        return _sums(self._linear("pair_between", vectors))

    def pair_logits(
        self,
        projected: tuple[Floats, Floats, Floats, Floats],
        head: Numbers,
        tail: Numbers,
        first: Numbers,
        last: Numbers,
        running: Floats,
    ) -> Floats:
        """Logits (p, links) of pairs, as span numbers head and tail, each (p,).

        Args:
            projected: of `project`, by span.
            head: of the pairs; few thousand at a time stay in the cache of a core.
            tail: of the pairs.
            first: pieces of the spans, (n,).
            last: their ends, excluded.
            running: of `running`.
        """
        as_head, as_tail, left, right = projected
        a, b, c, d = first[head], last[head], first[tail], last[tail]
        start = np.minimum(b, d)
        length = np.maximum(np.maximum(a, c) - start, 0)
        # What stands between the two, as a mean; worked on in place, for these arrays are the largest of a reading.
        between = running[start + length]
        between -= running[start]
        between /= np.maximum(length, 1)[:, None].astype(np.float32)
        inner = as_head[head]
        inner += as_tail[tail]
        inner += between
        inner += self._w["pair_distance.weight"][distance_class(a, b, c, d)]
        product = left[head]
        product *= right[tail]
        inner += self._linear("pair_product", product)
        return self._linear("pair_out", np.maximum(inner, 0, out=inner))

    def class_logits(self, reps: Floats) -> dict[str, Floats]:
        """Logits of each class of a span, by name, each (n, classes)."""
        logits = self._linear("class_out", np.maximum(self._linear("class_inner", reps), 0))
        found, at = {}, 0
        for name, values in CLASSES.items():
            found[name] = logits[:, at : at + len(values)]
            at += len(values)
        return found

    def relation_logits(self, vectors: Floats, actor: tuple[int, int], recipient: tuple[int, int] | None) -> Floats:
        """Logits (16,) of one pair in one window; vectors (t, H) with the markers, extents in pieces."""
        a = vectors[actor[0] : actor[1]].mean(0)
        r = vectors[recipient[0] : recipient[1]].mean(0) if recipient else self._w["no_recipient"]
        query = self._linear("relation_query", np.concatenate([a, r])[None])[0]
        weight = softmax((vectors @ query) / np.float32(vectors.shape[1] ** 0.5))
        joined = np.concatenate([a, r, a * r, weight @ vectors, vectors[0]])[None]
        out: Floats = self._linear("relation_out", _gelu(self._linear("relation_inner", joined)))[0]
        return out
