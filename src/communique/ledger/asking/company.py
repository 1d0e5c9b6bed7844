"""Who keeps company with whom: the entities that take part in the same entries as one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from communique.ledger import tables as t
from communique.ledger.asking.filters import Kind
from communique.ledger.store import Ledger

NEWEST = 2_000
"""Entries of one entity that are looked at: a large state has more meetings than anybody looks through."""
MOST = 24
"""Others that are shown: more cannot be told apart in a drawing."""


@dataclass(frozen=True, slots=True)
class CompanionView:
    """Somebody who takes part in the same entries."""

    id: str
    name: str
    kind: str
    country: str | None
    together: int
    """Entries in which both take part."""
    last_day: str | None


@dataclass(frozen=True, slots=True)
class CompanyView:
    """An entity's company, who takes part most often first, and how often these take part together."""

    companions: tuple[CompanionView, ...]
    ties: tuple[tuple[str, str, int], ...]
    """Ids of two companions, and the number of these entries in which both take part."""
    entries: int
    """Entries that were looked at, the newest ones."""
    others: int
    """Companions there are in all."""


def company(ledger: Ledger, number: int, kind: Kind = "engagement", *, most: int = MOST) -> CompanyView:
    """An entity's company in the newest entries of a kind that are not hidden.

    Args:
        ledger: an open ledger.
        number: of the entity, which is part of no other.
        kind: of the entries.
        most: companions that are given.

    Raises:
        LedgerError: the database failed.
    """
    p, q, e, n = t.parties.c, t.parties.alias(), t.entries.c, t.entities.c
    mine = (
        sa.select(p.entry)
        .join(t.entries, e.number == p.entry)
        .where(p.entity == number, p.kind == kind, e.hidden == sa.false())
        .distinct()
        .order_by(p.day.desc().nulls_last(), p.entry.desc())
        .limit(NEWEST)
    )
    # SELECT DISTINCT of PostgreSQL wants what it is ordered by.
    mine = mine.add_columns(p.day)
    with ledger.reading() as connection:
        entries = [row.entry for row in connection.execute(mine)]
        counts: dict[int, tuple[int, str | None]] = {}
        pairs: dict[int, set[int]] = {}
        for start in range(0, len(entries), 500):
            query = sa.select(q.c.entry, q.c.entity, q.c.day).where(
                q.c.entry.in_(entries[start : start + 500]), q.c.entity != number
            )
            for row in connection.execute(query.distinct()):
                had = counts.get(row.entity, (0, None))
                counts[row.entity] = (had[0] + 1, max(filter(None, (had[1], row.day)), default=None))
                pairs.setdefault(row.entry, set()).add(row.entity)
        chosen = sorted(counts, key=lambda one: (-counts[one][0], one))[:most]
        named = sa.select(n.number, n.id, n.name, n.kind, n.country, n.correction).where(n.number.in_(chosen))
        by_number = {one.number: one for one in connection.execute(named)}
    companions = []
    for one in chosen:
        who = by_number[one]
        told = {"name": who.name, "kind": who.kind, "country": who.country} | (who.correction or {})
        companions.append(CompanionView(who.id, told["name"], told["kind"], told["country"], *counts[one]))
    return CompanyView(tuple(companions), _ties(chosen, by_number, pairs), len(entries), len(counts))


def _ties(chosen: list[int], rows: dict[int, Any], pairs: dict[int, set[int]]) -> tuple[tuple[str, str, int], ...]:
    found: dict[tuple[int, int], int] = {}
    among = set(chosen)
    for together in pairs.values():
        some = sorted(together & among)
        for at, one in enumerate(some):
            for other in some[at + 1 :]:
                found[one, other] = found.get((one, other), 0) + 1
    return tuple((rows[one].id, rows[other].id, count) for (one, other), count in sorted(found.items()))
