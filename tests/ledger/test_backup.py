"""A backup holds a ledger whole, and a restore gives it back or changes nothing."""

from __future__ import annotations

import gzip
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from benchmarks.made_readings import readings
from communique.errors import LedgerError
from communique.ledger import Ledger, asking, open_ledger
from communique.ledger import tables as t
from communique.ledger.backup import backup, restore
from communique.ledger.writer import Writer

ROOT = Path(__file__).resolve().parents[2]


def fill(ledger: Ledger, count: int, first: int = 0) -> None:
    for _ in Writer(ledger, "made").write(readings(count, first=first)):
        pass


def rows(connection: Connection) -> dict[str, list[Any]]:
    """All rows of all tables."""
    return {
        table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))]
        for table in t.metadata.sorted_tables
    }


def everything(where: str) -> dict[str, list[Any]]:
    with open_ledger(where, create=False) as ledger, ledger.reading() as connection:
        return rows(connection)


@pytest.fixture
def filled(where: str) -> str:
    """A ledger with something in every corner: rows that point back and forth, decisions, a merger, a watch."""
    with open_ledger(where) as ledger:
        fill(ledger, 30)
        at = ledger.clock()
        with ledger.writing() as connection:
            connection.execute(sa.update(t.entries).where(t.entries.c.number == 3).values(merged_into=9))
            connection.execute(
                sa.update(t.entities).where(t.entities.c.number == 2).values(affiliation=7, merged_into=5)
            )
            connection.execute(sa.update(t.entries).where(t.entries.c.number == 4).values(review="rejected"))
            for number, back in ((1, None), (2, 1)):
                what = {
                    "number": number,
                    "what": "reject",
                    "subject": "e1",
                    "by": "ann",
                    "at": at,
                    "before": {"é": [1, None]},
                }
                connection.execute(sa.insert(t.decisions).values(**what, takes_back=back))
            watch = {
                "number": 1,
                "name": "w",
                "filter": {},
                "overdue": False,
                "channel": "atom",
                "target": "x",
                "created": at,
            }
            connection.execute(sa.insert(t.watches).values(**watch))
    return where


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_restores_into_either_kind_of_database(
    filled: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    other = str(tmp_path / "other.db") if kind == "sqlite" else request.getfixturevalue("new_database")
    if other == filled:  # the fixture gives one database a test
        engine = sa.create_engine(filled, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE another")
        engine.dispose()
        other = str(sa.make_url(filled).set(database="another").render_as_string(hide_password=False))
    seen: list[tuple[int, int]] = []
    with open_ledger(filled) as ledger:
        backup(ledger, str(tmp_path / "backup"), lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] > 0
    assert restore(str(tmp_path / "backup"), other) == 30
    kept = everything(other)
    for name, before in everything(filled).items():
        assert kept[name] == before, name
    with open_ledger(other) as ledger:
        # It lives: what the database does by itself is there, numbers go on, and words are found.
        fill(ledger, 5, first=30)
        with ledger.writing() as connection:
            connection.execute(sa.insert(t.decisions).values(what="reject", subject="e2", by="ann", at=ledger.clock()))
            connection.execute(sa.update(t.entries).where(t.entries.c.number == 4).values(review=None))
            assert (
                connection.execute(sa.select(t.entries.c.hidden).where(t.entries.c.number == 4)).scalar_one() is False
            )
        assert list(asking.entries(ledger, filter=asking.Filter(text="wheat")))
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


def test_a_backup_is_one_state_while_others_write(filled: str, tmp_path: Path) -> None:
    with open_ledger(filled) as ledger:
        stop, wrote = threading.Event(), threading.Event()

        def write() -> None:
            n = 100
            with open_ledger(filled) as mine:
                while not stop.is_set() and n < 400:
                    fill(mine, 2, first=n)
                    wrote.set()
                    n += 2

        writer = threading.Thread(target=write)
        writer.start()
        wrote.wait(20)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("communique.ledger.backup.PAGES", 20)
            backup(ledger, str(tmp_path / "backup"))
        stop.set()
        writer.join()
    other = str(tmp_path / "other.db")
    restore(str(tmp_path / "backup"), other)
    with sqlite3.connect(other) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        # Of each document either everything is there or nothing.
        assert (
            raw.execute("SELECT count(*) FROM documents").fetchone()
            == raw.execute("SELECT count(*) FROM readings").fetchone()
        )
    with open_ledger(other) as ledger:
        assert sum(1 for _ in asking.entries(ledger)) > 30


def test_a_ledger_with_entries_is_not_overwritten_unless_wanted(filled: str, tmp_path: Path) -> None:
    with open_ledger(filled) as ledger:
        backup(ledger, str(tmp_path / "backup"))
        before = everything(filled)
        fill(ledger, 3, first=50)
    after = everything(filled)
    with pytest.raises(LedgerError, match=r"this ledger has entries, which a backup would replace; .* --replace"):
        restore(str(tmp_path / "backup"), filled)
    assert everything(filled) == after != before
    restore(str(tmp_path / "backup"), filled, replace=True)
    assert everything(filled) == before


def test_who_has_the_ledger_open_sees_the_restored_one(filled: str, tmp_path: Path) -> None:
    with open_ledger(filled) as ledger:
        backup(ledger, str(tmp_path / "backup"))
        fill(ledger, 3, first=50)
        restore(str(tmp_path / "backup"), filled, replace=True)
        with ledger.reading() as connection:
            assert connection.execute(sa.select(sa.func.count()).select_from(t.documents)).scalar_one() == 30
        fill(ledger, 3, first=50)
        assert len(everything(filled)["documents"]) == 33


KILLED = """
import os, signal, sys
from communique.ledger.backup import backup, restore
import communique.ledger.backup as b
from communique.ledger import copying, open_ledger
b.PAGES, copying.ROWS = 10, 20
def advance(done, total):
    if done > total / 2:
        os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "restore":
    restore(sys.argv[2], sys.argv[3], replace=True, advance=advance)
else:
    backup(open_ledger(sys.argv[3]), sys.argv[2], advance)
"""


@pytest.mark.parametrize("what", ["restore", "backup"])
def test_killed_in_the_middle_all_is_as_before(filled: str, tmp_path: Path, what: str) -> None:
    file = tmp_path / "backup"
    with open_ledger(filled) as ledger:
        backup(ledger, str(file))
        fill(ledger, 3, first=50)
    before, packed = everything(filled), file.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, what, str(file), filled],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert everything(filled) == before
    assert file.read_bytes() == packed
    restore(str(file), filled, replace=True)
    assert len(everything(filled)["documents"]) == 30


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def bent(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(bytes(data))


def newer(path: Path) -> None:
    plain = path.with_name("newer.db")
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    with sqlite3.connect(plain) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    path.write_bytes(gzip.compress(plain.read_bytes()))


BAD = [
    (cut, "no backup, or it is damaged"),
    (bent, "no backup, or it is damaged"),
    (newer, r"backup: a newer version of Communique has written this ledger"),
    (lambda p: p.write_bytes(b"plain"), "no backup, or it is damaged"),
    (lambda p: p.write_bytes(gzip.compress(b"something else, compressed")), "this is no backup of a ledger"),
    (lambda p: p.unlink(), r"cannot be restored \(No such file or directory\)"),
]


@pytest.mark.parametrize(("spoil", "said"), BAD)
def test_a_bad_file_changes_nothing(spoil: Any, said: str, tmp_path: Path) -> None:
    where = str(tmp_path / "ledger.db")
    with open_ledger(where) as ledger:
        fill(ledger, 12)
        backup(ledger, str(tmp_path / "backup"))
    before = everything(where)
    spoil(tmp_path / "backup")
    with pytest.raises(LedgerError, match=said):
        restore(str(tmp_path / "backup"), where, replace=True)
    assert everything(where) == before


def test_a_damaged_ledger_is_set_aside(tmp_path: Path) -> None:
    where = tmp_path / "ledger.db"
    with open_ledger(where) as ledger:
        fill(ledger, 3)
        backup(ledger, str(tmp_path / "backup"))
    where.write_bytes(b"\xff" * 8192)
    with pytest.raises(LedgerError, match="no ledger, or it is damaged"):
        restore(str(tmp_path / "backup"), str(where))
    restore(str(tmp_path / "backup"), str(where), replace=True)
    assert len(everything(str(where))["documents"]) == 3
    assert (tmp_path / "ledger.db.damaged").read_bytes() == b"\xff" * 8192


def test_a_ledger_is_no_place_for_its_backup(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger:
        with pytest.raises(LedgerError, match="the ledger itself"):
            backup(ledger, str(tmp_path / "ledger.db"))
        with pytest.raises(LedgerError, match=r"none/x: the backup cannot be written \(No such file or directory\)"):
            backup(ledger, str(tmp_path / "none/x"))


def test_a_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "backup").write_bytes(b"the one before")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("communique.ledger.backup.copyfileobj", full)
    with (
        open_ledger(tmp_path / "ledger.db") as ledger,
        pytest.raises(LedgerError, match=r"No space left .* make room\.$"),
    ):
        backup(ledger, str(tmp_path / "backup"))
    assert (tmp_path / "backup").read_bytes() == b"the one before"
    assert {p.name for p in tmp_path.iterdir()} <= {"backup", "ledger.db", "ledger.db-wal", "ledger.db-shm"}
