"""Statements against PolNeAR: content F1, and attributed F1, for which the speaker's words must agree, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from attributions import articles

from communique.pipeline import Reader
from evaluation.judged import Judged


def score(reader: Reader, path: Path, limit: int | None = None) -> tuple[dict[str, float], list[Judged]]:
    """Figures and every statement judged.

    Args:
        path: PolNeAR as JSON Lines (``name``, ``text``, ``attributions`` with ``source``, ``cue``, ``content`` extents).
        limit: read only so many articles.
    """
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.open(encoding="utf-8")][:limit]
    content = both = found = gold = 0
    judged: list[Judged] = []
    for one in articles(reader, rows):
        content, both = content + len(one.content), both + len(one.attributed)
        found, gold = found + len(one.statements), gold + len(one.wanted)
        hits, attributed = {j for _, j in one.content}, {j for _, j in one.attributed}
        reached = {i for i, _ in one.content}
        for j, s in enumerate(one.statements):
            extent = (s.content[0].start, s.content[-1].end)
            judged.append(Judged("statement", s.kind, s.confidence, j in hits, j in attributed, one.name, one.text[slice(*extent)],
                                 one.text[s.speaker_span.start : s.speaker_span.end] if s.speaker_span else "no speaker"))  # fmt: skip
        for i, (need, _) in enumerate(one.wanted):
            if i not in reached:
                judged.append(Judged("statement", "missed", None, False, False, one.name,
                                     one.text[min(need, default=0) : max(need, default=0) + 12], "missed"))  # fmt: skip
    return {
        "articles": float(len(rows)),
        "content F1": 2 * content / max(1, found + gold),
        "attributed F1": 2 * both / max(1, found + gold),
        "content precision": content / max(1, found),
        "content recall": content / max(1, gold),
    }, judged
