"""Documents that could not be read: kept with their reasons, and tried again when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

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


def rejections(ledger: Ledger, *, settled: bool = False) -> Iterator[Rejection]:
    """What was rejected, in the order of the first try.

    Args:
        ledger: an open ledger.
        settled: also what was read later.
    """
    c = t.rejected.c
    query = sa.select(c.source, c.line, c.reason, c.language, c.at, c.tries, c.settled).order_by(c.number)
    with ledger.reading() as connection:
        for row in connection.execute(query if settled else query.where(~c.settled)):
            yield Rejection(row.source, row.line or None, row.reason, row.language, row.at, row.tries, row.settled)


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


def page_of_rejections(ledger: Ledger, *, limit: int, skip: int = 0) -> RejectionPage:
    """A page of what was rejected and was not read later, the last tried first.

    Args:
        ledger: an open ledger.
        limit: at most so many.
        skip: so many of the newest are left out.
    """
    c = t.rejected.c
    query = sa.select(c.source, c.line, c.reason, c.language, c.at, c.tries, c.settled).where(~c.settled)
    with ledger.reading() as connection:
        total = connection.execute(sa.select(sa.func.count()).select_from(t.rejected).where(~c.settled)).scalar_one()
        rows = connection.execute(query.order_by(c.at.desc(), c.number.desc()).limit(limit).offset(skip)).all()
    found = (Rejection(r.source, r.line or None, r.reason, r.language, r.at, r.tries, bool(r.settled)) for r in rows)
    return RejectionPage(tuple(found), total)


def source_of(rejection: Rejection) -> str:
    """What is to be read again: of a line the whole file, whose other documents are known already."""
    line = f"#{rejection.line}"
    return rejection.source.removesuffix(line) if rejection.line is not None else rejection.source
