"""Reading again by command: what it says, and that it does nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from benchmarks.made_readings import readings
from communique.cli import app
from communique.ledger import open_ledger
from communique.ledger.rereading import Rereading
from communique.ledger.writer import Writer
from communique.records import Document, Reading
from tests.ledger.newer import newer


class Newer:
    """Gives what a newer reader finds in made documents; one of them it cannot read."""

    def __init__(self, *_: Any) -> None:
        self._made = {r.document.id: r for r in readings(5)}

    def read_many(self, items: Iterable[Document]) -> Iterator[Reading]:
        for item in items:
            if item.title == "Report 3":
                raise ValueError("boom")
            yield newer(self._made[item.id])


def test_reread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("communique.cli.reread.load_reader", Newer)
    monkeypatch.setattr("communique.ingest.readers.version_of_reader", lambda settings: "new")
    path = str(tmp_path / "desk.db")
    with open_ledger(path) as ledger:
        for _ in Writer(ledger, "old").write(readings(5)):
            pass
    first = CliRunner().invoke(app, ["reread", "--ledger", path])
    assert first.exit_code == 1, "a document could not be read"
    assert "4 documents read again: 44 records found again, 8 for the first time, 8 no more." in first.stderr
    assert "boom" in first.stderr
    with open_ledger(path) as ledger:
        assert [d.title for d in Rereading(ledger, "new").documents()] == ["Report 3"]
        with ledger.reading() as connection:
            standing = connection.exec_driver_sql("SELECT count(*) FROM readings WHERE standing").scalar()
    assert standing == 5, "what cannot be read keeps its old reading"
    again = CliRunner().invoke(app, ["reread", "--ledger", path])
    assert "No document was read again" in again.stderr
    everything = CliRunner().invoke(app, ["reread", "--all", "--ledger", path])
    assert "4 documents read again: 52 records found again, 0 for the first time, 0 no more." in everything.stderr
