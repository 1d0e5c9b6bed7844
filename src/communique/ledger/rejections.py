"""Documents that could not be read: kept with their reasons, and tried again when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from communique.ledger import tables as t
from communique.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Rejection:
    """A document that was not read."""

    source: str
    line: int | None
    """Where its source has lines, else None."""
    reason: str
    language: str | None
    at: str
    """Time of the last try, ISO 8601 in UTC."""
    tries: int
    settled: bool
    """It was read at a later try."""


_ROW = sa.select(t.rejected)


def _rejection(row: Row[Any]) -> Rejection:
    return Rejection(row.source, row.line or None, row.reason, row.language, row.at, row.tries, bool(row.settled))


def rejections(ledger: Ledger, *, settled: bool = False) -> Iterator[Rejection]:
    """What was rejected, in the order of the first try.

    Args:
        ledger: an open ledger.
        settled: also what was read later.
    """
    query = _ROW.order_by(t.rejected.c.number)
    with ledger.reading() as connection:
        for row in connection.execute(query if settled else query.where(~t.rejected.c.settled)):
            yield _rejection(row)


def sources_to_retry(ledger: Ledger) -> list[str]:
    """The sources to read again, each once: of a line the whole file, whose other documents are known already."""
    found: dict[str, None] = {}
    for one in rejections(ledger):
        found.setdefault(source_of(one))
    return list(found)


@dataclass(frozen=True, slots=True)
class RejectionPage:
    """A page of what was rejected and waits, the last tried first."""

    rejections: tuple[Rejection, ...]
    total: int
    """All that wait."""


def rejections_after(
    ledger: Ledger, after: int, *, limit: int, settled: bool = False
) -> tuple[list[Rejection], int | None]:
    """Some of what was rejected, in the order of the first try.

    Args:
        ledger: an open ledger.
        after: where those before ended; 0 for the beginning.
        limit: at most so many.
        settled: also what was read later.

    Returns:
        Them, and where they ended: None if there are no more.
    """
    query = _ROW.where(t.rejected.c.number > after).order_by(t.rejected.c.number).limit(limit + 1)
    with ledger.reading() as connection:
        rows = connection.execute(query if settled else query.where(~t.rejected.c.settled)).all()
    return [_rejection(row) for row in rows[:limit]], rows[limit - 1].number if len(rows) > limit else None


def page_of_rejections(ledger: Ledger, *, limit: int, skip: int = 0) -> RejectionPage:
    """A page of what was rejected and was not read later, the last tried first.

    Args:
        ledger: an open ledger.
        limit: at most so many.
        skip: so many of the newest are left out.
    """
    c = t.rejected.c
    query = _ROW.where(~c.settled)
    with ledger.reading() as connection:
        total = connection.execute(sa.select(sa.func.count()).select_from(t.rejected).where(~c.settled)).scalar_one()
        rows = connection.execute(query.order_by(c.at.desc(), c.number.desc()).limit(limit).offset(skip)).all()
    return RejectionPage(tuple(map(_rejection, rows)), total)


def source_of(rejection: Rejection) -> str:
    """What is to be read again: of a line the whole file, whose other documents are known already."""
    line = f"#{rejection.line}"
    return rejection.source.removesuffix(line) if rejection.line is not None else rejection.source
