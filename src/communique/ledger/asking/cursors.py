"""Cursors: where a page ended, in letters that an address can hold. They mean something in one list and order only."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from communique.errors import LedgerError

After = tuple[Any, int]
"""Where a page ended: the value of the last row in the column of the order (None where it has none), its number."""
_LARGEST = 2**62


def cursor_of(order: str, value: Any, number: int) -> str:
    """The cursor of a place."""
    return base64.urlsafe_b64encode(orjson.dumps([order, value, number])).decode().rstrip("=")


def place_of(cursor: str, order: str, kind: type) -> After:
    """The place of a cursor.

    Args:
        cursor: from `cursor_of`, through the hands of people.
        order: of the list.
        kind: of the values of its column: str, int or float.

    Raises:
        LedgerError: it is none of this list in this order.
    """
    fault = LedgerError("this is no cursor of this list in this order; begin again with the first page.")
    try:
        told: Any = orjson.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (ValueError, UnicodeError, binascii.Error):
        raise fault from None
    if not isinstance(told, list) or len(told) != 3 or told[0] != order:
        raise fault
    value, number = told[1], told[2]
    if type(number) is not int or not 0 <= number < _LARGEST:
        raise fault
    if value is not None and not _fits(value, kind):
        raise fault
    return value, number


def further(
    connection: Connection, query: sa.Select[Any], column: ColumnElement[Any], number: ColumnElement[int],
    after: After | None, *, highest_first: bool,
) -> list[sa.Select[Any]]:  # fmt: skip
    """The query in order, for what comes after a place, in two parts where it needs to be: one after the other.

    Rows without a value come last; asked for together with the others they would keep an index from being entered in
    its middle, and on PostgreSQL, where an index that is read backwards has them first, from being used at all.
    """
    order = column.desc() if highest_first else column.asc().nulls_last()
    query = query.order_by(order, number.desc() if highest_first else number.asc())
    if after is None:
        apart = highest_first and connection.dialect.name == "postgresql"
        return [query.where(column.is_not(None)), query.where(column.is_(None))] if apart else [query]
    value, last = after
    beyond = number < last if highest_first else number > last
    if value is None:
        return [query.where(column.is_(None), beyond)]
    from_there = column <= value if highest_first else column >= value
    return [query.where(from_there, sa.or_(column != value, beyond)), query.where(column.is_(None))]


def _fits(value: Any, kind: type) -> bool:
    if kind is str:
        return isinstance(value, str) and len(value) <= 32 and "\0" not in value
    return type(value) in (int, kind) and abs(value) < _LARGEST
