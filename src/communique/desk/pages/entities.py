"""*People*: all entities of the ledger, those that appear most first."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from communique.desk.asked import OfLedger, OfSettings
from communique.desk.pages.answering import answer, render
from communique.desk.pages.links import link, said
from communique.desk.pages.remembered import remembered
from communique.desk.pages.routers import router
from communique.ledger.asking import entity_to_dict
from communique.ledger.asking.everybody import ENTITY_KINDS, EntityFilter, entities

CANDIDATES = 12
"""Entities that are offered while a name is typed."""
Word = Annotated[str, Query(max_length=300)]


@router.get("/entities")
def entities_page(
    request: Request,
    ledger: OfLedger,
    settings: OfSettings,
    name: Word = "",
    kind: Word = "",
    country: Word = "",
    sector: Word = "",
    unnamed: bool = False,
    after: Word = "",
) -> Response:
    """A page of them."""
    asked = {"name": said(name), "kind": said(kind), "country": said(country), "sector": said(sector)}
    wanted = EntityFilter(**asked, named=not unnamed, limit=settings.page, after=said(after))
    # Those that appear most have very many entries to be counted.
    page = remembered(ledger, wanted, lambda: entities(ledger, wanted))
    more = {"unnamed": "true" if unnamed else None}
    return answer(
        request, "entities.html",
        filter=asked | {"unnamed": unnamed}, kinds=list(ENTITY_KINDS),
        entities=[entity_to_dict(one) for one in page.entities],
        first=link("/entities", **asked, **more) if said(after) is not None else None,
        next=link("/entities", **asked, **more, after=page.next) if page.next is not None else None,
    )  # fmt: skip


@router.get("/entities/candidates")
def candidates(request: Request, ledger: OfLedger, name: Word = "", but: Word = "", kind: Word = "") -> Response:
    """Entities that a name may mean, as choices of a form; without the one that asks."""
    found = entities(ledger, EntityFilter(name=said(name), limit=CANDIDATES + 1)).entities if said(name) else ()
    fit = [one for one in found if one.id != but and (kind == "person") == (one.kind == "person")][:CANDIDATES]
    return render(
        request, "candidates.html", entities=[entity_to_dict(one) for one in fit], asked=said(name) is not None
    )
