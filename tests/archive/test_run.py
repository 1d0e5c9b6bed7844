"""A run does each piece once, goes on where it was, and sets aside what cannot be done."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from communique.archive import Plan, Run, Step
from communique.archive.engine.local import LocalEngine
from communique.archive.progress import begin, status
from communique.archive.store import Hashed, Store
from communique.archive.verify import verify
from communique.errors import ArchiveError, ReaderError
from tests.archive import made
from tests.archive.inline import InlineEngine

ROWS = made.with_copies(made.articles(10), 3)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files, so that there are two pieces; the copies are in the second."""
    folder = tmp_path_factory.mktemp("archive")
    made.jsonl(folder / "a.jsonl", ROWS[:9])
    made.jsonl(folder / "b.jsonl", ROWS[9:])
    return folder


@pytest.fixture(scope="module")
def undisturbed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A run that nothing happened to."""
    plan = made.plan(archive, tmp_path_factory.mktemp("whole"))
    ended = Run(plan, InlineEngine(plan)).go()
    assert ended.aside == []
    assert ended.counts["documents"] == len(ROWS)
    assert (ended.counts["read_whole"], ended.counts["copies"]) == (10, 6)
    return plan


def same(one: Plan, other: Plan) -> bool:
    return made.hashes(one) == made.hashes(other) and made.outcome(one) == made.outcome(other)


def test_a_copy_inherits_the_reading_of_its_twin(undisturbed: Plan) -> None:
    """An exact copy all of it, with the same offsets; a near one too, as its text only goes on."""
    rows = {row["source"]: row for row in made.outcome(undisturbed)["documents"]}
    copies = [row for row in rows.values() if row["read"] == "copy"]
    assert len(copies) == 6
    for row in copies:
        twin = rows[row["source"].split("?")[0]]
        assert row["original"] == twin["id"] and row["likeness"] > 0.7
        assert row["reading"] == twin["reading"]


def test_records_have_their_words(undisturbed: Plan) -> None:
    found = made.outcome(undisturbed)
    texts = {row["number"]: row["text"] for row in found["documents"]}
    assert len(found["records"]) > 50
    assert {row["kind"] for row in found["records"]} == {"event", "statement", "commitment", "engagement"}
    assert all(row["words"] and row["words"] in texts[row["number"]] for row in found["records"])
    assert list(verify(Store(undisturbed.output.address))) == []


def test_two_workers_find_the_same_though_one_is_killed(archive: Path, undisturbed: Plan, tmp_path: Path) -> None:
    plan = made.plan(archive, tmp_path, engine={"workers": 2})
    engine = LocalEngine(plan)
    killed: list[int] = []

    def watch(step: Step) -> None:
        if step.stage == "read" and not killed:
            killed.append(engine.workers()[0])
            os.kill(killed[0], signal.SIGKILL)

    try:
        ended = Run(plan, engine, watch).go()
    finally:
        engine.close()
    assert killed and ended.aside == []
    assert same(plan, undisturbed)


def test_a_run_that_is_killed_goes_on(archive: Path, undisturbed: Plan, tmp_path: Path) -> None:
    """Not even a handler runs; some parts are read, others not."""
    file = tmp_path / "plan.toml"
    file.write_text(
        f'[source]\npaths = ["{archive}"]\n[output]\naddress = "out"\ndocuments = 4\n[steps]\ntriage = false\n'
    )
    line = [sys.executable, "-m", "communique.cli", "archive", "run", str(file), "--quiet"]
    environment = {**os.environ, "PYTHONPATH": str(made.ROOT / "src")}
    process = subprocess.Popen(line, env=environment)
    read = tmp_path / "out/_work/done/read"
    until = time.monotonic() + 300
    while not (read.exists() and any(read.glob("*.json"))) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    process.wait()
    plan = made.plan(archive, tmp_path / "out")
    engine = InlineEngine(plan)
    ended = Run(plan, engine).go()
    assert ended.aside == []
    assert not any(task.startswith("prepare") for task in engine.tasks)
    assert same(plan, undisturbed)


def test_a_finished_run_does_nothing_again(archive: Path, undisturbed: Plan) -> None:
    engine = InlineEngine(undisturbed)
    before = made.hashes(undisturbed)
    Run(undisturbed, engine).go()
    assert engine.tasks == []
    assert made.hashes(undisturbed) == before


def test_another_plan_is_refused(archive: Path, undisturbed: Plan) -> None:
    plan = made.plan(archive, undisturbed.output.address, steps={"alike": 0.9})
    with pytest.raises(ArchiveError, match=r"a run of another plan \(\[steps\] differ\)"):
        Run(plan, InlineEngine(plan)).go()


def test_another_model_is_refused(archive: Path, tmp_path: Path) -> None:
    """Else one archive would have readings of two kinds."""
    plan = made.plan(archive / "b.jsonl", tmp_path)
    begin(Store(plan.output.address), plan, {"version": "0", "encoder": "12345678", "heads": "x"})
    with pytest.raises(ArchiveError, match=r"was begun with Communique \S+, model 0 \(12345678\)"):
        Run(plan, InlineEngine(plan)).go()


def test_a_lost_piece_is_set_aside_and_comes_later(tmp_path: Path, archive: Path, undisturbed: Plan) -> None:
    """When it is tried again, what it changes in the others is done again, too: the end is the same."""
    source = tmp_path / "source"
    source.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (source / name).write_bytes((archive / name).read_bytes())
    plan = made.plan(source, tmp_path / "out")
    (source / "a.jsonl").chmod(0)
    lost = (source / "a.jsonl").rename(tmp_path / "away.jsonl")
    (source / "a.jsonl").symlink_to(tmp_path / "nowhere")
    engine = InlineEngine(plan)
    ended = Run(plan, engine).go()
    assert [(one.stage, one.tries) for one in ended.aside] == [("prepare", 3)]
    assert "a.jsonl" in ended.aside[0].what and ended.aside[0].reason
    assert engine.tasks.count("prepare 0000000") == 3
    assert status(Store(plan.output.address), 3).aside == ended.aside
    # A rerun leaves it alone.
    engine = InlineEngine(plan)
    assert Run(plan, engine).go().aside == ended.aside and engine.tasks == []
    (source / "a.jsonl").unlink()
    lost.rename(source / "a.jsonl").chmod(0o644)
    assert Run(plan, InlineEngine(plan)).go(retry=True).aside == []
    mine = [{**row, "source": None} for row in made.outcome(plan)["documents"]]
    theirs = [{**row, "source": None} for row in made.outcome(undisturbed)["documents"]]
    assert mine == theirs
    assert list(verify(Store(plan.output.address))) == []


def test_a_full_disk(tmp_path: Path, archive: Path, undisturbed: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """One part cannot be written: it is set aside with the reason and the others are there; later it is made up for."""
    plan = made.plan(archive, tmp_path)
    write = Hashed.write
    full = True

    def fails(self: Hashed, data: Any) -> int:
        if full and "0000000-00001" in getattr(self._stream, "name", ""):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self._stream.name)
        return write(self, data)

    monkeypatch.setattr(Hashed, "write", fails)
    plain = Store.write
    monkeypatch.setattr(
        Store, "write", lambda self, name, data: plain(self, name, data) if "failed" not in name else None
    )
    ended = Run(plan, InlineEngine(plan)).go()
    assert [(one.stage, "No space left" in one.reason) for one in ended.aside] == [("prepare", True)]
    full = False
    monkeypatch.setattr(Store, "write", plain)
    assert Run(plan, InlineEngine(plan)).go(retry=True).aside == []
    assert same(plan, undisturbed)


def test_a_device_that_is_not_there(archive: Path, tmp_path: Path) -> None:
    """It is no fault of the documents: the parts are set aside with the reason, and can be tried again."""
    plan = made.plan(archive / "b.jsonl", tmp_path, reader={"device": "cuda"}, engine={"tries": 1})
    ended = Run(plan, InlineEngine(plan)).go()
    assert {one.stage for one in ended.aside} == {"read"}
    assert all("install onnxruntime-gpu" in one.reason for one in ended.aside)
    assert made.outcome(plan)["rejected"] == []


def test_a_model_that_is_not_there(archive: Path, tmp_path: Path) -> None:
    plan = made.plan(archive, tmp_path / "out", reader={"model": str(tmp_path / "none")})
    with pytest.raises(ReaderError, match="No model in"):
        Run(plan, InlineEngine(plan)).go()
    assert not (tmp_path / "out").exists()


@pytest.fixture
def in_memory() -> Iterator[Any]:
    """fsspec's object store in memory, empty."""
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    yield fs
    fs.store.clear()


def test_an_object_store(archive: Path, undisturbed: Plan, in_memory: Any) -> None:
    """Source and output are there, and part of the source is lost on the way."""
    for name in ("a.jsonl", "b.jsonl"):
        in_memory.pipe_file(f"/news/{name}", (archive / name).read_bytes())
    plan = made.plan("memory://news/*.jsonl", "memory://out")
    ended = Run(plan, InlineEngine(plan)).go()
    assert ended.aside == []
    mine, theirs = made.outcome(plan), made.outcome(undisturbed)
    assert mine["documents"] == theirs["documents"] and mine["records"] == theirs["records"]
    plan = made.plan(["memory://news/*.jsonl", "memory://gone/c.jsonl"], "memory://other")
    ended = Run(plan, InlineEngine(plan)).go()
    assert [(one.stage, one.what) for one in ended.aside] == [("prepare", "memory://gone/c.jsonl")]
    assert made.outcome(plan)["documents"] == theirs["documents"]


def test_verify_finds_what_is_wrong(archive: Path, tmp_path: Path) -> None:
    plan = made.plan(archive / "a.jsonl", tmp_path)
    Run(plan, InlineEngine(plan)).go()
    store = Store(plan.output.address)
    files = sorted(Path(tmp_path, "documents").rglob("*.parquet"))
    damaged, gone = files[0], files[1]
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    gone.unlink()
    (tmp_path / "records" / "stranger.parquet").write_bytes(b"x")
    faults = {Path(one.file).name: one.what for one in verify(store)}
    assert "is not what was written" in faults[damaged.name] or "is missing" in faults[damaged.name]
    assert any("is missing" in what for what in faults.values())
    assert "belongs to no task" in faults["stranger.parquet"]
