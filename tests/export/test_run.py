"""A file is whole or not there, whatever happens; filters and kinds are kept."""

from __future__ import annotations

import errno
import io
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from benchmarks.made_readings import readings
from communique.errors import ExportError, LedgerError
from communique.export import FORMATS, Row, export, into, make
from communique.ledger import Ledger
from communique.ledger.asking import Filter, entries
from communique.ledger.writer import Writer
from tests.export.made import row


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    for _ in Writer(ledger, "made").write(readings(12)):
        pass
    return ledger


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_what_is_asked_for(filled: Ledger, tmp_path: Path, name: str) -> None:
    done: list[int] = []
    wanted = Filter(type=("consult", "accuse"), limit=7)
    count = export(filled, make(name), str(tmp_path / "out"), "event", wanted, done.append)
    assert count == sum(done) == len(list(entries(filled, "event", wanted))) > 0
    assert [p.name for p in tmp_path.iterdir() if "out" in p.name] == ["out"]
    if name == "plover-jsonl":
        lines = (tmp_path / "out").read_text().splitlines()
        assert [json.loads(line)["id"] for line in lines] == [e.id for e in entries(filled, "event", wanted)]


def test_formats_of_events_hold_events_only(filled: Ledger, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="polecat holds events only; give --format csv or parquet for statements"):
        export(filled, make("polecat"), str(tmp_path / "x"), "statement")
    assert export(filled, make("polecat"), str(tmp_path / "x")) == len(list(entries(filled, "event")))


def test_what_is_denied_is_not_in_polecat_unless_asked_for(filled: Ledger, tmp_path: Path) -> None:
    import sqlalchemy as sa

    from communique.ledger import tables as t

    with filled.writing() as connection:
        connection.execute(sa.update(t.entries).where(t.entries.c.kind == "event").values(status="denied"))
    assert export(filled, make("polecat"), str(tmp_path / "x")) == 0
    assert export(filled, make("polecat"), str(tmp_path / "x"), filter=Filter(status=("denied",))) > 0
    assert export(filled, make("plover-jsonl"), str(tmp_path / "x")) > 0


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(ExportError, match="no format 'excel'; use one of plover-jsonl, polecat, csv, parquet"):
        make("excel")


def test_a_wrong_filter_leaves_the_old_file(filled: Ledger, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("old")
    with pytest.raises(LedgerError):
        export(filled, make("csv"), str(tmp_path / "x"), filter=Filter(by=("Nobody at All",)))
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir() if p.name.endswith("x")] == [("x", "old")]


class Full:
    """A file on a disk that is full."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_one_sentence(filled: Ledger, name: str) -> None:
    with pytest.raises(
        ExportError, match=r"^/dev/full: cannot be written \(No space left on device\); make room or .*\.$"
    ):
        export(filled, make(name), "/dev/full")


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("old")
    with pytest.raises(ExportError, match="No space left"), into(str(tmp_path / "x")) as stream:
        stream.write(b"half")
        Full(stream).write(b"of it")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("x", "old")]


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), into(str(tmp_path / "x")) as stream:
        stream.write(b"half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_followed_and_kept(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "link").symlink_to("deep/file")
    with into(str(tmp_path / "link")) as stream:
        stream.write(b"new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "deep/file").read_text() == "new"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with (
        pytest.raises(ExportError, match=r"none/x: cannot be written \(No such file or directory\)"),
        into(f"{tmp_path}/none/x"),
    ):
        pass


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_a_pipe_can_be_written(filled: Ledger, tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    export(filled, make(name), str(tmp_path / "pipe"))
    reader.join()
    assert len(read[0]) > 1000


@pytest.mark.parametrize("name", FORMATS)
def test_entries_are_written_as_they_come(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("communique.export.parquet.ROWS", 100)
    stream, sizes = io.BytesIO(), []

    def rows() -> Iterator[Row]:
        for _ in range(400):
            sizes.append(len(stream.getvalue()))
            yield row()

    make(name).write(rows(), stream, "event")
    assert 0 < sizes[150] < sizes[399] < len(stream.getvalue())


def test_a_database_that_goes_away_leaves_no_half_file(
    filled: Ledger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def gone(*_: Any) -> Iterator[Any]:
        yield from entries(filled, "event")
        raise LedgerError("gone")

    monkeypatch.setattr("communique.export.run.entries", gone)
    with pytest.raises(LedgerError, match="gone"):
        export(filled, make("csv"), str(tmp_path / "x"), "event")
    assert not [p for p in tmp_path.iterdir() if "x" in p.name]
