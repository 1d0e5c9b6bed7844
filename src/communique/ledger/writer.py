"""Readings into a ledger: each document once, each thing once, in one transaction a batch.

The same documents in the same order make the same ledger, however they are cut into batches and whatever happened in
between: what is there already is passed over, and what is met again is decided from what was kept before it alone.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import tables as t
from communique.ledger.batch import Batch, Counts, Known, Prepared
from communique.ledger.kept import chunked
from communique.ledger.store import Ledger
from communique.records import Reading, Rejected

BATCH = 64
"""Outcomes of one transaction where somebody waits for each reading."""
READY = 1024
"""The same of readings that are ready: keys lie scattered, and a large batch touches each part of the file once."""
LETTERS = 4_000_000
"""Letters of a batch after which it is written, however few documents they are."""

Outcome = Reading | Rejected


class Writer:
    """Writes readings into a ledger.

    Args:
        ledger: an open ledger.
        reader: the version of what made the readings.
    """

    def __init__(self, ledger: Ledger, reader: str) -> None:
        self._ledger, self._reader = ledger, reader

    def write(self, outcomes: Iterable[Outcome], batch: int = READY) -> Iterator[Counts]:
        """Write outcomes; yields the counts of each batch when it is safely kept.

        While the database finishes one batch, in a thread of its own, the next one is taken from the outcomes and
        prepared. So up to one batch more than was yielded may be kept when this is broken off.

        Raises:
            LedgerError: the database failed. The batches that were yielded are kept.
        """
        with ThreadPoolExecutor(1, "ledger") as beside:
            finishing: Future[Counts] | None = None
            for some in _cut(outcomes, batch):
                prepared = _prepared(some)
                if finishing is not None:
                    yield finishing.result()
                finishing = beside.submit(self._begun(some, prepared))
            if finishing is not None:
                yield finishing.result()

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
        return self._begun(outcomes, _prepared(outcomes), known, also)()

    def _begun(
        self,
        outcomes: Sequence[Outcome],
        prepared: Sequence[Prepared],
        known: Sequence[Known] = (),
        also: Callable[[Connection, str], None] | None = None,
    ) -> Callable[[], Counts]:
        """Begin a transaction and write a batch; what is returned finishes it, in whatever thread."""
        with ExitStack() as stack:
            connection = stack.enter_context(self._ledger.writing())
            at = self._ledger.clock()
            batch = Batch(connection, self._reader, at)
            with _not_collecting():
                batch.reject([o for o in outcomes if isinstance(o, Rejected)])
                batch.take_in(prepared)
                batch.meet_again(known)
            if also is not None:
                also(connection, at)
            transaction = stack.pop_all()

        def finish() -> Counts:
            with transaction:
                batch.finish()
            return batch.counts

        return finish

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of these documents the ledger has."""
        with self._ledger.reading() as connection:
            rows = chunked(connection, sa.select(t.documents.c.id), t.documents.c.id, set(ids))
            return frozenset(row.id for row in rows)


def _prepared(outcomes: Sequence[Outcome]) -> list[Prepared]:
    # What does not need the ledger is done before its lock is taken.
    with _not_collecting():
        return [Prepared(o) for o in outcomes if isinstance(o, Reading)]


def _cut(outcomes: Iterable[Outcome], most: int) -> Iterator[list[Outcome]]:
    some: list[Outcome] = []
    letters = 0
    for outcome in outcomes:
        some.append(outcome)
        letters += len(outcome.document.text) if isinstance(outcome, Reading) else 0
        if len(some) >= most or letters >= LETTERS:
            yield some
            some, letters = [], 0
    if some:
        yield some


@contextmanager
def _not_collecting() -> Iterator[None]:
    """Without looking for cycles to collect: a batch makes a million objects, none in one, and looks cost a third."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
