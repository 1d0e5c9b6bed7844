"""Counts that are kept: as the ledger stands where that is quick, and never counted by two at once where it is not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from communique.desk import counted as module
from communique.desk.counted import counted
from communique.errors import LedgerError
from communique.ledger import Ledger, asking, open_ledger, reviewing
from communique.ledger.asking import CountView, Filter
from communique.ledger.writer import Writer
from tests.factory import full_reading

EVENTS = ("event", Filter())


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db") as opened:
        list(Writer(opened, "made").write([full_reading()]))
        yield opened


class Asked:
    """Counts how often it is asked, and takes as long of a processor as it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, took: float) -> None:
        self.times = 0
        self.clock = 0.0
        real = asking.counts

        def counts(*words: object, **more: object) -> list[CountView]:
            self.times += 1
            self.spent += took
            return real(*words, **more)  # type: ignore[arg-type]

        self.spent = 0.0
        monkeypatch.setattr(module, "counts", counts)
        monkeypatch.setattr(module.time, "thread_time", lambda: self.spent)
        monkeypatch.setattr(module.time, "monotonic", lambda: self.clock)


def total(views: list[CountView]) -> int:
    return sum(view.number for view in views)


def test_nothing_is_counted_twice_while_the_ledger_stays_the_same(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(monkeypatch, 0.01)
    assert [total(counted(ledger, *EVENTS)) for _ in range(3)] == [2, 2, 2]  # type: ignore[arg-type]
    assert asked.times == 1
    counted(ledger, "event", Filter(type=("CONSULT",)))
    assert asked.times == 2  # another question


def test_what_is_quick_is_always_as_the_ledger_stands(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch, 0.01)
    assert total(counted(ledger, *EVENTS)) == 2  # type: ignore[arg-type]
    made = reviewing.reject(ledger, next(asking.entries(ledger, "event")).id, by="ann")
    assert total(counted(ledger, *EVENTS)) == 1  # type: ignore[arg-type]
    reviewing.take_back(ledger, made.number, by="ann")
    assert total(counted(ledger, *EVENTS)) == 2  # type: ignore[arg-type]
    assert asked.times == 3


def test_what_takes_long_is_late_by_a_hundred_times_that(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch, 0.2)
    counted(ledger, *EVENTS)  # type: ignore[arg-type]
    reviewing.reject(ledger, next(asking.entries(ledger, "event")).id, by="ann")
    asked.clock = 19.9
    assert (total(counted(ledger, *EVENTS)), asked.times) == (2, 1)  # type: ignore[arg-type]
    asked.clock = 20.1
    assert (total(counted(ledger, *EVENTS)), asked.times) == (1, 2)  # type: ignore[arg-type]


def test_while_one_counts_the_others_take_what_there_is(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch, 0.2)
    counted(ledger, *EVENTS)  # type: ignore[arg-type]
    reviewing.reject(ledger, next(asking.entries(ledger, "event")).id, by="ann")
    asked.clock = 100.0
    real, began, goes_on = module.counts, threading.Event(), threading.Event()

    def slow(*words: object, **more: object) -> list[CountView]:
        began.set()
        assert goes_on.wait(20)
        return real(*words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "counts", slow)
    found: list[int] = []
    one = threading.Thread(target=lambda: found.append(total(counted(ledger, *EVENTS))))  # type: ignore[arg-type]
    one.start()
    assert began.wait(20)
    assert total(counted(ledger, *EVENTS)) == 2  # type: ignore[arg-type]
    goes_on.set()
    one.join(20)
    assert found == [1] and total(counted(ledger, *EVENTS)) == 1  # type: ignore[arg-type]


def test_a_question_that_cannot_be_asked_is_asked_anew(ledger: Ledger) -> None:
    for _ in range(2):
        with pytest.raises(LedgerError, match="nobody in the ledger"):
            counted(ledger, "event", Filter(by=("Nobody Whosoever",)))
    assert total(counted(ledger, "event", Filter(), by="year")) == 2


def test_only_so_many_questions_are_kept(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch, 0.0)
    monkeypatch.setattr(module, "MOST", 3)
    for year in ("2020", "2021", "2022", "2023", "2020"):
        counted(ledger, "event", Filter(from_=year))
    assert asked.times == 5
