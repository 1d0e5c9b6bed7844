"""The layout of a ledger's tables: made, or brought to the present one step by step, when a ledger is opened."""

from __future__ import annotations

from importlib.resources import files

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from communique.errors import LedgerError


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for a ledger."""
    found = Config()
    found.set_main_option("script_location", str(files("communique.ledger") / "migrations").replace("%", "%%"))
    found.attributes["connection"] = connection
    return found


def bring_up(engine: Engine, name: str, *, create: bool = True) -> None:
    """Make the tables, or change those of an older version; nothing is done to a ledger of this version.

    Raises:
        LedgerError: the database is something else's or a newer version's, or holds no ledger and none is wanted.
    """
    script = ScriptDirectory.from_config(config())
    head = script.get_current_head()
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        tables = sa.inspect(connection).get_table_names() if present is None else []
    if present == head:
        return
    if present is None:
        if tables:
            raise LedgerError(f"{name}: this database holds something else than a ledger; give another one.")
        if not create:
            raise LedgerError(f"{name}: it holds no ledger; make one with `communique ingest SOURCE --ledger {name}`.")
    elif present not in {step.revision for step in script.walk_revisions()}:
        raise LedgerError(
            f"{name}: a newer version of Communique has written this ledger; install that version and try again."
        )
    with engine.connect() as connection:
        connection.execution_options(immediate=True)
        with connection.begin():
            if engine.dialect.name != "sqlite":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(13386773)"))
            # Another program may have done it while this one waited.
            if MigrationContext.configure(connection).get_current_revision() != head:
                command.upgrade(config(connection), "head")
