"""No decision is lost or changed; each can be taken back; people go before the program."""

from __future__ import annotations

import random

import pytest

from communique.resolve.across import Decisions
from communique.resolve.across.decisions import PROGRAM

AT = "2026-01-01T00:00:00Z"


def decide(log: Decisions, one: str, other: str, verdict: str, by: str = PROGRAM, score: float = 0.9) -> int:
    return log.decide(one, other, verdict, by=by, at=AT, score=score).number  # type: ignore[arg-type]


def groups(log: Decisions) -> list[str]:
    return ["".join(sorted(group)) for group in log.groups()]


def test_sameness_spreads() -> None:
    log = Decisions()
    decide(log, "a", "b", "same")
    decide(log, "c", "b", "same")
    decide(log, "d", "e", "undecided")
    assert groups(log) == ["abc"]


def test_not_same_keeps_groups_apart() -> None:
    log = Decisions()
    decide(log, "a", "b", "same", score=0.95)
    decide(log, "b", "c", "same", score=0.9)  # the less sure one gives way
    decide(log, "a", "c", "not same", by="ann")
    assert groups(log) == ["ab"]


def test_people_go_before_the_program_whenever_they_spoke() -> None:
    log = Decisions()
    decide(log, "a", "b", "not same", by="ann")
    decide(log, "b", "a", "same")  # read again by a newer program
    assert groups(log) == []
    decide(log, "a", "b", "same", by="max")  # the later person
    assert groups(log) == ["ab"]


def test_taking_back_restores_what_stood_before() -> None:
    log = Decisions()
    decide(log, "a", "b", "same")
    by_ann = decide(log, "a", "b", "not same", by="ann")
    assert groups(log) == []
    back = log.take_back(by_ann, by="ann", at=AT).number
    assert groups(log) == ["ab"]
    log.take_back(back, by="ann", at=AT)  # and the taking back itself
    assert groups(log) == []
    assert [row.number for row in log.rows] == [1, 2, 3, 4]
    assert Decisions(log.rows).standing() == log.standing()


def test_mistakes() -> None:
    log = Decisions()
    with pytest.raises(ValueError, match="always the same"):
        decide(log, "a", "a", "same")
    with pytest.raises(KeyError):
        log.take_back(1, by="ann", at=AT)


def test_no_group_holds_a_pair_that_is_not_the_same() -> None:
    """Whatever was decided in whatever order."""
    rng = random.Random(7)
    for _ in range(200):
        log = Decisions()
        for _ in range(30):
            one, other = rng.sample("abcdefgh", 2)
            verdict = rng.choice(["same", "same", "not same", "undecided"])
            decide(log, one, other, verdict, by=rng.choice([PROGRAM, "ann"]), score=rng.random())
            if rng.random() < 0.2:
                log.take_back(rng.randint(1, len(log.rows)), by="ann", at=AT)
        apart = {pair for pair, row in log.standing().items() if row.verdict == "not same"}
        for group in log.groups():
            assert not [pair for pair in apart if set(pair) <= group]
