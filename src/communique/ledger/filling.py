"""A new ledger that is filled: indexes that only questions need are left out meanwhile, and made at once in the end.

Keys lie scattered: kept up row by row, these indexes cost more than all else that is written, and a tenth of that when
they are made of rows that are there. A fact says that a ledger is being filled; whoever opens a ledger that has it,
since the filling was broken off, ends it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import tables as t

FILLING = "filling"
"""The fact that says so."""
_LEFT_OUT = {
    t.documents: ("published", "publisher"),
    t.appearances: ("entity",),
    t.entries: (
        "kind_day", "kind_label_day", "kind_country_day", "kind_pair_day", "kind_place_day", "kind_status_due_to",
        "unsure", "number",
    ),
    t.parties: ("entity_kind_day", "country_kind_day"),
}  # fmt: skip


def is_filled(connection: Connection) -> bool:
    """Whether the ledger is being filled."""
    return connection.execute(sa.select(t.facts.c.name).where(t.facts.c.name == FILLING)).first() is not None


def begin(connection: Connection) -> bool:
    """Leave the indexes out, if the ledger is a new one; whether it is filled from now on."""
    if connection.execute(sa.select(t.documents.c.number).limit(1)).first() is not None:
        return False
    if not is_filled(connection):
        connection.execute(sa.insert(t.facts).values(name=FILLING, value="yes"))
        for index in _indexes():
            index.drop(connection, checkfirst=True)
    return True


def end(connection: Connection) -> None:
    """Make what was left out; nothing if the ledger is not being filled."""
    if not is_filled(connection):
        return
    # What a later document told of an entity's country holds for what was told before.
    country = t.entities.c.country
    late = sa.and_(t.entities.c.number == t.parties.c.entity, t.parties.c.country.is_distinct_from(country))
    connection.execute(sa.update(t.parties).where(late).values(country=country))
    for index in _indexes():
        index.create(connection, checkfirst=True)
    connection.execute(sa.delete(t.facts).where(t.facts.c.name == FILLING))


def _indexes() -> list[sa.Index]:
    wanted = {f"ix_{table.name}_{name}" for table, names in _LEFT_OUT.items() for name in names}
    return [index for table in _LEFT_OUT for index in sorted(table.indexes, key=lambda i: str(i.name))
            if index.name in wanted]  # fmt: skip
