"""``communique archive`` from a plan to a ledger, and what it says when it cannot."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from typer.testing import CliRunner

from communique.archive import Plan, Run, load_plan, plan_of
from communique.archive.estimate import estimate
from communique.archive.load import load
from communique.archive.store import Store
from communique.cli import app, archive
from communique.ledger import open_ledger
from communique.ledger.batch import Counts
from communique.ledger.store import Ledger
from tests.archive import made
from tests.archive.inline import InlineEngine

EXAMPLES = [
    line.strip()
    for text in (archive.ESTIMATE, archive.RUN, archive.STATUS, archive.VERIFY, archive.LOAD)
    for line in text.splitlines()
    # Other engines have tests of their own.
    if "communique " in line and "--engine ray" not in line
]


def call(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_each_example_runs_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/archive.toml").write_bytes((made.ROOT / "docs/archive.toml").read_bytes())
    (tmp_path / "examples").symlink_to(made.ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    assert len(EXAMPLES) >= 7
    said = {}
    for example in EXAMPLES:
        result = call(*shlex.split(example)[1:])
        assert result.exit_code == 0, (example, result.stderr)
        said[example] = result.stdout + result.stderr
    assert "core-hours" in said[EXAMPLES[0]]
    run = next(text for example, text in said.items() if " run " in example)
    assert re.search(r"^\d+ documents, \d+ read \(\d+ in part\), \d+ skipped by the triage", run)
    assert json.loads(said["communique archive status docs/archive.toml --format json"])["finished"] is True
    assert "All files are as they were written." in said["communique archive verify docs/archive.toml"]
    assert re.search(r"[1-9]\d* documents added", said[EXAMPLES[-1]])


@pytest.mark.parametrize("command", ["run", "status", "verify", "load", "estimate"])
def test_help_has_its_examples(command: str) -> None:
    text = call("archive", command, "--help").stdout
    assert f"communique archive {command} docs/archive.toml" in text


@pytest.mark.parametrize("command", ["status", "verify", "load"])
def test_no_run_yet(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text('[source]\npaths = ["a.jsonl"]\n[output]\naddress = "out"\n')
    result = call("archive", command, "plan.toml")
    assert result.exit_code == 1
    assert re.fullmatch(r"communique: (No run has begun there|There is no finished run)[^\n]*\n", result.stderr)


def test_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(f'[source]\npaths = ["{tmp_path}"]\n[output]\naddress = "out"\n')
    for command in ("run", "estimate"):
        result = call("archive", command, str(tmp_path / "plan.toml"))
        assert (result.exit_code, result.stdout) == (1, "")
        assert "There is no WARC, Parquet or JSON Lines file" in result.stderr


def test_what_is_set_aside_is_told_and_the_exit_code_is_1(tmp_path: Path) -> None:
    made.jsonl(tmp_path / "a.jsonl", made.articles(2))
    (tmp_path / "plan.toml").write_text(
        '[source]\npaths = ["a.jsonl", "gone.jsonl"]\n[output]\naddress = "out"\n[engine]\ntries = 2\n'
    )
    result = call("archive", "run", str(tmp_path / "plan.toml"))
    assert result.exit_code == 1
    assert "gone.jsonl was set aside in stage prepare after 2 tries: " in result.stderr
    assert "2 documents, 2 read" in result.stderr
    assert "gone.jsonl" in call("archive", "status", str(tmp_path / "plan.toml")).stderr


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    made.jsonl(tmp_path / "a.jsonl", made.articles(2))
    (tmp_path / "out").write_text("a file where a folder should be")
    (tmp_path / "plan.toml").write_text('[source]\npaths = ["a.jsonl"]\n[output]\naddress = "out"\n')
    result = call("archive", "run", str(tmp_path / "plan.toml"))
    assert result.exit_code == 1
    assert re.fullmatch(r"communique: The output \S+ cannot be used [^\n]*\n", result.stderr)


def total(store: Store, ledger: Ledger) -> Counts:
    found = Counts()
    for counts in load(store, ledger):
        found += counts
    return found


def test_a_ledger_is_loaded_once(tmp_path: Path) -> None:
    """Also with copies: an exact one is the same document from another source, a near one is a twin."""
    rows = made.with_copies(made.articles(8), 2)
    made.jsonl(tmp_path / "a.jsonl", [*rows, {"text": "Trop court.", "language": "fr"}, {"title": "no text"}])
    plan = made.plan(tmp_path / "a.jsonl", tmp_path / "out")
    Run(plan, InlineEngine(plan)).go()
    store = Store(plan.output.address)
    with open_ledger(str(tmp_path / "desk.db")) as ledger:
        first = total(store, ledger)
        assert (first.added, first.known, first.twins, first.rejected) == (10, 2, 2, 1)
        assert first.entries > 30
        again = total(store, ledger)
        assert (again.added, again.entries, again.known) == (0, 0, 12)


def test_the_estimate_knows_how_many_there_are(tmp_path: Path) -> None:
    """From a sample of two of three pieces; the manifest tells afterwards how far it was off."""
    rows = made.articles(18)
    for n in range(3):
        made.jsonl(tmp_path / f"{n}.jsonl", rows[6 * n : 6 * n + 6])
    plan = made.plan(f"{tmp_path}/*.jsonl", tmp_path / "out", engine={"workers": 2}, cost={"core_hour": 0.5})
    told = estimate(plan, documents=8, pieces=2)
    assert (told.pieces, told.sampled) == (3, 8)
    assert 15 <= told.articles <= 21 and told.read == told.articles
    assert told.hours == told.core_hours / 2 and told.money == told.core_hours * 0.5
    Run(plan, InlineEngine(plan)).go()
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert manifest["estimate"]["core_hours_estimated"] == told.core_hours
    assert manifest["estimate"]["core_hours"] > 0


def test_the_guide_shows_plans_that_can_be_loaded_and_names_every_setting() -> None:
    text = (made.ROOT / "docs/archive.md").read_text(encoding="utf-8")
    shown = re.findall(r"```toml\n(.*?)```", text, re.S)
    assert shown
    for one in shown:
        plan_of(tomllib.loads(one))
    load_plan(made.ROOT / "docs/archive.toml")
    for part, kind in get_type_hints(Plan).items():
        for setting in dataclasses.fields(kind):
            assert f"| `{setting.name}` |" in text, f"[{part}] {setting.name} is not in docs/archive.md"
