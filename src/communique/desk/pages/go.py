"""From the id of a thing to the page on which it is in its place."""

from __future__ import annotations

from fastapi.responses import RedirectResponse, Response

from communique.desk.asked import OfLedger
from communique.desk.pages.links import link
from communique.desk.pages.routers import router
from communique.ledger import asking


@router.get("/go/{id}")
def go(id: str, ledger: OfLedger) -> Response:
    """The article that tells an entry, or the page of an entity."""
    if id.startswith("n"):
        return RedirectResponse(f"/entities/{id}", 303)
    entry = asking.entry(ledger, id)
    return RedirectResponse(link(f"/documents/{entry.document.id}", entry=entry.id), 303)
