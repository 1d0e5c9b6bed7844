"""How far two annotators agree: one's annotation of the same texts is scored as if it were a reading of the other's.

    python agreement.py --own corpora/dispatches --second FILE.yaml…
    python agreement.py --own corpora/dispatches --standoff FILE.jsonl… --texts FILE.jsonl… --second FILE.jsonl

The second annotation is made blind: by somebody who has not seen the first. What two careful people agree on is about
what a reader can be held to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import corpus
import evaluate
import resolution
import standoff
from evaluate import Table, parser_of

from communique.findings import Findings
from communique.records import (
    Amount,
    Commitment,
    Due,
    Engagement,
    Entity,
    Event,
    Mention,
    Place,
    Reading,
    Span,
    Statement,
)
from communique.resolve.scene import Scene


def reading_of(own: corpus.Annotated) -> Reading:
    """An annotation as a reading, its entities' keys as ids."""
    text = own.text
    mentions: dict[str, list[Mention]] = {key: [] for key in own.entities}
    for mark in own.marks:
        if mark.label in corpus.KINDS and len(mark.ids) == 1:
            mentions[mark.ids[0]].append(Mention(mark.start, mark.end, mark.form))  # type: ignore[arg-type]
    entities = tuple(
        Entity(key, row["name"], row["kind"], row.get("title"), row.get("of"), row.get("country"),
               tuple(row.get("sectors") or ()), tuple(mentions[key]))
        for key, row in own.entities.items()
    )  # fmt: skip

    def place(row: dict[str, Any]) -> Place | None:
        return Place(text[slice(*row["place"])]) if row["place"] else None

    events = tuple(
        Event(f"e{n}", row["type"], row["mode"], tuple(row["contexts"]), 0, "", 0.0, tuple(row["actor"]),
              tuple(row["recipient"]), row["status"], row["date"], place(row), Span(*row["trigger"]),
              Span(*row["evidence"]), 1.0)
        for n, row in enumerate(own.events)
    )  # fmt: skip
    statements = tuple(
        Statement(f"s{n}", row["kind"], tuple(row["speaker"]), Span(*row["said_by"]) if row["said_by"] else None,
                  Span(*row["cue"]) if row["cue"] else None, tuple(Span(*c) for c in row["content"]), (), 1.0)
        for n, row in enumerate(own.statements)
    )  # fmt: skip
    commitments = tuple(
        Commitment(f"c{n}", tuple(row["by"]), tuple(row["to"]), row["force"], text[slice(*row["action"])],
                   Amount(*row["amount"][:2]) if row["amount"] else None,
                   Due(row["due"]["from"], row["due"]["to"], "") if row["due"] else None, None, row["status"], None,
                   Span(*row["evidence"]), 1.0)
        for n, row in enumerate(own.commitments)
    )  # fmt: skip
    engagements = tuple(
        Engagement(f"g{n}", row["kind"], tuple(row["participants"]), row["date"], place(row), (), row["status"],
                   Span(*row["evidence"]), 1.0)
        for n, row in enumerate(own.engagements)
    )  # fmt: skip
    return Reading(evaluate.document_of(own), entities, events, statements, commitments, engagements)


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--second", type=Path, nargs="+", required=True)
    parser.add_argument("--errors", action="store_true", help="print where they differ")
    args = parser.parse_args()
    second = {a.name: a for a in standoff.read_all(args.second, args.texts)}
    every = standoff.read_all([*sorted(args.own.glob("*.yaml")), *args.standoff], args.texts)
    first = [a for a in every if a.name in second]
    records, resolved, whole = Table(), Table(), resolution.Coreference()
    for own in first:
        reading, errors = reading_of(second[own.name]), list[str]()
        evaluate.compare(own, reading, records, errors)
        resolution.compare(own, reading, Scene(reading.document, Findings()), resolved, errors)
        whole.add(resolution.gold_clusters(own), resolution.found_clusters(own, reading))
        if args.errors:
            print(own.name, *errors, sep="\n  ")
    print(f"{len(first)} texts, {sum(len(a.text.split()) for a in first)} words")
    records.print()
    for name in [name for name in resolved.rows if name.startswith("place")]:
        del resolved.rows[name]  # the gazetteer's, not an annotator's
    resolved.print()
    print("coreference", {name: round(value, 3) for name, value in whole.f1().items()})


if __name__ == "__main__":
    main()
