"""Where a question may begin: parts of an index that give the numbers of entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from communique.ledger import tables as t
from communique.ledger.asking.filters import Kind

Test = ColumnElement[bool]
FEW = 8
"""Entities that are looked up one by one, each in the order of days; more are looked up together and sorted."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Parties that a word means."""

    countries: tuple[str, ...] = ()
    entities: tuple[int, ...] = ()

    def __or__(self, other: Whom) -> Whom:
        return Whom(tuple(dict.fromkeys(self.countries + other.countries)),
                    tuple(dict.fromkeys(self.entities + other.entities)))  # fmt: skip

    def among(self, parties: sa.FromClause) -> Test:
        """That a row of parties (or an alias of them), found by its entry, is one of them."""
        tests: list[Test] = []
        if self.countries:
            tests.append(_unindexed(parties.c.country).in_(self.countries))
        if self.entities:
            tests.append(_unindexed(parties.c.entity).in_(self.entities))
        return sa.or_(*tests)


@dataclass(frozen=True, slots=True)
class Source:
    """Entries from an index."""

    table: sa.FromClause
    number: ColumnElement[int]
    day: ColumnElement[str | None] | None
    """None where the table has no days: those of the entries are taken."""
    where: tuple[Test, ...]
    once: tuple[Test, ...] = ()
    """What leaves each entry once where the table may name it several times."""
    index: str | None = None
    """Of the table entries: the index to go by, since SQLite may think of another one."""
    order: Literal["day", "due"] | None = "day"
    """The days by which the index gives them without sorting."""
    distinct: bool = False
    """The table may name an entry several times, and only sorting tells."""


def of_kind(kind: Kind) -> Source:
    """All entries of a kind."""
    e = t.entries.c
    return Source(t.entries, e.number, e.day, (e.kind == kind,), index="ix_entries_kind_day")


def by_column(kinds: Iterable[Kind], column: str, values: Iterable[str]) -> tuple[Source, ...]:
    """Entries by one of the columns that have an index with the day: label, country, place."""
    e, index = t.entries.c, f"ix_entries_kind_{column}_day"
    return tuple(
        Source(t.entries, e.number, e.day, (e.kind == kind, e[column] == value), index=index)
        for kind in kinds for value in values
    )  # fmt: skip


def by_status(kinds: Iterable[Kind], values: Iterable[str]) -> tuple[Source, ...]:
    """Entries by what became of them, in the order of their last day due."""
    e, index = t.entries.c, "ix_entries_kind_status_due_to"
    return tuple(
        Source(t.entries, e.number, e.day, (e.kind == kind, e.status == value), index=index, order="due")
        for kind in kinds for value in values
    )  # fmt: skip


def by_review(kinds: Iterable[Kind], values: Iterable[str]) -> tuple[Source, ...]:
    """Entries that people looked at."""
    e, index = t.entries.c, "ix_entries_review"
    return tuple(
        Source(t.entries, e.number, e.day, (e.review == value, e.kind == kind), index=index, order=None)
        for kind in kinds for value in values
    )  # fmt: skip


def by_parties(
    kinds: Sequence[Kind], whom: Whom, roles: dict[Kind, str] | None, *, together: bool = False
) -> tuple[Source, ...]:
    """Entries in which somebody takes part, in one role of each kind or in any.

    Args:
        kinds: of the entries.
        whom: any of them.
        roles: the role by kind; None for any.
        together: all kinds at once, though their days are then to be sorted.
    """
    found: list[Source] = []
    single = whom.entities if len(whom.entities) <= FEW else ()
    p, q = t.parties, t.parties.alias("twice")
    for group in [tuple(kinds)] if together else [(kind,) for kind in kinds]:
        within = [p.c.kind.in_(group)]
        again: list[Test] = []
        if roles is not None:
            named = sorted({roles[kind] for kind in group})
            within.append(p.c.role.in_(named))
            again.append(q.c.role.in_(named))
        earlier = sa.or_(q.c.role < p.c.role, sa.and_(q.c.role == p.c.role, q.c.entity < p.c.entity))
        order: Literal["day"] | None = None if together else "day"
        for test, same in [
            *((p.c.country == c, _unindexed(q.c.country) == c) for c in whom.countries),
            *((p.c.entity == n, _unindexed(q.c.entity) == n) for n in single),
        ]:
            first = ~sa.exists().where(q.c.entry == p.c.entry, same, earlier, *again).correlate_except(q)
            found.append(Source(p, p.c.entry, p.c.day, (test, *within), (first,), order=order))
        if len(whom.entities) > FEW:
            many = p.c.entity.in_(whom.entities)
            found.append(Source(p, p.c.entry, p.c.day, (many, *within), order=None, distinct=True))
    return tuple(found)


def _unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column by whose indexes SQLite shall not go: an entry has few parties, a country has many entries."""
    return sa.case((sa.true(), column))
