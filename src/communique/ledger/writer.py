"""Readings into a ledger: each document once, each thing once, in one transaction a batch.

The same documents in the same order make the same ledger, however they are cut into batches and whatever happened in
between: what is there already is passed over, and what is met again is decided from what was kept before it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import tables as t
from communique.ledger.batch import Batch, Counts, Known, Prepared
from communique.ledger.kept import chunked
from communique.ledger.store import Ledger
from communique.records import Reading, Rejected

BATCH = 64
"""Outcomes of one transaction."""

Outcome = Reading | Rejected


class Writer:
    """Writes readings into a ledger.

    Args:
        ledger: an open ledger.
        reader: the version of what made the readings.
    """

    def __init__(self, ledger: Ledger, reader: str) -> None:
        self._ledger, self._reader = ledger, reader

    def write(self, outcomes: Iterable[Outcome], batch: int = BATCH) -> Iterator[Counts]:
        """Write outcomes; yields the counts of each batch when it is safely kept.

        Raises:
            LedgerError: the database failed. The batches that were yielded are kept.
        """
        waiting: list[Outcome] = []
        for outcome in outcomes:
            waiting.append(outcome)
            if len(waiting) >= batch:
                yield self.add(waiting)
                waiting = []
        if waiting:
            yield self.add(waiting)

    def add(
        self,
        outcomes: Sequence[Outcome],
        *,
        known: Sequence[Known] = (),
        also: Callable[[Connection, str], None] | None = None,
    ) -> Counts:
        """Write a batch in one transaction.

        Args:
            outcomes: readings, and documents that were rejected.
            known: documents that were not read since the ledger has them.
            also: writes more in the same transaction; called with the connection and the time.

        Raises:
            LedgerError: the database failed; nothing of the batch was kept.
        """
        # What does not need the ledger is done before its lock is taken.
        prepared = [Prepared(o) for o in outcomes if isinstance(o, Reading)]
        with self._ledger.writing() as connection:
            at = self._ledger.clock()
            batch = Batch(connection, self._reader, at)
            batch.reject([o for o in outcomes if isinstance(o, Rejected)])
            batch.take_in(prepared)
            batch.meet_again(known)
            if also is not None:
                also(connection, at)
            return batch.counts

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of these documents the ledger has."""
        with self._ledger.reading() as connection:
            rows = chunked(connection, sa.select(t.documents.c.id), t.documents.c.id, set(ids))
            return frozenset(row.id for row in rows)
