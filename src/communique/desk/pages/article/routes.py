"""The addresses of an article's page."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from communique.desk.asked import OfLedger, OfPerson, Reviewer
from communique.desk.pages.answering import render
from communique.desk.pages.article.deciding import decide
from communique.desk.pages.article.detail import Detail, alike, detail
from communique.desk.pages.article.fields import fields_of
from communique.desk.pages.article.sheet import Sheet, sheet
from communique.desk.pages.listing import listed
from communique.desk.pages.routers import router
from communique.desk.problems import wants_json
from communique.ledger import Ledger, asking
from communique.ledger.asking import paper_to_dict

Part = Annotated[int | None, Query(ge=1, le=1_000_000)]
Thing = Annotated[str | None, Query(max_length=40)]


@router.get("/documents/{id}")
def article(
    request: Request, id: str, ledger: OfLedger, person: OfPerson, part: Part = None, entry: Thing = None
) -> Response:
    """An article with what was read in it; ``entry`` is opened."""
    if wants_json(request):
        return JSONResponse(paper_to_dict(asking.paper(ledger, id)))
    shown = sheet(ledger, id, part=part, opened=entry)
    return render(request, "article/page.html", **_context(ledger, shown, entry))


@router.get("/documents/{id}/things/{thing}")
def thing(request: Request, id: str, thing: str, ledger: OfLedger, person: OfPerson) -> Response:
    """What is known of an entry or entity: the part of the page that opens below its line."""
    return render(request, "article/detail.html", document=id, detail=detail(ledger, thing))


@router.get("/documents/{id}/things/{thing}/correct")
def correcting(request: Request, id: str, thing: str, ledger: OfLedger, person: Reviewer) -> Response:
    """The form of a correction."""
    known = detail(ledger, thing)
    cast = asking.paper(ledger, id).entities
    chosen = {one["id"]: one["name"] for one in (known.entry or {}).get("parties", ())}
    if known.portrait is not None and known.portrait.affiliation_id is not None:
        chosen[known.portrait.affiliation_id] = known.portrait.entity.affiliation or ""
    people = chosen | {one.entity: one.name for one in cast if not one.rejected and one.entity != known.id}
    return render(
        request, "article/correct.html", document=id, detail=known, fields=fields_of(known.kind, known.data),
        people=people,
    )  # fmt: skip


@router.get("/documents/{id}/things/{thing}/merge")
def merging(request: Request, id: str, thing: str, ledger: OfLedger, person: Reviewer) -> Response:
    """The form of a merger: what it may be one with."""
    known = detail(ledger, thing)
    paper = asking.paper(ledger, id)
    if known.kind == "entity":
        assert known.portrait is not None
        person_is = known.portrait.entity.kind == "person"
        others = {one.entity: one.name for one in paper.entities
                  if (one.kind == "person") == person_is and one.entity != known.id and not one.rejected}  # fmt: skip
        return render(request, "article/merge.html", document=id, detail=known, people=others, entries=[])
    here = [listed(told.entry, ledger.clock()[:10]) for told in paper.entries]
    return render(
        request, "article/merge.html", document=id, detail=known, people={}, entries=alike(ledger, known, here)
    )


@router.get("/parties")
def parties(
    request: Request, ledger: OfLedger, person: OfPerson, q: Annotated[str, Query(max_length=200)] = "",
    field: Annotated[str, Query(pattern="^[a-z_]{1,20}$")] = "speaker", one: bool = False,
) -> Response:  # fmt: skip
    """Entities of the ledger by the beginning of a name, to be chosen in a form."""
    words = q.strip()
    found = asking.who(ledger, words if words.endswith("*") else f"{words}*", limit=8) if len(words) > 1 else []
    return render(request, "article/parties.html", found=found, field=field, one=one, asked=words)


@router.post("/documents/{id}/things/{thing}")
async def decided(request: Request, id: str, thing: str, ledger: OfLedger, person: Reviewer) -> Response:
    """Decide; htmx gets the article as it is then, other browsers are sent to it."""
    form = await request.form()
    return await to_thread.run_sync(lambda: _decided(request, id, thing, ledger, person.name, form))


def _decided(request: Request, id: str, thing: str, ledger: Ledger, by: str, form: FormData) -> Response:
    row, said = decide(ledger, thing, form, by)
    if request.headers.get("hx-request") != "true":
        return RedirectResponse(f"/documents/{id}?{urlencode({'entry': thing})}", 303)
    part = str(form.get("part_shown", ""))
    number = int(part) if part.isascii() and part.isdigit() else None
    shown = sheet(ledger, id, part=number, opened=thing)
    context = _context(ledger, shown, thing)
    return render(request, "article/decided.html", said=said, decision=row, **context)


def _context(ledger: Ledger, shown: Sheet, opened: str | None) -> dict[str, object]:
    found: Detail | None = None
    if opened is not None:
        known = {one["id"] for _, _, entries in shown.groups for one in entries} | {o.entity for o in shown.entities}
        found = detail(ledger, opened) if any(one.startswith(opened) for one in known) else None
    return {"sheet": shown, "detail": found, "document": shown.paper.document.id}
