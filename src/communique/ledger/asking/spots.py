"""Where entries happened: those of a filter gathered by place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa

from communique.ledger import tables as t
from communique.ledger.asking.filters import EVERYTHING, Filter, Kind
from communique.ledger.asking.plan import numbers, plan
from communique.ledger.store import Ledger

NEWEST = 5_000
"""Entries that are looked at: a map of more is a carpet."""
_STEP = 500


@dataclass(frozen=True, slots=True)
class SpotView:
    """A place with what happened there."""

    place: str
    country: str | None
    """ISO 3166-1 alpha-3."""
    lat: float | None
    lon: float | None
    """Degrees; None where the place is not known, or is a whole country."""
    number: int
    """Entries there."""
    intensity: float | None
    """Mean of PLOVER's scores, -10 to 10; None where none of the entries has one."""
    last_day: str | None


@dataclass(frozen=True, slots=True)
class SpotsView:
    """The places of the newest entries of a filter, those with the most entries first."""

    spots: tuple[SpotView, ...]
    entries: int
    """Entries that were looked at."""
    nowhere: int
    """Of them without a place."""
    more: bool
    """There are older ones, too."""


def spots(ledger: Ledger, kind: Kind | None = None, filter: Filter = EVERYTHING, *, newest: int = NEWEST) -> SpotsView:
    """Where the newest entries of a filter happened.

    Args:
        ledger: an open ledger.
        kind: of the entries; None for all of them.
        filter: which entries; its order and limit do not matter.
        newest: most entries that are looked at.

    Raises:
        LedgerError: the filter asks for a party, type or day that is none, or the database failed.
    """
    e = t.entries.c
    query = sa.select(e.place, e.country, e.lat, e.lon, e.day, e.intensity)
    sums: dict[tuple[str, str | None], list[Any]] = {}
    with ledger.reading() as connection:
        asked = plan(connection, kind, filter, ledger.clock()[:10])
        found = iter(numbers(connection, asked, "newest", newest + 1)) if asked is not None else iter(())
        wanted = list(islice(found, newest))
        more = next(found, None) is not None
        for start in range(0, len(wanted), _STEP):
            for row in connection.execute(query.where(e.number.in_(wanted[start : start + _STEP]))):
                if row.place is not None:
                    sums.setdefault((row.place.casefold(), row.country), []).append(row)
    made = [_spot(rows) for rows in sums.values()]
    made.sort(key=lambda spot: (-spot.number, spot.place))
    return SpotsView(tuple(made), len(wanted), len(wanted) - sum(spot.number for spot in made), more)


def _spot(rows: Iterable[Any]) -> SpotView:
    some = list(rows)
    scores = [row.intensity for row in some if row.intensity is not None]
    located = next((row for row in some if row.lat is not None and row.lon is not None), some[0])
    # "TASHKENT" is how datelines are set; another spelling of the same place is nicer to read.
    name = min((row.place for row in some), key=lambda place: (place.isupper() and len(place) > 3, place))
    return SpotView(
        place=name, country=located.country, lat=located.lat, lon=located.lon, number=len(some),
        intensity=round(sum(scores) / len(scores), 2) if scores else None,
        last_day=max((row.day for row in some if row.day), default=None),
    )  # fmt: skip
