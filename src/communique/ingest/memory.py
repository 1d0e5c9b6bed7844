"""What is remembered of web addresses and of feeds' items, in the ledger and together with what was read there."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.sources.visits import Visit

MOST = 10_000
"""Visits kept in memory beside the ledger."""
_FIELDS = ("etag", "last_modified", "at", "status", "next_at", "failures")


class LedgerMemory:
    """Remembers visits and items. Nothing is written before `settle` is called in the transaction of the documents that
    came from there: a run that is killed in between asks for them again.

    Sources are read ahead of what is written. So each visit is kept with the number of things that had been taken from
    the sources by then, and is written when all of those are.

    Args:
        ledger: an open ledger.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._visits: dict[str, Visit] = {}
        self._waiting: dict[str, int] = {}
        """Addresses whose visits are not yet written, and how much had been taken when they were remembered."""
        self.taken = 0
        """Things taken from the sources so far; counted by who takes them."""

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
        self._waiting[visit.url] = self.taken

    def seen(self, feed: str, item: str) -> bool:
        """Whether an item of a feed was dealt with before."""
        query = sa.select(t.items.c.at).where(t.items.c.feed == feed, t.items.c.item == item)
        with self._ledger.reading() as connection:
            return connection.execute(query).first() is not None

    def settle(self, items: list[tuple[str, str]], upto: float, connection: Connection, at: str) -> None:
        """Write the visits remembered when no more than ``upto`` things were taken, and the items dealt with."""
        ready = [url for url, taken in self._waiting.items() if taken <= upto]
        visits = [self._visits[url] for url in ready]
        rows = [{"url": v.url, **{field: getattr(v, field) for field in _FIELDS}} for v in visits]
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        if rows:
            query = insert(t.visits)
            connection.execute(
                query.on_conflict_do_update(index_elements=["url"], set_={f: query.excluded[f] for f in _FIELDS}), rows
            )
            self._answering([v.url for v in visits if v.failures == 0 and v.status is not None], connection, at)
        if items:
            marks = [{"feed": feed, "item": item, "at": at} for feed, item in dict.fromkeys(items)]
            connection.execute(insert(t.items).on_conflict_do_nothing(), marks)
        for url in ready:
            del self._waiting[url]
        if len(self._visits) > MOST:
            self._visits = {url: self._visits[url] for url in self._waiting}

    def _answering(self, urls: list[str], connection: Connection, at: str) -> None:
        """A watched feed that failed as a whole and answers now is no longer among what was rejected."""
        r = t.rejected.c
        feeds = sa.select(t.feeds.c.url).where(t.feeds.c.url.in_(urls))
        failed_before = sa.update(t.rejected).where(r.source.in_(feeds), r.line == 0, ~r.settled, r.at < at)
        connection.execute(failed_before.values(settled=True))
