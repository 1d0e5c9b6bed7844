"""Backups: one compressed file that holds a ledger whole, and restores into either kind of database.

The file is a SQLite ledger, compressed with gzip. From SQLite it is made by the online backup of the database itself,
from PostgreSQL table by table within one snapshot; in both cases others go on writing meanwhile, and what they write
after the beginning is not in it.
"""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfileobj

import sqlalchemy as sa

from communique.errors import LedgerError
from communique.ledger import tables as t
from communique.ledger.copying import Advance, copy, empty
from communique.ledger.store import WAIT, Ledger, open_ledger
from communique.whole_file import replacing

PAGES = 2_000
"""Pages of 4 KB that are copied between two reports of progress."""
LEVEL = 6
"""Of gzip's compression."""
_BUFFER = 1 << 20
_HEAD = b"SQLite format 3\0"


def backup(ledger: Ledger, file: str, advance: Advance = lambda done, total: None) -> None:
    """Write all of a ledger into a file, while others may go on writing to it.

    The folder of the file needs room for the ledger as it is and compressed, until it is done.

    Args:
        ledger: an open ledger.
        file: where to; it appears when it is whole, and one that was there before is replaced.
        advance: is told how much is done, and of how much, in pages or rows.

    Raises:
        LedgerError: the file cannot be written, or the database failed; a file that was there before is left.
    """
    path = Path(file)
    if ledger.on_sqlite and path.exists() and path.samefile(ledger.engine.url.database or ""):
        raise LedgerError(f"{file}: this is the ledger itself; give another file for its backup.")
    with _told(file, "written"), tempfile.TemporaryDirectory(prefix=".communique-", dir=path.parent) as folder:
        plain = Path(folder) / "ledger.db"
        if ledger.on_sqlite:
            _copy_pages(ledger, plain, advance)
        else:
            _copy_rows(ledger, plain, advance)
        # Without a name and a time in it, the same ledger makes the same file.
        with (
            plain.open("rb") as source,
            replacing(path) as stream,
            gzip.GzipFile("", "wb", LEVEL, stream, mtime=0) as packed,
        ):
            copyfileobj(source, packed, _BUFFER)


def restore(file: str, where: str, *, replace: bool = False, advance: Advance = lambda done, total: None) -> int:
    """Bring a ledger back to what it was when a backup was made.

    Args:
        file: a backup.
        where: the ledger, a file or an address; one that is not there is made.
        replace: also where the ledger holds entries, which are then lost.
        advance: is told how much is done, and of how much, in pages or rows.

    Returns:
        The number of documents.

    Raises:
        LedgerError: the file is no backup or damaged, the ledger has entries, or a database failed. The ledger is then
            as it was.
    """
    room = None if "://" in where else Path(where).parent
    if room is not None and not room.is_dir():
        raise LedgerError(f"{where}: there is no folder {room}; make it first, or give another path.")
    with _told(file, "restored"), tempfile.TemporaryDirectory(prefix=".communique-", dir=room) as folder:
        plain = Path(folder) / "ledger.db"
        _unpack(file, plain)
        with _brought_up(file, plain) as source, _target(where, replace=replace) as target:
            if not replace and _count(target) > 0:
                raise LedgerError(
                    f"{target.name}: this ledger has entries, which a backup would replace; give another ledger, or "
                    "--replace if they may be lost."
                )
            if target.on_sqlite:
                _replace_pages(source, target, advance)
            else:
                _replace_rows(source, target, advance)
            return _count(target)


def _count(ledger: Ledger) -> int:
    """Its documents; without any it has no entries."""
    with ledger.reading() as connection:
        found: int = connection.execute(sa.select(sa.func.count()).select_from(t.documents)).scalar_one()
    return found


def _copy_pages(ledger: Ledger, plain: Path, advance: Advance) -> None:
    with _sqlite(ledger) as source, closing(sqlite3.connect(plain)) as target:
        # Within a transaction the copy stays at one state; otherwise it would begin anew with everybody's every write.
        source.execute("BEGIN")
        try:
            source.execute("SELECT count(*) FROM alembic_version").fetchone()
            source.backup(target, pages=PAGES, progress=lambda _, left, total: advance(total - left, total))
        finally:
            source.execute("ROLLBACK")
        # One file alone is the whole database.
        target.execute("PRAGMA journal_mode=DELETE")


def _copy_rows(ledger: Ledger, plain: Path, advance: Advance) -> None:
    with open_ledger(plain) as target, ledger.reading() as source:
        source.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with target.writing() as connection:
            copy(source, connection, advance)
        with _sqlite(target) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")


def _replace_pages(source: Ledger, target: Ledger, advance: Advance) -> None:
    """All pages in one transaction of the target: who has it open sees the old ledger or the new one."""
    began = time.monotonic()

    def progress(status: int, left: int, total: int) -> None:
        nonlocal began
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if time.monotonic() - began > WAIT:
                raise LedgerError(
                    f"{target.name}: another program has been using it for over {WAIT:g} seconds; wait for it, then "
                    "run it again."
                )
            return
        began = time.monotonic()
        advance(total - left, total)

    with _sqlite(source) as old, _sqlite(target) as new:
        old.backup(new, pages=PAGES, progress=progress)
    # Connections that are still open know the pages of before.
    target.engine.dispose()


def _replace_rows(source: Ledger, target: Ledger, advance: Advance) -> None:
    with source.reading() as old, target.writing() as new:
        empty(new)
        copy(old, new, advance)


@contextmanager
def _sqlite(ledger: Ledger) -> Iterator[sqlite3.Connection]:
    """SQLite's own connection to a ledger."""
    pooled = ledger.engine.raw_connection()
    try:
        found = pooled.driver_connection
        assert isinstance(found, sqlite3.Connection)
        yield found
    finally:
        pooled.close()


def _unpack(file: str, plain: Path) -> None:
    with gzip.open(file, "rb") as packed, plain.open("wb") as stream:
        head = packed.read(len(_HEAD))
        if head != _HEAD:
            raise LedgerError(f"{file}: this is no backup of a ledger; give a file made by `communique backup`.")
        stream.write(head)
        copyfileobj(packed, stream, _BUFFER)


@contextmanager
def _brought_up(file: str, plain: Path) -> Iterator[Ledger]:
    """The unpacked ledger, brought to the present layout."""
    try:
        found = open_ledger(plain, create=False)
    except LedgerError as error:
        raise LedgerError(str(error).replace(str(plain), file)) from error
    with found:
        yield found


@contextmanager
def _target(where: str, *, replace: bool) -> Iterator[Ledger]:
    """The ledger to restore; a damaged file is set aside where it may be replaced."""
    try:
        found = open_ledger(where)
    except LedgerError:
        if not replace or "://" in where or not _damaged(Path(where)):
            raise
        for ending in ("", "-wal", "-shm"):
            part = Path(where + ending)
            if part.exists():
                part.replace(f"{where}.damaged{ending}")
        found = open_ledger(where)
    with found:
        yield found


def _damaged(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        return not isinstance(error, sqlite3.OperationalError)
    return False


@contextmanager
def _told(file: str, done: str) -> Iterator[None]:
    """What goes wrong with a backup's file, as a sentence."""
    advice: Callable[[str], str] = lambda why: f"{file}: the backup cannot be {done} ({why}); "
    try:
        yield
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        why = " ".join(str(error).split()).rstrip(".") or "it ends too early"
        raise LedgerError(f"{file}: this is no backup, or it is damaged ({why}); give another one.") from error
    except OSError as error:
        raise LedgerError(advice(error.strerror or type(error).__name__) + "check the path, and make room.") from error
    except sqlite3.Error as error:
        raise LedgerError(advice(str(error)) + "make room, or run `communique check`, and try again.") from error
    except sa.exc.DBAPIError as error:
        raise LedgerError(
            advice(" ".join(str(error.orig).split())) + "run `communique check` and try again."
        ) from error
