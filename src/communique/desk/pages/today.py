"""*Today*: what is new, what is overdue, what falls due, what waits for review, with counts and trends."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from fastapi import Request, Response

from communique.desk.asked import OfLedger
from communique.desk.pages.answering import answer
from communique.desk.pages.listing import listed, number_of
from communique.desk.pages.remembered import remembered
from communique.desk.pages.routers import router
from communique.desk.pages.waits import first, waits
from communique.ledger import Ledger, asking
from communique.ledger.asking import KINDS, OVERDUE, Filter
from communique.ledger.asking.arrivals import arrivals, stock
from communique.ledger.asking.as_json import document_to_dict
from communique.ledger.asking.periods import week_of

WEEKS = 12
"""Weeks of a trend."""
SHOWN = 6
"""Entries of a list."""
SOON = 60
"""Days that are soon."""
Json = dict[str, Any]


@router.get("/")
def today(request: Request, ledger: OfLedger) -> Response:
    """The first page of the day."""
    day = ledger.clock()[:10]
    soon = (date.fromisoformat(day) + timedelta(days=SOON)).isoformat()
    late = Filter(status=(OVERDUE,), sort="due", limit=SHOWN)
    due = Filter(status=("open",), due_after=day, due_before=soon, sort="due", limit=SHOWN)
    return answer(
        request, "today.html",
        today=day,
        stock=asdict(stock(ledger)),
        trends=remembered(ledger, "trends", lambda: _trends(ledger, day)),
        arrivals=[asdict(one) | {"document": document_to_dict(one.document)} for one in arrivals(ledger)],
        overdue=[listed(one, day) for one in asking.entries(ledger, "commitment", late)],
        overdue_number=number_of(ledger, Filter(status=(OVERDUE,))),
        due=[listed(one, day) for one in asking.entries(ledger, "commitment", due)],
        soon=SOON,
        waits=waits(ledger),
        waiting=first(ledger, 3),
    )  # fmt: skip


def _trends(ledger: Ledger, today: str) -> list[Json]:
    """Of each kind the number of entries in each of the last weeks, the week of the latest entry being the last."""
    end = min(today, _latest(ledger) or today)
    monday = date.fromisoformat(end) - timedelta(days=date.fromisoformat(end).weekday())
    days = [(monday - timedelta(weeks=n)).isoformat() for n in reversed(range(WEEKS))]
    found = []
    for kind in KINDS:
        some = asking.counts(ledger, kind, Filter(from_=days[0], until=end), by="week")
        by_week = {one.key: one.number for one in some}
        weeks = [{"from": day, "number": by_week.get(week_of(day), 0)} for day in days]
        found.append({"kind": kind, "weeks": weeks, "until": end})
    return found


def _latest(ledger: Ledger) -> str | None:
    """The latest day of an entry that is not after today."""
    today = ledger.clock()[:10]
    days = [
        one.day for kind in KINDS
        for one in asking.entries(ledger, kind, Filter(until=today, limit=1)) if one.day is not None
    ]  # fmt: skip
    return max(days, default=None)
