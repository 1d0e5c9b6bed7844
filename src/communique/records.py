"""Every noun of Communique, once: what ``communique read`` returns for one document.

This file is the output contract ``communique/1``; ``schema/reading.schema.json`` is made from it. All offsets are
half-open ``[start, end)`` in Unicode code points of ``Document.text``. What a text does not say is ``None`` or empty.
A field whose contract name is a Python keyword ends in ``_`` here (``Due.from_``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SCHEMA = "communique/1"

EntityKind = Literal["person", "organization", "state", "group"]
MentionKind = Literal["name", "nominal", "pronoun"]
EventStatus = Literal["occurred", "ongoing", "planned", "hypothetical", "denied"]
StatementKind = Literal["direct", "indirect", "mixed"]
Force = Literal["pledge", "promise", "agree", "intend", "offer", "refuse"]
CommitmentStatus = Literal["open", "fulfilled", "broken", "withdrawn"]
EngagementKind = Literal["meeting", "visit", "call", "talks", "summit", "signing"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of ``Document.text``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the text that mean an entity."""

    start: int
    end: int
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Dateline:
    """The line before the lead that says whence, when and by which agency: "Geneva, 20 January 2023 (ABC):"."""

    place: str | None
    agency: str | None
    date: str | None
    """ISO day, or None."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known of where it comes from."""

    id: str
    """Hash of the text: the same text has the same id."""
    source: str
    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    language: str | None = None
    """ISO 639-1 code."""
    published: str | None = None
    """ISO day, from metadata, else from the dateline."""
    dateline: Dateline | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened."""

    name: str
    country: str | None = None
    """ISO 3166-1 alpha-3."""
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, state or group that acts, speaks, promises or is acted upon."""

    id: str
    name: str
    kind: EntityKind
    title: str | None
    affiliation: str | None
    """Id of the organisation or state that the entity speaks or acts for."""
    country: str | None
    sectors: tuple[str, ...]
    """PLOVER sectors, the primary one first."""
    mentions: tuple[Mention, ...]
    known: str | None = None
    """Id in a registry of known entities: Wikidata's where the registry has it."""


@dataclass(frozen=True, slots=True)
class Event:
    """A political event after PLOVER: who did what to whom."""

    id: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: int
    cameo: str
    intensity: float
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    status: EventStatus
    date: str | None
    place: Place | None
    trigger: Span
    evidence: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Statement:
    """Words or thoughts that the text attributes to somebody."""

    id: str
    kind: StatementKind
    speaker: tuple[str, ...]
    speaker_span: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    addressee: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money."""

    value: float
    currency: str
    """ISO 4217."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a commitment is to be carried out. ``from_`` and ``to`` are ISO days, either may be None."""

    from_: str | None
    to: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """What somebody undertakes, offers, agrees, intends or refuses to do."""

    id: str
    committer: tuple[str, ...]
    beneficiary: tuple[str, ...]
    force: Force
    action: str
    amount: Amount | None
    due: Due | None
    condition: str | None
    status: CommitmentStatus
    statement: str | None
    """Id of the statement it was made in."""
    evidence: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Engagement:
    """People or bodies that meet, visit, call, confer or sign."""

    id: str
    kind: EngagementKind
    participants: tuple[str, ...]
    date: str | None
    place: Place | None
    topics: tuple[str, ...]
    status: EventStatus
    evidence: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read in one document."""

    document: Document
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    statements: tuple[Statement, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    engagements: tuple[Engagement, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that was not read, kept with its reason."""

    source: str
    reason: str
    language: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence with two given actors, to be related. ``recipient`` may be absent."""

    id: str
    text: str
    actor: Span
    recipient: Span | None


@dataclass(frozen=True, slots=True)
class Relation:
    """The PLOVER type of what the actor of a pair does to the recipient."""

    id: str
    type: str
    confidence: float
    scores: dict[str, float]
    """Probability of each of the 16 types; they add up to 1."""
