"""Saved questions: what is watched for, and where what is found is delivered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.errors import AlertError
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.asking import EVERYTHING, Filter, Kind
from communique.ledger.asking.checked import checked, kinds_of

Channel = Literal["atom", "webhook", "mail"]
NOT_SAVED = ("limit", "sort", "hidden")
"""Fields of a filter that say how answers are shown, not which."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved question."""

    number: int
    """Its key in this ledger only."""
    name: str
    kind: Kind | None
    filter: Filter
    overdue: bool
    """Only commitments that are open though their last day due is past on the day of the run."""
    channel: Channel
    target: str
    """A file, a web address, or an address for mail."""
    created: str


@dataclass(frozen=True, slots=True)
class Tally:
    """A watch with what became of its deliveries."""

    watch: Watch
    sent: int
    waiting: int
    error: str | None
    """Of the latest attempt of those that wait."""


def add(connection: Connection, watch: Watch) -> Watch:
    """Save a watch. Returns it with its number.

    Raises:
        AlertError: there is one of its name, or its target cannot be one.
        LedgerError: its filter asks for what cannot be.
    """
    name = " ".join(watch.name.split())
    if not name:
        raise AlertError("a watch needs a name; give one such as 'promises to Kenya'.")
    if connection.execute(sa.select(t.watches.c.number).where(t.watches.c.name == name)).first() is not None:
        raise AlertError(f"there is a watch {name!r} already; give another name, or remove it first.")
    kind = watch.kind
    if watch.overdue:
        if kind not in (None, "commitment") or watch.filter.status:
            raise AlertError("only commitments are overdue; give --overdue without another kind or a status.")
        kind = "commitment"
    filter_ = checked(kinds_of(kind), watch.filter)
    row = {
        "name": name, "kind": kind, "filter": _saved(filter_), "overdue": watch.overdue, "channel": watch.channel,
        "target": _target(watch.channel, watch.target), "created": watch.created,
    }  # fmt: skip
    number = connection.execute(sa.insert(t.watches).values(**row).returning(t.watches.c.number)).scalar_one()
    return watch_of({**row, "number": number})


def remove(ledger: Ledger, name: str) -> None:
    """Forget a watch and what was delivered for it.

    Raises:
        AlertError: there is none of the name.
    """
    with ledger.writing() as connection:
        query = sa.select(t.watches.c.number).where(t.watches.c.name == " ".join(name.split()))
        number = connection.execute(query).scalar()
        if number is None:
            raise AlertError(f"there is no watch {name!r}; `communique alerts list` shows them.")
        connection.execute(sa.delete(t.deliveries).where(t.deliveries.c.watch == number))
        connection.execute(sa.delete(t.watches).where(t.watches.c.number == number))


def all_watches(ledger: Ledger) -> list[Watch]:
    """The watches of a ledger, the oldest first."""
    with ledger.reading() as connection:
        rows = connection.execute(sa.select(t.watches).order_by(t.watches.c.number)).mappings()
        return [watch_of(dict(row)) for row in rows]


def tallies(ledger: Ledger) -> list[Tally]:
    """The watches with what became of their deliveries."""
    d = t.deliveries.c
    counted = sa.select(d.watch, d.state, sa.func.count(), sa.func.max(d.number)).group_by(d.watch, d.state)
    with ledger.reading() as connection:
        counts = {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(counted)}
        errors: dict[int, str | None] = {}
        for (watch, state), (_, last) in counts.items():
            if state == "waiting":
                errors[watch] = connection.execute(sa.select(d.error).where(d.number == last)).scalar()
    return [
        Tally(watch, counts.get((watch.number, "sent"), (0, 0))[0], counts.get((watch.number, "waiting"), (0, 0))[0],
              errors.get(watch.number))
        for watch in all_watches(ledger)
    ]  # fmt: skip


def watch_of(row: dict[str, Any]) -> Watch:
    """A watch from its row."""
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row["filter"].items()
    }
    return Watch(
        row["number"], row["name"], cast("Kind | None", row["kind"]), Filter(**fields), row["overdue"], row["channel"],
        row["target"], row["created"],
    )  # fmt: skip


def _saved(filter_: Filter) -> dict[str, Any]:
    usual = asdict(EVERYTHING)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(filter_).items()
        if value != usual[name] and name not in NOT_SAVED
    }


def _target(channel: Channel, target: str) -> str:
    if any(ord(letter) < 32 for letter in target):
        raise AlertError(f"{target!r}: a {channel} target cannot hold control characters; give another one.")
    if channel == "atom":
        # It is written by later runs, from wherever they are started.
        path = Path(target).absolute()
        if not path.parent.is_dir():
            raise AlertError(f"{target}: there is no folder {path.parent}; make it first, or give another path.")
        return str(path)
    if channel == "webhook":
        try:
            parts = urlsplit(target)
            host = parts.hostname
        except ValueError:
            host = None
        if not host or parts.scheme not in ("http", "https"):
            raise AlertError(f"{target}: this is no web address; give one that begins with https://.")
        return target
    name, at, host = target.strip().rpartition("@")
    if not (name and at and host) or any(letter in target.strip() for letter in " ,;<>"):
        raise AlertError(f"{target}: this is no address for mail; give one such as desk@example.org.")
    return target.strip()
