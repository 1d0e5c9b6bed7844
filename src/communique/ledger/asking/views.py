"""What asking gives: entries with their parties, entities, tellings, counts; all of them frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from communique.ledger.asking.filters import Kind


@dataclass(frozen=True, slots=True)
class PartyView:
    """An entity in its role in an entry."""

    role: str
    """participant | speaker | addressee | actor | recipient | committer | beneficiary"""
    id: str
    name: str
    kind: str
    """person | organization | state | group"""
    title: str | None
    affiliation: str | None
    """Name of the body or state it acts for."""
    country: str | None
    """ISO 3166-1 alpha-3."""
    sectors: tuple[str, ...]
    """PLOVER sectors, the primary one first."""
    known: str | None
    """Id in a registry: Wikidata's where the registry has it."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document without its text."""

    number: int
    id: str
    source: str
    title: str | None
    publisher: str | None
    published: str | None
    """ISO day."""
    language: str | None


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as it stands: what people corrected is in place of what was read.

    Days are ISO days; ``date`` is a day or a range ``first/last``; unknown values are None.
    """

    number: int
    """Its key in this ledger only."""
    id: str
    kind: Kind
    label: str
    """Kind of engagement or statement, PLOVER type, force of a commitment."""
    mode: str | None
    status: str | None
    day: str | None
    """First day of ``date``, else the day of the document that tells it."""
    date: str | None
    due_from: str | None
    due_to: str | None
    place: str | None
    country: str | None
    """Of the place: ISO 3166-1 alpha-3."""
    lat: float | None
    lon: float | None
    geonameid: int | None
    quad: int | None
    intensity: float | None
    """PLOVER's score, -10 to 10."""
    amount: float | None
    currency: str | None
    confidence: float
    words: str
    """The evidence in the document that leads."""
    tellings: int
    """Records of documents that tell it."""
    outlets: int
    """Tellings in documents that are no copies of one another."""
    review: str | None
    """None | confirmed | corrected | rejected"""
    merged_into: str | None
    """Id of the entry that it was merged into."""
    document: DocumentView
    """The one that leads."""
    parties: tuple[PartyView, ...]
    """In the order of the roles of its kind."""
    data: dict[str, Any]
    """The record of the contract with its corrections; its parties are ids of entities."""
    correction: dict[str, Any] | None
    """Field -> value, as people corrected it."""

    def of(self, *roles: str) -> tuple[PartyView, ...]:
        """Its parties in these roles."""
        return tuple(party for party in self.parties if party.role in roles)
