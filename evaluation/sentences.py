"""Events of unseen sentences, end to end: PLV gives a type and a pair for each, and nobody tells the reader which.

An event is right if its type is the marked one (CONCEDE and RETREAT are one, as PLV has them) and its parties are if some
mention of its actor and of its recipient shares words with the marked ones. Where a type makes both sides actors (a meeting
of equals) the other side may be found among them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from data import folded

from communique.pipeline import Reader
from communique.records import Document, Reading
from evaluation.judged import Judged

EQUALS = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE"})
"""Types whose parties may all be actors (RULES: equals are all actors)."""
Pairs = list[dict[str, Any]]


def load(path: Path, keep: Callable[[str], bool]) -> Pairs:
    """The pairs of PLV's JSON Lines whose names ("plv-" and the number) are kept."""
    rows = map(json.loads, path.open(encoding="utf-8"))
    return [row for row in rows if keep(f"plv-{row['id']}")]


def read(reader: Reader, pairs: Pairs) -> Iterator[tuple[dict[str, Any], Reading]]:
    """Each pair with the reading of its sentence."""
    documents = [Document(f"p{n}", f"p{n}", row["text"], language="en") for n, row in enumerate(pairs)]
    yield from zip(pairs, reader.read_many(documents), strict=True)


def judge(row: dict[str, Any], reading: Reading) -> Judged:
    """Whether the marked event is among those found."""
    entities = {e.id: e for e in reading.entities}

    def hit(ids: tuple[str, ...], extent: list[int]) -> bool:
        return any(m.start < extent[1] and extent[0] < m.end for i in ids for m in entities[i].mentions)

    alike = [e for e in reading.events if folded(e.type) == row["type"]]
    both = [
        e for e in alike
        if hit(e.actor, row["actor"])
        and hit(e.recipient + (e.actor if e.type in EQUALS else ()), row["recipient"])
    ]  # fmt: skip
    said = "; ".join(
        f"{e.type} «{reading.document.text[e.trigger.start : e.trigger.end]}»: {', '.join(entities[i].name for i in e.actor) or '–'}"
        f" > {', '.join(entities[i].name for i in e.recipient) or '–'}"
        for e in reading.events
    )
    best = max((e.confidence for e in both or alike), default=None)
    name = lambda extent: row["text"][extent[0] : extent[1]]
    wanted = f"{row['type']}: {name(row['actor'])} > {name(row['recipient'])}"
    return Judged("sentence", row["type"], best, bool(alike), bool(both), f"plv-{row['id']}", row["text"],
                  f"wanted {wanted}; found {said or 'nothing'}")  # fmt: skip


def score(reader: Reader, pairs: Pairs) -> tuple[dict[str, float], list[Judged]]:
    """Type recall, recall of type with both parties, events a sentence; and each sentence judged."""
    judged, events = [], 0
    for row, reading in read(reader, pairs):
        events += len(reading.events)
        judged.append(judge(row, reading))
    n = max(1, len(pairs))
    count = Counter(right=sum(j.right for j in judged), parties=sum(j.parties for j in judged))
    return {
        "sentences": float(len(pairs)),
        "right type": count["right"] / n,
        "with actor and recipient": count["parties"] / n,
        "events a sentence": events / n,
    }, judged
