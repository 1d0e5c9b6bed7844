"""A new ledger filled: afterwards it is like any other, also when the filling is broken off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.made_readings import readings
from communique.errors import LedgerError
from communique.ledger import Ledger, open_ledger
from communique.ledger import tables as t
from communique.ledger.filling import is_filled
from communique.ledger.writer import Writer
from tests.ingest.feeding import contents

MADE = list(readings(120))
INDEXES = {index.name for table in t.metadata.tables.values() for index in table.indexes}

DIES = """
import os, signal, sys
from benchmarks.made_readings import readings
from communique.ledger import open_ledger
from communique.ledger.writer import Writer
with open_ledger(sys.argv[1]) as ledger, ledger.filling():
    for n, _ in enumerate(Writer(ledger, "test").write(readings(120), 16)):
        if n == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
"""


def _filled(ledger: Ledger) -> bool:
    with ledger.reading() as connection:
        return is_filled(connection)


def _indexes(ledger: Ledger) -> set[str]:
    inspected = sa.inspect(ledger.engine)
    return {str(one["name"]) for name in inspected.get_table_names() for one in inspected.get_indexes(name)}


def _write(ledger: Ledger, batch: int = 16) -> None:
    for _ in Writer(ledger, "test").write(MADE, batch):
        pass


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    with open_ledger(tmp_path_factory.mktemp("plain") / "ledger.db") as ledger:
        _write(ledger)
        return contents(ledger)


def test_it_ends_as_any_other(ledger: Ledger, plain: dict[str, list[tuple[object, ...]]]) -> None:
    before = _indexes(ledger)
    assert before >= INDEXES
    with ledger.filling():
        _write(ledger)
        assert _filled(ledger)
        assert "ix_entries_kind_day" not in _indexes(ledger)
    assert not _filled(ledger)
    assert _indexes(ledger) == before
    assert contents(ledger) == plain


def test_a_country_that_is_told_late_is_that_of_earlier_parties(ledger: Ledger) -> None:
    with ledger.filling():
        _write(ledger)
        with ledger.writing() as connection:
            connection.execute(sa.update(t.parties).values(country=None))
    with ledger.reading() as connection:
        p, n = t.parties.c, t.entities.c
        rows = connection.execute(sa.select(p.country, n.country).join_from(t.parties, t.entities, n.number == p.entity))
        assert all(one == other for one, other in rows)


def test_a_ledger_that_has_documents_is_left_as_it_is(ledger: Ledger) -> None:
    Writer(ledger, "test").add(MADE[:10])
    before = _indexes(ledger)
    with ledger.filling():
        assert _indexes(ledger) == before
        assert not _filled(ledger)


def test_who_opens_it_when_it_was_broken_off_ends_it(where: str, plain: dict[str, list[tuple[object, ...]]]) -> None:
    with open_ledger(where) as ledger, pytest.raises(RuntimeError, match="broken off"), ledger.filling():
        _write(ledger)
        raise RuntimeError("broken off")
    with open_ledger(where) as ledger:
        assert not _filled(ledger)
        assert _indexes(ledger) >= INDEXES
        assert contents(ledger) == plain


def test_another_may_end_it_while_it_is_filled(where: str, plain: dict[str, list[tuple[object, ...]]]) -> None:
    with open_ledger(where) as ledger, ledger.filling():
        for n, _ in enumerate(Writer(ledger, "test").write(MADE, 16)):
            if n == 2:
                with open_ledger(where) as other:
                    assert _indexes(other) >= INDEXES
    with open_ledger(where) as ledger:
        assert contents(ledger) == plain


@pytest.mark.parametrize("at", [0, 3, 6])
def test_killed_and_begun_again_it_is_the_whole_one(
    where: str, plain: dict[str, list[tuple[object, ...]]], at: int
) -> None:
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root), str(root / "src")])
    killed = subprocess.run(
        [sys.executable, "-c", DIES, where, str(at)], env={**os.environ, "PYTHONPATH": path}, cwd=root, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    with open_ledger(where) as ledger:
        assert not _filled(ledger)
        with ledger.filling():
            _write(ledger)
        assert _indexes(ledger) >= INDEXES
        found = contents(ledger)
    assert found == plain


def test_questions_meanwhile_are_answered_with_a_sentence(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger, ledger.filling():
        _write(ledger)
        asked = "SELECT count(*) FROM entries INDEXED BY ix_entries_kind_day WHERE kind = 'event'"
        with pytest.raises(LedgerError, match=r"it is being filled .* cannot be asked yet"), ledger.reading() as connection:
            connection.exec_driver_sql(asked)
