"""Keys: what may be the same thing has one in common, whatever its days."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from communique.ledger.matching import kept_under, keys_of, looked_for_under
from communique.resolve.across import Profile
from communique.resolve.across.comparison import days_apart
from communique.resolve.across.profile import Sort

RNG = random.Random(7)
DAYS = [date(2023, 12, 20) + timedelta(days=n) for n in range(500)]


def _made(sort: Sort, label: str, when: str | None) -> Profile:
    words = frozenset({"harvest", "workers"})
    return Profile("", sort, label=label, actors=frozenset({"KEN"}), recipients=frozenset({"UGA"}), date=when, words=words)


def _time(longest: int) -> str:
    first = RNG.choice(DAYS)
    last = first + timedelta(days=RNG.randrange(longest))
    return first.isoformat() if first == last else f"{first}/{last}"


@pytest.mark.parametrize(("sort", "label"), [("event", "AID"), ("engagement", "meeting"), ("statement", "statement")])
@pytest.mark.parametrize("longest", [1, 3, 12, 80])
def test_times_a_day_apart_share_a_key(sort: Sort, label: str, longest: int) -> None:
    near = 0
    for _ in range(4_000):
        one, other = _time(longest), _time(longest)
        if days_apart(one, other) <= 1:
            near += 1
            shared = set(kept_under(_made(sort, label, one))) & set(looked_for_under(_made(sort, label, other)))
            assert shared, (one, other)
    assert near > 20


def test_a_short_time_has_few_keys() -> None:
    for day in DAYS:
        assert len(kept_under(_made("event", "AID", day.isoformat()))) == 1
        assert len(looked_for_under(_made("event", "AID", day.isoformat()))) <= 2


def test_a_time_of_half_a_year_and_none_tell_nothing() -> None:
    for when in ("2024-01-01/2024-06-30", None):
        assert kept_under(_made("event", "AID", when)) == []
    assert len(kept_under(_made("statement", "statement", None))) == 1, "one without a day is met by others without one"


def test_the_deadline_of_a_promise_is_no_key() -> None:
    kept, looked_for = keys_of(_made("commitment", "promise", "2024-03-01"))
    assert kept == looked_for == kept_under(_made("commitment", "promise", None))
