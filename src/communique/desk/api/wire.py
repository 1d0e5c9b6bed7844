"""What the API answers, as its documentation tells it. Days are ISO days, times ISO 8601 in UTC, unknown is null."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Place = Annotated[list[int], Field(min_length=2, max_length=2)]
"""``[start, end]``, half-open, in code points of the document's text."""
Next = Annotated[str | None, Field(description="Give it as `after` for the next page; null on the last one.")]


class Wire(BaseModel):
    """What is common to all answers."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: Annotated[str, Field(description="One sentence: what went wrong, and what to do.")]
    errors: list[Fault] | None = None


class Fault(BaseModel):
    """Where a request does not fit."""

    where: str
    what: str


Problem.model_rebuild()


class Document(Wire):
    """A document without its text."""

    id: str
    source: str
    title: str | None
    publisher: str | None
    published: str | None
    language: str | None


class DocumentHit(Document):
    """A document of a list."""

    copy_: Annotated[bool, Field(alias="copy", description="It is a copy of another document of the ledger.")]
    passage: Annotated[str, Field(description="Some words around those that were searched; else empty.")]


class Documents(Wire):
    """A page of documents, the newest first."""

    items: list[DocumentHit]
    next: Next


class Party(Wire):
    """An entity in its role in an entry."""

    role: str
    id: str
    name: str
    kind: str
    title: str | None
    affiliation: str | None
    country: str | None
    sectors: list[str]
    known: str | None


class PlaceOf(Wire):
    """Where something happened."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    geonameid: int | None


class Days(Wire):
    """Between which days a commitment is due."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    from_: Annotated[str | None, Field(alias="from")]
    to: str | None


class Amount(Wire):
    """A sum of money."""

    value: float
    currency: str | None


class Entry(Wire):
    """An engagement, statement, event or commitment as it stands: corrections are in place of what was read."""

    id: str
    kind: str
    type: Annotated[str, Field(description="Kind of engagement or statement, PLOVER type, force of a commitment.")]
    mode: str | None
    status: str | None
    day: str | None
    date: Annotated[str | None, Field(description="A day, or a range `first/last`.")]
    due: Days | None
    place: PlaceOf | None
    quad: int | None
    intensity: float | None
    amount: Amount | None
    parties: list[Party]
    words: Annotated[str, Field(description="The evidence in the document that leads.")]
    confidence: float
    tellings: int
    outlets: int
    review: Annotated[str | None, Field(description="confirmed, corrected or rejected.")]
    merged_into: str | None
    document: Document
    record: Annotated[dict[str, Any], Field(description="The record of the contract `communique/1`.")]


class Entries(Wire):
    """A page of entries."""

    items: list[Entry]
    next: Next


class Telling(Wire):
    """A record of one document."""

    id: str
    record: str
    document: Document
    start: int
    end: int
    words: str
    spans: list[Place]
    retired: bool
    copy_: Annotated[bool, Field(alias="copy")]
    data: dict[str, Any]


class DecisionOut(Wire):
    """A decision. Rows are added, none is changed: what is taken back no longer stands."""

    number: int
    what: str
    subject: str
    other: str | None
    by: str
    at: str
    why: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    takes_back: int | None
    stands: bool


class Proposal(Wire):
    """Evidence that may say what became of a commitment."""

    id: str
    commitment: str
    document: str
    source: str
    publisher: str | None
    day: str | None
    start: int
    end: int
    words: str
    verdict: str
    probability: float
    state: str
    reasons: dict[str, Any]


class EntryInFull(Wire):
    """An entry with its evidence and history."""

    entry: Entry
    text: Annotated[str, Field(description="Of the document that leads.")]
    spans: list[Place]
    tellings: list[Telling]
    history: list[DecisionOut]
    proposals: Annotated[list[Proposal], Field(description="Of a commitment; else empty.")]
    overdue: Annotated[bool, Field(description="A commitment that is open though its last day is past.")]


class Entity(Wire):
    """A person, body, state or group."""

    id: str
    name: str
    kind: str
    title: str | None
    affiliation: str | None
    country: str | None
    sectors: list[str]
    known: str | None
    names: list[str]
    appearances: int
    first_day: str | None
    last_day: str | None
    entries: Annotated[dict[str, int], Field(description="Number of its entries by kind, hidden ones included.")]


class Entities(Wire):
    """A page of entities, those that appear in most documents first."""

    items: list[Entity]
    next: Next


class Office(Wire):
    """A title with the body or state it is of, and when documents give it."""

    title: str
    affiliation: str | None
    affiliation_id: str | None
    documents: int
    first_day: str | None
    last_day: str | None


class Merged(Wire):
    """What was merged into an entity."""

    id: str
    name: str
    kind: str
    title: str | None
    decision: int | None
    by: str | None
    at: str | None


class Doubt(Wire):
    """Another entity that may be the same."""

    id: str
    name: str
    kind: str
    title: str | None
    score: float
    reasons: list[str]


class EntityInFull(Wire):
    """An entity with its offices, what is part of it, and its history."""

    entity: Entity
    review: str | None
    affiliation_id: str | None
    offices: list[Office]
    merged: list[Merged]
    doubts: list[Doubt]
    came_from: str | None
    history: list[DecisionOut]


class Told(Wire):
    """An entry as one document tells it."""

    entry: Entry
    telling: str
    start: int
    end: int
    places: list[Place]
    leads: bool


class Appearance(Wire):
    """An entity in one document."""

    entity: str
    name: str
    kind: str
    title: str | None
    country: str | None
    record: str
    rejected: bool
    mentions: list[Place]


class DocumentOfPaper(Document):
    """A document with who wrote it, and when it came."""

    author: str | None
    added: str


class Paper(Wire):
    """A document with its text and all that it tells."""

    document: DocumentOfPaper
    twin_of: Document | None
    text: str
    entries: list[Told]
    entities: list[Appearance]


class Count(Wire):
    """A group of entries."""

    key: Annotated[str | None, Field(description="`2024-W05`, `2024-01`, `2024`, a type, `RUS>IGO`, `KEN`.")]
    number: int
    intensity: float | None


class Counts(Wire):
    """Groups: periods in their order, others with the largest first."""

    by: str
    items: list[Count]


class Waiting(Wire):
    """Something that waits for somebody to look at it."""

    what: str
    id: str
    other: str | None
    kind: str
    score: float
    words: str
    other_words: str | None
    reasons: list[str]


class WaitingList(Wire):
    """What waits, the most urgent first."""

    items: list[Waiting]


class Decisions(Wire):
    """Decisions, the newest first."""

    items: list[DecisionOut]
    next: Next


class Decided(Wire):
    """The decisions that were added."""

    items: list[DecisionOut]
