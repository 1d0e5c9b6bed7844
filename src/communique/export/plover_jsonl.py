"""PLOVER's JSON: one event a line, with the field names of the codebook, so that data sets can be merged.

Source: PLOVER manual, chapter "JSON Data Fields" (https://github.com/openeventdata/PLOVER). Fields beyond the
codebook's, which it allows, are marked in `FIELDS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, ClassVar

from communique.export.base import Column, Format, Row, days_of
from communique.ledger.asking import EntryView, Kind, PartyView
from communique.ontology.load import load
from communique.show import as_json
from communique.version import __version__

FIELDS: tuple[tuple[str, str], ...] = (
    ("id", "Id of the entry"),
    ("has_event", "Always true"),
    ("date", "First day it happened, else the day of the document"),
    ("enddate", "Last day, where it is another one"),
    ("source", "List of actor objects: those who act"),
    ("recipient", "List of actor objects: those who are acted upon"),
    ("event", "List of one PLOVER type"),
    ("event_loc", "Location object: name, latitude, longitude, geonameid, cc3; or null"),
    ("event_text", "List of one text: the evidence"),
    ("quad_code", "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"),
    ("event_scale", "PLOVER score, -10 to 10"),
    ("mode", "List of one PLOVER mode, or empty"),
    ("context", "List of PLOVER contexts"),
    ("text_info", "start and end of the evidence in the document, in code points"),
    ("cite_info", "url, title, publication, language, published, document (its id), codebook, version"),
    ("coder", "What read the document, with its version"),
    ("status", "Beyond the codebook: occurred, ongoing, planned, hypothetical or denied"),
    ("cameo", "Beyond the codebook: nearest CAMEO code"),
    ("trigger", "Beyond the codebook: start and end of the word for the event"),
    ("confidence", "Beyond the codebook: how sure the reader is, 0 to 1"),
    ("tellings", "Beyond the codebook: records of documents that tell it"),
    ("outlets", "Beyond the codebook: of them those in documents that are no copies of one another"),
    ("review", "Beyond the codebook: confirmed or corrected by a person, or null"),
)
ACTOR_FIELDS: tuple[tuple[str, str], ...] = (
    ("code", "Country, ISO 3166-1 alpha-3; IGO, NGO or MNC for such a body without a country; or null"),
    ("sector", "Primary PLOVER sector, or null"),
    ("sectors", "Beyond the codebook: all of them"),
    ("actor_text", "The words for it in the evidence, or null"),
    ("identifier_id", "Its id in Wikidata or another registry, or null"),
    ("identifier_text", "Its name"),
    ("office", "Its title, or null"),
    ("entity", "Beyond the codebook: its id in the ledger"),
)
STATELESS = frozenset({"IGO", "NGO", "MNC"})
"""Sectors that the codebook writes as the code of a body without a country."""


class PloverJsonl(Format):
    """JSON Lines in UTF-8, an event a line."""

    name: ClassVar[str] = "plover-jsonl"
    extension: ClassVar[str] = ".jsonl"
    about: ClassVar[str] = "events with the JSON fields of the PLOVER codebook"
    kinds: ClassVar[tuple[Kind, ...]] = ("event",)
    tells_story: ClassVar[bool] = True

    def columns(self, kind: Kind | None) -> tuple[Column, ...]:
        """Its fields."""
        return tuple(Column(name, "text", meaning, self.kinds) for name, meaning in FIELDS)

    def write(self, rows: Iterable[Row], stream: BinaryIO, kind: Kind | None = None) -> int:
        """Write events; see `Format.write`."""
        count = 0
        for row in rows:
            stream.write(as_json.dumps_line(_event(row)).encode() + b"\n")
            count += 1
        return count


def _event(row: Row) -> dict[str, Any]:
    entry, evidence = row.entry, row.entry.data["evidence"]
    first, last = days_of(entry.date)
    return {
        "id": entry.id, "has_event": True, "date": first or entry.day, "enddate": last if last != first else None,
        "source": [_actor(p, row) for p in entry.of("actor")],
        "recipient": [_actor(p, row) for p in entry.of("recipient")],
        "event": [entry.label], "event_loc": _location(entry), "event_text": [entry.words], "quad_code": entry.quad,
        "event_scale": entry.intensity, "mode": [entry.mode] if entry.mode is not None else [],
        "context": list(entry.data.get("contexts", ())),
        "text_info": {"start": evidence["start"], "end": evidence["end"]}, "cite_info": _citation(row),
        "coder": f"communique {row.story.reader}" if row.story.reader is not None else None,
        "status": entry.status, "cameo": entry.data.get("cameo"), "trigger": entry.data.get("trigger"),
        "confidence": entry.confidence, "tellings": entry.tellings, "outlets": entry.outlets, "review": entry.review,
    }  # fmt: skip


def _actor(party: PartyView, row: Row) -> dict[str, Any]:
    evidence = row.entry.data["evidence"]
    sector = next(iter(party.sectors), None)
    return {
        "code": party.country or (sector if sector in STATELESS else None), "sector": sector,
        "sectors": list(party.sectors),
        "actor_text": row.story.as_written(party.id, evidence["start"], evidence["end"]),
        "identifier_id": party.known, "identifier_text": party.name, "office": party.title, "entity": party.id,
    }  # fmt: skip


def _location(entry: EntryView) -> dict[str, Any] | None:
    if entry.place is None:
        return None
    return {
        "name": entry.place, "latitude": entry.lat, "longitude": entry.lon, "geonameid": entry.geonameid,
        "cc3": entry.country,
    }  # fmt: skip


def _citation(row: Row) -> dict[str, Any]:
    document = row.entry.document
    return {
        "url": document.source, "title": document.title, "publication": document.publisher,
        "language": document.language, "published": document.published, "document": document.id,
        "codebook": f"plover-{load().version}", "version": __version__,
    }  # fmt: skip
