"""Documents: found, opened, brought in; and readings that are kept nowhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from communique.desk.api import wire
from communique.desk.api.answers import Json, may_fail
from communique.desk.api.filters import MOST, Cursor, Word
from communique.desk.asked import OfLedger, OfRoom, OfSettings, Reviewer
from communique.desk.fetching import guard_of
from communique.desk.reading import Brought, Taken
from communique.errors import DeskError
from communique.ledger import asking
from communique.ledger.asking import Filter
from communique.show.as_json import to_dict
from communique.sources.fetch import FetchError

router = APIRouter(tags=["documents"])
EXAMPLE = {
    "text": "NAIROBI, 3 March 2024 - Kenya's Foreign Minister met the President of the ICRC in Nairobi on Sunday. "
    "She promised that Kenya would send 200 tonnes of maize before the end of April.",
    "title": "Kenya promises maize", "publisher": "Example News",
}  # fmt: skip
Short = Annotated[str, Field(max_length=2_000)]


class TextIn(BaseModel):
    """A text that is brought."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [dict(EXAMPLE)]})
    text: Annotated[str, Field(min_length=1)]
    title: Short | None = None
    publisher: Short | None = None
    author: Short | None = None
    published: Annotated[
        str | None,
        Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="ISO day; without it that of the dateline."),
    ] = None
    source: Annotated[Short | None, Field(description="Where it comes from: an address, or any words.")] = None

    def brought(self) -> Brought:
        """The text as the reading room takes it.

        Raises:
            DeskError: the day is none.
        """
        from datetime import date

        try:
            if self.published is not None:
                date.fromisoformat(self.published)
        except ValueError:
            raise DeskError(f"published: there is no day {self.published} in the calendar.") from None
        return Brought(**self.model_dump())


class FetchIn(BaseModel):
    """An address that is fetched."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"url": "https://www.example.org/a"}]})
    url: Annotated[str, Field(max_length=4_000)]


class Rejection(wire.Wire):
    """A document that was not read."""

    source: str
    reason: str


class TakenOut(wire.Wire):
    """What came of bringing something in."""

    document: Annotated[str | None, Field(description="Id, where it was one text.")]
    added: Annotated[int, Field(description="New documents.")]
    known: Annotated[int, Field(description="Documents that were there already.")]
    twins: Annotated[int, Field(description="Of the new ones: copies of others.")]
    entries: Annotated[int, Field(description="New entries.")]
    tellings: Annotated[int, Field(description="Records of the new documents.")]
    proposals: Annotated[int, Field(description="New evidence on promises, which waits for review.")]
    rejected: list[Rejection]


def taken_to_dict(taken: Taken) -> Json:
    """What came of it, as the API answers."""
    counts: dict[str, Any] = asdict(taken.counts)
    rejected = [{"source": one.source, "reason": one.reason} for one in taken.rejected]
    return {**counts, "document": taken.document, "proposals": taken.proposals, "rejected": rejected}


@router.get("/documents", response_model=wire.Documents, responses=may_fail(), operation_id="list_documents")
def listed(
    ledger: OfLedger,
    settings: OfSettings,
    outlet: Annotated[list[Word], Query(default_factory=list, description="Publishers.", max_length=50)],
    text: Annotated[str | None, Query(max_length=400, description='Words; "a phrase", begin*.')] = None,
    from_: Annotated[str | None, Query(alias="from", max_length=40, description="First day of publication.")] = None,
    until: Annotated[str | None, Query(max_length=40, description="Last day, included.")] = None,
    limit: Annotated[int | None, Query(ge=1, le=MOST)] = None,
    after: Cursor = None,
) -> Json:
    """List documents, or those that have some words, the newest first."""
    asked = Filter(from_=from_, until=until, outlet=tuple(outlet), limit=limit or settings.page)
    page = asking.document_page(ledger, text, asked, after)
    return {"items": [asking.hit_to_dict(hit) for hit in page.documents], "next": page.next}


@router.get("/documents/{id}", response_model=wire.Paper, responses=may_fail(404), operation_id="get_document")
def opened(ledger: OfLedger, id: Annotated[str, Path(max_length=40)]) -> Json:
    """A document with its text and all that it tells."""
    return asking.paper_to_dict(asking.paper(ledger, id))


@router.post(
    "/documents", response_model=TakenOut, status_code=201, responses=may_fail(400, 413),
    operation_id="bring_document",
)  # fmt: skip
def brought(ledger: OfLedger, room: OfRoom, person: Reviewer, body: TextIn) -> Json:
    """Bring a text into the ledger: it is read, kept, and searched for what became of promises."""
    return taken_to_dict(room.keep(ledger, body.brought(), by=person.name))


@router.post(
    "/ingest", response_model=TakenOut, status_code=201, responses=may_fail(400, 413), operation_id="ingest_address"
)
def fetched(ledger: OfLedger, room: OfRoom, settings: OfSettings, person: Reviewer, body: FetchIn) -> Json:
    """Fetch a page, feed or sitemap into the ledger, from a host that an admin allows (`fetch_hosts`)."""
    try:
        guard_of(settings).check(body.url)
    except FetchError as error:
        raise DeskError(f"the address {error}") from error
    return taken_to_dict(room.fetch(ledger, body.url))


@router.post(
    "/readings", responses=may_fail(400, 413), operation_id="read_text",
    response_description="The reading after the contract `communique/1`, see docs/read.md.",
)  # fmt: skip
def read(room: OfRoom, body: TextIn) -> dict[str, Any]:
    """Read a text and keep nothing of it."""
    return to_dict(room.read(body.brought()))
