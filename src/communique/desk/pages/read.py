"""*Read*: a text is pasted and read; it is kept only when somebody says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from communique.desk.asked import OfLedger, OfPerson, OfRoom, OfSettings
from communique.desk.pages.answering import answer, render
from communique.desk.pages.article.parts import parts_of
from communique.desk.pages.links import said
from communique.desk.pages.routers import router
from communique.desk.problems import status_of, wants_json
from communique.desk.reading import Brought
from communique.errors import CommuniqueError, NotAllowedError
from communique.ledger.asking.periods import first_day
from communique.records import Reading
from communique.show.as_json import to_dict
from communique.show.paragraphs import Piece, paragraphs_of
from communique.show.phrases import Section, sections_of
from communique.show.segments import marks_of

MOST = 200
"""Records of a kind that are listed."""
Long = Annotated[str, Form()]
Word = Annotated[str, Form(max_length=1_000)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A reading as the template receives it."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    sections: tuple[Section, ...]
    language: str
    whole: bool
    """All of the text is shown, and not its first part only."""
    most: int = MOST


@router.get("/read")
def form(request: Request) -> Response:
    """The empty form."""
    return answer(request, "read.html", shown=None, fault=None, given=_given())


@router.post("/read")
async def read(
    request: Request, ledger: OfLedger, room: OfRoom, settings: OfSettings, person: OfPerson, text: Long = "",
    title: Word = "", publisher: Word = "", published: Word = "", what: Word = "read",
) -> Response:  # fmt: skip
    """Read the text, or keep it in the ledger and go to its article."""
    given = _given(text, title, publisher, published)
    try:
        day = first_day(published) if said(published) is not None else None
        brought = Brought(text, said(title), said(publisher), published=day)
        if what == "keep":
            if not person.may("reviewer"):
                raise NotAllowedError(f"you are a {person.role}, and this takes a reviewer; ask an admin of the desk.")
            taken = await to_thread.run_sync(lambda: room.keep(ledger, brought, by=person.name))
            return RedirectResponse(f"/documents/{taken.document}", 303)
        reading = await to_thread.run_sync(lambda: room.read(brought))
    except CommuniqueError as error:
        if wants_json(request) or isinstance(error, NotAllowedError):
            raise
        return render(request, "read.html", status_of(error), shown=None, fault=str(error), given=given)
    if wants_json(request):
        return JSONResponse(to_dict(reading))
    return render(request, "read.html", shown=_shown(reading), fault=None, given=given)


def _given(text: str = "", title: str = "", publisher: str = "", published: str = "") -> dict[str, Any]:
    return {"text": text, "title": title, "publisher": publisher, "published": published}


def _shown(reading: Reading) -> Shown:
    text = reading.document.text
    start, end = parts_of(text)[0]
    return Shown(
        paragraphs_of(text, marks_of(reading), start=start, end=end), sections_of(reading),
        reading.document.language or "en", end == len(text),
    )  # fmt: skip
