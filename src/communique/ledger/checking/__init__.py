"""Whether a ledger is sound, and the mending of what can be computed anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from communique.ledger import tables as t
from communique.ledger.checking.database import pages, references, search
from communique.ledger.checking.entries import entries
from communique.ledger.checking.evidence import evidence
from communique.ledger.checking.fault import Fault
from communique.ledger.checking.mending import mend
from communique.ledger.store import Ledger

__all__ = ["Fault", "faults", "mend"]


def faults(ledger: Ledger, advance: Callable[[int, int], None] = lambda done, total: None) -> Iterator[Fault]:
    """Look through all of a ledger.

    Looked at are the database's pages (SQLite), all references between rows, that each piece of evidence is in its
    document and is what the entry says, that each entry is told by a document, counts, what is hidden, parties, and the
    full-text indexes.

    Args:
        ledger: an open ledger; others may go on writing.
        advance: is told how many documents and entries were looked through, and of how many.

    Raises:
        LedgerError: the database failed.
    """
    with ledger.reading() as connection:
        if not ledger.on_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield from pages(connection)
        yield from references(connection)
        total = sum(
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (t.documents, t.entries)
        )
        done = 0
        for found in (evidence, entries):
            for fault in found(connection):
                if isinstance(fault, Fault):
                    yield fault
                else:
                    done += fault
                    advance(done, total)
    yield from search(ledger)
