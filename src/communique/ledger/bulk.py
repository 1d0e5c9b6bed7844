"""Many rows at once, written past what SQLAlchemy does for each value: it costs as much as the database itself.

The values go straight to the driver, JSON as text; both databases take the same statements but for the place marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection

Row = dict[str, Any]


def insert(connection: Connection, table: sa.Table, rows: Sequence[Row], *, known: bool = False) -> None:
    """Insert rows, all with the same columns.

    Args:
        connection: to the ledger, in a transaction.
        table: where to.
        rows: column -> value.
        known: pass over rows that are there already, by any unique key.
    """
    if not rows:
        return
    statement, names, as_json = _statement(connection.dialect.name, table, tuple(rows[0]), known)
    connection.exec_driver_sql(statement, _values(rows, names, as_json))


def insert_pairs(connection: Connection, table: sa.Table, pairs: Sequence[tuple[int, int]]) -> None:
    """Insert rows of a table that has two columns, both its key; those that are there already are passed over."""
    if pairs:
        statement, _, _ = _statement(connection.dialect.name, table, tuple(table.columns.keys()), True)
        connection.exec_driver_sql(statement, list(pairs))


def update(connection: Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Change rows by their ``number``, all the same columns."""
    if not rows:
        return
    names = tuple(name for name in rows[0] if name != "number")
    columns = ", ".join(f'"{name}" = {_MARK[connection.dialect.name]}' for name in names)
    statement = f"UPDATE {table.name} SET {columns} WHERE number = {_MARK[connection.dialect.name]}"
    as_json = frozenset(name for name in names if isinstance(table.c[name].type, sa.JSON))
    connection.exec_driver_sql(statement, _values(rows, (*names, "number"), as_json))


_MARK = {"sqlite": "?", "postgresql": "%s"}


@lru_cache(maxsize=256)
def _statement(
    dialect: str, table: sa.Table, names: tuple[str, ...], known: bool
) -> tuple[str, tuple[str, ...], frozenset[str]]:
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join([_MARK[dialect]] * len(names))
    statement = f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"
    as_json = frozenset(name for name in names if isinstance(table.c[name].type, sa.JSON))
    return statement + (" ON CONFLICT DO NOTHING" if known else ""), names, as_json


def _values(rows: Sequence[Row], names: Sequence[str], as_json: frozenset[str]) -> list[tuple[Any, ...]]:
    if len(names) == 1:
        return [(_text(row[names[0]]) if as_json else row[names[0]],) for row in rows]
    of = itemgetter(*names)
    found: list[tuple[Any, ...]] = [of(row) for row in rows]
    if as_json:
        at = [n for n, name in enumerate(names) if name in as_json]
        for n, values in enumerate(found):
            whole = list(values)
            for m in at:
                whole[m] = _text(whole[m])
            found[n] = tuple(whole)
    return found


def _text(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
