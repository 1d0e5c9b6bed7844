"""Delivering what watches found: noted first, then sent, then marked.

A delivery that fails is tried again by later runs, each time after a longer wait. Whoever is to send a batch first
claims it, so that of two runs at once one does; killed between sending and marking, a later run sends it again under
the same id. A feed is written from what is noted and within the transaction that marks it: however often that is begun,
each entry is in it once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.alerts import atom, mail, webhook
from communique.alerts.finding import fresh, note
from communique.alerts.mail import MailSettings
from communique.alerts.watches import Watch, add, all_watches
from communique.errors import AlertError, LedgerError
from communique.ledger import Ledger
from communique.ledger import tables as t

KEPT = 100
"""Entries of a feed, the newest ones; all that a run finds are in it, though they be more."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(days=1)
"""Between an attempt that failed and the next one; each time it is doubled."""
d = t.deliveries.c


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did for a watch."""

    watch: Watch
    found: int = 0
    """New entries."""
    sent: int = 0
    waiting: int = 0
    """Entries that are to be tried again."""
    error: str | None = None
    """Why something was not sent, in a phrase."""


@dataclass(frozen=True, slots=True)
class Channels:
    """What sending needs to know."""

    mail: MailSettings | None = None
    secret: str | None = None
    """Key of webhooks' signatures."""
    inside: tuple[str, ...] = ()
    """Names of webhooks' hosts that may lead to a private address."""


def begin(ledger: Ledger, watch: Watch, *, past: bool = False) -> tuple[Watch, int]:
    """Save a watch and note what matches it already.

    Args:
        ledger: an open ledger.
        watch: without a number; ``created`` is set here.
        past: what matches already is to be delivered, too.

    Returns:
        The watch as it is saved, and how many entries match it already.

    Raises:
        AlertError, LedgerError: see `communique.alerts.watches.add`.
    """
    at = ledger.clock()
    with ledger.writing() as connection:
        saved = add(connection, replace(watch, created=at))
        found = list(fresh(connection, saved, at[:10]))
        if not past:
            note(connection, saved, found, at, past=True)
    return saved, len(found)


def run(
    ledger: Ledger,
    channels: Channels,
    *,
    today: str | None = None,
    dry_run: bool = False,
    tell: Callable[[Watch, dict[str, Any]], None] = lambda watch, entry: None,
) -> list[Report]:
    """Deliver what all watches of a ledger found.

    Args:
        ledger: an open ledger.
        channels: how to send.
        today: ISO day that decides what is overdue; None for the ledger's clock.
        dry_run: nothing is sent or noted.
        tell: called for each new entry, as ``communique.ledger.asking.entry_to_dict`` gives it.

    Returns:
        A report on each watch; a watch that fails does not stop the others.

    Raises:
        LedgerError: the database failed.
    """
    day = today if today is not None else ledger.clock()[:10]
    reports = []
    for watch in all_watches(ledger):
        try:
            reports.append(_one(ledger, watch, channels, day, dry_run=dry_run, tell=tell))
        except LedgerError as error:
            if isinstance(error.__cause__, sa.exc.DBAPIError):
                raise
            # The filter cannot be asked any more: a word of it may mean too many, for instance.
            reports.append(Report(watch, error=str(error)))
    return reports


def _one(
    ledger: Ledger, watch: Watch, channels: Channels, today: str, *, dry_run: bool,
    tell: Callable[[Watch, dict[str, Any]], None],
) -> Report:  # fmt: skip
    # Looking for entries may take a while: others can write meanwhile, and only noting them is done under the lock.
    with ledger.reading() as connection:
        found = list(fresh(connection, watch, today))
        if dry_run:
            _tell(connection, watch, found, tell)
            return Report(watch, len(found), waiting=_waiting(connection, watch) + len(found))
    if found:
        with ledger.writing() as connection:
            found = note(connection, watch, found, ledger.clock())
        with ledger.reading() as connection:
            _tell(connection, watch, found, tell)
    sent, error = _publish(ledger, watch) if watch.channel == "atom" else _send(ledger, watch, channels)
    with ledger.reading() as connection:
        return Report(watch, len(found), sent, _waiting(connection, watch), error)


def _tell(
    connection: Connection, watch: Watch, found: Sequence[int], tell: Callable[[Watch, dict[str, Any]], None]
) -> None:
    from communique.ledger.asking import entry_to_dict
    from communique.ledger.asking.rows import views

    for n in range(0, len(found), 200):
        for entry in views(connection, found[n : n + 200]):
            tell(watch, entry_to_dict(entry))


def _waiting(connection: Connection, watch: Watch) -> int:
    query = sa.select(sa.func.count()).where(d.watch == watch.number, d.state == "waiting")
    count: int = connection.execute(query).scalar_one()
    return count


def _publish(ledger: Ledger, watch: Watch) -> tuple[int, str | None]:
    """Write a feed where it has new entries or is not there. Returns how many are new, and what went wrong."""
    with ledger.writing() as connection:
        waiting = _waiting(connection, watch)
        if waiting == 0 and Path(watch.target).exists():
            return 0, None
        query = sa.select(d.data, d.found).where(d.watch == watch.number, d.state.in_(("waiting", "sent")))
        newest = connection.execute(query.order_by(d.number.desc()).limit(max(KEPT, waiting))).all()
        mine = sa.update(t.deliveries).where(d.watch == watch.number, d.state == "waiting")
        try:
            atom.write(watch, [atom.Item(row.data, row.found) for row in newest])
        except OSError as error:
            said = f"{watch.target}: it cannot be written ({error.strerror or type(error).__name__})"
            connection.execute(mine.values(attempts=d.attempts + 1, error=said))
            return 0, said
        connection.execute(mine.values(state="sent", sent=ledger.clock(), attempts=d.attempts + 1, error=None))
    return waiting, None


def _send(ledger: Ledger, watch: Watch, channels: Channels) -> tuple[int, str | None]:
    """Send the batches that are due, until one fails. Returns how many entries were sent, and what went wrong."""
    sent = 0
    while (claimed := _claim(ledger, watch)) is not None:
        batch, entries = claimed
        try:
            if watch.channel == "webhook":
                webhook.send(watch, batch, entries, channels.secret, channels.inside)
            else:
                mail.send(watch, batch, entries, channels.mail)
        except AlertError as error:
            _mark(ledger, watch, batch, error=str(error))
            # The others would fail alike; they are due at the next run.
            return sent, str(error)
        _mark(ledger, watch, batch, state="sent", sent=ledger.clock(), error=None)
        sent += len(entries)
    return sent, None


def _claim(ledger: Ledger, watch: Watch) -> tuple[str, list[dict[str, Any]]] | None:
    """The next batch that is due; until it is marked nobody else takes it before the time of its next attempt."""
    now = datetime.fromisoformat(ledger.clock())
    # A time further off than any wait was written by a clock that has been set back since.
    late = _iso(now + LONGEST_WAIT)
    due = sa.or_(d.next_at.is_(None), d.next_at <= _iso(now), d.next_at > late)
    mine = sa.and_(d.watch == watch.number, d.state == "waiting")
    with ledger.writing() as connection:
        first = connection.execute(sa.select(d.batch, d.attempts).where(mine, due).order_by(d.number).limit(1)).first()
        if first is None:
            return None
        wait = min(FIRST_WAIT * 2 ** min(first.attempts, 20), LONGEST_WAIT)
        one = sa.and_(mine, d.batch == first.batch)
        connection.execute(
            sa.update(t.deliveries).where(one).values(attempts=first.attempts + 1, next_at=_iso(now + wait))
        )
        rows = connection.execute(sa.select(d.data).where(one).order_by(d.number)).all()
    return first.batch, [row.data for row in rows]


def _mark(ledger: Ledger, watch: Watch, batch: str, **values: Any) -> None:
    with ledger.writing() as connection:
        mine = sa.and_(d.watch == watch.number, d.batch == batch, d.state == "waiting")
        connection.execute(sa.update(t.deliveries).where(mine).values(**values))


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
