"""``communique relate`` answers line by line, with the id as it was given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

GOOD = '{"id": "p1", "text": "A helps B.", "actor": [0, 1], "recipient": [8, 9]}'


def test_a_line_is_exactly_the_contract(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(GOOD + "\n\n" + GOOD.replace('"p1"', "7").replace("[8, 9]", "null") + "\n", encoding="utf-8-sig")
    result = run("relate", path)
    assert result.exit_code == 0
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert list(first) == ["id", "type", "confidence", "scores"]
    assert first == {"id": "p1", "type": "AID", "confidence": 0.75, "scores": {"AID": 0.75, "AGREE": 0.25}}
    assert second["id"] == 7


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("no json", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ('{"text": "A.", "actor": [0, 1]}', 'has no "id"'),
        ('{"id": true, "text": "A.", "actor": [0, 1]}', 'has no "id"'),  # true is a number to Python
        ('{"id": 1, "text": " ", "actor": [0, 1]}', 'has no "text"'),
        ('{"id": 1, "text": "A."}', 'has no "actor"'),
        ('{"id": 1, "text": "A.", "actor": [0.0, 1]}', 'has no "actor"'),
        ('{"id": 1, "text": "A.", "actor": [0, 3]}', "[0, 3] outside its text of 2 characters"),
        ('{"id": 1, "text": "A.", "actor": [1, 1]}', "[1, 1] outside"),  # empty
        ('{"id": 1, "text": "A.", "actor": [0, 1], "recipient": [-1, 1]}', 'has an "recipient" [-1, 1] outside'),
        ('{"id": "x", "text": "CRASH", "actor": [0, 1]}', "the pair 'x' was not related: an unexpected error"),
        ("[" * 100_000, "is not JSON"),  # nested too deeply for the parser
        (b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_bad_line_is_a_sentence_and_the_others_are_answered(
    run: Run, tmp_path: Path, line: str | bytes, sentence: str
) -> None:
    path = tmp_path / "pairs.jsonl"
    bad = line if isinstance(line, bytes) else line.encode()
    path.write_bytes(b"\n".join([GOOD.encode(), bad, GOOD.encode()]))
    result = run("relate", path)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr.startswith(f"communique: {path}") and sentence in result.stderr
    assert result.stderr.count("\n") == 1
    if "CRASH" not in str(line):
        assert f"{path}, line 2: " in result.stderr


def test_standard_input_and_an_output_file(run: Run, tmp_path: Path) -> None:
    result = run("relate", "-", "--output", tmp_path / "o.jsonl", input=GOOD)
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((tmp_path / "o.jsonl").read_text())["id"] == "p1"


def test_a_missing_file_is_a_sentence(run: Run, tmp_path: Path) -> None:
    result = run("relate", tmp_path / "none.jsonl")
    assert result.exit_code == 1
    assert result.stderr.endswith("none.jsonl: cannot be opened (no such file or directory); check the path.\n")
