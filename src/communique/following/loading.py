"""Promises and documents from the ledger, as far as following looks at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.following.seen import Paper, Party, Promise, Seen, Told
from communique.ledger import tables as t
from communique.ledger.kept import chunked

FOLLOWED = ("open", "partly kept")
"""Statuses of commitments that evidence is looked for: of what is partly kept the rest is still to come."""
EARLIER = 300
"""Documents that were there before a promise but are of a later day, of which so many are searched for it."""


def papers(connection: Connection, numbers: Collection[int]) -> list[Paper]:
    """Documents by their numbers, in order. Left out are copies of others, and those of which no day is known."""
    d, a, e, told = t.documents.c, t.appearances.c, t.entities.c, t.tellings.c
    cast: dict[int, list[Seen]] = defaultdict(list)
    query = sa.select(a.document, a.data, e.number, e.kind, e.country, e.known).join(t.entities, e.number == a.entity)
    for row in chunked(connection, query.where(~a.retired).order_by(a.number), a.document, set(numbers)):
        mentions = tuple((m["start"], m["end"]) for m in row.data["mentions"])
        cast[row.document].append(Seen(row.number, row.kind, row.country, row.known, mentions))
    records: dict[int, list[Told]] = defaultdict(list)
    n = t.entries.c
    rows = sa.select(told.document, told.data, told.start, told.end, told.entry, n.kind).join(
        t.entries, n.number == told.entry
    )
    wanted = rows.where(n.kind.in_(("event", "commitment")), ~told.retired).order_by(told.number)
    for row in chunked(connection, wanted, told.document, set(numbers)):
        label = row.data["type"] if row.kind == "event" else row.data["force"]
        records[row.document].append(Told(row.entry, row.kind, label, row.data["status"], row.start, row.end))
    columns = sa.select(d.number, d.id, d.published, d.text).where(d.twin_of.is_(None), d.published.is_not(None))
    found = chunked(connection, columns.order_by(d.number), d.number, set(numbers))
    return [
        Paper(row.number, row.id, row.published, row.text, tuple(cast[row.number]), tuple(records[row.number]))
        for row in found if _is_day(row.published)
    ]  # fmt: skip


def promises_on(connection: Connection, read: Sequence[Paper]) -> list[Promise]:
    """The promises that are followed and have a party in common with any of the documents, made before the last one."""
    if not read:
        return []
    who = {one.number for paper in read for one in paper.cast}
    where = {one.country for paper in read for one in paper.cast if one.country} | {c for p in read for c in p.states}
    p = t.parties.c
    query = sa.select(p.entry).where(p.kind == "commitment", sa.or_(p.day.is_(None), p.day <= max(r.day for r in read)))
    numbers = {row.entry for row in chunked(connection, query, p.entity, who)}
    numbers |= {row.entry for row in chunked(connection, query, p.country, where)}
    return promises(connection, numbers)


def promises(connection: Connection, numbers: Collection[int]) -> list[Promise]:
    """Those of the commitments that are followed, in order."""
    e, p, n, told, d = t.entries.c, t.parties.c, t.entities.c, t.tellings.c, t.documents.c
    columns = sa.select(e.number, e.id, e.label, e.data, e.words, e.day, e.due_to, e.amount, e.correction)
    standing = columns.where(e.kind == "commitment", e.status.in_(FOLLOWED), ~e.hidden).order_by(e.number)
    rows = list(chunked(connection, standing, e.number, set(numbers)))
    mine = {row.number for row in rows}
    parties: dict[int, list[Party]] = defaultdict(list)
    query = sa.select(p.entry, p.role, n.number, n.kind, n.name, n.names, n.country, n.known).join(
        t.entities, n.number == p.entity
    )
    for row in chunked(connection, query.order_by(p.entry, p.role, n.number), p.entry, mine):
        names = tuple(dict.fromkeys([row.name, *row.names]))
        parties[row.entry].append(Party(row.number, row.role, row.kind, names, row.country, row.known))
    first = sa.select(told.entry, sa.func.min(d.published).label("day")).join(t.documents, d.number == told.document)
    days = {row.entry: row.day for row in chunked(connection, first.group_by(told.entry), told.entry, mine)}
    found = []
    for row in rows:
        day = days.get(row.number) or row.day
        if not _is_day(day) or not parties[row.number]:
            continue
        data = {**row.data, **(row.correction or {})}
        due = row.due_to if _is_day(row.due_to) else None
        found.append(
            Promise(
                row.number,
                row.id,
                row.label,
                data["action"],
                row.words,
                day,
                due,
                row.amount,
                tuple(parties[row.number]),
            )
        )
    return found


def told_in(connection: Connection, documents: Collection[int]) -> set[int]:
    """Numbers of the commitments that documents tell."""
    told, e = t.tellings.c, t.entries.c
    query = sa.select(told.entry).join(t.entries, e.number == told.entry).where(e.kind == "commitment")
    return {row.entry for row in chunked(connection, query, told.document, set(documents))}


def later_documents(connection: Connection, promise: Promise, before: int) -> Iterable[int]:
    """Documents of a later day that name a party of a promise and were in the ledger before it.

    Args:
        connection: to the ledger.
        promise: one that was just found.
        before: only documents with a smaller number.
    """
    a, d = t.appearances.c, t.documents.c
    query = (
        sa.select(d.number, d.published)
        .join(t.appearances, a.document == d.number)
        .where(a.entity.in_([party.number for party in promise.parties]), d.published > promise.day)
        .where(d.number < before, d.twin_of.is_(None))
        .distinct()
        .order_by(d.published, d.number)
        .limit(EARLIER)
    )
    return [row.number for row in connection.execute(query)]


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True
