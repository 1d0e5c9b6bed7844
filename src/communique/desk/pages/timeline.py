"""*Timeline*: entries of all kinds in the order of their days."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Literal

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
from communique.ledger.asking import KINDS, Kind, page, types_of

NAMES: dict[Kind, str] = {
    "engagement": "Engagements", "statement": "Statements", "event": "Events", "commitment": "Commitments",
}  # fmt: skip


@router.get("/timeline")
def timeline(
    request: Request,
    ledger: OfLedger,
    filter: AskedFilter,
    kind: Literal["", "engagement", "statement", "event", "commitment"] = "",
    after: Cursor = None,
) -> Response:
    """The page."""
    asked, today = narrowed(filter), ledger.clock()[:10]
    words = words_of(asked) | ({"kind": kind} if kind else {})
    chosen: Kind | None = kind or None
    data: dict[str, Any] = {
        "filter": words, "names": NAMES, "types": {one: list(types_of(one)) for one in KINDS}, "fault": None,
        "days": [], "next": None, "chart": None, "chart_links": [],
        "first": link("/timeline", **words) if said(after) is not None else None,
    }  # fmt: skip
    try:
        found = page(ledger, chosen, asked, said(after))
        shown = [listed(entry, today) for entry in found.entries]
        data["days"] = [{"day": day, "entries": list(some)} for day, some in groupby(shown, key=lambda e: e["day"])]
        data["next"] = link("/timeline", **words, after=found.next) if found.next is not None else None
        if data["first"] is None and found.entries:
            questions = [Question(NAMES[one], one, one, counted(asked)) for one in KINDS if chosen in (None, one)]
            data["chart"] = chart = over_time(ledger, questions)
            rest = {name: word for name, word in words.items() if name not in ("from_", "until")}
            data["chart_links"] = [link("/timeline", **rest, from_=first, until=last) for first, last in chart["spans"]]
    except LedgerError as error:
        if wants_json(request):
            raise
        # Here rather than as a page of an error: the form stays, with what was typed.
        data["fault"] = str(error)
    return answer(request, "timeline.html", 200 if data["fault"] is None else 422, **data)
