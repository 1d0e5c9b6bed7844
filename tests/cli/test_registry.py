"""``communique registry`` adds, lists, finds and removes, and says in a sentence what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

# Before the fakes stand in for the ontology: these commands need the real one, and take it when they are first imported.
from communique.registry import csv_file as csv_file
from tests.cli.conftest import Run

CSV = (
    "id,kind,name,country,title,of,from,to\nd,person,Amara Diallo,GIN,Minister of Health,Guinea,2019-01-15,2022-06-30\n"
)


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own" / "registry.db"
    monkeypatch.setenv("COMMUNIQUE_REGISTRY", str(path))
    return path


def test_the_whole_way(run: Run, tmp_path: Path, db: Path) -> None:
    file = tmp_path / "desk.csv"
    file.write_text(CSV, encoding="utf-8")
    assert run("registry", "add", file).stdout == f"{file}: 1 entries, 1 offices.\n"
    assert db.exists()
    assert str(file) in run("registry", "list").stdout
    found = json.loads(run("registry", "find", "Diallo Amara", "--on", "2020-05-01").stdout)
    assert (found["name"], [o["title"] for o in found["offices"]]) == ("Amara Diallo", ["Minister of Health"])
    assert json.loads(run("registry", "find", "Amara Diallo", "--on", "2023-01-01").stdout)["offices"] == []
    assert run("registry", "remove", file).exit_code == 0
    gone = run("registry", "find", "Amara Diallo")
    assert (gone.exit_code, gone.stderr) == (1, "communique: nobody of the name 'Amara Diallo' is in the registry.\n")


def test_ftm(run: Run, tmp_path: Path, db: Path) -> None:
    file = tmp_path / "entities.ftm.json"
    good = {"id": "p", "schema": "Person", "properties": {"name": ["Ann Lee"], "country": ["ke"]}}
    file.write_text(json.dumps(good) + "\nnot json\n", encoding="utf-8")
    result = run("registry", "add", file)
    assert result.exit_code == 0 and "1 entries" in result.stdout
    assert "line 2: it is not JSON" in result.stderr
    assert json.loads(run("registry", "find", "Ann Lee").stdout)["country"] == "KEN"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"name,country\nAnn,Kenya\n", "nothing was added; mend the lines and add it again."),
        ("a.csv", b"name\n", "it holds no person or body"),
        ("a.csv", b"name\n\xff\xfe\n", "it is not in UTF-8"),
        ("a.xlsx", b"x", "the ending is neither .csv nor .json"),
        ("a.json", b"nothing\n", "nothing was added"),
    ],
)
def test_bad_files(run: Run, tmp_path: Path, db: Path, name: str, content: bytes, sentence: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    result = run("registry", "add", file)
    assert result.exit_code == 1
    assert sentence in result.stderr


def test_no_such_file(run: Run, tmp_path: Path, db: Path) -> None:
    result = run("registry", "add", tmp_path / "none.csv")
    assert result.exit_code == 1 and "there is no such file" in result.stderr
    assert "nothing came from this file" in run("registry", "remove", tmp_path / "none.csv").stderr


def test_a_registry_that_is_none(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("these are notes " * 100)
    result = run("registry", "list", "--registry", file)
    assert result.exit_code == 1 and "cannot be opened" in result.stderr
