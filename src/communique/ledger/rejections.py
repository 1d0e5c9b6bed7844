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
        source = one.source
        if one.line is not None and source.endswith(f"#{one.line}"):
            source = source[: -len(f"#{one.line}")]
        found.setdefault(source)
    return list(found)
