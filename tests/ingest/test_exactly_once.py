"""An ingest that is killed anywhere and run again ends with the ledger that it would have made in one go."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from communique.ledger import open_ledger
from tests.ingest.feeding import contents, feed, write_file

DOCUMENTS = 150
KILLS = 8
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "made.jsonl"
    write_file(path, DOCUMENTS)
    return path


@pytest.fixture(scope="module")
def whole(file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """The contents of a ledger that was fed in one go."""
    with open_ledger(tmp_path_factory.mktemp("whole") / "ledger.db") as ledger:
        counts = feed(ledger, file)
        assert counts.added + counts.known == DOCUMENTS
        assert counts.rejected == DOCUMENTS // 10
        assert counts.twins > 0
        assert counts.entries < counts.tellings, "some things are told by several"
        return contents(ledger)


def test_fed_in_one_go_it_is_the_same_on_each_database(where: str, file: Path, whole: object) -> None:
    with open_ledger(where) as ledger:
        feed(ledger, file)
        assert contents(ledger) == whole


def test_fed_twice_nothing_is_doubled(where: str, file: Path, whole: object) -> None:
    with open_ledger(where) as ledger:
        feed(ledger, file)
        again = feed(ledger, file)
        assert (again.added, again.entries, again.tellings) == (0, 0, 0)
        assert contents(ledger) == whole


def test_killed_anywhere_and_fed_again_it_is_the_same(where: str, file: Path, whole: object) -> None:
    rng = random.Random(where.startswith("postgresql"))
    died = 0
    for _ in range(KILLS):
        command = [sys.executable, "-m", "tests.ingest.feeding", where, str(file), str(rng.randrange(1, 60))]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        died += done.returncode != 0
    assert died >= KILLS // 2, "it must have been killed to say anything"
    with open_ledger(where) as ledger:
        feed(ledger, file)
        assert contents(ledger) == whole
