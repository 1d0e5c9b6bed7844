"""*Engagements*, *Statements* and *Events*: all entries of a kind, narrowed by a form, page by page."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from communique.desk.api.filters import AskedFilter, Cursor
from communique.desk.asked import OfLedger
from communique.desk.pages.answering import answer
from communique.desk.pages.links import link, said
from communique.desk.pages.listing import listed
from communique.desk.pages.narrowing import counted, narrowed, words_of
from communique.desk.pages.over_time import Question, over_time
from communique.desk.pages.routers import router
from communique.desk.problems import wants_json
from communique.errors import LedgerError
from communique.ledger import Ledger
from communique.ledger.asking import Filter, Kind, page, statuses_of, types_of


@router.get("/engagements")
def engagements(request: Request, ledger: OfLedger, filter: AskedFilter, after: Cursor = None) -> Response:
    """Meetings, visits, calls, talks, summits, signings."""
    return _page(request, ledger, "engagement", filter, after)


@router.get("/statements")
def statements(request: Request, ledger: OfLedger, filter: AskedFilter, after: Cursor = None) -> Response:
    """Who said what."""
    return _page(request, ledger, "statement", filter, after)


@router.get("/events")
def events(request: Request, ledger: OfLedger, filter: AskedFilter, after: Cursor = None) -> Response:
    """Who did what to whom."""
    return _page(request, ledger, "event", filter, after)


def _page(request: Request, ledger: Ledger, kind: Kind, filter: Filter, after: str | None) -> Response:
    asked, path, today = narrowed(filter), f"/{kind}s", ledger.clock()[:10]
    words = words_of(asked)
    data: dict[str, Any] = {
        "kind": kind, "path": path, "filter": words, "types": list(types_of(kind)), "statuses": list(statuses_of(kind)),
        "fault": None, "entries": [], "next": None, "chart": None, "chart_links": [],
        "first": link(path, **words) if said(after) is not None else None,
        "timeline": link("/timeline", kind=kind, **words),
    }  # fmt: skip
    try:
        found = page(ledger, kind, asked, said(after))
        data["entries"] = [listed(entry, today) for entry in found.entries]
        data["next"] = link(path, **words, after=found.next) if found.next is not None else None
        if data["first"] is None and found.entries:
            # Only above the first page: it tells of all of them.
            data["chart"] = chart = over_time(ledger, [Question(path[1:].capitalize(), kind, kind, counted(asked))])
            days = {name: word for name, word in words.items() if name not in ("from_", "until")}
            data["chart_links"] = [link(path, **days, from_=first, until=last) for first, last in chart["spans"]]
    except LedgerError as error:
        if wants_json(request):
            raise
        # Here rather than as a page of an error: the form stays, with what was typed.
        data["fault"] = str(error)
    return answer(request, "list.html", 200 if data["fault"] is None else 422, **data)
