"""What the tests of reviewing ask a ledger."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from communique.ledger import Ledger
from communique.ledger import tables as t
from tests.ingest.feeding import contents


def state(ledger: Ledger) -> dict[str, Any]:
    """Everything in a ledger but the decisions."""
    found = contents(ledger)
    found.pop("decisions")
    return found


def row(ledger: Ledger, id: str) -> Row[Any]:
    """An entry or entity."""
    table = t.entities if id.startswith("n") else t.entries
    with ledger.reading() as connection:
        return connection.execute(sa.select(table).where(table.c.id == id)).one()


def rows(ledger: Ledger, query: sa.Select[Any]) -> list[Any]:
    """Rows of a query."""
    with ledger.reading() as connection:
        return list(connection.execute(query).all())


def ids(ledger: Ledger, kind: str, *, tellings: int = 1) -> list[str]:
    """Ids of entries of a kind that are told so often or more, in the order of their numbers."""
    e = t.entries.c
    query = sa.select(e.id).where(e.kind == kind, e.tellings >= tellings).order_by(e.number)
    return [one.id for one in rows(ledger, query)]


def people(ledger: Ledger, kind: str = "person") -> list[str]:
    """Ids of entities of a kind, those that appear most first."""
    n = t.entities.c
    query = sa.select(n.id).where(n.kind == kind).order_by(n.appearances.desc(), n.number)
    return [one.id for one in rows(ledger, query)]


def tellings(ledger: Ledger, id: str) -> list[str]:
    """Ids of an entry's tellings."""
    query = sa.select(t.tellings.c.id).join(t.entries, t.entries.c.number == t.tellings.c.entry)
    return [one.id for one in rows(ledger, query.where(t.entries.c.id == id).order_by(t.tellings.c.number))]


def appearances(ledger: Ledger, id: str) -> list[str]:
    """An entity's appearances, as they are named."""
    a = t.appearances.c
    query = sa.select(t.documents.c.id, a.record).join_from(
        t.appearances, t.documents, t.documents.c.number == a.document
    )
    query = query.join(t.entities, t.entities.c.number == a.entity).where(t.entities.c.id == id).order_by(a.number)
    return [f"{one.id}#{one.record}" for one in rows(ledger, query)]
