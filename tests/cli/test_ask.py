"""The commands that ask a ledger: formats, empty answers, wrong words, an entry in its source, counts drawn."""

from __future__ import annotations

import csv
import io
import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from communique.cli import app, ask, ask_who, commitments
from communique.ledger import open_ledger
from communique.ledger.writer import Writer
from tests.cli.conftest import Run
from tests.factory import full_reading

COMMANDS = [
    (("search", "met"), 2), (("engagements",), 1), (("statements", "--by", "Peter Mwangi"), 1), (("events",), 2),
    (("commitments", "--status", "open"), 1), (("timeline", "Kenya"), 2), (("pair", "Peter Mwangi", "Amina Warsame"), 3),
    (("who", "Mwangi"), 1), (("search", "camps", "--documents"), 1),
]  # fmt: skip


@pytest.fixture
def run() -> Run:
    """Call the command in this process, over the real modules: no reader is needed to ask."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger of one reading with something of each kind, which the variable names."""
    path = tmp_path / "desk.db"
    reading = full_reading()
    # A publisher who would be a formula in a spreadsheet, and a title that would clear the screen.
    document = replace(reading.document, publisher="=HYPERLINK(1)", title="\x1b[2JKenya to keep camps open")
    with open_ledger(path) as ledger:
        for _ in Writer(ledger, "made up").write([replace(reading, document=document)]):
            pass
    monkeypatch.setenv("COMMUNIQUE_LEDGER", str(path))
    return path


@pytest.mark.parametrize(("words", "count"), COMMANDS)
@pytest.mark.parametrize("format_", [None, "jsonl", "csv", "table"])
def test_each_command_in_each_format(
    run: Run, desk: Path, words: tuple[str, ...], count: int, format_: str | None
) -> None:
    result = run(*words, *(("--format", format_) if format_ else ()))
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    if format_ in (None, "jsonl"):
        assert len([json.loads(line) for line in lines]) == count
    elif format_ == "csv":
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
        assert len(rows) == count
        assert all(row.get("publisher", "'=") == "'=HYPERLINK(1)" or "publisher" not in row for row in rows)
    else:
        assert len(lines) == count + 1
        assert "\x1b" not in result.stdout


@pytest.mark.parametrize("format_", ["jsonl", "table"])
def test_nothing_found_is_a_sentence_and_no_failure(run: Run, desk: Path, format_: str) -> None:
    result = run("events", "--type", "PROTEST", "--format", format_)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"communique: nothing in {desk} is what was asked for; ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("events", "--by", "Nobody Atall"), "nobody in the ledger is called 'Nobody Atall'"),
        (("events", "--from", "yesterday"), "'yesterday' is no day"),
        (("events", "--open", "e0000000000000000"), "there is no entry 'e0000000000000000'"),
        (("events", "--ledger", "no.db"), "no.db: there is no ledger; make one with `communique ingest"),
        (("events", "--plot", "counts.pdf"), "counts.pdf: a plot is a .png or .svg file"),
    ],
)
def test_what_cannot_be_is_a_sentence(run: Run, desk: Path, words: tuple[str, ...], sentence: str) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert sentence in result.stderr and result.stderr.count("\n") == 1
    assert not Path("no.db").exists()


def test_an_entry_in_its_source(run: Run, desk: Path) -> None:
    entry = json.loads(run("commitments").stdout)
    shown = run("commitments", "--open", entry["id"][:9], "--format", "table").stdout
    assert "[[give $2 million if donors do the same]]" in shown
    assert "\x1b" not in shown and "=HYPERLINK(1)" in shown
    found = json.loads(run("commitments", "--open", entry["id"]).stdout)
    assert [found["text"][start:end] for start, end in found["spans"]] == [entry["words"]]
    assert [told["document"]["publisher"] for told in found["tellings"]] == ["=HYPERLINK(1)"]


def test_a_split_quotation_is_marked_in_its_parts(run: Run, desk: Path) -> None:
    entry = json.loads(run("statements").stdout)
    shown = run("search", "camps", "--open", entry["id"], "--format", "table").stdout
    assert shown.count("[[“") == 2


@pytest.mark.parametrize("by", ["week", "month", "year", "type", "pair", "country"])
def test_counts(run: Run, desk: Path, by: str) -> None:
    rows = [json.loads(line) for line in run("events", "--count-by", by).stdout.splitlines()]
    assert sum(row["number"] for row in rows) == 2
    assert set(rows[0]) == {by, "number", "intensity"}
    assert "mean intensity" in run("events", "--count-by", by, "--format", "table").stdout


@pytest.mark.parametrize(("name", "begins"), [("counts.png", b"\x89PNG"), ("counts.SVG", b"<?xml")])
@pytest.mark.parametrize("by", ["month", "type"])
def test_plots(run: Run, desk: Path, tmp_path: Path, name: str, begins: bytes, by: str) -> None:
    pytest.importorskip("matplotlib")
    assert run("events", "--count-by", by, "--plot", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_without_matplotlib_the_extra_is_named(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setitem(sys.modules, "matplotlib.backends.backend_agg", None)
    result = run("events", "--plot", "counts.png")
    assert (result.exit_code, "pip install 'communique[plot]'" in result.stderr) == (1, True)


def test_a_table_says_that_there_is_more(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("communique.cli.ask.SHOWN", 1)
    result = run("events", "--format", "table")
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == "communique: the first 1 are shown; --limit 0 shows all.\n"
    assert run("events", "--format", "table", "--limit", "0").stderr == ""


EPILOGS = (
    ask.SEARCH,
    ask.ENGAGEMENTS,
    ask.STATEMENTS,
    ask.EVENTS,
    ask.TIMELINE,
    ask.PAIR,
    ask_who.WHO,
    commitments.LIST,
)
EXAMPLES = [line.strip() for epilog in EPILOGS for line in epilog.splitlines() if "communique " in line]


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_of_the_help_runs(run: Run, tmp_path: Path, example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = full_reading()
    names = {"n1": "Rustam Yuldoshev", "n2": "Helena Brandvold"}
    people = tuple(replace(entity, name=names.get(entity.id, entity.name)) for entity in reading.entities)
    with open_ledger(tmp_path / "desk.db") as ledger:
        for _ in Writer(ledger, "made up").write([replace(reading, entities=people)]):
            pass
    monkeypatch.chdir(tmp_path)
    result = run(*shlex.split(example.partition(" > ")[0])[1:])
    assert result.exit_code == 0, result.stderr
