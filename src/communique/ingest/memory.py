"""What is remembered of web addresses and of feeds' items, in the ledger and together with what was read there."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.sources.visits import Visit

_FIELDS = ("etag", "last_modified", "at", "status", "next_at", "failures")


class LedgerMemory:
    """Remembers visits and items. Nothing is written before `settle` is called in the transaction of the documents that
    came from there: a run that is killed in between asks for them again.

    Args:
        ledger: an open ledger.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._visits: dict[str, Visit] = {}
        self._settled: set[str] = set()

    def recall(self, url: str) -> Visit | None:
        """The last visit of an address, if there was any."""
        if (visit := self._visits.get(url)) is not None:
            return visit
        with self._ledger.reading() as connection:
            row = connection.execute(sa.select(t.visits).where(t.visits.c.url == url)).one_or_none()
        return None if row is None else Visit(url, *(getattr(row, field) for field in _FIELDS))

    def remember(self, visit: Visit) -> None:
        """Keep a visit in place of the one before of the same address."""
        self._visits[visit.url] = visit
        self._settled.discard(visit.url)

    def seen(self, feed: str, item: str) -> bool:
        """Whether an item of a feed was dealt with before."""
        query = sa.select(t.items.c.at).where(t.items.c.feed == feed, t.items.c.item == item)
        with self._ledger.reading() as connection:
            return connection.execute(query).first() is not None

    def settle(self, items: list[tuple[str, str]], connection: Connection, at: str) -> None:
        """Write what was remembered since the last time, and the items that were dealt with."""
        visits = [v for url, v in self._visits.items() if url not in self._settled]
        rows = [{"url": v.url, **{field: getattr(v, field) for field in _FIELDS}} for v in visits]
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        if rows:
            query = insert(t.visits)
            connection.execute(
                query.on_conflict_do_update(index_elements=["url"], set_={f: query.excluded[f] for f in _FIELDS}), rows
            )
        if items:
            marks = [{"feed": feed, "item": item, "at": at} for feed, item in dict.fromkeys(items)]
            connection.execute(insert(t.items).on_conflict_do_nothing(), marks)
        self._settled.update(v.url for v in visits)
        # Only those of this moment are kept in memory; the others are in the ledger.
        if len(self._visits) > 10_000:
            self._visits = {url: v for url, v in self._visits.items() if url not in self._settled}
