"""The ingest log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from communique.ledger import tables as t
from communique.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class RunView:
    """One run. Times are ISO 8601 in UTC."""

    number: int
    sources: tuple[str, ...]
    reader: str
    started: str
    ended: str | None
    """None while it is under way, and where it was interrupted."""
    counts: dict[str, Any]
    """What came of it: see `batch.Counts`."""


def runs(ledger: Ledger, *, limit: int = 20) -> list[RunView]:
    """The latest runs, the newest first.

    Raises:
        LedgerError: the database failed.
    """
    c = t.runs.c
    query = (
        sa.select(c.number, c.sources, c.reader, c.started, c.ended, c.counts).order_by(c.number.desc()).limit(limit)
    )
    with ledger.reading() as connection:
        return [
            RunView(row.number, tuple(row.sources), row.reader, row.started, row.ended, row.counts or {})
            for row in connection.execute(query)
        ]


class Runs:
    """The runs that fed a ledger; one that was interrupted has no end.

    Args:
        ledger: an open ledger.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def begin(self, sources: Sequence[str], reader: str) -> int:
        """Note that a run begins. Returns its number."""
        row = {"sources": list(sources), "reader": reader, "started": self._ledger.clock(), "counts": {}}
        with self._ledger.writing() as connection:
            found = connection.execute(sa.insert(t.runs).values(**row).returning(t.runs.c.number)).scalar_one()
        return int(found)

    def end(self, number: int, counts: dict[str, Any]) -> None:
        """Note that a run ended, and what came of it."""
        query = sa.update(t.runs).where(t.runs.c.number == number)
        with self._ledger.writing() as connection:
            connection.execute(query.values(ended=self._ledger.clock(), counts=counts))
