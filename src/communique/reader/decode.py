"""Tag logits to spans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from communique.findings import Found
from communique.reader.encode import BREAK, MARK, Encoded
from communique.reader.heads import softmax
from communique.reader.labels import LAYERS
from communique.reader.spans import Floats

GAPS = {"mention": 2, "content": 3, "action": 2, "speaker": 1}
"""Untagged pieces between two spans of a layer that are part of one: long spans tend to break at a mark."""
DANGLING = re.compile(r"(?:\s+(?:of|the|and|for|to|with|a|an|in|at|by))+\Z", re.I)
"""Function words at the end of a mention; the pattern is searched within the mention's extent."""
LEADING = re.compile(r"(?:[-–—,;:)\s]|['’]s\s|(?:and|or|of|than|whose)\s)+(?=\w)")
"""Marks and function words before a mention, such as the dash behind a dateline."""
DETERMINER = re.compile(
    r"(?<!\w)(?:the|an?|both|some|several|many|two|three|four|five|six|seven|eight|nine|ten)\s\Z", re.I
)
"""What a mention without a name begins with, if it stands before it; the pattern is searched up to the mention."""
COMPOUND = re.compile(r"[^\W_]+(?:[-‐.][^\W_]+)*[-‐.]\Z")
"""The beginning of a word or number of which a mention has only the end: "fifty-|seven", "1.|4 million"."""
REACH = 24
"""Code points before a mention in which its beginning is looked for."""
STICKY = {"content": 1.0}
"""What it costs, in logits, to begin or end a span: keeps long spans whole."""


def decode(encoded: Encoded, logits: Floats, inner: NDArray[np.bool_], bias: Mapping[str, float]) -> list[Found]:
    """All spans of all layers, by layer and then in the order of the text.

    Args:
        encoded: the document.
        logits: (pieces, tags), the layers side by side in the order of ``LAYERS``.
        inner: (pieces,), whether a piece goes on with the word of the piece before it.
        bias: added to the logit of "nothing", by layer.
    """
    found: list[Found] = []
    apart = encoded.pieces == BREAK
    at = 0
    for layer, names in LAYERS.items():
        size = 1 + 2 * len(names)
        part = logits[:, at : at + size].copy()
        at += size
        part[:, 0] += bias.get(layer, 0.0)
        part[apart, 0] = 100.0
        tags = _sticky(softmax(part), STICKY[layer]) if layer in STICKY else part.argmax(-1)
        found.extend(_spans(layer, names, tags, part, encoded, inner))
    return found


def tidy(text: str, encoded: Encoded, spans: list[Found]) -> list[Found]:
    """Mentions of whole words, with a determiner and no other function words at their ends; cut offices made whole."""
    found: list[Found] = []
    for span in spans:
        if span.layer == "mention":
            before = found[-1] if found and found[-1].layer == "mention" else None
            start = _beginning(text, span)
            if start > span.start or (start < span.start and (before is None or before.end <= start)):
                first = int(np.searchsorted(encoded.start[: span.last], start))
                span = replace(span, start=int(encoded.start[first]), first=first)
            if m := DANGLING.search(text, span.start, span.end):
                last = span.first + int(np.searchsorted(encoded.end[span.first : span.last], m.start(), side="right"))
                span = replace(span, end=int(encoded.end[last - 1]), last=last)
            if (
                before is not None
                and (before.label, span.label) == ("office", "person.nominal")
                and before.last == span.first
            ):
                # "Foreign | Minister": the first word alone is no office.
                found[-1] = replace(span, start=before.start, first=before.first)
                continue
        found.append(span)
    return found


def _beginning(text: str, span: Found) -> int:
    """Where a mention begins: behind marks and function words, else with its determiner and its whole first word."""
    if (m := LEADING.match(text, span.start, span.end)) is not None:
        return m.end()
    start, low = span.start, max(0, span.start - REACH)
    if span.label.endswith((".name", ".nominal")) and (m := COMPOUND.search(text, low, start)) is not None:
        start = m.start()
    if span.label.endswith(".nominal") and (m := DETERMINER.search(text, low, start)) is not None:
        start = m.start()
    return start


def _sticky(probabilities: Floats, cost: float) -> NDArray[np.int64]:
    """The best path through a layer with one label (Viterbi), as tags 0 (outside), 1 (begin), 2, shape (pieces,)."""
    logs = np.log(probabilities + 1e-9)
    # A piece so surely outside that leaving a span and beginning another costs less than to stay in it is outside on
    # the best path; what stands between two such pieces is worked out by itself.
    open_ = logs[:, 0] - logs[:, 1:].max(1) <= 2 * cost
    edges = np.flatnonzero(np.diff(open_, prepend=False, append=False))
    tags = np.zeros(len(logs), np.int64)
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        tags[first:last] = _stretch(*logs[first:last].T.tolist(), cost=cost, closes=last < len(logs))
    return tags


def _stretch(outside: list[float], begin: list[float], inside: list[float], *, cost: float, closes: bool) -> list[int]:
    """The best tags of a stretch that is come to from outside and, where it ``closes``, left to the outside."""
    o, i = 0.0, -1e9
    back: list[tuple[bool, int]] = []
    for a, b, c in zip(outside, begin, inside, strict=True):
        # Into outside: from outside, or from inside at a cost. Into inside: go on, or begin anew from either.
        left = i - cost
        from_inside = left > o
        best = left if from_inside else o
        start = best - cost + (b if b > c else c)
        go_on = i + c
        if go_on >= start:
            back.append((from_inside, 0))
            o, i = best + a, go_on
        else:
            back.append((from_inside, 2 if from_inside else 1))
            o, i = best + a, start
    tags = [0] * len(back)
    inside_now = i - cost > o if closes else i > o
    for n in range(len(back) - 1, -1, -1):
        from_inside, step = back[n]
        if inside_now:
            tags[n] = 2 if step == 0 else 1
            inside_now = step != 1
        else:
            inside_now = from_inside
    return tags


def _spans(layer: str, names: tuple[str, ...], tags: NDArray[np.int64], logits: Floats, encoded: Encoded,
           inner: NDArray[np.bool_]) -> list[Found]:  # fmt: skip
    if not tags.any():
        return []
    label = (tags + 1) // 2
    before = np.concatenate([[0], label[:-1]])
    begins = (label > 0) & ((tags % 2 == 1) | (label != before))
    # A tag that begins inside a word of the same label goes on with the word.
    begins &= ~(inner & (label == before))
    firsts = np.flatnonzero(begins)
    ends = (label > 0) & np.concatenate([begins[1:] | (label[1:] != label[:-1]), [True]])
    lasts = np.flatnonzero(ends) + 1
    rows: list[list[int]] = []
    for first, last, kind in zip(firsts.tolist(), lasts.tolist(), label[firsts].tolist(), strict=True):
        while inner[first] and first > 0:
            first -= 1
        while last < len(inner) and inner[last]:
            last += 1
        if rows and rows[-1][1] > first:
            rows[-1][1] = max(rows[-1][1], last)
            continue
        gap = GAPS.get(layer, 0)
        if layer == "mention" and rows and rows[-1][2] == kind and rows[-1][1] == first:
            # No two names of one kind stand side by side without a mark: they are one.
            rows[-1][1] = last
            continue
        if rows and rows[-1][2] == kind and 0 < first - rows[-1][1] <= gap:
            between = encoded.pieces[rows[-1][1] : first]
            marks = encoded.cases[rows[-1][1] : first] == MARK
            parted = (between == BREAK).any() or (layer == "mention" and marks.any())
            if not parted and float(softmax(logits[rows[-1][1] : first])[:, 0].min()) < 0.9:
                rows[-1][1] = last
                continue
        rows.append([first, last, kind])
    bounds = np.array(rows)
    score = _inside(logits, bounds)
    first_letter, end = encoded.start[bounds[:, 0]].tolist(), encoded.end[bounds[:, 1] - 1].tolist()
    return [
        Found(layer, names[kind - 1], start, stop, first, last, sure)
        for (first, last, kind), start, stop, sure in zip(rows, first_letter, end, score, strict=True)
    ]


def _inside(logits: Floats, rows: NDArray[np.int64]) -> list[float]:
    """The mean probability over each span that its pieces are of its label; rows of (first piece, end, label) in order.

    Only of these pieces are there probabilities at all: most pieces are in no span of a layer.
    """
    length = rows[:, 1] - rows[:, 0]
    begin = np.cumsum(length) - length
    piece = np.arange(int(length.sum())) + np.repeat(rows[:, 0] - begin, length)
    tag = np.repeat(2 * rows[:, 2] - 1, length)
    probabilities = softmax(logits[piece])
    each = np.arange(len(piece))
    inside = probabilities[each, tag] + probabilities[each, tag + 1]
    found: list[float] = (np.add.reduceat(inside, begin) / length).tolist()
    return found
