"""Help begins with one sentence, and its examples run."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from communique.cli import doctor, read, relate, schema
from tests.cli.conftest import ROOT, Run

EPILOGS = {"read": read.EXAMPLES, "relate": relate.EXAMPLES, "doctor": doctor.EXAMPLES, "schema": schema.EXAMPLES}
EXAMPLES = [line.strip() for epilog in EPILOGS.values() for line in epilog.splitlines() if "communique " in line]


@pytest.mark.parametrize("name", EPILOGS)
def test_help_begins_with_a_sentence_and_shows_its_examples_unbroken(run: Run, name: str) -> None:
    text = run(name, "--help").stdout
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    assert re.fullmatch(r"[A-Z][^.]*(\.jsonl)?[^.]*\.", paragraphs[1]), paragraphs[1]
    for example in EPILOGS[name].splitlines()[2:]:
        assert example.strip() in [line.strip() for line in text.splitlines()]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_runs(run: Run, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    # The shell's part: redirections and wildcards.
    line, _, _ = example.partition(" > ")
    line, _, input_file = line.partition(" < ")
    words = [word for part in shlex.split(line)[1:] for word in (sorted(str(p) for p in Path().glob(part)) or [part])]
    result = run(*words, input=Path(input_file).read_text() if input_file != "" else None)
    assert (result.exit_code, result.stderr) == (0, "")
    named = words[words.index("--output") + 1] if "--output" in words else None
    assert (Path(named).read_text() if named is not None else result.stdout) != ""


def test_schema_is_json(run: Run) -> None:
    assert json.loads(run("schema").stdout)["properties"]["schema"] == {"const": "communique/1"}


def test_version(run: Run) -> None:
    assert re.match(r"communique \S+", run("--version").stdout)


def test_no_command_shows_help(run: Run) -> None:
    assert "read" in run().output
