"""Statements against PolNeAR: content F1, and attributed F1, for which the speaker's words must agree, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evaluate import overlap, pair_up, words

from communique.pipeline import Reader
from communique.records import Document, Span, Statement
from evaluation.judged import Judged

HALF = 0.5
"""Least share of words (Dice) that two spans must have in common."""


def _said(statement: Statement, text: str) -> tuple[set[int], set[int]]:
    who: Span | None = statement.speaker_span
    content = words(text, *((c.start, c.end) for c in statement.content))
    return content, words(text, (who.start, who.end)) if who else set()


def score(reader: Reader, path: Path, limit: int | None = None) -> tuple[dict[str, float], list[Judged]]:
    """Figures and every statement judged.

    Args:
        path: PolNeAR as JSON Lines (``name``, ``text``, ``attributions`` with ``source``, ``cue``, ``content`` extents).
        limit: read only so many articles.
    """
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.open(encoding="utf-8")][:limit]
    documents = [Document(str(r["name"]), str(r["name"]), str(r["text"]), language="en") for r in rows]
    content = both = found = gold = 0
    judged: list[Judged] = []
    for row, reading in zip(rows, reader.read_many(documents), strict=True):
        text = reading.document.text
        wanted = [(words(text, *a["content"]), words(text, *a["source"])) for a in row["attributions"] if a["content"]]
        said = [_said(s, text) for s in reading.statements]
        fit = lambda g, p: o if (o := overlap(g[0], p[0])) >= HALF else 0.0
        fit_both = lambda g, p: o if (o := min(overlap(g[0], p[0]), overlap(g[1], p[1]))) >= HALF else 0.0
        pairs = pair_up(wanted, said, fit)
        attributed = {j for _, j in pair_up(wanted, said, fit_both)}
        content, both = content + len(pairs), both + len(attributed)
        found, gold = found + len(said), gold + len(wanted)
        hits, reached = {j for _, j in pairs}, {i for i, _ in pairs}
        for j, s in enumerate(reading.statements):
            extent = (s.content[0].start, s.content[-1].end)
            judged.append(Judged("statement", s.kind, s.confidence, j in hits, j in attributed, str(row["name"]), text[slice(*extent)],
                                 text[s.speaker_span.start : s.speaker_span.end] if s.speaker_span else "no speaker"))  # fmt: skip
        for i, (need, _) in enumerate(wanted):
            if i not in reached:
                judged.append(Judged("statement", "missed", None, False, False, str(row["name"]),
                                     text[min(need, default=0) : max(need, default=0) + 12], "missed"))  # fmt: skip
    return {
        "articles": float(len(rows)),
        "content F1": 2 * content / max(1, found + gold),
        "attributed F1": 2 * both / max(1, found + gold),
        "content precision": content / max(1, found),
        "content recall": content / max(1, gold),
    }, judged
