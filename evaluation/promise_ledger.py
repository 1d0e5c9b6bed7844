"""Made promises and reports in a ledger of their own: for measuring following, and for training its head.

A set is JSON Lines, one promise a line, with its ``reports``; see ``docs/commitments.md``. Each text is a document. What
the reader finds in the text of a promise is replaced by the promise as annotated, unless ``as_read`` is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.writer import Writer
from communique.pipeline import Reader
from communique.records import Amount, Commitment, Document, Due, Entity, Mention, Reading, Span
from communique.resolve import states
from communique.sources.documents import document_from_text

Json = dict[str, Any]
BEARS = ("kept", "partly kept", "broken", "withdrawn", "superseded")
"""Labels of reports that are evidence; the others are unrelated, another matter, repetition."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a set is in its ledger."""

    promises: dict[int, Json]
    """Number of the commitment's entry -> the promise."""
    labels: dict[tuple[str, int], str]
    """(id of a promise, number of the document) -> label of its report."""
    reports: dict[int, str]
    """Number of a report's document -> its text."""


def load(path: Path) -> list[Json]:
    """The promises of a set."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def place(ledger: Ledger, promises: Sequence[Json], reader: Reader, *, as_read: bool = False) -> Placed:
    """Read all texts and write them into an empty ledger, in the order of their days.

    Args:
        ledger: an empty ledger.
        promises: of a set.
        reader: reads the texts.
        as_read: keep what the reader finds in the promises' texts; a promise that it does not find is then missing.
    """
    texts = [(p["day"], p["text"], p, None) for p in promises]
    texts += [(r["day"], r["text"], p, r) for p in promises for r in p["reports"]]
    texts.sort(key=lambda row: (row[0], row[1]))
    documents = [replace(document_from_text(text), published=day) for day, text, _, _ in texts]
    readings: Iterator[Reading] = reader.read_many(documents)
    made = [
        annotated(reading, promise) if report is None and not as_read else reading
        for reading, (_, _, promise, report) in zip(readings, texts, strict=True)
    ]
    for _ in Writer(ledger, "evaluation").write(made):
        pass
    with ledger.reading() as connection:
        number = {row.id: row.number for row in connection.execute(sa.select(t.documents.c.id, t.documents.c.number))}
        told = sa.select(t.tellings.c.document, t.tellings.c.entry, t.tellings.c.data).join(
            t.entries, t.entries.c.number == t.tellings.c.entry
        )
        entries: dict[int, list[Any]] = {}
        for row in connection.execute(told.where(t.entries.c.kind == "commitment").order_by(t.tellings.c.number)):
            entries.setdefault(row.document, []).append(row)
    where, labels, reports = {}, {}, {}
    for document, (_, text, promise, report) in zip(documents, texts, strict=True):
        at = number[document.id]
        if report is not None:
            labels[promise["id"], at] = report["label"]
            reports[at] = text
        elif rows := entries.get(at):
            # Of several that were read, the one most like what is annotated.
            likest = max(rows, key=lambda row: len(_words(row.data["action"]) & _words(promise["action"])))
            where[likest.entry] = promise
    return Placed(where, labels, reports)


def annotated(reading: Reading, promise: Json) -> Reading:
    """A reading with the promise as annotated in place of the commitments that were found."""
    text = reading.document.text
    entities = list(reading.entities)

    def party(given: Json) -> str:
        for n, one in enumerate(entities):
            if one.name == given["name"] or (given["kind"] == one.kind == "state" and one.country == given["country"]):
                entities[n] = replace(one, kind=given["kind"], country=given["country"] or one.country)
                return one.id
        at = text.find(given["name"])
        mentions = (Mention(at, at + len(given["name"]), "name"),) if at >= 0 else _state(text, given["country"])
        made = Entity(f"n{len(entities) + 1}", given["name"], given["kind"], None, None, given["country"], (), mentions)
        entities.append(made)
        return made.id

    committer = tuple(party(one) for one in promise["committer"])
    beneficiary = tuple(party(one) for one in promise["beneficiary"])
    amount = Amount(**promise["amount"]) if promise["amount"] is not None else None
    due = Due(None, promise["due_to"], promise["due_to"]) if promise["due_to"] is not None else None
    made = Commitment("c1", committer, beneficiary, promise["force"], promise["action"], amount, due, None, "open", None,
                      Span(0, len(text)), 1.0)  # fmt: skip
    return replace(reading, entities=tuple(entities), commitments=(made,))


def _state(text: str, country: str | None) -> tuple[Mention, ...]:
    """A state that the text has by an adjective alone; it is named even so."""
    for match in re.finditer(r"[A-Z]\w+", text):
        found = states.find(match[0])
        if found is not None and found.country == country:
            return (Mention(match.start(), match.end(), "name"),)
    return (Mention(0, 1, "name"),)


def _words(said: str) -> set[str]:
    return set(re.findall(r"\w+", said.lower()))


def document(text: str, day: str) -> Document:
    """A document of a day."""
    return replace(document_from_text(text), published=day)
