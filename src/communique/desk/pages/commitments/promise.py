"""One promise: its words, the evidence found for it, what people decided."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from anyio import to_thread
from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from communique.desk import deciding
from communique.desk.asked import OfLedger, OfPerson, Reviewer
from communique.desk.deciding import Decide
from communique.desk.pages.answering import render
from communique.desk.pages.article.deciding import take_back
from communique.desk.pages.article.detail import Made, detail
from communique.desk.pages.listing import listed
from communique.desk.pages.routers import router
from communique.desk.problems import wants_json
from communique.errors import LedgerError, NotThereError
from communique.following import LifeView, life
from communique.following.verdicts import State
from communique.ledger import Ledger

Json = dict[str, Any]
BY_HAND = ("open", "kept", "partly kept", "broken", "withdrawn", "superseded")
"""What a person may say of a promise without evidence in the ledger."""


@router.get("/commitments/{id}")
def promise(request: Request, id: str, ledger: OfLedger, person: OfPerson) -> Response:
    """A promise's own page."""
    found = _found(ledger, id)
    if wants_json(request):
        return JSONResponse(
            listed(found.entry, found.today) | {
                "today": found.today, "timeline": _timeline(found),
                "decisions": [asdict(row) | {"stands": stands} for row, stands in found.decisions],
            }
        )  # fmt: skip
    return render(request, "commitments/promise.html", **_context(ledger, found))


@router.post("/commitments/{id}")
async def decided(request: Request, id: str, ledger: OfLedger, person: Reviewer) -> Response:
    """Decide about evidence, or about the promise itself."""
    form = await request.form()
    said = await to_thread.run_sync(lambda: _decide(ledger, id, form, person.name))
    if request.headers.get("hx-request") != "true":
        return RedirectResponse(f"/commitments/{id}", 303)
    found = await to_thread.run_sync(lambda: _found(ledger, id))
    context = await to_thread.run_sync(lambda: _context(ledger, found))
    return render(request, "commitments/decided.html", said=said, **context)


def _found(ledger: Ledger, id: str) -> LifeView:
    if not id.startswith("c"):
        raise NotThereError(f"{id!r} is no promise; ids of promises begin with c, and the board has them.")
    found = life(ledger, id, ledger.clock()[:10])
    into = found.entry.merged_into
    return found if into is None else life(ledger, into, ledger.clock()[:10])


def _decide(ledger: Ledger, id: str, form: FormData, by: str) -> str:
    what, proposal = str(form.get("what", "")), str(form.get("proposal", ""))
    why = str(form.get("why", "")).strip() or None
    if what in ("confirm", "reject") and proposal:
        state: State = "confirmed" if what == "confirm" else "rejected"
        (row,) = deciding.decide(ledger, Decide("verdict", proposal, state=state, why=why), by=by)
        return f"The promise is {(row.after or {}).get('status', '')}."
    if what == "status":
        right = {"status": str(form.get("status", ""))}
        deciding.decide(ledger, Decide("correct", id, fields=right, why=why), by=by)
        return f"The promise is {form.get('status')}, as you say."
    if what == "undo":
        take_back(ledger, str(form.get("number", "")), by)
        return "Taken back."
    raise LedgerError(f"{what!r} is no decision about a promise; confirm or reject evidence, or give its status.")


def _context(ledger: Ledger, found: LifeView) -> Json:
    made: tuple[Made, ...] = detail(ledger, found.entry.id).decisions
    return {
        "entry": listed(found.entry, found.today), "timeline": _timeline(found), "decisions": made,
        "today": found.today, "by_hand": BY_HAND,
    }  # fmt: skip


def _timeline(found: LifeView) -> list[Json]:
    """Who told it, what was found of it and its last day, by their days."""
    rows: list[Json] = []
    tellings = sorted(
        (one for one in found.tellings if not one.retired), key=lambda one: one.document.published or ""
    )  # fmt: skip
    for n, told in enumerate(tellings):
        rows.append({
            "what": "retold" if n else "made", "day": told.document.published, "words": told.words,
            "document": told.document.id, "outlet": told.document.publisher or told.document.source, "copy": told.copy,
        })  # fmt: skip
    rows += [
        {
            "what": "evidence", "day": one.day, "words": one.words, "document": one.document,
            "outlet": one.publisher or one.source, "proposal": one.id, "verdict": one.verdict, "state": one.state,
            "probability": one.probability,
        }
        for one in found.proposals
    ]  # fmt: skip
    if found.entry.due_to is not None:
        rows.append({"what": "due", "day": found.entry.due_to, "past": found.entry.due_to < found.today})
    order = {"made": 0, "retold": 1, "evidence": 2, "due": 3}
    return sorted(rows, key=lambda row: (row["day"] or "", order[row["what"]]))
