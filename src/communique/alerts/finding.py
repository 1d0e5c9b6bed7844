"""What a watch finds that was not delivered yet, noted before anything is sent.

An entry is noted once for each watch. What matches when a watch is added is noted as past and not sent, unless that is
wanted: otherwise the first run on a large ledger would send all of its history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.alerts.watches import Watch
from communique.errors import NobodyError
from communique.ledger import tables as t
from communique.ledger.asking import EntryView, Filter, entry_to_dict
from communique.ledger.asking.plan import numbers, plan
from communique.ledger.asking.rows import views
from communique.ledger.asking.whom import whom

TOGETHER = 50
"""Entries that are sent in one message."""
ROWS = 1_000
"""Entries that are looked at, or rows that are written, at once."""
d = t.deliveries.c


def fresh(connection: Connection, watch: Watch, today: str) -> Iterator[int]:
    """Numbers of the entries that match a watch and were not noted for it, the oldest first.

    Args:
        connection: to the ledger.
        watch: what is watched for; a party that is not in the ledger yet is not found yet.
        today: ISO day: what is due before it is overdue.

    Raises:
        LedgerError: its filter can no longer be asked.
    """
    filter_ = _answerable(connection, watch.filter)
    if filter_ is None:
        return
    if watch.overdue:
        before = min(today, filter_.due_before) if filter_.due_before is not None else today
        filter_ = replace(filter_, status=("open",), due_before=before)
    asked = plan(connection, watch.kind, filter_, today)
    if asked is None:
        return
    noted = set(connection.scalars(sa.select(d.entry).where(d.watch == watch.number)))
    yield from (number for number in numbers(connection, asked, "oldest", None) if number not in noted)


def note(connection: Connection, watch: Watch, found: Sequence[int], at: str, *, past: bool = False) -> list[int]:
    """Note entries for a watch, in the caller's transaction.

    Args:
        connection: to the ledger, in a transaction.
        watch: whose they are.
        found: numbers of entries, from `fresh`.
        at: the time.
        past: they are not to be sent.

    Returns:
        The numbers of those that wait to be sent: without what another run noted meanwhile, and what was delivered
        before as an entry that has become part of this one.
    """
    waiting: list[int] = []
    for some in _parts(found, ROWS):
        noted = set(connection.scalars(sa.select(d.entry).where(d.watch == watch.number, d.entry.in_(some))))
        new = [number for number in some if number not in noted]
        known = set(new) if past else _delivered_as_another(connection, watch, new)
        rows = [{**_row(watch, number, at), "state": "past"} for number in new if number in known]
        if rows:
            connection.execute(sa.insert(t.deliveries), rows)
        waiting += [number for number in new if number not in known]
    for together in _parts(waiting, TOGETHER):
        shown = views(connection, together)
        batch = _batch(watch, shown)
        connection.execute(sa.insert(t.deliveries), [
            {**_row(watch, entry.number, at), "state": "waiting", "batch": batch, "data": entry_to_dict(entry)}
            for entry in shown
        ])  # fmt: skip
    return waiting


def _answerable(connection: Connection, filter_: Filter) -> Filter | None:
    """The filter without those whom no document has named yet; None where nothing can match without them."""

    def there(words: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for word in words:
            try:
                whom(connection, word)
            except NobodyError:
                continue
            found.append(word)
        return tuple(found)

    by, to, with_ = there(filter_.by), there(filter_.to), there(filter_.with_)
    if (filter_.by and not by) or (filter_.to and not to) or with_ != filter_.with_:
        return None
    return replace(filter_, by=by, to=to)


def _delivered_as_another(connection: Connection, watch: Watch, new: Sequence[int]) -> set[int]:
    """Of some entries those into which one was merged that this watch found before."""
    e = t.entries.c
    query = (
        sa.select(e.merged_into)
        .join(t.deliveries, d.entry == e.number)
        .where(e.merged_into.in_(new), d.watch == watch.number)
    )
    return set(connection.scalars(query))


def _row(watch: Watch, entry: int, at: str) -> dict[str, Any]:
    return {"watch": watch.number, "entry": entry, "found": at, "attempts": 0}


def _batch(watch: Watch, entries: Sequence[EntryView]) -> str:
    """The id of what is sent together: a receiver that gets it twice knows it again."""
    said = "\x1f".join([watch.created, watch.name, *(entry.id for entry in entries)])
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _parts(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for n in range(0, len(numbers), size):
        yield numbers[n : n + size]
