"""Of what an entry or entity consists: its tellings, its appearances."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from communique.ledger import tables as t
from communique.ledger.reviewing.finding import thing
from communique.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Part:
    """A telling or an appearance."""

    id: str
    """Of a telling; of an appearance DOCUMENT#RECORD. It can be split off by it."""
    document: str
    publisher: str | None
    published: str | None
    words: str
    """Its evidence; of an appearance its name there."""
    retired: bool
    """The reader that counts does not find it."""


def parts(ledger: Ledger, key: str) -> list[Part]:
    """The parts of an entry or entity, in the order in which they came.

    Raises:
        LedgerError: there is no such thing.
    """
    s, a, d = t.tellings.c, t.appearances.c, t.documents.c
    with ledger.reading() as connection:
        row = thing(connection, key)
        if row.id.startswith("n"):
            query = sa.select(a.record, a.data, a.retired, d.id, d.publisher, d.published)
            query = query.join_from(t.appearances, t.documents, d.number == a.document)
            return [
                Part(f"{one.id}#{one.record}", one.id, one.publisher, one.published, one.data["name"], one.retired)
                for one in connection.execute(query.where(a.entity == row.number).order_by(a.number))
            ]
        told = sa.select(s.id, s.start, s.end, s.retired, d.id.label("document"), d.publisher, d.published, d.text)
        told = told.join_from(t.tellings, t.documents, d.number == s.document)
        return [
            Part(one.id, one.document, one.publisher, one.published, one.text[one.start : one.end], one.retired)
            for one in connection.execute(told.where(s.entry == row.number).order_by(s.number))
        ]
