"""How many entries over time, as values for a chart and the table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from communique.desk.pages.remembered import remembered
from communique.ledger import Ledger
from communique.ledger.asking import CountBy, CountView, Filter, Kind, counts

Period = Literal["week", "month", "year"]
YEARS_FROM, WEEKS_UPTO = 72, 4
"""Months from which on bars are years, and up to which they are weeks."""
MOST = 120
"""Bars of a chart: the latest ones."""
AHEAD = 10
"""Years after this one up to which there are bars."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one colour of a chart counts."""

    name: str
    colour: str
    """A custom property of tokens.css without its dashes."""
    kind: Kind | None
    filter: Filter
    stack: str = "all"
    """Bars of the same name stand on one another."""
    intensity: bool = False
    """Draw the mean intensity as a line, too."""


def over_time(ledger: Ledger, questions: Sequence[Question]) -> dict[str, Any]:
    """Counts by week, month or year, whichever gives bars that can be told apart.

    Args:
        ledger: an open ledger.
        questions: one a colour.

    Returns:
        Plain JSON: ``kind`` ("periods"), ``by``, ``periods`` without gaps, ``spans`` of days as ``[first, last]``,
        ``series`` of ``name``, ``colour``, ``stack``, ``values``; ``lines`` the same with means of intensity, None
        where there is nothing; ``total`` of all entries, ``undated`` of those without a day.

    Raises:
        LedgerError: a filter asks for what cannot be, or the database failed.
    """
    asked = [counted(ledger, one.kind, one.filter, by="month") for one in questions]
    latest = f"{int(ledger.clock()[:4]) + AHEAD:04}"
    months = sorted({view.key for some in asked for view in some if view.key is not None and view.key[:4] <= latest})
    by = _period(months)
    if by == "week":
        asked = [counted(ledger, one.kind, one.filter, by="week") for one in questions]
    elif by == "year":
        asked = [_years(some) for some in asked]
    keys = sorted({view.key for some in asked for view in some if view.key is not None and view.key[:4] <= latest})
    periods = _without_gaps(keys, by)[-MOST:]
    found = [{view.key: view for view in some} for some in asked]
    series: list[dict[str, Any]] = [
        {"name": q.name, "colour": q.colour, "stack": q.stack, "values": [_number(some.get(one)) for one in periods]}
        for q, some in zip(questions, found, strict=True)
    ]
    lines = [
        {"name": f"{q.name}: intensity", "colour": q.colour, "values": [_intensity(some.get(one)) for one in periods]}
        for q, some in zip(questions, found, strict=True)
        if q.intensity
    ]
    total = sum(view.number for some in asked for view in some)
    undated = sum(view.number for some in asked for view in some if view.key is None)
    return {
        "kind": "periods", "by": by, "periods": periods, "spans": [list(span(one, by)) for one in periods],
        "series": series, "lines": lines, "total": total, "undated": undated,
        "outside": total - undated - sum(sum(one["values"]) for one in series),
    }  # fmt: skip


def span(period: str, by: Period) -> tuple[str, str]:
    """First and last day of a period, as a filter takes them: ``2024-W05``, ``2024-01`` and ``2024`` have some."""
    if by != "week":
        return period, period
    monday = date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
    return monday.isoformat(), (monday + timedelta(days=6)).isoformat()


def _period(months: Sequence[str]) -> Period:
    if not months:
        return "month"
    length = _month(months[-1]) - _month(months[0]) + 1
    return "year" if length >= YEARS_FROM else "week" if length <= WEEKS_UPTO else "month"


def _month(key: str) -> int:
    return int(key[:4]) * 12 + int(key[5:7]) - 1


def _without_gaps(keys: Sequence[str], by: Period) -> list[str]:
    if not keys:
        return []
    first, last = keys[0], keys[-1]
    if by == "year":
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    if by == "month":
        return [f"{one // 12:04}-{one % 12 + 1:02}" for one in range(_month(first), _month(last) + 1)]
    monday, end, found = date.fromisoformat(span(first, by)[0]), date.fromisoformat(span(last, by)[0]), []
    while monday <= end:
        year, week, _ = monday.isocalendar()
        found.append(f"{year:04}-W{week:02}")
        monday += timedelta(days=7)
    return found


def counted(ledger: Ledger, kind: Kind | None, filter: Filter, *, by: CountBy = "month") -> list[CountView]:
    """As `asking.counts`, remembered while the ledger stays as it is; the list is not to be changed."""
    return remembered(ledger, ("counts", kind, filter, by), lambda: counts(ledger, kind, filter, by=by))


def _years(months: Sequence[CountView]) -> list[CountView]:
    """Months gathered by year."""
    found: dict[str | None, list[CountView]] = {}
    for view in months:
        found.setdefault(view.key[:4] if view.key is not None else None, []).append(view)
    years = []
    for key, some in found.items():
        scored = [(view.number, view.intensity) for view in some if view.intensity is not None]
        weight = sum(number for number, _ in scored)
        mean = sum(number * intensity for number, intensity in scored) / weight if weight else None
        years.append(CountView(key, sum(view.number for view in some), mean))
    return years


def _number(view: CountView | None) -> int:
    return view.number if view is not None else 0


def _intensity(view: CountView | None) -> float | None:
    return round(view.intensity, 2) if view is not None and view.intensity is not None else None
