"""*Review*: what waits for a person: pairs that may be one, evidence on promises, entries that are not sure."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import Annotated

from anyio import to_thread
from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from communique.desk import deciding
from communique.desk.asked import OfLedger, OfPerson, Reviewer
from communique.desk.deciding import Decide
from communique.desk.pages.answering import answer, render
from communique.desk.pages.article.deciding import decide, take_back
from communique.desk.pages.links import link
from communique.desk.pages.routers import router
from communique.desk.pages.waits import MOST, some, waits
from communique.errors import LedgerError
from communique.following.verdicts import State
from communique.ledger import Ledger, reviewing
from communique.ledger.reviewing import Decision
from communique.ledger.reviewing.waiting import What

PAGE = 20


@router.get("/review")
def review(
    request: Request, ledger: OfLedger, person: OfPerson, what: What = "doubt",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:  # fmt: skip
    """A page of one sort of what waits."""
    begin, end = (page - 1) * PAGE, page * PAGE + 1
    found = some(ledger, what)[begin:] if end <= MOST else islice(reviewing.waiting(ledger, what=what), begin, end)
    waiting = list(islice(found, PAGE + 1))
    return answer(
        request, "review.html",
        what=what, waits=waits(ledger), waiting=[asdict(one) for one in waiting[:PAGE]], page=page,
        previous=link("/review", what=what, page=page - 1) if page > 1 else None,
        next=link("/review", what=what, page=page + 1) if len(waiting) > PAGE else None,
    )  # fmt: skip


@router.post("/review")
async def reviewed(request: Request, ledger: OfLedger, person: Reviewer) -> Response:
    """Decide about one thing that waits; htmx gets the line that stands in its place then."""
    form = await request.form()
    row, said = await to_thread.run_sync(lambda: _decided(ledger, form, person.name))
    if request.headers.get("hx-request") != "true":
        return RedirectResponse(link("/review", what=str(form.get("sort", "")) or None), 303)
    return render(request, "reviewed.html", said=said, decision=row, undone=form.get("what") == "undo")


def _decided(ledger: Ledger, form: FormData, by: str) -> tuple[Decision, str]:
    what, key, other = (str(form.get(name, "")) for name in ("what", "id", "other"))
    if what == "undo":
        return take_back(ledger, str(form.get("number", "")), by), "Taken back; it waits again."
    if what == "apart":
        return deciding.decide(ledger, Decide("apart", key, others=(other,)), by=by)[0], "They are two."
    if key.startswith("p"):
        if what not in ("confirm", "reject"):
            raise LedgerError("evidence is confirmed or rejected; choose one of them.")
        state: State = "confirmed" if what == "confirm" else "rejected"
        (row,) = deciding.decide(ledger, Decide("verdict", key, state=state), by=by)
        return row, f"The promise is {(row.after or {}).get('status', '')}." if what == "confirm" else "No evidence."
    return decide(ledger, key, form, by)
