"""How a question is asked so that the answer comes at once, however large the ledger.

A database without statistics of words and parties cannot know which condition leaves the fewest entries. So those that
have sources are counted, up to what can be sorted at once: the one with the fewest begins, the others are tested for
each of its entries. Where all leave many, entries are gone through by day, newest first, until the page is full: each
is then met soon.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from communique.ledger import tables as t
from communique.ledger.asking.checked import checked, kinds_of
from communique.ledger.asking.conditions import Condition, conditions
from communique.ledger.asking.cursors import After, further
from communique.ledger.asking.estimates import estimated
from communique.ledger.asking.filters import LIFE, Filter, Kind, Sort
from communique.ledger.asking.sources import Source, Test, by_status, of_kind

GLANCE = 200
"""Entries of a source that are looked through before anything else where very many have the words."""
LONG_GLANCE = 2_000
"""The same for a second look on PostgreSQL, where to look up all that have them takes seconds."""
SOURCES = 8
"""Sources that can be looked through."""
e = t.entries.c
SORTED_BY: dict[Sort, tuple[ColumnElement[Any], bool]] = {
    "newest": (e.day, True), "oldest": (e.day, False), "due": (e.due_to, False), "confidence": (e.confidence, True),
    "intensity": (e.intensity, True), "outlets": (e.outlets, True),
}  # fmt: skip
"""The column of each order, and whether the highest come first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A question as it is asked: from these sources, with these tests for the rest."""

    sources: tuple[Source, ...]
    tests: tuple[Condition, ...]
    first: str | None
    last: str | None
    """Days."""
    many: bool = False
    """The sources have more entries than can be looked up one by one."""
    glance: Plan | None = None
    """How to ask for the newest of them, of which there may be enough: see `found_at_a_glance`."""

    def where(self, source: Source, *, once: bool = True) -> list[Test]:
        """All that must hold for a row of a source that is joined to its entry.

        Args:
            source: one of the sources.
            once: leave out what the source names again.
        """
        day = source.day if source.day is not None else e.day
        found = [*source.where, *(c.test(source.number) for c in self.tests), *(source.once if once else ())]
        if self.first is not None:
            found.append(day >= self.first)
        if self.last is not None:
            found.append(day <= self.last)
        return found


def plan(connection: Connection, kind: Kind | None, filter: Filter, today: str) -> Plan | None:
    """How to ask for the entries of a filter; None where no entry can be meant.

    Raises:
        LedgerError: the filter holds what cannot be.
    """
    kinds = kinds_of(kind)
    fit = checked(kinds, filter)
    found = conditions(connection, kinds, fit, today)
    if found is None:
        return None
    days = Plan((), (), fit.from_, fit.until)
    sizes = {n: _size(connection, c, days) for n, c in enumerate(found) if c.sources}
    begin = min(sizes, key=lambda n: sizes[n], default=None)
    order = "due" if fit.sort == "due" else "day"
    if begin is not None and sizes[begin] > found[begin].most and not _ordered(found[begin], order):
        # Of those that leave many the first with the right order will do: those of parties stand first.
        ordered = next((n for n in sizes if _ordered(found[n], order)), None)
        begin = begin if ordered is None and found[begin].dear else ordered
    many = begin is None or sizes[begin] > found[begin].most
    glance = _at_a_glance(found, sizes, kinds, fit) if many else None
    tests = tuple(c for n, c in enumerate(found) if n != begin or not c.exact)
    if begin is not None:
        dear = any(test.dear for test in tests)
        sources = found[begin].together if dear and found[begin].together else found[begin].sources
    elif fit.sort == "due" and kinds == ("commitment",):
        sources = by_status(kinds, LIFE)
    else:
        sources = tuple(map(of_kind, kinds))
    return Plan(sources, tests, fit.from_, fit.until, many, glance)


def _ordered(condition: Condition, order: str) -> bool:
    return all(source.order == order for source in condition.sources)


def _at_a_glance(
    found: Sequence[Condition], sizes: dict[int, int], kinds: Sequence[Kind], filter: Filter
) -> Plan | None:
    """The newest entries, all of a kind or those of a party, where all are tested for words that very many have."""
    words = [n for n, c in enumerate(found) if c.glance is not None and sizes[n] > c.most]
    others = [n for n in sizes if n not in words]
    if filter.sort != "newest" or not words or len(others) > 1:
        return None
    sources = found[others[0]].sources if others else tuple(map(of_kind, kinds))
    if len(sources) > SOURCES or any(source.order != "day" for source in sources):
        return None
    rest = [c for n, c in enumerate(found) if n not in others or not c.exact]
    tests = (replace(c, test=c.glance) if c.glance is not None else c for c in rest)
    return Plan(sources, tuple(tests), filter.from_, filter.until)


def found_at_a_glance(
    connection: Connection, plan: Plan, limit: int | None, after: After | None = None
) -> list[int] | None:
    """The entries asked for if the newest (`GLANCE`) of each source have enough of them; None where they do not.

    Words that very many entries have are soon met among the newest; to look up all that have them takes long.
    """
    if plan.glance is None or limit is None or limit > GLANCE or (after is not None and after[0] is None):
        return None
    for reach in (GLANCE, LONG_GLANCE) if connection.dialect.name == "postgresql" else (GLANCE,):
        first = _newest(connection, plan, plan.glance, reach, after)
        if first is None:
            return None
        found = list(_in_order(connection, replace(plan.glance, first=first), "newest", limit, after))
        if len(found) == limit:
            return found
    return None


def _newest(connection: Connection, plan: Plan, glance: Plan, reach: int, after: After | None) -> str | None:
    """The day down to which the newest of all sources are looked through; None where there are not so many."""
    days: list[str] = []
    last = plan.last if after is None else min(after[0], plan.last or after[0])
    for source in glance.sources:
        column = source.day if source.day is not None else e.day
        query = sa.select(column).select_from(source.table).where(*source.where, column.is_not(None))
        if last is not None:
            query = query.where(column <= last)
        query = hinted(query, source) if source.table is t.entries else query
        day = connection.execute(query.order_by(column.desc()).offset(reach).limit(1)).scalar()
        days += [day] if day is not None else []
    # All sources are looked through down to the same day, so that none of what is left out is newer.
    return max(*days, plan.first or "") if days else None


def numbers(
    connection: Connection, plan: Plan, sort: Sort, limit: int | None, after: After | None = None
) -> Iterator[int]:
    """The numbers of the entries, in order, each once; only those that come after a place where there is one."""
    found = found_at_a_glance(connection, plan, limit, after)
    return iter(found) if found is not None else _in_order(connection, plan, sort, limit, after)


def _in_order(
    connection: Connection, plan: Plan, sort: Sort, limit: int | None, after: After | None = None
) -> Iterator[int]:
    column, highest_first = SORTED_BY[sort]
    streams = [_stream(connection, plan, source, sort, limit, after) for source in plan.sources]
    nothing: Any = "" if column is e.day or column is e.due_to else 0
    if highest_first:
        known = lambda row: (row[1] is not None, row[1] if row[1] is not None else nothing, row[0])
    else:
        known = lambda row: (row[1] is None, row[1] if row[1] is not None else nothing, row[0])
    merged = heapq.merge(*streams, key=known, reverse=highest_first)
    return islice(_each_once(merged, single=len(streams) == 1), limit)


def hinted(query: sa.Select[Any], source: Source) -> sa.Select[Any]:
    """The query with the index by which SQLite should find the entries."""
    index = source.index or "ix_entries_number"
    return query.with_hint(t.entries, f"INDEXED BY {index}", dialect_name="sqlite")


def joined(query: sa.Select[Any], source: Source) -> sa.Select[Any]:
    """The query from a source and its entries."""
    if source.table is t.entries:
        return query.select_from(t.entries)
    return query.select_from(source.table.join(t.entries, e.number == source.number))


def _stream(
    connection: Connection, plan: Plan, source: Source, sort: Sort, limit: int | None, after: After | None
) -> Iterator[tuple[int, Any]]:
    column, highest_first = SORTED_BY[sort]
    if column is e.day and source.day is not None:
        column = source.day
    # By day a source is read in its order, and each row looks back for another of its entry; what is sorted anyway is
    # made one of with the sorting, in half the time.
    sorts = source.day is None or column is not source.day
    query = hinted(joined(sa.select(source.number, column), source), source).where(*plan.where(source, once=not sorts))
    if source.distinct or (sorts and source.once):
        query = query.distinct()
    query = query if limit is None else query.limit(limit)
    streams = (
        ((row[0], row[1]) for row in connection.execute(one, execution_options={"yield_per": 200}))
        for one in further(connection, query, column, source.number, after, highest_first=highest_first)
    )
    return chain.from_iterable(streams)


def _each_once(rows: Iterator[tuple[int, Any]], *, single: bool) -> Iterator[int]:
    seen: set[int] = set()
    for number, _ in rows:
        if single:
            yield number
        elif number not in seen:
            seen.add(number)
            yield number


def _size(connection: Connection, condition: Condition, days: Plan) -> int:
    """How many entries the sources have, or some number above the most with which one may begin."""
    size = 0
    words = condition.glance is not None and connection.dialect.name == "postgresql"
    for source in condition.sources:
        if size > condition.most:
            break
        where = days.where(source, once=False) if source.day is not None else source.where
        query = sa.select(source.number).select_from(source.table).where(*where)
        if source.table is t.entries:
            query = hinted(query, source)
        if words:
            size += estimated(connection, query)
            continue
        counted = sa.select(sa.func.count()).select_from(query.limit(condition.most + 1 - size).subquery())
        size += connection.execute(counted).scalar_one()
    return size
