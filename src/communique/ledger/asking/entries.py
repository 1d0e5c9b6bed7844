"""Entries of a ledger, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import sqlalchemy as sa

from communique.errors import LedgerError, NotThereError
from communique.ledger import tables as t
from communique.ledger.asking.filters import EVERYTHING, Filter, Kind
from communique.ledger.asking.plan import numbers, plan
from communique.ledger.asking.rows import views
from communique.ledger.asking.views import EntryView
from communique.ledger.store import Ledger

PAGE = 200
"""Entries that are loaded at once."""


def entries(ledger: Ledger, kind: Kind | None = None, filter: Filter = EVERYTHING) -> Iterator[EntryView]:
    """The entries that a filter asks for, in its order, read from the database as they are taken.

    Args:
        ledger: an open ledger. It is read in one transaction, which ends with the iteration.
        kind: engagement, statement, event or commitment; None for all of them.
        filter: which entries; by default all that are shown, the newest first.

    Raises:
        LedgerError: the filter asks for a party, type or day that is none, or the database failed.
    """
    with ledger.reading() as connection:
        asked = plan(connection, kind, filter, ledger.clock()[:10])
        if asked is None:
            return
        found = numbers(connection, asked, filter.sort, filter.limit)
        while page := list(islice(found, PAGE)):
            yield from views(connection, page)


def entry(ledger: Ledger, id: str) -> EntryView:
    """The entry of an id, or of the beginning of an id that no other has; also one that is hidden.

    Raises:
        NotThereError: there is none.
        LedgerError: there are several.
    """
    asked, ids = id.strip().lower(), t.entries.c.id
    if not asked.isascii() or not asked.isalnum():
        raise LedgerError(f"{id!r} is no id of an entry; ids look like c3f09a12b45d6e78.")
    with ledger.reading() as connection:
        # A range rather than LIKE, which would not use the index.
        query = sa.select(t.entries.c.number, ids).where(ids >= asked, ids < asked + "g").order_by(ids).limit(2)
        rows = connection.execute(query).all()
        if not rows:
            raise NotThereError(f"{ledger.name}: there is no entry {id!r}; `communique search WORDS` shows ids.")
        if len(rows) > 1 and rows[0].id != asked:
            raise LedgerError(f"{id!r} is the beginning of several ids; give more of its characters.")
        return views(connection, [rows[0].number])[0]
