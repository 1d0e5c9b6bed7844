"""Deadlines by month, and as a calendar file."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from communique.desk.asked import OfLedger
from communique.desk.pages.answering import answer
from communique.desk.pages.commitments.asked import FORCES, Asked, OfAsked
from communique.desk.pages.links import link
from communique.desk.pages.listing import listed
from communique.desk.pages.routers import router
from communique.errors import LedgerError
from communique.following import due
from communique.following.calendar import calendar as calendar_file
from communique.ledger import asking

MOST = 300
"""Promises of a month that are shown."""
Json = dict[str, Any]


@router.get("/commitments/calendar")
def month(
    request: Request, ledger: OfLedger, asked: OfAsked,
    month: Annotated[str, Query(pattern=r"^([1-9]\d{3}-(0[1-9]|1[0-2]))?$")] = "",
) -> Response:  # fmt: skip
    """A month with what falls due on its days, whatever became of it."""
    today = ledger.clock()[:10]
    shown = month or today[:7]
    year, number = int(shown[:4]), int(shown[5:])
    after = f"{year + number // 12:04}-{number % 12 + 1:02}"
    before = f"{year - (number == 1):04}-{(number - 2) % 12 + 1:02}"
    by_day: dict[str, list[Json]] = {}
    fault = None
    wanted = replace(asked.filter, due_after=f"{shown}-01", due_before=f"{after}-01", sort="due", limit=MOST + 1)
    try:
        found = list(asking.entries(ledger, "commitment", wanted))
    except LedgerError as error:
        found, fault = [], str(error)
    for one in found[:MOST]:
        by_day.setdefault(one.due_to or "", []).append(listed(one, today))
    weeks = [
        [{"day": day.isoformat(), "inside": day.month == number, "entries": by_day.get(day.isoformat(), [])}
         for day in week]
        for week in Calendar().monthdatescalendar(year, number)
    ]  # fmt: skip
    words = asked.words
    return answer(
        request, "commitments/calendar.html", 200 if fault is None else 422,
        asked={name: getattr(asked, name) for name in Asked.__dataclass_fields__}, filtered=bool(words),
        forces=list(FORCES), month=shown, name=f"{date(year, number, 1):%B %Y}", today=today, weeks=weeks, fault=fault,
        number=min(len(found), MOST), more=len(found) > MOST, board=link("/commitments", **words),
        previous=link("/commitments/calendar", **words, month=before),
        next=link("/commitments/calendar", **words, month=after),
    )  # fmt: skip


@router.get("/commitments/due.ics")
def due_file(ledger: OfLedger) -> Response:
    """Open promises with a last day, as a file for calendar programs."""
    content = calendar_file(due(ledger), ledger.clock())
    return Response(content, media_type="text/calendar; charset=utf-8",
                    headers={"Content-Disposition": 'attachment; filename="due.ics"'})  # fmt: skip
