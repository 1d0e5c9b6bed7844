"""Whether entries agree with their tellings and their parties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.ledger import tables as t
from communique.ledger.checking.fault import Fault
from communique.ledger.drafts import ROLES, role

TOGETHER = 1_000
"""Entries that are in memory at once."""


def entries(connection: Connection) -> Iterator[Fault | int]:
    """Faults of entries, one after the other; numbers count the entries that are done."""
    e = t.entries.c
    columns: list[sa.Column[Any]] = [
        e.number, e.id, e.kind, e.tellings, e.outlets, e.review, e.merged_into, e.hidden, e.document, e.data,
        e.correction,
    ]  # fmt: skip
    query: sa.Select[Any] = sa.select(*columns).order_by(e.number).limit(TOGETHER)
    after = 0
    while some := connection.execute(query.where(e.number > after)).all():
        after = some[-1].number
        numbers = [row.number for row in some]
        yield from _counts(connection, some, numbers)
        yield from _parties(connection, some, numbers)
        yield len(some)


def _counts(connection: Connection, some: Sequence[Row[Any]], numbers: list[int]) -> Iterator[Fault]:
    c = t.tellings.c
    query = sa.select(c.entry, c.document, c.retired).where(c.entry.in_(numbers))
    told: dict[int, list[bool]] = {}
    places: dict[int, set[int]] = {}
    for telling in connection.execute(query):
        told.setdefault(telling.entry, []).append(not telling.retired)
        places.setdefault(telling.entry, set()).add(telling.document)
    for row in some:
        found = told.get(row.number, [])
        live = sum(found)
        if row.merged_into is None:
            if not found:
                yield Fault(row.id, "no document tells it")
                continue
            if row.document not in places[row.number]:
                yield Fault(row.id, "the document that leads does not tell it")
            # Where no present reader finds it, all that ever told it count.
            count = live or len(found)
            if row.tellings != count:
                yield Fault(row.id, f"it counts {row.tellings} tellings and has {count}", "counts", row.number)
            elif not 1 <= row.outlets <= row.tellings:
                yield Fault(row.id, f"it counts {row.outlets} outlets of {row.tellings} tellings", "counts", row.number)
        shown = live if row.review is None else len(found)
        hidden = row.merged_into is not None or row.review == "rejected" or shown == 0
        if row.hidden is not hidden:
            yield Fault(row.id, f"it is {'hidden' if row.hidden else 'shown'} and must not be", "hidden", row.number)


def _parties(connection: Connection, some: Sequence[Row[Any]], numbers: list[int]) -> Iterator[Fault]:
    named: dict[int, dict[str, list[str]]] = {}
    for row in some:
        data = {**row.data, **(row.correction or {})}
        named[row.number] = {role(field): data.get(field) or [] for field in ROLES.get(row.kind, ())}
    ids = sorted({one for roles in named.values() for names in roles.values() for one in names})
    known: set[str] = set()
    for n in range(0, len(ids), TOGETHER):
        query = sa.select(t.entities.c.id).where(t.entities.c.id.in_(ids[n : n + TOGETHER]))
        known.update(connection.scalars(query))
    p = t.parties.c
    roles = {
        (row.entry, row.role) for row in connection.execute(sa.select(p.entry, p.role).where(p.entry.in_(numbers)))
    }
    for row in some:
        if row.merged_into is not None:
            continue
        for part, names in named[row.number].items():
            for unknown in sorted(set(names) - known):
                yield Fault(row.id, f"its {part} {unknown} is no entity of this ledger")
            if names and (row.number, part) not in roles:
                yield Fault(row.id, f"its {part} is not among the parties")
