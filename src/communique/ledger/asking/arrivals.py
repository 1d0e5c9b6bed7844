"""What came into the ledger last, and how much there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from communique.ledger import tables as t
from communique.ledger.asking.rows import document_columns, document_of
from communique.ledger.asking.views import DocumentView
from communique.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document that came in, with what it told."""

    document: DocumentView
    added: str
    """ISO time."""
    copy: bool
    told: dict[str, int]
    """Number of its records by kind of entry."""
    beginning: str
    """Of its text: what it is known by where it has no title."""


@dataclass(frozen=True, slots=True)
class Stock:
    """How much there is, and when it was fed."""

    documents: int
    last_run: str | None
    """ISO time at which the last run of the ingest began."""


BEGINNING = 120
"""Code points of a text's beginning."""


def arrivals(ledger: Ledger, limit: int = 10) -> list[Arrival]:
    """The documents that came in last, the latest first.

    Args:
        ledger: an open ledger.
        limit: at most so many.
    """
    d, s, e = t.documents.c, t.tellings.c, t.entries.c
    beginning = sa.func.substr(d.text, 1, BEGINNING).label("beginning")
    columns: list[Any] = [*document_columns(), d.added, d.twin_of, beginning]
    query = sa.select(*columns).order_by(d.number.desc()).limit(limit)
    with ledger.reading() as connection:
        rows = connection.execute(query).all()
        counted = (
            sa.select(s.document, e.kind, sa.func.count().label("told"))
            .join_from(t.tellings, t.entries, e.number == s.entry)
            .where(s.document.in_([row.d_number for row in rows]), s.retired == sa.false())
            .group_by(s.document, e.kind)
        )
        told: dict[int, dict[str, int]] = {}
        for row in connection.execute(counted):
            told.setdefault(row.document, {})[row.kind] = row.told
    return [
        Arrival(document_of(row), row.added, row.twin_of is not None, told.get(row.d_number, {}), row.beginning)
        for row in rows
    ]


def stock(ledger: Ledger) -> Stock:
    """How much there is. Documents are never removed, so that the highest number is their count."""
    with ledger.reading() as connection:
        count = connection.execute(sa.select(sa.func.max(t.documents.c.number))).scalar() or 0
        last = connection.execute(sa.select(t.runs.c.started).order_by(t.runs.c.number.desc()).limit(1)).scalar()
    return Stock(count, last)
