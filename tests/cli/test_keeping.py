"""export, alerts, backup, restore and check from the command line: examples run, faults are one sentence."""

from __future__ import annotations

import re
import shlex
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.made_readings import readings
from communique.cli import alerts, app, backup, export
from communique.ledger import open_ledger
from communique.ledger.backup import backup as write_backup
from communique.ledger.writer import Writer
from tests.cli.conftest import ROOT, Run

EPILOGS = {
    "export": export.EXAMPLES, "backup": backup.BACKUP, "restore": backup.RESTORE, "check": backup.CHECK,
    "alerts add": alerts.ADD, "alerts run": alerts.RUN, "alerts list": alerts.LIST, "alerts remove": alerts.REMOVE,
}  # fmt: skip
EXAMPLES = [
    line.strip() for epilog in EPILOGS.values() for line in epilog.splitlines()
    # A server of one's own is not at hand.
    if line.strip().startswith("communique ") and "postgresql" not in line
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with open_ledger(folder / "desk.db") as ledger:
        for _ in Writer(ledger, "made").write(readings(8)):
            pass
        write_backup(ledger, str(folder / "desk.backup.gz"))
    return folder


@pytest.fixture
def run() -> Run:
    """Call the command in this process, over the real modules."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(autouse=True)
def desk(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a ledger and a backup of it."""
    for file in made.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    for name in ("COMMUNIQUE_LEDGER", "COMMUNIQUE_SMTP_HOST", "COMMUNIQUE_WEBHOOK_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize("name", EPILOGS)
def test_help_begins_with_a_sentence_and_shows_its_examples_unbroken(run: Run, name: str) -> None:
    text = run(*name.split(), "--help").stdout
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    assert re.match(r"[A-Z].*[.]$", paragraphs[1]), paragraphs[1]
    for example in re.findall(r"^  communique .*$", EPILOGS[name], re.M):
        assert example.strip() in [line.strip() for line in text.splitlines()]


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_runs(run: Run, example: str) -> None:
    if "remove late" in example:
        run("alerts", "add", "late", "--overdue", "--atom", "late.xml", "--ledger", "desk.db")
    result = run(*shlex.split(example.partition(" > ")[0])[1:])
    assert result.exit_code == 0, result.output
    assert "communique:" not in result.stderr


def test_export_to_a_file_says_how_many(run: Run, desk: Path) -> None:
    result = run("export", "--format", "csv", "--kind", "events", "--limit", "3", "-o", "x.csv", "--ledger", "desk.db")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "x.csv: 3 entries.\n")
    assert len((desk / "x.csv").read_text().splitlines()) >= 4
    assert run("export", "--format", "csv", "-o", "x.csv", "--quiet", "--ledger", "desk.db").output == ""


FAULTS = [
    ("export --format polecat --kind statements", "communique: polecat holds events only; give --format csv or parquet for statements."),
    ("export --format polecat --kind all", "communique: polecat holds events only; leave out --kind, or give --format csv or parquet."),
    ("export --format csv --by Nobody", "communique: nobody in the ledger is called 'Nobody'; `communique who` finds names by their parts."),
    ("export --format csv -o none/x.csv", "communique: none/x.csv: cannot be written (No such file or directory); make room or give another path with --output."),
    ("export --format csv -o /dev/full", "communique: /dev/full: cannot be written (No space left on device); make room or give another path with --output."),
    ("alerts remove none", "communique: there is no watch 'none'; `communique alerts list` shows them."),
    ("alerts add x --type NONE --atom x.xml", None),
    ("alerts add x --atom none/x.xml", None),
    ("alerts run --today soon", "communique: 'soon' is no day; write it as 2024-01-31, 2024-01 or 2024."),
    ("backup none/x.gz", "communique: none/x.gz: the backup cannot be written (No such file or directory); check the path, and make room."),
    ("restore desk.backup.gz", "communique: desk.db: this ledger has entries, which a backup would replace; give another ledger, or --replace if they may be lost."),
    ("restore desk.db", None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), FAULTS, ids=[words for words, _ in FAULTS])
def test_faults_are_one_sentence(run: Run, words: str, said: str | None) -> None:
    result = run(*words.split(), "--ledger", "desk.db")
    assert result.exit_code == 1
    assert re.fullmatch(r"communique: [^\n]+\.\n", result.stderr)
    if said is not None:
        assert result.stderr == said + "\n"


@pytest.mark.parametrize("words", ["backup x.gz", "check", "alerts list", "alerts run", "export --format csv"])
def test_without_a_ledger_none_is_made(run: Run, words: str, desk: Path) -> None:
    result = run(*words.split(), "--ledger", "none.db")
    assert (result.exit_code, result.stderr) == (
        1,
        "communique: none.db: there is no ledger; make one with `communique ingest SOURCE --ledger none.db`.\n",
    )
    assert not (desk / "none.db").exists()


def test_one_target_each(run: Run) -> None:
    for words in ("alerts add x", "alerts add x --atom a --mail b@example.org"):
        result = run(*words.split(), "--ledger", "desk.db")
        assert result.exit_code == 2 and "give one of --atom, --webhook and --mail" in result.stderr


def test_a_watch_from_add_to_remove(run: Run, desk: Path) -> None:
    ledger = ("--ledger", "desk.db")
    assert (
        "entries match already; only new ones are delivered."
        in run("alerts", "add", "a", "--atom", "a.xml", *ledger).stdout
    )
    assert (
        "and will be delivered"
        in run(
            "alerts", "add", "b  b", "--kind", "events", "--type", "AID", "--past", "--atom", "b.xml", *ledger
        ).stdout
    )
    shown = run("alerts", "run", "--dry-run", *ledger).stdout
    assert shown.startswith("b b: e") and not (desk / "b.xml").exists()
    assert re.fullmatch(
        r"a: 0 new, 0 delivered\.\nb b: (\d+) new, \1 delivered\.\n", run("alerts", "run", *ledger).stdout
    )
    listed = run("alerts", "list", *ledger).stdout
    assert "a: all entries; atom" in listed and "b b: events type=AID; atom" in listed
    assert run("alerts", "list", "--json", *ledger).stdout.count('"waiting": 0') == 2
    assert run("alerts", "remove", "b b", *ledger).stdout == "b b: removed.\n"


def test_what_cannot_be_delivered_ends_with_1(run: Run) -> None:
    run(
        "alerts",
        "add",
        "w",
        "--kind",
        "engagements",
        "--webhook",
        "http://127.0.0.1:9/",
        "--past",
        "--ledger",
        "desk.db",
    )
    result = run("alerts", "run", "--ledger", "desk.db")
    assert result.exit_code == 1
    assert re.fullmatch(
        r"communique: w: http://127\.0\.0\.1:9/: it cannot be reached \(.*\); it is tried again by later runs\.\n",
        result.stderr,
    )
    assert "wait to be tried again" in result.stdout
    assert (
        run("alerts", "run", "--ledger", "desk.db").exit_code,
        run("alerts", "list", "--ledger", "desk.db").exit_code,
    ) == (0, 0)


def test_check_tells_repairs_and_ends_with_1(run: Run, desk: Path) -> None:
    assert run("check", "--ledger", "desk.db").stderr == "The ledger is sound.\n"
    with sqlite3.connect(desk / "desk.db") as raw:
        raw.execute("UPDATE entries SET tellings = 9 WHERE number = 1")
    result = run("check", "--ledger", "desk.db")
    assert (result.exit_code, result.stderr) == (1, "communique: 1 fault; `communique check --repair` mends it.\n")
    assert re.fullmatch(r"\w+: it counts 9 tellings and has 1\n", result.stdout)
    result = run("check", "--repair", "--ledger", "desk.db")
    assert (result.exit_code, result.stderr) == (0, "The ledger is sound again.\n")
    assert result.stdout.endswith("(repaired)\n")
    with sqlite3.connect(desk / "desk.db") as raw:
        raw.execute("UPDATE documents SET text = 'x' WHERE number = 1")
        raw.execute("UPDATE entries SET tellings = 9 WHERE number = 40")
    result = run("check", "--ledger", "desk.db")
    assert result.exit_code == 1 and "mends 1 of them, a backup the others" in result.stderr
    result = run("check", "--repair", "--ledger", "desk.db")
    assert result.exit_code == 1 and "cannot be computed anew; restore a backup" in result.stderr


def test_the_ledger_may_be_named_by_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_LEDGER", "desk.db")
    assert run("check").exit_code == 0


@pytest.mark.parametrize("page", ["export", "alerts", "backup"])
def test_the_guides_commands_run_one_after_the_other(run: Run, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_LEDGER", "desk.db")
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    lines = re.findall(r"^(communique [^#\n>]*)", text, re.M)
    assert len(lines) >= 4
    for line in lines:
        if "postgresql" not in line:
            result = run(*shlex.split(line)[1:])
            assert result.exit_code == 0, (line, result.output)


def test_the_guides_name_every_variable() -> None:
    text = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "src/communique/alerts").glob("*.py"))
    named = {f"COMMUNIQUE_SMTP_{name}" for name in re.findall(r'get\("([A-Z]+)"\)', code)}
    named |= set(re.findall(r'"(COMMUNIQUE_\w+)"', code))
    assert len(named) >= 7 and not {name for name in named if name not in text}
