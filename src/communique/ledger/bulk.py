"""Many rows at once, written past what SQLAlchemy does for each value: it costs as much as the database itself.

The values go straight to the driver, JSON as text. What is to be written is made first, as *steps*, and run later, in
whatever thread. On SQLite a step is one statement over as many rows as it takes: the driver holds Python's lock between
any two statements, so that a statement a row would let nothing else run beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection

Row = dict[str, Any]

MARKS = 32_766
"""Values that one statement of SQLite's takes, unless it was built to take fewer or more."""
ROWS = 1_000
"""Rows of one statement: more make it longer to prepare, and no faster."""
_MARK = {"sqlite": "?", "postgresql": "%s"}


@dataclass(frozen=True, slots=True)
class Step:
    """A statement with its values: of one row, or of several that the driver runs it for."""

    statement: str
    values: tuple[Any, ...] | list[tuple[Any, ...]]


def run(connection: Connection, steps: Iterable[Step]) -> None:
    """Run steps in their order, in the connection's transaction."""
    for step in steps:
        connection.exec_driver_sql(step.statement, step.values)


def inserted(dialect: str, table: sa.Table, rows: Sequence[Row], *, known: bool = False) -> Iterator[Step]:
    """Steps that insert rows, all with the same columns.

    Args:
        dialect: of the database: ``sqlite`` or ``postgresql``.
        table: where to.
        rows: column -> value.
        known: pass over rows that are there already, by any unique key.
    """
    if rows:
        names = tuple(rows[0])
        yield from _inserted(dialect, table, names, _values(rows, names, _as_json(table, names)), known)


def inserted_pairs(dialect: str, table: sa.Table, pairs: Sequence[tuple[int, int]]) -> Iterator[Step]:
    """Steps that insert rows of a table of two columns, both its key; those that are there are passed over."""
    yield from _inserted(dialect, table, tuple(table.columns.keys()), pairs, known=True)


def updated(dialect: str, table: sa.Table, rows: Sequence[Row], key: str = "number") -> Iterator[Step]:
    """Steps that change rows, found by a column of whole numbers, all in the same other columns."""
    if not rows:
        return
    names = tuple(name for name in rows[0] if name != key)
    values = _values(rows, (*names, key), _as_json(table, names))
    if dialect != "sqlite":
        mark = _MARK[dialect]
        columns = ", ".join(f'"{name}" = {mark}' for name in names)
        yield Step(f"UPDATE {table.name} SET {columns} WHERE {key} = {mark}", list(values))
        return
    columns = ", ".join(f'"{name}" = v.column{n}' for n, name in enumerate(names, start=1))
    for some in _pieces(values, len(names) + 1):
        found = f"(VALUES {_marks(len(names) + 1, len(some))}) AS v"
        statement = (
            f"UPDATE {table.name} SET {columns} FROM {found} WHERE {table.name}.{key} = v.column{len(names) + 1}"
        )
        yield Step(statement, tuple(chain.from_iterable(some)))


def removed(dialect: str, table: sa.Table, column: str, numbers: Sequence[int]) -> Iterator[Step]:
    """Steps that remove the rows whose column has one of these numbers."""
    for some in _pieces(numbers, 1):
        marks = ", ".join([_MARK[dialect]] * len(some))
        yield Step(f'DELETE FROM {table.name} WHERE "{column}" IN ({marks})', tuple(some))


def _inserted(
    dialect: str, table: sa.Table, names: tuple[str, ...], values: Sequence[tuple[Any, ...]], known: bool
) -> Iterator[Step]:
    start = _start(table.name, names)
    end = " ON CONFLICT DO NOTHING" if known else ""
    if dialect != "sqlite":
        if values:
            marks = ", ".join([_MARK[dialect]] * len(names))
            yield Step(f"{start}({marks}){end}", list(values))
        return
    for some in _pieces(values, len(names)):
        yield Step(f"{start}{_marks(len(names), len(some))}{end}", tuple(chain.from_iterable(some)))


@lru_cache(maxsize=256)
def _start(table: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({columns}) VALUES "


@lru_cache(maxsize=256)
def _marks(columns: int, rows: int) -> str:
    one = f"({', '.join('?' * columns)})"
    return ", ".join([one] * rows)


def _pieces(values: Sequence[Any], columns: int) -> Iterator[Sequence[Any]]:
    most = min(ROWS, MARKS // columns)
    for n in range(0, len(values), most):
        yield values[n : n + most]


def _as_json(table: sa.Table, names: Sequence[str]) -> frozenset[str]:
    return frozenset(name for name in names if isinstance(table.c[name].type, sa.JSON))


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
