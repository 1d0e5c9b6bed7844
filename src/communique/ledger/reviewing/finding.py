"""Entries, entities, tellings and appearances by the ids that people type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.errors import LedgerError, NotThereError
from communique.ledger import tables as t

_ID = re.compile(r"[gsecn][0-9a-f]{0,16}")
_APPEARANCE = re.compile(r"(?P<document>[0-9a-f]{1,16})#(?P<record>n\d+)")


def thing(connection: Connection, id: str) -> Row[Any]:
    """The row of an entry or entity, by its id or the beginning of it that no other has.

    Raises:
        LedgerError: there is none, or there are several.
    """
    asked = id.strip().lower()
    if re.fullmatch(r"p[0-9a-f]{1,16}", asked):
        raise LedgerError(f"{id!r} is a proposal; decide about it with `communique commitments confirm` or `reject`.")
    if _ID.fullmatch(asked) is None:
        raise LedgerError(f"{id!r} is no id of an entry or entity; ids look like c3f09a12b45d6e78 or n3f09a12b45d6e78.")
    table = t.entities if asked.startswith("n") else t.entries
    return _only(connection, table, asked, "entity" if table is t.entities else "entry")


def open_thing(connection: Connection, id: str) -> Row[Any]:
    """The same, of one that is not part of another.

    Raises:
        LedgerError: there is none, there are several, or it was merged into another.
    """
    row = thing(connection, id)
    if row.merged_into is not None:
        table = t.entities if row.id.startswith("n") else t.entries
        into = connection.execute(sa.select(table.c.id).where(table.c.number == row.merged_into)).scalar_one()
        raise LedgerError(f"{row.id} was merged into {into}; decide about that one, or undo the merger first.")
    return row


def telling_ids(connection: Connection, ids: Sequence[str], entry: Row[Any]) -> list[str]:
    """Ids of tellings of an entry, by the beginnings of them.

    Raises:
        LedgerError: one is no telling of the entry.
    """
    found = []
    for one in ids:
        asked = one.strip().lower()
        if not re.fullmatch(r"t[0-9a-f]{0,16}", asked):
            raise LedgerError(f"{one!r} is no id of a telling; `communique history {entry.id[:8]}` shows those of it.")
        row = _only(connection, t.tellings, asked, "telling")
        if row.entry != entry.number:
            raise LedgerError(
                f"{row.id} is no telling of {entry.id}; `communique history {entry.id[:8]}` shows those that are."
            )
        found.append(row.id)
    return list(dict.fromkeys(found))


def appearance_numbers(connection: Connection, names: Sequence[str], entity: Row[Any]) -> list[int]:
    """Numbers of appearances of an entity, by ``DOCUMENT#RECORD``, as 0123456789abcdef#n3.

    Raises:
        LedgerError: one is no appearance of the entity.
    """
    found = []
    for name in names:
        match = _APPEARANCE.fullmatch(name.strip().lower())
        if match is None:
            raise LedgerError(f"{name!r} is no appearance; write DOCUMENT#RECORD, as 0123456789abcdef#n3.")
        document = _only(connection, t.documents, match["document"], "document")
        a = t.appearances.c
        here = sa.select(a.number).where(a.document == document.number, a.record == match["record"])
        number = connection.execute(here.where(a.entity == entity.number)).scalar()
        if number is None:
            raise LedgerError(
                f"{name!r} is no appearance of {entity.id}; `communique history {entity.id[:8]}` shows those that are."
            )
        found.append(number)
    return list(dict.fromkeys(found))


def _only(connection: Connection, table: sa.Table, asked: str, what: str) -> Row[Any]:
    ids = table.c.id
    # A range rather than LIKE, which would not use the index.
    rows = connection.execute(sa.select(table).where(ids >= asked, ids < asked + "g").order_by(ids).limit(2)).all()
    if not rows:
        raise NotThereError(f"there is no {what} {asked!r} in the ledger; `communique review` shows what waits.")
    if len(rows) > 1 and rows[0].id != asked:
        raise LedgerError(f"{asked!r} is the beginning of several ids; give more of its characters.")
    return rows[0]
