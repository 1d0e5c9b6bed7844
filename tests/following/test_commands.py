"""The commands over a ledger with one promise and two reports of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from communique.cli import app
from communique.following import Follower
from communique.ledger import open_ledger
from tests.following.made import BROKEN, KEPT, PROMISE, Vectors, fill, proposals, reading

DAY = "2023-09-01"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A ledger that was followed."""
    path = tmp_path / "desk.db"
    with open_ledger(path) as ledger:
        fill(
            ledger,
            reading(PROMISE, "2023-02-14", promise=True),
            reading(KEPT, "2023-06-21"),
            reading(BROKEN, "2023-08-01"),
        )
        for _ in Follower(ledger, Vectors()).follow_new():
            pass
    return path


def call(desk: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--ledger", str(desk)])


def ids(desk: Path) -> list[str]:
    with open_ledger(desk) as ledger:
        return [str(one.id) for one in proposals(ledger)]


def commitment(desk: Path) -> str:
    return str(json.loads(call(desk, "commitments", "--format", "jsonl").stdout.splitlines()[0])["id"])


def test_show_is_a_timeline(desk: Path) -> None:
    kept, _ = ids(desk)
    call(desk, "commitments", "confirm", kept, "--by", "A. Berg", "--why", "seen in the port")
    out = call(desk, "commitments", "show", commitment(desk), "--today", DAY).stdout
    lines = [line for line in out.splitlines() if line]
    assert "status: kept" in lines
    assert "overdue: no, on 2023-09-01" in lines
    order = [n for start in ("2023-02-14  made", "2023-06-21  p", "2023-06-30  due", "2023-08-01  p", "decision 1")
             for n, line in enumerate(lines) if line.startswith(start)]  # fmt: skip
    assert len(order) == 5 and order == sorted(order), out
    assert "by A. Berg" in lines[-1] and lines[-1].endswith("seen in the port")


def test_show_as_json_tells_the_same(desk: Path) -> None:
    found = json.loads(call(desk, "commitments", "show", commitment(desk), "--today", DAY, "--json").stdout)
    assert found["overdue"] is True
    assert [one["verdict"] for one in found["proposals"]] == ["kept", "broken"]
    assert found["decisions"] == []


def test_what_waits_is_listed_until_it_is_decided(desk: Path) -> None:
    kept, broken = ids(desk)
    assert len(call(desk, "commitments", "proposals", "--json").stdout.splitlines()) == 2
    assert call(desk, "commitments", "reject", broken, "--by", "A. Berg").exit_code == 0
    (left,) = call(desk, "commitments", "proposals", "--json").stdout.splitlines()
    assert json.loads(left)["id"] == kept
    assert len(call(desk, "commitments", "proposals", "--all", "--json").stdout.splitlines()) == 2
    back = call(desk, "commitments", "take-back", "1", "--by", "A. Berg")
    assert "is open" in back.stdout


def test_due_marks_what_is_late_on_the_given_day(desk: Path) -> None:
    assert "overdue" in call(desk, "due", "--today", DAY).stdout
    assert "overdue" not in call(desk, "due", "--today", "2023-06-30").stdout
    assert "2023-06-30" in call(desk, "due", "--until", "2023-06-30").stdout
    assert call(desk, "due", "--until", "2023-06-29").stdout == ""


def test_due_as_a_calendar_is_read_by_others(desk: Path, tmp_path: Path) -> None:
    from icalendar import Calendar

    file = tmp_path / "due.ics"
    assert call(desk, "due", "--ical", str(file)).exit_code == 0
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert event["SUMMARY"] == "Norway to Malawi: ship 12,000 tonnes of fertiliser to Malawi"
    assert event.decoded("DTSTART").isoformat() == "2023-06-30"
    assert event["UID"] == f"{commitment(desk)}@communique"


def test_follow_searches_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "desk.db"
    with open_ledger(path) as ledger:
        fill(ledger, reading(PROMISE, "2023-02-14", promise=True), reading(KEPT, "2023-06-21"))
    monkeypatch.setattr("communique.pipeline.Reader", lambda *_, **__: Vectors())
    assert "2 documents searched, 1 new proposals" in call(path, "follow").stderr
    assert "0 documents searched, 0 new proposals" in call(path, "follow").stderr
    assert "2 documents searched, 0 new proposals" in call(path, "follow", "--again").stderr


WRONG = [
    (("commitments", "show", "c0"), 1, "there is no"),
    (("commitments", "confirm", "pffff", "--by", "A. Berg"), 1, "there is no proposal 'pffff'"),
    (("commitments", "take-back", "9", "--by", "A. Berg"), 1, "there is no decision 9"),
    (("due", "--today", "tomorrow"), 2, "is not a day"),
    (("due", "--ical", "/no/such/folder/due.ics"), 1, "cannot be written"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG)
def test_what_cannot_be_is_told_in_a_sentence(desk: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = call(desk, *arguments)
    assert result.exit_code == code
    assert said in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
