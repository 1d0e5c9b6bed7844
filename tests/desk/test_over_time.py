"""Counts over time: bars without gaps, in the period that can be told apart, and none for misread days."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from communique.desk.pages.links import link, said
from communique.desk.pages.over_time import MOST, Question, over_time, span
from communique.ledger import Ledger, open_ledger
from communique.ledger import tables as t
from communique.ledger.asking import Filter
from communique.ledger.writer import Writer
from tests.factory import full_reading

ALL = [Question("Events", "event", "event", Filter(), intensity=True)]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("time") / "ledger.db"
    with open_ledger(found) as ledger:
        list(Writer(ledger, "made").write([full_reading()]))
    return found


@pytest.fixture
def ledger(path: Path) -> Ledger:
    return open_ledger(path, clock=lambda: "2024-09-15T10:00:00.000000+00:00")


def with_days(ledger: Ledger, *days: str | None) -> None:
    """Leave one event for each day, with intensities 0, 1, 2, …"""
    e = t.entries
    with ledger.writing() as connection:
        row = dict(connection.execute(sa.select(e).where(e.c.kind == "event")).mappings().first() or {})
        connection.execute(sa.update(e).where(e.c.kind == "event").values(kind="was event"))
        for n, day in enumerate(days):
            new = row | {"number": 1_000 + n, "id": f"e{n:016x}", "kind": "event", "day": day, "intensity": float(n)}
            connection.execute(sa.insert(e).values(**new | {"hidden": False}))


@pytest.mark.parametrize(
    ("days", "by", "periods", "values"),
    [
        # Within four months: weeks, also over New Year, where 30 December is in the first week of the next year.
        (("2024-12-30", "2025-01-06", "2025-01-20"), "week", ["2025-W01", "2025-W02", "2025-W03", "2025-W04"], [1, 1, 0, 1]),
        (("2024-01-31", "2024-06-01", "2024-06-30"), "month",
         ["2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06"], [1, 0, 0, 0, 0, 2]),
        (("2016-05-05", "2019-01-01", "2022-12-31"), "year", [str(y) for y in range(2016, 2023)], [1, 0, 0, 1, 0, 0, 1]),
    ],
)  # fmt: skip
def test_bars_are_without_gaps(
    ledger: Ledger, days: tuple[str, ...], by: str, periods: list[str], values: list[int]
) -> None:
    with ledger, ledger.engine.connect():
        try:
            with_days(ledger, *days, None)
            found = over_time(ledger, ALL)
        finally:
            _clear(ledger)
    assert (found["by"], found["periods"], found["series"][0]["values"]) == (by, periods, values)
    assert (found["total"], found["undated"], found["outside"]) == (4, 1, 0)
    assert found["lines"][0]["values"][0] == 0.0 and len(found["spans"]) == len(periods)


def test_days_that_are_misread_make_no_thousand_bars(ledger: Ledger) -> None:
    with ledger:
        try:
            with_days(ledger, "0203-01-01", "2024-01-01", "2024-02-01", "2998-01-01")
            found = over_time(ledger, ALL)
        finally:
            _clear(ledger)
    assert len(found["periods"]) == MOST and found["periods"][-1] == "2024"
    assert (found["total"], found["outside"], sum(found["series"][0]["values"])) == (4, 2, 2)


def test_nothing_has_no_bars(ledger: Ledger) -> None:
    with ledger:
        found = over_time(ledger, [Question("Events", "event", "event", Filter(type=("COERCE",)))])
    assert (found["periods"], found["total"]) == ([], 0)


@pytest.mark.parametrize(
    ("period", "by", "days"),
    [
        ("2020-W53", "week", ("2020-12-28", "2021-01-03")),
        ("2024-02", "month", ("2024-02", "2024-02")),
        ("2024", "year", ("2024", "2024")),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, by: str, days: tuple[str, str]) -> None:
    assert span(period, by) == days  # type: ignore[arg-type]


def test_addresses_hold_what_says_something_and_escape_it() -> None:
    assert link("/x", a=None, b="", from_="2024", with_=["A & B", "ü"]) == "/x?from=2024&with=A+%26+B&with=%C3%BC"
    assert link("/x") == "/x" and link("/x", n=0) == "/x?n=0"
    assert (said("  "), said(None), said(" a ")) == (None, None, "a")


def _clear(ledger: Ledger) -> None:
    e = t.entries
    with ledger.writing() as connection:
        connection.execute(sa.delete(e).where(e.c.number >= 1_000))
        connection.execute(sa.update(e).where(e.c.kind == "was event").values(kind="event"))
