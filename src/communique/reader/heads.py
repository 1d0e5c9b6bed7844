"""The span, pair and relation heads in numpy, over the encoder's token vectors.

They are small beside the encoder: a few thousand multiplications a span or pair. Shapes: ``H`` is the encoder's width,
``R = 3 H + labels`` the width of a span's vector.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from communique.reader.labels import CLASSES, DISTANCES
from communique.reader.spans import Floats, Numbers, Spans, SpanWeights, running_sums


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


def _marked(numbers: Numbers, size: int) -> NDArray[np.bool_]:
    """Which of ``size`` are among the numbers."""
    out = np.zeros(size, bool)
    out[numbers] = True
    return out


def _rows(x: Floats, numbers: Numbers) -> Floats:
    """x[numbers], faster: numbers that are known to be rows need no check, which "clip" leaves out."""
    out: Floats = x.take(numbers, 0, mode="clip")
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
        labels = self._w["span_label.weight"]
        # Two products of matrices in place of four.
        self._as_head, self._as_tail = (
            SpanWeights(np.concatenate([self._w[f"pair_{one}.weight"] for one in both]).T, labels)
            for both in (("head", "left"), ("tail", "right"))
        )
        self._class_inner = SpanWeights(self._w["class_inner.weight"].T, labels)

    def _linear(self, name: str, x: Floats) -> Floats:
        out: Floats = x @ self._w[f"{name}.weight"].T
        bias = self._w.get(f"{name}.bias")
        return out if bias is None else out + bias

    def project(self, spans: Spans, head: Numbers, tail: Numbers) -> tuple[Floats, Floats, Floats, Floats]:
        """What spans bring to their pairs: as head, as tail, and both sides of the product.

        Args:
            spans: all of the document.
            head: numbers of those that are the head of a pair, repeated or not; the rows of the others stay zero.
            tail: numbers of those that are a tail.

        Returns:
            Shapes (n, P), (n, P), (n, L) and (n, L).
        """
        as_head = self._as_head.of(spans, _marked(head, len(spans)))
        as_tail = self._as_tail.of(spans, _marked(tail, len(spans)))
        bias = self._w["pair_head.bias"]
        width = len(bias)
        # Whole arrays each, not views: rows are taken from them again and again, and taking copies a view first.
        at_tail, left, right = map(np.ascontiguousarray, (as_tail[:, :width], as_head[:, width:], as_tail[:, width:]))
        return as_head[:, :width] + bias, at_tail, left, right

    def running(self, vectors: Floats) -> Floats:
        """Token vectors (t, H) to running sums (t + 1, P) of what they bring to the pairs that they stand between."""
        return running_sums(self._linear("pair_between", vectors))

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
        a, b, c, d = first.take(head), last.take(head), first.take(tail), last.take(tail)
        start = np.minimum(b, d)
        length = np.maximum(np.maximum(a, c) - start, 0)
        # What stands between the two, as a mean; worked on in place, for these arrays are the largest of a reading.
        inner = _rows(running, start + length)
        inner -= _rows(running, start)
        inner *= (1 / np.maximum(length, 1)).astype(np.float32)[:, None]
        inner += _rows(as_head, head)
        inner += _rows(as_tail, tail)
        inner += _rows(self._w["pair_distance.weight"], distance_class(a, b, c, d))
        product = _rows(left, head)
        product *= _rows(right, tail)
        inner += self._linear("pair_product", product)
        return self._linear("pair_out", np.maximum(inner, 0, out=inner))

    def class_inner(self, spans: Spans, numbers: Numbers) -> Floats:
        """What the classes of some spans are told by, (m, C)."""
        rows = self._class_inner.of(spans, _marked(numbers, len(spans)))[numbers] + self._w["class_inner.bias"]
        out: Floats = np.maximum(rows, 0, out=rows)
        return out

    def class_logits(self, inner: Floats, only: Collection[str] = CLASSES) -> dict[str, Floats]:
        """Logits of each class, or of those named in ``only``, by name, each (m, classes); inner of `class_inner`."""
        found, at = {}, 0
        for name, values in CLASSES.items():
            part = slice(at, at + len(values))
            at += len(values)
            if name in only:
                found[name] = inner @ self._w["class_out.weight"][part].T + self._w["class_out.bias"][part]
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
