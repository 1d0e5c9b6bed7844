"""Entries of all kinds as one flat table: the columns that CSV and Parquet share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from communique.export.base import Column, Type, Value, days_of, span_of
from communique.ledger.asking import KINDS, EntryView, Kind
from communique.ledger.drafts import evidence_of
from communique.ontology.load import load

BY = ("participant", "speaker", "actor", "committer")
TO = ("addressee", "recipient", "beneficiary")
"""Roles of the two sides of an entry."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A column and how it is filled."""

    column: Column
    value: Callable[[EntryView], Value]


def table(kind: Kind | None) -> tuple[Filled, ...]:
    """The columns for entries of a kind, or of all kinds, in their order."""
    return tuple(c for c in _TABLE if kind is None or kind in c.column.kinds)


def _plain(name: str, type: Type, meaning: str, *kinds: Kind, field: str | None = None) -> Filled:
    """A column that is a field of the entry."""
    source = field or name
    return Filled(Column(name, type, meaning, kinds or KINDS), lambda entry: getattr(entry, source))


def _data(name: str, type: Type, meaning: str, *kinds: Kind) -> Filled:
    """A column that is a field of the entry's record."""
    empty: Any = [] if type == "texts" else None
    return Filled(Column(name, type, meaning, kinds or KINDS), lambda entry: entry.data.get(name, empty))


def _made(name: str, type: Type, meaning: str, value: Callable[[EntryView], Value], *kinds: Kind) -> Filled:
    return Filled(Column(name, type, meaning, kinds or KINDS), value)


def _side(side: str, roles: tuple[str, ...], who: str) -> tuple[Filled, ...]:
    """The columns of a side's parties; the lists of one entry are all as long and in the same order."""
    kinds: tuple[Kind, ...] = KINDS if roles == BY else ("statement", "event", "commitment")
    fields: tuple[tuple[str, str, Callable[[Any], str | None]], ...] = (
        ("_name", f"Names of {who}", lambda p: p.name),
        ("_id", "Their ids in the ledger", lambda p: p.id),
        ("_country", "Their countries, ISO 3166-1 alpha-3; empty text where none is known", lambda p: p.country),
        ("_sector", "Their primary PLOVER sectors; empty text for none", lambda p: next(iter(p.sectors), None)),
        ("_title", "Their titles; empty text where none is known", lambda p: p.title),
        ("_known", "Their ids in a registry, Wikidata's where it has it; empty text for none", lambda p: p.known),
    )  # fmt: skip
    return tuple(
        Filled(Column(f"{side}{name}", "texts", meaning, kinds),
               lambda entry, get=get: [get(p) or "" for p in entry.of(*roles)])  # type: ignore[misc]
        for name, meaning, get in fields
    )  # fmt: skip


def _evidence(entry: EntryView) -> tuple[int, int]:
    return evidence_of(entry.kind, entry.data)


def _due_text(entry: EntryView) -> Value:
    due = entry.data.get("due")
    return due["text"] if due is not None else None


def _topics(entry: EntryView) -> Value:
    return list(entry.data.get("topics", ()))


_TABLE: tuple[Filled, ...] = (
    _plain("id", "text", "Id of the entry: the same thing has the same id in every ledger fed alike"),
    _plain("kind", "text", "engagement, statement, event or commitment"),
    _plain("type", "text", "Kind of engagement or statement, PLOVER type, force of a commitment", field="label"),
    _plain("mode", "text", "PLOVER mode", "event"),
    _plain("status", "text", "As told; of a commitment its life", "engagement", "event", "commitment"),
    _plain("day", "day", "First day of its date, else the day of the document that tells it"),
    _made("date_first", "day", "First day it happened", lambda e: days_of(e.date)[0], "engagement", "event"),
    _made("date_last", "day", "Last day it happened", lambda e: days_of(e.date)[1], "engagement", "event"),
    *_side("by", BY, "those who take part, speak, act or promise"),
    *_side("to", TO, "those who are addressed, acted upon or promised to"),
    _made("quad", "integer", "PLOVER quad class, 1 to 4", lambda e: e.quad, "event"),
    _made("quad_name", "text", "Its name", lambda e: load().quads[e.quad] if e.quad is not None else None, "event"),
    _plain("intensity", "number", "PLOVER score, -10 (conflict) to 10 (cooperation)", "event"),
    _data("cameo", "text", "Nearest CAMEO code", "event"),
    _data("contexts", "texts", "PLOVER contexts", "event"),
    _made("topics", "texts", "What was talked about", _topics, "engagement"),
    _data("action", "text", "What is to be done, in the document's words", "commitment"),
    _plain("amount", "number", "Sum of money", "commitment"),
    _plain("currency", "text", "Its currency, ISO 4217", "commitment"),
    _plain("due_from", "day", "First day on which it is due", "commitment"),
    _plain("due_to", "day", "Last day on which it is due", "commitment"),
    _made("due_text", "text", "When it is due, in the document's words", _due_text, "commitment"),
    _data("condition", "text", "On what condition", "commitment"),
    _plain("place", "text", "Name of the place", "engagement", "event"),
    _plain("country", "text", "Country of the place, ISO 3166-1 alpha-3", "engagement", "event"),
    _plain("latitude", "number", "Degrees north, WGS 84", "engagement", "event", field="lat"),
    _plain("longitude", "number", "Degrees east, WGS 84", "engagement", "event", field="lon"),
    _plain("geonameid", "integer", "Id of the place in GeoNames", "engagement", "event"),
    _plain("words", "text", "The evidence: the words it rests on"),
    _made("evidence_start", "integer", "Where the evidence begins in the document, in code points",
          lambda e: _evidence(e)[0]),
    _made("evidence_end", "integer", "Where it ends", lambda e: _evidence(e)[1]),
    _made("trigger_start", "integer", "Where the word for it begins", lambda e: span_of(e.data, "trigger")[0], "event"),
    _made("trigger_end", "integer", "Where it ends", lambda e: span_of(e.data, "trigger")[1], "event"),
    _made("cue_start", "integer", "Where the word of saying begins", lambda e: span_of(e.data, "cue")[0], "statement"),
    _made("cue_end", "integer", "Where it ends", lambda e: span_of(e.data, "cue")[1], "statement"),
    _made("content_start", "integers", "Where each part of what is said begins",
          lambda e: [s["start"] for s in e.data.get("content", ())], "statement"),
    _made("content_end", "integers", "Where each of them ends",
          lambda e: [s["end"] for s in e.data.get("content", ())], "statement"),
    _plain("confidence", "number", "How sure the reader is, 0 to 1"),
    _plain("tellings", "integer", "Records of documents that tell it"),
    _plain("outlets", "integer", "Of them those in documents that are no copies of one another"),
    _plain("review", "text", "confirmed or corrected by a person; empty where nobody looked at it"),
    _made("document", "text", "Id of the document that leads, in which the evidence stands", lambda e: e.document.id),
    _made("source", "text", "Where that document comes from", lambda e: e.document.source),
    _made("title", "text", "Its title", lambda e: e.document.title),
    _made("publisher", "text", "Its publisher", lambda e: e.document.publisher),
    _made("published", "day", "The day it was published", lambda e: e.document.published),
    _made("language", "text", "Its language, ISO 639-1", lambda e: e.document.language),
)  # fmt: skip
