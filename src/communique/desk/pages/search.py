"""*Search*: entries, documents and people that some words find."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response

from communique.desk.asked import OfLedger
from communique.desk.pages.answering import answer
from communique.desk.pages.links import link, said
from communique.desk.pages.listing import listed
from communique.desk.pages.routers import router
from communique.errors import LedgerError
from communique.ledger import Ledger, asking
from communique.ledger.asking import Filter, Kind, entity_to_dict
from communique.ledger.asking.as_json import document_to_dict

PAGE = 20
FEW = 6
"""People and documents beside the entries."""
View = Literal["entries", "documents"]
Word = Annotated[str, Query(max_length=300)]
Day = Annotated[str, Query(max_length=10)]
Json = dict[str, Any]


@router.get("/search")
def search(
    request: Request, ledger: OfLedger, q: Word = "", view: View = "entries",
    kind: Annotated[str, Query(pattern="^(engagement|statement|event|commitment)?$")] = "",
    from_: Annotated[str, Query(alias="from", max_length=10)] = "", until: Day = "",
    page: Annotated[int, Query(ge=1, le=500)] = 1,
) -> Response:  # fmt: skip
    """What some words find."""
    words, fault = said(q), None
    found: Json = {"entries": [], "documents": [], "people": [], "more": False}
    if words is not None:
        wanted = Filter(text=words, from_=said(from_), until=said(until), limit=page * PAGE + 1)
        try:
            found = _found(ledger, words, wanted, view, kind or None, page)  # type: ignore[arg-type]
        except LedgerError as error:
            fault = str(error)
    kept = {"q": q, "view": view, "kind": kind, "from_": from_, "until": until}
    return answer(
        request, "search.html", 200 if fault is None else 422,
        q=q, view=view, kind=kind, asked={"from": from_, "until": until}, fault=fault, page=page, **found,
        previous=link("/search", **kept, page=page - 1) if page > 1 else None,
        next=link("/search", **kept, page=page + 1) if found["more"] else None,
        views={name: link("/search", **kept | {"view": name}) for name in ("entries", "documents")},
    )  # fmt: skip


def _found(ledger: Ledger, words: str, wanted: Filter, view: View, kind: Kind | None, page: int) -> Json:
    today, skip = ledger.clock()[:10], (page - 1) * PAGE
    entries: list[Json] = []
    documents: list[Json] = []
    if view == "entries":
        some = islice(asking.entries(ledger, kind, wanted), skip, None)
        entries = [listed(one, today) for one in some]
    else:
        hits = islice(asking.documents(ledger, words, wanted), skip, None)
        documents = [
            {"document": document_to_dict(hit.document), "passage": hit.passage, "is_copy": hit.copy} for hit in hits
        ]
    more = max(len(entries), len(documents)) > PAGE
    # A name is looked for as one; longer phrases are no names.
    people = asking.who(ledger, words, limit=FEW) if page == 1 and len(words.split()) <= 4 else []
    return {"entries": entries[:PAGE], "documents": documents[:PAGE], "more": more,
            "people": [entity_to_dict(one) for one in people]}  # fmt: skip
