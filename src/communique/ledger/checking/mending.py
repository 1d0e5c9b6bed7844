"""Making anew what can be computed from the rest of a ledger."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import tables as t
from communique.ledger.checking.fault import Fault
from communique.ledger.store import Ledger

TOGETHER = 500


def mend(ledger: Ledger, faults: Iterable[Fault]) -> None:
    """Mend the faults that can be mended, all in one transaction.

    Raises:
        LedgerError: the database failed; nothing was changed.
    """
    found = list(faults)
    with ledger.writing() as connection:
        for table in [fault.about for fault in found if fault.mend == "search"]:
            _index(connection, table)
        _each(connection, _count, [fault.number for fault in found if fault.mend == "counts"])
        _each(connection, _hide, [fault.number for fault in found if fault.mend in ("counts", "hidden")])


def _each(connection: Connection, change: sa.Update, numbers: list[int | None]) -> None:
    for n in range(0, len(numbers), TOGETHER):
        connection.execute(change.where(t.entries.c.number.in_(numbers[n : n + TOGETHER])))


def _index(connection: Connection, table: str) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {table}_search({table}_search) VALUES ('rebuild')")
        return
    connection.exec_driver_sql(f"DROP INDEX IF EXISTS ix_{table}_search")
    connection.exec_driver_sql(f"CREATE INDEX ix_{table}_search ON {table} USING gin (search)")


_told = t.tellings.alias("told")
_live = sa.exists().where(_told.c.entry == t.entries.c.number, ~_told.c.retired).correlate(t.entries)
_counted = sa.and_(t.tellings.c.entry == t.entries.c.number, sa.or_(~t.tellings.c.retired, ~_live))
_family = sa.func.coalesce(t.documents.c.twin_of, t.documents.c.number)
_count = sa.update(t.entries).values(
    tellings=sa.select(sa.func.count()).select_from(t.tellings).where(_counted).scalar_subquery(),
    outlets=sa.select(sa.func.count(sa.distinct(_family)))
    .select_from(t.tellings.join(t.documents, t.documents.c.number == t.tellings.c.document))
    .where(_counted)
    .scalar_subquery(),
)
# Naming the column makes the database's own trigger look at it again.
_hide = sa.update(t.entries).values(review=t.entries.c.review)
