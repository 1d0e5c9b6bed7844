"""Whether the database itself is sound: its pages, its references, its full-text indexes."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.errors import LedgerError
from communique.ledger.checking.fault import Fault
from communique.ledger.store import Ledger
from communique.ledger.tables import metadata

SEARCHED = ("entries", "documents", "entities")
"""Tables that have a full-text index."""
MOST = 100
"""Faults of one reference or of the pages that are told."""


def pages(connection: Connection) -> Iterator[Fault]:
    """Damaged pages and indexes of a SQLite file; PostgreSQL looks after its own."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})"):
        # Of full-text indexes it only says that they are wrong; `search` says so, too.
        if said != "ok" and "fts5" not in said.lower():
            yield Fault("database", " ".join(str(said).split()))


def references(connection: Connection) -> Iterator[Fault]:
    """Rows that point to rows which are not there."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                there = key.column.table.alias("there")
                lost = (
                    sa.select(*table.primary_key.columns, column.label("points_to"))
                    .select_from(table.outerjoin(there, there.c[key.column.name] == column))
                    .where(column.is_not(None), there.c[key.column.name].is_(None))
                    .limit(MOST)
                )
                for row in connection.execute(lost):
                    which = ", ".join(map(str, row[:-1]))
                    yield Fault(
                        f"{table.name} {which}", f"its {column.name} {row[-1]} is not in {key.column.table.name}"
                    )


def search(ledger: Ledger) -> Iterator[Fault]:
    """Full-text indexes that do not agree with their tables."""
    for table in SEARCHED:
        if not (_agrees(ledger, table) if ledger.on_sqlite else _is_valid(ledger, table)):
            yield Fault(table, "its full-text index does not agree with it", "search")


def _agrees(ledger: Ledger, table: str) -> bool:
    # FTS5 compares all of it with the table; it asks for that by what looks like a row to be added.
    ask = f"INSERT INTO {table}_search({table}_search, rank) VALUES ('integrity-check', 1)"
    try:
        with ledger.writing() as connection:
            connection.exec_driver_sql(ask)
    except LedgerError as error:
        if "malformed" not in str(error.__cause__):
            raise
        return False
    return True


def _is_valid(ledger: Ledger, table: str) -> bool:
    # The column is computed by PostgreSQL; an index may be left invalid when making it was interrupted.
    query = sa.text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")
    with ledger.reading() as connection:
        return bool(connection.execute(query, {"name": f"ix_{table}_search"}).scalar())
