"""Readings into a ledger: each document once, each thing once, in one transaction a batch.

The same documents in the same order make the same ledger, however they are cut into batches and whatever happened in
between: what is there already is passed over, and what is met again is decided from what was kept before it alone.

What is known of the batches before is held in memory as long as nobody else changes the ledger; so a batch can be
decided about while the database still writes the one before.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import tables as t
from communique.ledger.batch import Batch, Counts, Decided, Known, Prepared
from communique.ledger.filling import is_filled
from communique.ledger.kept import Kept, chunked
from communique.ledger.store import Ledger
from communique.records import Reading, Rejected

BATCH = 64
"""Outcomes of one transaction where somebody waits for each reading."""
READY = 1024
"""The same of readings that are ready: keys lie scattered, and a large batch touches each part of the file once."""
LETTERS = 4_000_000
"""Letters of a batch after which it is written, however few documents they are."""

Outcome = Reading | Rejected
State = tuple[int | None, int | None, bool]


class Writer:
    """Writes readings into a ledger.

    Args:
        ledger: an open ledger.
        reader: the version of what made the readings.
    """

    def __init__(self, ledger: Ledger, reader: str) -> None:
        self._ledger, self._reader = ledger, reader
        self._kept = Kept()
        self._state: State | None = None
        """Of the ledger, as `_kept` has it; None if that does not hold."""

    def write(self, outcomes: Iterable[Outcome], batch: int = READY) -> Iterator[Counts]:
        """Write outcomes; yields the counts of each batch when it is safely kept.

        While the database writes one batch, in a thread of its own, the next one is taken from the outcomes and decided
        about. So up to one batch more than was yielded may be kept when this is broken off.

        Raises:
            LedgerError: the database failed. The batches that were yielded are kept.
        """
        with self._forgetting(), _frozen(), ThreadPoolExecutor(1, "ledger") as beside:
            writing: Future[Counts] | None = None
            for some in _cut(outcomes, batch):
                with _not_collecting():
                    known, fresh = self._sorted(some)
                    prepared = _prepared(fresh)
                    decided = self._decided_beside(fresh, prepared, known) if writing is not None else None
                    gc.freeze()
                if writing is not None:
                    yield writing.result()
                writing = beside.submit(self._begun(fresh, prepared, known, decided=decided))
            if writing is not None:
                yield writing.result()

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
        decided: Decided | None = None,
    ) -> Callable[[], Counts]:
        """Begin a transaction and decide about a batch; what is returned writes it and ends, in whatever thread.

        Args:
            decided: was decided while the batch before was written; it stands if nobody else wrote since.
        """
        with ExitStack() as stack:
            stack.enter_context(self._forgetting())
            connection = stack.enter_context(self._ledger.writing())
            before = state_of(connection)
            if before is None or before != self._state:
                self._kept, decided = Kept(filling=is_filled(connection)), None
            if decided is None:
                decided = self._decided(connection, outcomes, prepared, known)
            self._state = before
            transaction = stack.pop_all()

        def finish() -> Counts:
            with transaction:
                decided.write(connection)
                if also is not None:
                    also(connection, decided.at)
                self._state = state_of(connection)
            return decided.counts

        return finish

    def _sorted(self, outcomes: Sequence[Outcome]) -> tuple[list[Known], list[Outcome]]:
        """The documents that the ledger has, of which only the source is told, and what is to be taken in."""
        there = self.known([one.document.id for one in outcomes if isinstance(one, Reading)])
        known, fresh = [], []
        for one in outcomes:
            if isinstance(one, Reading) and one.document.id in there:
                known.append(Known(one.document.id, one.document.source))
            else:
                fresh.append(one)
        return known, fresh

    def _decided_beside(
        self, outcomes: Sequence[Outcome], prepared: Sequence[Prepared], known: Sequence[Known]
    ) -> Decided | None:
        """What is decided about a batch while the one before it is written; None where that has to be waited for."""
        if self._state is None:
            return None
        with self._forgetting(), self._ledger.reading() as connection:
            return self._decided(connection, outcomes, prepared, known)

    def _decided(
        self,
        connection: Connection,
        outcomes: Sequence[Outcome],
        prepared: Sequence[Prepared],
        known: Sequence[Known] = (),
    ) -> Decided:
        batch = Batch(connection, self._reader, self._ledger.clock(), self._kept)
        with _not_collecting():
            return batch.decide(prepared, [o for o in outcomes if isinstance(o, Rejected)], known)

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        """When it fails, what was decided is not what the ledger has."""
        try:
            yield
        except BaseException:
            self._state = None
            raise

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of these documents the ledger has."""
        with self._ledger.reading() as connection:
            rows = chunked(connection, sa.select(t.documents.c.id), t.documents.c.id, set(ids))
            return frozenset(row.id for row in rows)


def state_of(connection: Connection) -> State | None:
    """What changes whenever anything changes that documents are met with; None where each batch must look itself."""
    highest = (
        sa.select(sa.func.max(table.c.number)).scalar_subquery() for table in (t.documents, t.readings, t.decisions)
    )
    documents, readings, decisions = connection.execute(sa.select(*highest)).one()
    # What people decided also changes what becomes of the things that a batch tells, in the batch itself.
    return (documents, readings, is_filled(connection)) if decisions is None else None


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


@contextmanager
def _frozen() -> Iterator[None]:
    """What is frozen meanwhile, so that it is not looked through after every batch, is looked at again in the end."""
    try:
        yield
    finally:
        gc.unfreeze()
