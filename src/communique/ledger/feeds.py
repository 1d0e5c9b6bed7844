"""Feeds that are watched: kept in the ledger, so that those who add one and the process that asks it need not meet."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.errors import LedgerError, NotThereError
from communique.ledger import tables as t
from communique.ledger.store import Ledger

LONGEST = 2_000
"""Letters of an address; longer ones are none that a server takes."""
f = t.feeds.c


@dataclass(frozen=True, slots=True)
class FeedView:
    """A watched feed and how it does. Times are ISO 8601 in UTC."""

    number: int
    url: str
    title: str | None
    paused: bool
    added: str
    by: str
    visited: str | None
    """When it was last asked, well or not; None before the first time."""
    next_at: str | None
    """Not asked before, since it failed; None where it may be asked at any time."""
    failures: int
    """Failed visits since the last good one."""
    error: str | None
    """Why the last visit failed, in a sentence; None where it went well."""
    items: int
    """Items that were taken in."""
    last_item: str | None
    """When the newest of them was taken in."""


def feeds(ledger: Ledger) -> list[FeedView]:
    """All watched feeds in the order in which they were added.

    Raises:
        LedgerError: the database failed.
    """
    v, i = t.visits.c, t.items.c
    query = (
        sa.select(t.feeds, v.at, v.next_at, sa.func.coalesce(v.failures, 0).label("failures"))
        .outerjoin(t.visits, v.url == f.url)
        .order_by(f.number)
    )
    taken = sa.select(i.feed, sa.func.count().label("number"), sa.func.max(i.at).label("last"))
    taken = taken.where(i.feed.in_(sa.select(f.url))).group_by(i.feed)
    with ledger.reading() as connection:
        counted = {row.feed: row for row in connection.execute(taken)}
        wrong = _errors(connection)
        rows = connection.execute(query).all()
    found = []
    for row in rows:
        taken_in, error = counted.get(row.url), wrong.get(row.url)
        visited = max(filter(None, (row.at, error and error[0])), default=None)
        # A failure that no later visit made good; times differ in how fine they are, so that only the seconds count.
        stands = error is not None and (row.failures > 0 or row.at is None or error[0][:19] >= row.at[:19])
        found.append(
            FeedView(
                row.number, row.url, row.title, bool(row.paused), row.added, row.by, visited, row.next_at, row.failures,
                error[1] if error is not None and stands else None,
                taken_in.number if taken_in is not None else 0, taken_in.last if taken_in is not None else None,
            )
        )  # fmt: skip
    return found


def watched(ledger: Ledger) -> list[str]:
    """The addresses that are to be asked: all feeds but those that are paused.

    Raises:
        LedgerError: the database failed.
    """
    with ledger.reading() as connection:
        return list(connection.scalars(sa.select(f.url).where(~f.paused).order_by(f.number)))


def add_feed(ledger: Ledger, url: str, *, by: str, title: str | None = None) -> int:
    """Watch a feed, a list of feeds, a sitemap or a page from now on.

    Args:
        ledger: an open ledger.
        url: an http or https address.
        by: who adds it.
        title: how people call it.

    Returns:
        Its number.

    Raises:
        LedgerError: it is no web address, or is watched already.
    """
    address = checked_address(url)
    with ledger.writing() as connection:
        if connection.execute(sa.select(f.number).where(f.url == address)).first() is not None:
            raise LedgerError(f"{address} is watched already; nothing was changed.")
        number = (connection.execute(sa.select(sa.func.max(f.number))).scalar() or 0) + 1
        told = title.strip()[:200] if title is not None else ""
        row = {"url": address, "title": told or None, "paused": False, "added": ledger.clock(), "by": by}
        connection.execute(sa.insert(t.feeds).values(number=number, **row))
    return number


def pause_feed(ledger: Ledger, number: int, *, paused: bool) -> None:
    """Stop asking a feed for a while, or go on.

    Raises:
        NotThereError: there is no such feed.
    """
    with ledger.writing() as connection:
        _there(connection, number)
        connection.execute(sa.update(t.feeds).where(f.number == number).values(paused=paused))


def remove_feed(ledger: Ledger, number: int) -> None:
    """Watch a feed no more; what came from it stays, and added again it gives nothing twice.

    Raises:
        NotThereError: there is no such feed.
    """
    with ledger.writing() as connection:
        _there(connection, number)
        connection.execute(sa.delete(t.feeds).where(f.number == number))


def checked_address(url: str) -> str:
    """A web address as it is kept.

    Raises:
        LedgerError: it is none.
    """
    address = url.strip()
    try:
        parts = urlsplit(address)
        fits = (
            parts.scheme.lower() in ("http", "https")
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        fits = False
    if not fits or len(address) > LONGEST or any(letter.isspace() or not letter.isprintable() for letter in address):
        raise LedgerError(
            f"{address[:200]!r} is no web address; write it in full, as https://www.example.org/news.xml."
        )
    if parts.username is not None or parts.password is not None:
        raise LedgerError("the address holds a name or password, which everybody would see; give it without them.")
    return address


def _there(connection: Connection, number: int) -> None:
    if connection.execute(sa.select(f.url).where(f.number == number)).first() is None:
        raise NotThereError(f"there is no feed {number}; `communique feeds list` shows them with their numbers.")


def _errors(connection: Connection) -> dict[str, tuple[str, str]]:
    """Of each feed the time and reason of its last failure as a whole."""
    r = t.rejected.c
    query = sa.select(r.source, r.at, r.reason).where(r.source.in_(sa.select(f.url)), r.line == 0, ~r.settled)
    return {row.source: (row.at, row.reason) for row in connection.execute(query)}
