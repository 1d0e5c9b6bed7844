"""Reviewing by commands: what they print, their errors, and that the examples of their help run."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from benchmarks.made_readings import readings
from communique.cli import app, corrections, decide, review
from communique.ledger import open_ledger
from communique.ledger import tables as t
from communique.ledger.writer import Writer

EXAMPLES = [
    line.strip()
    for epilog in (
        review.REVIEW, review.HISTORY, decide.CONFIRM, decide.REJECT, decide.CORRECT, decide.MERGE, decide.SPLIT,
        decide.APART, decide.UNDO, corrections.EXAMPLES,
    )
    for line in epilog.splitlines() if line.strip().startswith("communique ")
]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A ledger in the working folder, and ids of it by their first letter; T are tellings of which some may go."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMMUNIQUE_LEDGER", raising=False)
    e, s, n, a = t.entries.c, t.tellings.c, t.entities.c, t.appearances.c
    with open_ledger("desk.db") as ledger:
        for _ in Writer(ledger, "made").write(readings(90)):
            pass
        with ledger.reading() as connection:
            ids: dict[str, list[str]] = {}
            for one in connection.scalars(sa.select(e.id).where(e.tellings == 1).order_by(e.number)):
                ids.setdefault(one[0], []).append(one)
            ids["n"] = list(connection.scalars(sa.select(n.id).where(n.kind == "person", n.appearances > 2)))
            told = sa.select(e.id, s.id).join(t.tellings, s.entry == e.number).where(e.kind == "event", e.tellings > 1)
            ids["T"] = list(connection.execute(told.order_by(s.number)).first() or ())
            seen = (
                sa.select(t.documents.c.id, a.record)
                .join_from(t.appearances, t.documents)
                .join(t.entities, n.number == a.entity)
                .where(n.id == ids["n"][0])
            )
            row = connection.execute(seen).first()
            assert row is not None
            ids["A"] = [ids["n"][0], f"{row.id}#{row.record}"]
    return ids


def run(*words: str) -> Any:
    """Run a command; what it says on standard output and error, and its exit code."""
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_of_the_help_runs(desk: dict[str, list[str]], example: str) -> None:
    words = shlex.split(example)[1:]
    if words[0] == "split":
        words[1:3] = desk["A" if "#" in words[2] else "T"]
    else:
        taken: dict[str, int] = {}

        def id_of(match: re.Match[str]) -> str:
            letter = match[0][0]
            taken[letter] = taken.get(letter, -1) + 1
            return desk[letter][taken[letter]]

        words = [re.sub(r"\b[cen][0-9a-f]{5,8}\b", id_of, word) for word in words]
    if words[0] == "undo":
        words[1] = "1"
        run("confirm", desk["e"][0], "--ledger", "desk.db")
    result = run(*words)
    assert result.exit_code == 0, result.output
    assert result.output != ""


def test_a_review_from_the_first_look_to_the_last(desk: dict[str, list[str]]) -> None:
    unsure = [json.loads(line) for line in run("review", "--only", "unsure", "--below", "0.6", "--limit", "2",
                                               "--ledger", "desk.db").stdout.splitlines()]  # fmt: skip
    assert len(unsure) == 2 and unsure[0]["score"] <= unsure[1]["score"] < 0.6
    one = unsure[0]["id"]
    result = run("correct", one[:10], "status=denied" if one[0] in "eg" else "force=offer" if one[0] == "c" else
                 "kind=direct", "--by", "ann", "--why", "misread", "--ledger", "desk.db")  # fmt: skip
    assert result.stdout == f"1: {one} is corrected; `communique undo 1` takes it back.\n"
    assert run("undo", "1", "--by", "bob", "--ledger", "desk.db").stdout.startswith("2: decision 1 is taken back;")
    told = [json.loads(line) for line in run("history", "--ledger", "desk.db").stdout.splitlines()]
    assert [(row["what"], row["by"], row["stands"]) for row in told] == [
        ("correct", "ann", False), ("take back", "bob", True),
    ]  # fmt: skip
    table = run("history", one, "--format", "table", "--ledger", "desk.db").stdout
    assert re.search(r"t[0-9a-f]{16}", table) and "misread" in table
    assert run("history", "--format", "csv", "--ledger", "desk.db").stdout.splitlines()[0].startswith("number,what")


def test_the_words_of_a_document_are_a_place_in_it(desk: dict[str, list[str]]) -> None:
    event = desk["e"][0]
    with open_ledger("desk.db") as ledger, ledger.reading() as connection:
        words = connection.execute(sa.select(t.entries.c.words).where(t.entries.c.id == event)).scalar_one()
    part = words[: len(words) // 2].strip()
    assert run("correct", event, f"evidence={part}", "place=Oslo, NOR", "--ledger", "desk.db").exit_code == 0
    with open_ledger("desk.db") as ledger, ledger.reading() as connection:
        row = connection.execute(sa.select(t.entries).where(t.entries.c.id == event)).one()
    assert (row.words, row.place, row.country) == (part, "Oslo", "NOR")


WRONG = [
    (["confirm", "zzz"], "'zzz' is no id of an entry or entity; ids look like c3f09a12b45d6e78"),
    (["correct", "E", "date"], "'date' is no correction; write FIELD=VALUE, as date=2024-05-14."),
    (["correct", "E", "evidence=not in it"], "are not in the document; give START:END in characters"),
    (["correct", "E", "type=WAR"], "type: 'WAR' does not fit; use one of AGREE"),
    (["correct", "C", "amount=much"], "write a number and a currency, as 5000000 CHF."),
    (["merge", "E"], "give two ids or more: the first stays"),
    (["merge", "E", "C"], "only things of one kind are merged."),
    (["split", "E", "t"], "is no telling of"),
    (["undo", "7"], "there is no decision 7; `communique history` lists them."),
    (["reject", "E", "--by", " "], "give it with --by NAME."),
    (["confirm", "p12"], "`communique commitments confirm`"),
]


@pytest.mark.parametrize(("words", "says"), WRONG)
def test_what_is_wrong_is_said_in_a_sentence(desk: dict[str, list[str]], words: list[str], says: str) -> None:
    ids = {"E": desk["e"][0], "C": desk["c"][0]}
    words = [desk["T"][1] if word == "t" else ids.get(word, word) for word in words]
    result = run(*words, "--ledger", "desk.db")
    assert result.exit_code == 1
    assert says in result.stderr and len(result.stderr.splitlines()) == 1


def test_no_ledger_no_review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("review", "--ledger", "none.db")
    assert result.exit_code == 1 and "there is no ledger" in result.stderr
    assert not Path("none.db").exists()
