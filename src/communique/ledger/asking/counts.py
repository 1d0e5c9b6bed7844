"""How many entries by week, month, year, type, pair or country, and how intense they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.errors import LedgerError
from communique.ledger import tables as t
from communique.ledger.asking.filters import EVERYTHING, Filter, Kind
from communique.ledger.asking.periods import week_of
from communique.ledger.asking.plan import Plan, hinted, joined, plan
from communique.ledger.asking.sources import Source
from communique.ledger.store import Ledger

CountBy = Literal["week", "month", "year", "type", "pair", "country"]
"""country is that of the place; pair is country, else primary sector, of the first party of either side: RUS>IGO."""
COUNT_BY: tuple[CountBy, ...] = ("week", "month", "year", "type", "pair", "country")
_COLUMN = {"type": "label", "pair": "pair", "country": "country"}
e = t.entries.c


@dataclass(frozen=True, slots=True)
class CountView:
    """One group."""

    key: str | None
    """``2024-W05``, ``2024-01``, ``2024``, a type, ``RUS>IGO``, ``KEN``; None for entries without one."""
    number: int
    intensity: float | None
    """Mean of PLOVER's scores, -10 to 10; None where none of the entries has one."""


def counts(
    ledger: Ledger, kind: Kind | None = None, filter: Filter = EVERYTHING, *, by: CountBy = "month"
) -> list[CountView]:
    """Count the entries of a filter in groups.

    Args:
        ledger: an open ledger.
        kind: engagement, statement, event or commitment; None for all of them.
        filter: which entries; its order does not matter, its limit is one of groups.
        by: what makes a group.

    Returns:
        Periods in their order, without those in which there is nothing; other groups with the largest first.

    Raises:
        LedgerError: the filter asks for a party, type or day that is none, or the database failed.
    """
    if by not in COUNT_BY:
        raise LedgerError(f"entries are not counted by {by!r}; count by {', '.join(COUNT_BY)}.")
    with ledger.reading() as connection:
        asked = plan(connection, kind, filter, ledger.clock()[:10])
        rows = _grouped(connection, asked, _COLUMN.get(by, "day")) if asked is not None else []
    sums: dict[str | None, tuple[int, float, int]] = {}
    for value, number, total, scored in rows:
        key = _period(value, by) if by not in _COLUMN and value is not None else value
        had = sums.get(key, (0, 0.0, 0))
        sums[key] = (had[0] + number, had[1] + (total or 0.0), had[2] + scored)
    found = [CountView(k, n, round(total / scored, 4) if scored else None) for k, (n, total, scored) in sums.items()]
    if by in _COLUMN:
        found.sort(key=lambda view: (-view.number, view.key is None, view.key or ""))
    else:
        found.sort(key=lambda view: (view.key is None, view.key or ""))
    return found[: filter.limit]


def _period(day: str, by: CountBy) -> str:
    if by == "week":
        return week_of(day)
    return day[:7] if by == "month" else day[:4]


def _grouped(connection: Connection, asked: Plan, column: str) -> list[tuple[str | None, int, float | None, int]]:
    """Rows (value, number, sum of intensity, entries that have one); a value may come several times."""
    found: list[tuple[str | None, int, float | None, int]] = []
    sums = (sa.func.count(), sa.func.sum(e.intensity), sa.func.count(e.intensity))
    alone = len(asked.sources) == 1 or all(source.index == "ix_entries_kind_day" for source in asked.sources)
    if alone:
        for source in asked.sources:
            by_index = _by_index(source, column)
            query = hinted(joined(sa.select(e[column], *sums), by_index), by_index).where(*asked.where(source))
            if not source.distinct:
                found += [tuple(row) for row in connection.execute(query.group_by(e[column]))]
                continue
            found += _of_several(connection, asked, (source,), column, sums)
        return found
    return _of_several(connection, asked, asked.sources, column, sums)


def _by_index(source: Source, column: str) -> Source:
    """Of all entries of a kind: by the index that has the groups in order, so that nothing is sorted."""
    if source.index != "ix_entries_kind_day" or column == "day":
        return source
    return Source(source.table, source.number, source.day, source.where, index=f"ix_entries_kind_{column}_day")


def _of_several(
    connection: Connection, asked: Plan, sources: tuple[Source, ...], column: str, sums: tuple[Any, ...]
) -> list[tuple[str | None, int, float | None, int]]:
    # Sources may name the same entry: a set of numbers comes first.
    parts = [hinted(joined(sa.select(s.number.label("number")), s), s).where(*asked.where(s)) for s in sources]
    each = sa.union(*parts).subquery() if len(parts) > 1 else parts[0].distinct().subquery()
    query = sa.select(e[column], *sums).select_from(each.join(t.entries, e.number == each.c.number))
    query = query.with_hint(t.entries, "INDEXED BY ix_entries_number", dialect_name="sqlite")
    return [tuple(row) for row in connection.execute(query.group_by(e[column]))]
