"""How many entries by week, month, year, type, pair or country, and how intense they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.errors import LedgerError
from communique.ledger import tables as t
from communique.ledger.asking.filters import EVERYTHING, Filter, Kind
from communique.ledger.asking.periods import week_of
from communique.ledger.asking.plan import Plan, hinted, joined, plan
from communique.ledger.asking.sources import Source, Test
from communique.ledger.store import Ledger

CountBy = Literal["week", "month", "year", "type", "pair", "country"]
"""country is that of the place; pair is country, else primary sector, of the first party of either side: RUS>IGO."""
COUNT_BY: tuple[CountBy, ...] = ("week", "month", "year", "type", "pair", "country")
_COLUMN = {"type": "label", "pair": "pair", "country": "country"}
_LETTERS = {"year": 4, "month": 7}
"""Of a day, what names the period."""
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
        rows = _grouped(connection, asked, _COLUMN.get(by, "day"), _LETTERS.get(by)) if asked is not None else []
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


def _grouped(
    connection: Connection, asked: Plan, column: str, letters: int | None
) -> list[tuple[str | None, int, float | None, int]]:
    """Rows (value, number, sum of intensity, entries that have one); a value may come several times."""
    sums = (sa.func.count(), sa.func.sum(e.intensity), sa.func.count(e.intensity))
    value: Any = e[column]
    if letters is not None and not all(source.table is t.entries for source in asked.sources):
        # They come in no order of days: a few periods are sorted out faster than thousands of days.
        # In words of the query's own: PostgreSQL would take two parameters for two expressions.
        value = sa.func.substr(value, sa.literal_column("1"), sa.literal_column(str(letters)))
    query = sa.select(value, *sums).group_by(value)
    if all(source.table is t.entries for source in asked.sources):
        # Such sources have no entry in common.
        queries = [
            hinted(query.where(*asked.where(source)), _by_index(source, column, many=asked.many))
            for source in asked.sources
        ]
    elif len(asked.sources) == 1 and asked.sources[0].day is None and not asked.sources[0].distinct:
        # Words: each entry is there once already.
        (source,) = asked.sources
        if connection.dialect.name == "sqlite":
            return _told_together(connection, asked, source, value)
        queries = [hinted(joined(query, source), source).where(*asked.where(source))]
    else:
        # A set of numbers first: each counts once, and going through them in order is three times as fast.
        each = [sa.select(s.number).select_from(s.table).where(*s.where, *_days(asked, s)) for s in asked.sources]
        rest = Source(t.entries, e.number, e.day, ())
        within = e.number.in_(sa.union(*each) if len(each) > 1 else each[0])
        queries = [hinted(query.where(within, *asked.where(rest)), rest)]
    return [tuple(row) for one in queries for row in connection.execute(one)]


def _told_together(
    connection: Connection, asked: Plan, source: Source, value: Any
) -> list[tuple[str | None, int, float | None, int]]:
    """The same of entries that SQLite would sort to group them: all in one text, which takes a third less of the time.

    No value of a group has a blank or ends a line, and of intensities there are few.
    """
    each = sa.func.coalesce(value, "") + " " + sa.func.coalesce(sa.cast(e.intensity, sa.Text), "")
    query = hinted(joined(sa.select(sa.func.group_concat(each, "\n")), source), source)
    told = connection.execute(query.where(*asked.where(source))).scalar()
    rows: list[tuple[str | None, int, float | None, int]] = []
    for line, number in Counter(told.split("\n") if told is not None else ()).items():
        key, _, intensity = line.partition(" ")
        total, scored = (float(intensity) * number, number) if intensity else (None, 0)
        rows.append((key or None, number, total, scored))
    return rows


def _days(asked: Plan, source: Source) -> list[Test]:
    if source.day is None:
        return []
    first = [source.day >= asked.first] if asked.first is not None else []
    return [*first, *([source.day <= asked.last] if asked.last is not None else [])]


def _by_index(source: Source, column: str, *, many: bool) -> Source:
    """The source by the index that holds the groups, in their order if there is such a one."""
    held = {f"ix_entries_kind_{column}_day", *(["ix_entries_kind_label_day"] if column == "pair" else [])}
    if source.index in held or (column == "day" and source.order == "day") or not many:
        return source
    index = f"ix_entries_kind_{column}_day" if source.index == "ix_entries_kind_day" else "ix_entries_number"
    return Source(source.table, source.number, source.day, source.where, index=index)
