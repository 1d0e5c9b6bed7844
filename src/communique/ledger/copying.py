"""A ledger's tables, row by row, from one database into an empty ledger on another of either kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger.tables import metadata

ROWS = 1_000
"""Rows that are in memory at once."""
Advance = Callable[[int, int], None]
"""Told how much is done, and of how much."""


def copy(source: Connection, target: Connection, advance: Advance) -> None:
    """Copy all rows of all tables.

    Args:
        source: in a transaction that sees one state throughout.
        target: in a transaction, to a ledger without any rows.
        advance: is told the rows that are done, and all rows.

    Raises:
        sqlalchemy.exc.DBAPIError: a database failed; the caller's transaction is to be given up.
    """
    tables = metadata.sorted_tables
    total = sum(source.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables)
    done = 0
    for table in tables:
        own = _to_itself(table)
        later: list[dict[str, Any]] = []
        rows = source.execute(
            sa.select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": ROWS}
        )
        for part in rows.mappings().partitions(ROWS):
            some = [dict(row) for row in part]
            for row in some:
                if any(row[name] is not None for name in own):
                    later.append({"b_number": row["number"], **{f"b_{name}": row[name] for name in own}})
                    row.update(dict.fromkeys(own))
            target.execute(sa.insert(table), some)
            done += len(some)
            advance(done, total)
        _point(target, table, own, later)
    _go_on_counting(target, tables)


def empty(target: Connection) -> None:
    """Take out all rows of all tables."""
    tables = metadata.sorted_tables
    if target.dialect.name == "postgresql":
        target.execute(sa.text("TRUNCATE " + ", ".join(table.name for table in tables)))
        return
    for table in reversed(tables):
        target.execute(sa.delete(table))


def _to_itself(table: sa.Table) -> list[str]:
    """Columns that point to other rows of the same table, which may come later."""
    return [c.name for c in table.columns if any(key.column.table is table for key in c.foreign_keys)]


def _point(target: Connection, table: sa.Table, own: list[str], later: list[dict[str, Any]]) -> None:
    if not later:
        return
    query = sa.update(table).where(table.c.number == sa.bindparam("b_number"))
    query = query.values({name: sa.bindparam(f"b_{name}") for name in own})
    for n in range(0, len(later), ROWS):
        target.execute(query, later[n : n + ROWS])


def _go_on_counting(target: Connection, tables: Iterable[sa.Table]) -> None:
    """PostgreSQL counts up apart from the rows: it goes on after the highest number."""
    if target.dialect.name != "postgresql":
        return
    for table in tables:
        if "number" not in table.c or table.primary_key.columns.keys() != ["number"]:
            continue
        sequence = sa.func.pg_get_serial_sequence(table.name, "number")
        highest = sa.select(sa.func.max(table.c.number)).scalar_subquery()
        target.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(highest, 1), highest.is_not(None))))
