"""Counts are made anew when the ledger has changed, and only then, unless they take long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from communique.desk.pages import remembered as module
from communique.desk.pages.remembered import remembered
from communique.ledger import Ledger, asking, open_ledger, reviewing
from communique.ledger.writer import Writer
from tests.factory import full_reading


@pytest.fixture
def fed(tmp_path: object) -> Iterator[Ledger]:
    with open_ledger(f"{tmp_path}/ledger.db") as ledger:
        for _ in Writer(ledger, "made").write([full_reading()]):
            pass
        yield ledger


def test_an_answer_is_made_once_until_something_is_decided(fed: Ledger) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [remembered(fed, "a", make), remembered(fed, "a", make), remembered(fed, "b", make)] == [1, 1, 2]
    reviewing.confirm(fed, next(iter(asking.entries(fed))).id, by="ann")
    assert [remembered(fed, "a", make), remembered(fed, "a", make)] == [3, 3]


def test_what_took_long_stays_for_a_while(fed: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10_000, 100))  # seconds: every look at the clock is a hundred later
    for name in ("monotonic", "thread_time"):
        monkeypatch.setattr(module.time, name, lambda: float(next(clock)))
    assert remembered(fed, "a", lambda: "first") == "first"
    reviewing.confirm(fed, next(iter(asking.entries(fed))).id, by="ann")
    assert remembered(fed, "a", lambda: "second") == "first"
    assert remembered(fed, "a", lambda: "second") == "first"
    assert remembered(fed, "a", lambda: "second") == "second"  # minutes later


def test_what_fails_is_made_again(fed: Ledger) -> None:
    def fail() -> str:
        raise ValueError

    with pytest.raises(ValueError):
        remembered(fed, "a", fail)
    assert remembered(fed, "a", lambda: "made") == "made"


def test_each_ledger_has_its_own(fed: Ledger, tmp_path: object) -> None:
    with open_ledger(f"{tmp_path}/other.db") as other:
        assert (remembered(fed, "a", lambda: 1), remembered(other, "a", lambda: 2)) == (1, 2)
