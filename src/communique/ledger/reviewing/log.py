"""The decisions of people: rows are added, none is changed, and which of them stand follows from the rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import tables as t

Json = dict[str, Any]

REVIEWS = ("confirm", "correct", "reject", "merge", "split", "apart")
"""What is decided about entries and entities; a verdict on a proposal is decided elsewhere and left alone here."""
TAKE_BACK = "take back"


@dataclass(frozen=True, slots=True)
class Decision:
    """One row."""

    number: int
    what: str
    """One of `REVIEWS`, a verdict, or `TAKE_BACK`."""
    subject: str
    """Id of an entry or entity."""
    other: str | None
    """Of a merger what became part of the subject; of a split what was made of the parts."""
    by: str
    at: str
    """ISO time in UTC."""
    why: str | None
    before: Json | None
    """What stood before, as people see it."""
    after: Json | None
    """What was decided: the fields of a correction, the parts of a split."""
    takes_back: int | None


_ROW = sa.select(*(t.decisions.c[name] for name in Decision.__dataclass_fields__))


def decisions(connection: Connection) -> list[Decision]:
    """All decisions in their order."""
    return [Decision(*row) for row in connection.execute(_ROW.order_by(t.decisions.c.number))]


def around(connection: Connection, ids: Iterable[str]) -> list[Decision]:
    """All decisions about some things and about what mergers and splits, standing or not, ever tied to them, in order.

    What these rows say of one another, which of them stand and what is tied to what, is what all rows say.

    Args:
        connection: to the ledger.
        ids: of entries, entities or proposals.
    """
    from communique.ledger.kept import chunked

    found: dict[int, Decision] = {}
    seen: set[str] = set()
    fresh = set(ids)
    while fresh:
        seen |= fresh
        tied: set[str] = set()
        for column in (t.decisions.c.subject, t.decisions.c.other):
            for row in chunked(connection, _ROW, column, fresh):
                one = found[row.number] = Decision(**row._asdict())
                if one.what in ("merge", "split") and one.other is not None:
                    tied |= {one.subject, one.other}
        fresh = tied - seen
    return [found[number] for number in sorted(found)]


def about_these(connection: Connection, ids: Iterable[str], *, what: Sequence[str]) -> list[Decision]:
    """Decisions of some sorts whose subject is one of these, in their order."""
    from communique.ledger.kept import chunked

    query = _ROW.where(t.decisions.c.what.in_(what))
    rows = (Decision(**row._asdict()) for row in chunked(connection, query, t.decisions.c.subject, set(ids)))
    return sorted(rows, key=lambda row: row.number)


def numbered(connection: Connection, number: int) -> Decision | None:
    """The decision of a number."""
    row = connection.execute(_ROW.where(t.decisions.c.number == number)).one_or_none()
    return Decision(*row) if row is not None else None


def newest(connection: Connection, *, limit: int, before: int | None = None) -> list[tuple[Decision, bool]]:
    """The newest decisions of all with whether they stand, the newest first.

    Args:
        connection: to the ledger.
        limit: at most so many.
        before: only those whose number is lower.
    """
    d = t.decisions.c
    query = _ROW.order_by(d.number.desc()).limit(limit)
    page = [Decision(*row) for row in connection.execute(query if before is None else query.where(d.number < before))]
    # What stands against a decision is about the same thing.
    gone = taken_back(about_these(connection, {row.subject for row in page}, what=[TAKE_BACK]))
    return [(row, row.number not in gone) for row in page]


def taken_back(rows: Sequence[Decision]) -> dict[int, int]:
    """Numbers of the decisions that do not stand, with the taking back that stands against each."""
    gone: dict[int, int] = {}
    for row in reversed(rows):
        if row.takes_back is not None and row.number not in gone:
            gone[row.takes_back] = row.number
    return gone


def standing(rows: Sequence[Decision]) -> list[Decision]:
    """The reviews that count, in their order."""
    gone = taken_back(rows)
    return [row for row in rows if row.what in REVIEWS and row.number not in gone]


def add(
    connection: Connection,
    what: str,
    subject: str,
    *,
    by: str,
    at: str,
    why: str | None = None,
    other: str | None = None,
    before: Json | None = None,
    after: Json | None = None,
    takes_back: int | None = None,
) -> Decision:
    """Add a row.

    Args:
        connection: to the ledger, in a writing transaction.
        what: one of `REVIEWS`, a verdict or `TAKE_BACK`.
        subject: id of what it is about.
        by: who decides.
        at: ISO time in UTC.
    """
    number = next_number(connection)
    row = Decision(number, what, subject, other, by, at, why, before, after, takes_back)
    values = {name: getattr(row, name) for name in Decision.__dataclass_fields__}
    connection.execute(sa.insert(t.decisions).values(values))
    return row


def next_number(connection: Connection) -> int:
    """The number that the next decision will have; writers wait for each other, so nobody else takes it."""
    return (connection.execute(sa.select(sa.func.max(t.decisions.c.number))).scalar() or 0) + 1


def anything_about(connection: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Those of the ids about which anything was ever decided."""
    from communique.ledger.kept import chunked

    wanted = set(ids)
    if not wanted or connection.execute(sa.select(t.decisions.c.number).limit(1)).first() is None:
        return frozenset()
    found: set[str] = set()
    for column in (t.decisions.c.subject, t.decisions.c.other):
        found |= {row[0] for row in chunked(connection, sa.select(column), column, wanted)}
    return frozenset(found)
