"""Days of metadata become ISO days, or nothing."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.text.days import iso_day


@pytest.mark.parametrize(
    ("value", "day", "why"),
    [
        ("2023-01-20", "2023-01-20", "a day"),
        ("2023-01-20T23:59:59-05:00", "2023-01-20", "the day as written, in its own zone"),
        ("2023-01-20 10:00:00", "2023-01-20", "a time without T"),
        ("20230120", "2023-01-20", "without hyphens"),
        (20230120, "2023-01-20", "the same as a number"),
        ("Fri, 20 Jan 2023 10:00:00 GMT", "2023-01-20", "of a feed"),
        ("20 January 2023", "2023-01-20", "day first"),
        ("January 20, 2023", "2023-01-20", "month first"),
        ("20/01/2023", "2023-01-20", "only one of the two can be the month"),
        ("01/20/2023", "2023-01-20", "the American way"),
        (1674172800, "2023-01-20", "seconds since 1970"),
        (1674172800000, "2023-01-20", "milliseconds since 1970"),
        (datetime.date(2023, 1, 20), "2023-01-20", "as YAML reads it"),
        (datetime.datetime(2023, 1, 20, 23, tzinfo=datetime.UTC), "2023-01-20", "as YAML reads it"),
        ("3/4/2023", None, "March or April"),
        ("20 January", None, "no year"),
        ("2023-02-30", None, "no such day"),
        ("2023", None, "a year alone"),
        ("yesterday", None, "no day"),
        ("20 January 2023 was a cold day", None, "a sentence"),
        ("", None, "empty"),
        (None, None, "not told"),
        (True, None, "no number"),
        (7, None, "too small a number"),
        (float("nan"), None, "no number"),
        (["2023-01-20"], None, "a list"),
    ],
)
def test_iso_day(value: object, day: str | None, why: str) -> None:
    assert iso_day(value) == day, why


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats()))
def test_any_value_is_a_day_or_none(value: object) -> None:
    day = iso_day(value)
    assert day is None or datetime.date.fromisoformat(day).isoformat() == day
