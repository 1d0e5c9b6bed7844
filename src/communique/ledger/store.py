"""A ledger's database: opened, brought to the present layout, and used in transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from communique.errors import LedgerError
from communique.ledger import filling, layout

WAIT = 30.0
"""Seconds that a writer waits for another one."""
WRITERS_CACHE = 262_144
"""KiB of a SQLite file's pages that a writer holds at most."""
LOCK = 0x_C0_4415
"""PostgreSQL's advisory lock that writers of a ledger take: they write one after the other, as on SQLite."""


def now() -> str:
    """The time as the ledger writes it: UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Ledger:
    """An open ledger. Use it as a context manager, or close it.

    Args:
        engine: to the database, whose layout is the present one.
        name: as the user gave it, for messages.
        clock: gives the time for what is written, see `now`.
    """

    def __init__(self, engine: Engine, name: str, clock: Callable[[], str] = now) -> None:
        self.engine, self.name, self.clock = engine, name, clock

    @property
    def on_sqlite(self) -> bool:
        """Whether it is a file of SQLite's."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger throughout.

        Raises:
            LedgerError: the database failed.
        """
        with self._failing_well(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: everything in it is kept, or nothing. Writers wait for each other.

        Raises:
            LedgerError: the database failed; nothing of the transaction was kept.
        """
        with self._failing_well(), self.engine.connect() as connection:
            if self.on_sqlite:
                connection.execution_options(immediate=True)
                # Keys lie scattered over the file: what a large batch changes must fit, or it is written many times.
                # Taken only as it is used; readers go through the mapped file.
                driver: Any = connection.connection.dbapi_connection
                driver.execute(f"PRAGMA cache_size=-{WRITERS_CACHE}")
            with connection.begin():
                if not self.on_sqlite:
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
                yield connection

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Fill a new ledger with very many documents: what only questions need is left out, and made in the end.

        Until then questions are slow or fail. If it is broken off, the next program that opens the ledger makes what is
        missing. Nothing is different for a ledger that has documents.

        Raises:
            LedgerError: the database failed.
        """
        with self.writing() as connection:
            begun = filling.begin(connection)
        yield
        if begun:
            self.end_filling()

    def end_filling(self) -> None:
        """Make what is missing, if a filling was broken off.

        Raises:
            LedgerError: the database failed.
        """
        with self.reading() as connection:
            filled = filling.is_filled(connection)
        if filled:
            with self.writing() as connection:
                filling.end(connection)

    @contextmanager
    def _failing_well(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise LedgerError(_sentence(self.name, error)) from error
        except PoolTimeout as error:
            raise LedgerError(f"{self.name}: too many use the ledger at once; try again in a moment.") from error

    def close(self) -> None:
        """Close it; a closed ledger cannot be used."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_ledger(
    where: str | Path, *, create: bool = True, clock: Callable[[], str] = now, connections: int | None = None
) -> Ledger:
    """Open a ledger, and make it if there is none.

    Args:
        where: a file, or the address of a database (``postgresql+psycopg://user@host/name``).
        create: make a new file where there is none; without it that is an error.
        clock: gives the time for what is written.
        connections: how many may be used at once, for programs that ask from many threads; None for the usual 15.

    Raises:
        LedgerError: it cannot be opened, is no ledger, or was written by a newer version.
    """
    name = str(where)
    if "://" not in name:
        path = Path(name)
        if not create and not path.is_file():
            raise LedgerError(f"{name}: there is no ledger; make one with `communique ingest SOURCE --ledger {name}`.")
        if not path.parent.is_dir():
            raise LedgerError(f"{name}: there is no folder {path.parent}; make it first, or give another path.")
        url = sa.URL.create("sqlite", database=name)
    else:
        try:
            url = sa.make_url(name.replace("postgresql://", "postgresql+psycopg://", 1))
            url.get_dialect()
        except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
            raise LedgerError(
                f"{_hidden(name)}: this is no address of a ledger; give a file, or postgresql+psycopg://user@host/name."
            ) from error
        name = url.render_as_string(hide_password=True)
    ledger = Ledger(_engine(url, name, connections), name, clock)
    try:
        with ledger._failing_well():
            layout.bring_up(ledger.engine, name, create=create)
        ledger.end_filling()
    except BaseException:
        ledger.close()
        raise
    return ledger


def _engine(url: sa.URL, name: str, connections: int | None = None) -> Engine:
    pool: dict[str, Any] = {} if connections is None else {"pool_size": connections, "max_overflow": 0}
    if url.get_backend_name() == "sqlite":
        waits = {"timeout": WAIT}
        made = {"json_serializer": _json, "json_deserializer": orjson.loads, **pool}
        engine = sa.create_engine(url, connect_args=waits, **made)
        engine.dialect.statement_compiler = _WithHints
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if url.get_backend_name() != "postgresql":
        raise LedgerError(f"{name}: ledgers are kept on SQLite or PostgreSQL; give a file or postgresql+psycopg://….")
    try:
        return sa.create_engine(url, pool_pre_ping=True, json_serializer=_json, json_deserializer=orjson.loads, **pool)
    except ImportError as error:
        raise LedgerError(
            "PostgreSQL needs a driver that is not installed; run `pip install 'communique[postgres]'` and try again."
        ) from error


def _json(value: object) -> str:
    # A dozen values a document are written as JSON: orjson takes a tenth of the time.
    return orjson.dumps(value).decode()


class _WithHints(SQLiteCompiler):
    """Writes the hints of queries (``INDEXED BY …``), which SQLAlchemy leaves out on SQLite."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # SQLAlchemy begins transactions itself (below); the driver's own way would begin them too late.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL", "synchronous=NORMAL", "wal_autocheckpoint=32000", "foreign_keys=ON", "temp_store=MEMORY",
        "cache_size=-65536", "mmap_size=2147418112",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer that begins by reading could find its ledger changed when it comes to write: it takes the lock at once.
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _hidden(name: str) -> str:
    scheme, _, rest = name.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _sentence(name: str, error: DBAPIError) -> str:
    said = " ".join(str(error.orig).split()).rstrip(".")
    low = said.lower()
    if "disk is full" in low or "no space left" in low:
        return f"{name}: the disk is full, and what was not yet written is not kept; make room and run it again."
    if "locked" in low or "busy" in low:
        return f"{name}: another program has been writing for over {WAIT:g} seconds; wait for it, then run it again."
    if "not a database" in low or "malformed" in low:
        return f"{name}: this is no ledger, or it is damaged; give another file, or `communique restore` a backup."
    if "no such index" in low:
        return f"{name}: it is being filled for the first time and cannot be asked yet; try again when that has ended."
    if "readonly" in low or "unable to open" in low or "permission denied" in low:
        return f"{name}: it cannot be opened for writing ({said}); check the path and its permissions."
    gone = isinstance(error, OperationalError) and error.connection_invalidated
    if gone or "connect" in low or "terminat" in low:
        return f"{name}: the database went away ({said}); what was finished is kept, run it again when it is back."
    return f"{name}: the database failed ({said}); run `communique check` and try again."
