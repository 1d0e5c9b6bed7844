"""Findings made by hand: ``{label|words}`` marks a span, ``links`` names two of them by their words."""

from __future__ import annotations

import re

from communique.findings import Classes, Findings, Found
from communique.reader.encode import CONTINUED, OUTSIDE, quotation_states
from communique.text.sentences import paragraphs

MARK = re.compile(r"\{([a-zA-Z:.]+)\|([^{}]*)\}")
OCCURRED = {"occurred": 1.0, "ongoing": 0.0, "planned": 0.0, "hypothetical": 0.0, "denied": 0.0}
OPEN = {"open": 1.0, "fulfilled": 0.0, "broken": 0.0, "withdrawn": 0.0}


def marked(
    source: str,
    *links: tuple[str, str, str] | tuple[str, str, str, float],
    status: dict[str, str] | None = None,
    also: tuple[tuple[str, str], ...] = (),
) -> tuple[str, Findings]:
    """The text and its findings.

    Args:
        source: the text with marks; a label without a layer is one of the mention layer.
        links: (name, words of the head, words of the tail[, probability]); words may end in ``@N`` for the Nth such span.
        also: (label, words) of spans that lie around others; the first place of the words in the text counts.
        status: words of a trigger -> its status, where that is not "occurred".
    """
    text, spans, last = "", [], 0
    for m in MARK.finditer(source):
        text += source[last : m.start()]
        last = m.end()
        layer, _, label = m[1].rpartition(":")
        spans.append((layer or "mention", label, len(text), len(text) + len(m[2])))
        text += m[2]
    text += source[last:]
    for label, words in also:
        layer, _, label = label.rpartition(":")
        spans.append((layer or "mention", label, text.index(words), text.index(words) + len(words)))
    spans.sort(key=lambda s: (s[2], -s[3]))
    found = [Found(a, b, c, d, n, n + 1, 0.9) for n, (a, b, c, d) in enumerate(spans)]

    def number(words: str) -> int:
        words, _, nth = words.partition("@")
        rows = [n for n, s in enumerate(found) if text[s.start : s.end] == words]
        return rows[int(nth) - 1 if nth else 0]

    table: dict[str, dict[int, list[tuple[int, float]]]] = {}
    for name, head, tail, *rest in links:
        table.setdefault(name, {}).setdefault(number(head), []).append((number(tail), float(rest[0]) if rest else 0.9))
    classes = {}
    for n, s in enumerate(found):
        if s.layer in ("event", "engagement", "commitment"):
            told = (status or {}).get(text[s.start : s.end], "occurred")
            classes[n] = Classes({**dict.fromkeys(OCCURRED, 0.0), told: 1.0}, OPEN, None, ())
    states = quotation_states(text, paragraphs(text))
    runs = lambda wanted: tuple(
        m.span()
        for m in re.finditer(
            r"x+", "".join("x" if wanted(int(s)) and text[i] != "\n" else " " for i, s in enumerate(states))
        )
    )
    quoted, continued = runs(lambda s: s != OUTSIDE), runs(lambda s: s == CONTINUED)
    return text, Findings(tuple(found), table, classes, quoted=quoted, continued=continued)
