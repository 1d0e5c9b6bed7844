"""What goes wrong around a ledger: each with a sentence, nothing lost."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.made_readings import RECORDS, readings
from communique.errors import LedgerError
from communique.ledger import Ledger, open_ledger
from communique.ledger import tables as t
from communique.ledger.writer import Writer
from communique.records import Rejected
from tests.ingest.feeding import contents


def _count(ledger: Ledger, table: sa.Table) -> int:
    with ledger.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_a_disk_that_is_full_keeps_what_was_written_before(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger:
        writer = Writer(ledger, "test")
        writer.add(list(readings(20)))
        before = contents(ledger)

        # SQLite says of a file that may not grow what it says of a full disk.
        @sa.event.listens_for(ledger.engine, "checkout")
        def _full(connection, *_: object) -> None:  # type: ignore[no-untyped-def]
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count={pages + 4}")

        with pytest.raises(LedgerError, match=r"the disk is full, .* make room and run it again"):
            writer.add(list(readings(60, first=20)))
        assert contents(ledger) == before
    with open_ledger(tmp_path / "ledger.db") as ledger:
        Writer(ledger, "test").add(list(readings(60, first=20)))
        assert _count(ledger, t.documents) == 80


def test_a_database_that_goes_away_keeps_what_was_written_before(new_database: str) -> None:
    with open_ledger(new_database) as ledger, open_ledger(new_database) as other:
        writer = Writer(ledger, "test")
        writer.add(list(readings(20)))
        before = contents(ledger)

        def away(connection: sa.Connection, _: str) -> None:
            (mine,) = connection.execute(sa.text("SELECT pg_backend_pid()")).one()
            with other.engine.connect() as killer:
                killer.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
            connection.execute(sa.text("SELECT 1"))

        with pytest.raises(LedgerError, match=r"the database went away .* run it again when it is back"):
            writer.add(list(readings(20, first=20)), also=away)
        assert contents(ledger) == before
        writer.add(list(readings(20, first=20)))
        assert _count(ledger, t.documents) == 40


def test_no_server_is_a_sentence_without_the_password() -> None:
    with pytest.raises(LedgerError, match="the database went away") as raised:
        open_ledger("postgresql://ann:secret@127.0.0.1:1/none?connect_timeout=2")
    assert "secret" not in str(raised.value)


def test_two_writers_at_once_lose_and_double_nothing(where: str) -> None:
    whole = list(readings(120))
    halves = [whole[:80], whole[40:]]
    faults: list[BaseException] = []

    def write(some: list) -> None:  # type: ignore[type-arg]
        try:
            with open_ledger(where) as mine:
                for _ in Writer(mine, "test").write(some, batch=10):
                    pass
        except BaseException as error:  # told by the main thread
            faults.append(error)

    open_ledger(where).close()
    threads = [threading.Thread(target=write, args=(half,)) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with open_ledger(where) as ledger, ledger.reading() as connection:
        ids = connection.execute(sa.select(t.documents.c.id)).scalars().all()
        assert sorted(ids) == sorted({r.document.id for r in whole})
        told = connection.execute(sa.select(t.tellings.c.document, sa.func.count()).group_by(t.tellings.c.document)).all()
        assert {count for _, count in told} == {RECORDS}
        tellings, entries = connection.execute(sa.select(sa.func.sum(t.entries.c.tellings), sa.func.count())).one()
        assert int(tellings) == RECORDS * len(ids)
        assert entries < tellings


def test_a_clock_that_jumps_changes_nothing_that_was_read(tmp_path: Path) -> None:
    times = itertools.cycle(["2031-01-01T00:00:00+00:00", "1999-12-31T23:59:59+00:00", "2024-02-29T12:00:00+00:00"])
    found = []
    for name, clock in (("steady.db", lambda: "2024-01-01T00:00:00+00:00"), ("jumping.db", lambda: next(times))):
        with open_ledger(tmp_path / name, clock=clock) as ledger:
            for _ in Writer(ledger, "test").write([*readings(60), Rejected("x.txt", "is empty.")], batch=7):
                pass
            found.append(contents(ledger))
    assert found[0] == found[1]


def test_batches_of_any_size_make_the_same_ledger(tmp_path: Path) -> None:
    found = []
    for size in (1, 7, 64, 500):
        with open_ledger(tmp_path / f"{size}.db") as ledger:
            for _ in Writer(ledger, "test").write(readings(90), batch=size):
                pass
            found.append(contents(ledger))
    assert all(other == found[0] for other in found[1:])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("text.db", b"Dear diary, this is no database at all. " * 40, "this is no ledger, or it is damaged"),
        ("no/such/folder.db", None, "there is no folder"),
        ("mysql://root@localhost/x", None, "no address of a ledger|kept on SQLite or PostgreSQL"),
        ("postgresql+nonsense://localhost/x", None, "this is no address of a ledger"),
    ],
    ids=["a text file", "a folder that is missing", "another kind of database", "a driver that is none"],
)
def test_what_is_no_ledger_is_told_in_a_sentence(tmp_path: Path, name: str, content: bytes | None, sentence: str) -> None:
    where = name if "://" in name else tmp_path / name
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(LedgerError, match=sentence):
        open_ledger(where)


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'other.db'}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE customers (name TEXT)"))
    with pytest.raises(LedgerError, match="holds something else than a ledger"):
        open_ledger(tmp_path / "other.db")
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["customers"]


def test_asking_makes_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"there is no ledger; make one with `communique ingest"):
        open_ledger(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()
