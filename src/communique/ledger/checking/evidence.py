"""Whether all evidence is still in its document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import tables as t
from communique.ledger.checking.fault import Fault
from communique.ledger.drafts import evidence_of

TOGETHER = 200
"""Documents whose texts are in memory at once."""


def evidence(connection: Connection) -> Iterator[Fault | int]:
    """Faults of evidence, document by document; numbers count the documents that are done."""
    d = t.documents.c
    after = 0
    while some := connection.execute(
        sa.select(d.number, d.id, d.text).where(d.number > after).order_by(d.number).limit(TOGETHER)
    ).all():
        after = some[-1].number
        texts = {row.number: row.text for row in some}
        yield from _readings(connection, {row.number: row.id for row in some})
        yield from _tellings(connection, texts)
        yield from _proposals(connection, texts)
        yield from _appearances(connection, texts)
        yield len(some)


def _readings(connection: Connection, ids: dict[int, str]) -> Iterator[Fault]:
    r = t.readings.c
    query = sa.select(r.document).where(r.document.in_(ids), r.standing == sa.true())
    standing = [row.document for row in connection.execute(query)]
    for number, name in ids.items():
        if (count := standing.count(number)) != 1:
            yield Fault(name, f"{count or 'none'} of its readings stands, where one must")


def _tellings(connection: Connection, texts: dict[int, str]) -> Iterator[Fault]:
    told, e = t.tellings.c, t.entries.c
    query = (
        sa.select(told.id, told.document, told.entry, told.start, told.end, told.data,
                  e.id.label("entry_id"), e.kind, e.words, e.document.label("leading"), e.correction,
                  e.data.label("shown"))
        .join(t.entries, e.number == told.entry)
        .where(told.document.in_(texts)).order_by(told.number)
    )  # fmt: skip
    leads: dict[int, tuple[str, bool]] = {}
    for row in connection.execute(query):
        text = texts[row.document]
        said = _span(text, row.start, row.end)
        if said is not None:
            yield Fault(row.id, f"its evidence {said}")
        for start, end in _spans(row.data):
            if not 0 <= start <= end <= len(text):
                yield Fault(row.id, f"it has a span {start} to {end}, which is not in its document")
        if row.leading == row.document:
            # Where people moved the evidence, the entry shows theirs and the telling keeps what was read.
            start, end = evidence_of(row.kind, row.shown) if row.correction else (row.start, row.end)
            same = text[start:end] == row.words
            leads[row.entry] = (row.entry_id, same or leads.get(row.entry, ("", False))[1])
    for name, same in leads.values():
        if not same:
            yield Fault(name, "its words are not those of its evidence in the document that leads")


def _proposals(connection: Connection, texts: dict[int, str]) -> Iterator[Fault]:
    p = t.proposals.c
    query = sa.select(p.id, p.document, p.start, p.end).where(p.document.in_(texts)).order_by(p.number)
    for row in connection.execute(query):
        said = _span(texts[row.document], row.start, row.end)
        if said is not None:
            yield Fault(row.id, f"its evidence {said}")


def _appearances(connection: Connection, texts: dict[int, str]) -> Iterator[Fault]:
    a = t.appearances.c
    query = sa.select(a.number, a.document, a.data).where(a.document.in_(texts)).order_by(a.number)
    for row in connection.execute(query):
        for start, end in _spans(row.data.get("mentions", ())):
            if not 0 <= start < end <= len(texts[row.document]):
                yield Fault(
                    f"appearances {row.number}", f"it is mentioned at {start} to {end}, which is not in its document"
                )


def _span(text: str, start: int, end: int) -> str | None:
    """What is wrong with a span that must hold words."""
    if not 0 <= start <= end <= len(text):
        return f"from {start} to {end} is not in its document of {len(text)} characters"
    if not text[start:end].strip():
        return f"from {start} to {end} holds no words"
    return None


def _spans(data: Any) -> Iterable[tuple[int, int]]:
    """All spans within a record."""
    if isinstance(data, dict):
        if isinstance(data.get("start"), int) and isinstance(data.get("end"), int):
            yield data["start"], data["end"]
        data = data.values()
    elif not isinstance(data, list | tuple):
        return
    for item in data:
        yield from _spans(item)
