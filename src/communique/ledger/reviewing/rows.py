"""Rows brought to new values in bulk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from communique.ledger.kept import chunked

Json = dict[str, Any]


def rewrite(connection: Connection, table: sa.Table, rows: Mapping[int, Json]) -> None:
    """Set columns of rows.

    Args:
        connection: to the ledger, in a writing transaction.
        table: one with a column ``number``.
        rows: column -> value by the row's number.
    """
    alike: dict[tuple[str, ...], list[Json]] = {}
    for number, row in rows.items():
        alike.setdefault(tuple(row), []).append({"b_number": number} | {f"b_{k}": v for k, v in row.items()})
    for names, values in alike.items():
        change = sa.update(table).where(table.c.number == sa.bindparam("b_number"))
        typed = {name: sa.bindparam(f"b_{name}", type_=table.c[name].type) for name in names}
        connection.execute(change.values(typed), values)


def sync_keys(
    connection: Connection,
    key: sa.Column[Any],
    thing: sa.Column[Any],
    wanted: Mapping[int, Collection[int]],
    among: Collection[int] | None = None,
) -> None:
    """Make the keys of things exactly the wanted ones.

    Args:
        connection: to the ledger, in a writing transaction.
        key: the column of keys, a hash of 64 bits.
        thing: the column of the things' numbers, of the same table.
        wanted: keys by number.
        among: all keys that the things can have; without it every key of the table is looked at, since it is in the
            order of the keys and an index of the things would cost every document that is taken in.
    """
    columns: tuple[ColumnElement[Any], ...] = (key, thing)
    have: dict[int, set[int]] = {number: set() for number in wanted}
    query = sa.select(*columns)
    rows: Iterable[Any] = (
        chunked(connection, query, thing, set(wanted))
        if among is None
        else chunked(connection, query.where(thing.in_(sorted(wanted))), key, among)
    )
    for row in rows:
        have[row[1]].add(row[0])
    for number, keys in wanted.items():
        if gone := have[number] - set(keys):
            connection.execute(sa.delete(key.table).where(key.in_(sorted(gone)), thing == number))
    fresh = [{key.name: k, thing.name: n} for n, keys in wanted.items() for k in sorted(set(keys) - have[n])]
    if fresh:
        connection.execute(sa.insert(key.table), fresh)
