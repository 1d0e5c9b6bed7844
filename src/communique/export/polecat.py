"""POLECAT: events in the 40 tab-separated columns of that data set, so that scripts written for it run unchanged.

What is known of how the real files fill their columns, and from where, is told in ``docs/export.md``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import BinaryIO, ClassVar

from communique.export import cow
from communique.export.base import Column, Format, Row, days_of
from communique.ledger.asking import EntryView, Kind, PartyView
from communique.ontology import load as ontology
from communique.resolve import states

NONE = "None"
"""What the files write where there is nothing."""
BETWEEN, WITHIN = "; ", "|"
"""Between the actors of one side, and between the values of one actor."""
_BREAKING = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029\0]+")


def _side(side: str, who: str) -> list[tuple[str, str]]:
    return [
        (f"{side} Name", f"Names of {who}"),
        (f"{side} Country", "Their countries, ISO 3166-1 alpha-3"),
        (f"{side} COW", "Their countries' numbers in the Correlates of War project"),
        (f"Primary {side} Sector", "Their primary PLOVER sectors"),
        (f"{side} Sectors", "All their PLOVER sectors; those of one actor are parted by |"),
        (f"{side} Title", "Their titles"),
        (f"{side} Name Raw", "The words for them in the evidence"),
        (f"Wikipedia {side} ID", "Their ids in Wikidata or another registry, not Wikipedia's"),
    ]


COLUMNS = (
    ("Event ID", "Id of the document that leads, an underscore, id of the entry"),
    ("Event Date", "First day it happened, else the day of the document, as 2024-01-31"),
    ("Event Type", "PLOVER type, in capitals"),
    ("Event Mode", "PLOVER mode"),
    ("Intensity", "PLOVER score, -10 to 10"),
    ("Quad Code", "VERBAL COOPERATION, MATERIAL COOPERATION, VERBAL CONFLICT or MATERIAL CONFLICT"),
    ("Contexts", "PLOVER contexts"),
    *_side("Actor", "those who act"),
    *_side("Recipient", "those who are acted upon"),
    ("Placename", "Name of the place"),
    ("City", "The same where it is a city that GeoNames knows"),
    ("District", "Always None"),
    ("Province", "Always None"),
    ("Country", "Country of the place, ISO 3166-1 alpha-3"),
    ("Latitude", "Degrees north, WGS 84"),
    ("Longitude", "Degrees east, WGS 84"),
    ("GeoNames ID", "Id of the place in GeoNames"),
    ("Raw Placename", "The place as the document writes it"),
    ("Feature Type", "GeoNames' code: PPL for a city, PCLI for a state"),
    ("Source", "Publisher of the document, else where it comes from"),
    ("Publication Date", "The day it was published"),
    ("Story People", "All persons that the document names"),
    ("Story Organizations", "All bodies that it names"),
    ("Story Locations", "All states and places that it names"),
    ("Language", "Its language, ISO 639-1"),
    ("Version", "What read it, with its version"),
)


class Polecat(Format):
    """Tab-separated values in UTF-8 with a head line; nothing is quoted and no cell holds a quotation mark."""

    name: ClassVar[str] = "polecat"
    extension: ClassVar[str] = ".txt"
    about: ClassVar[str] = "events in the 40 columns of the POLECAT data set"
    kinds: ClassVar[tuple[Kind, ...]] = ("event",)
    # The data set has no column for it: what is denied or hypothetical would be counted as having happened.
    statuses: ClassVar[tuple[str, ...]] = ("occurred", "ongoing", "planned")
    tells_story: ClassVar[bool] = True

    def columns(self, kind: Kind | None) -> tuple[Column, ...]:
        """Its columns."""
        return tuple(Column(name, "text", meaning, self.kinds) for name, meaning in COLUMNS)

    def write(self, rows: Iterable[Row], stream: BinaryIO, kind: Kind | None = None) -> int:
        """Write events; see `Format.write`."""
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", newline="")
        try:
            text.write("\t".join(name for name, _ in COLUMNS) + "\n")
            count = 0
            for row in rows:
                text.write("\t".join(map(_cell, _event(row))) + "\n")
                count += 1
            text.flush()
        finally:
            text.detach()
        return count


def _event(row: Row) -> list[object]:
    entry, story = row.entry, row.story
    label, mode, quad, intensity = _as_told(entry)
    return [
        f"{entry.document.id}_{entry.id}", days_of(entry.date)[0] or entry.day, label, mode, intensity,
        ontology.load().quads[quad].upper() if quad is not None else None, BETWEEN.join(entry.data.get("contexts", ())),
        *_parties(row, "actor"), *_parties(row, "recipient"), *_place(entry),
        entry.document.publisher or entry.document.source, entry.document.published,
        BETWEEN.join(story.people), BETWEEN.join(story.organizations), BETWEEN.join(story.locations),
        entry.document.language, f"communique {story.reader}" if story.reader is not None else None,
    ]  # fmt: skip


def _as_told(entry: EntryView) -> tuple[str, str | None, int | None, float | None]:
    """Type, mode, quad and intensity; PLOVER codes a planned event as the type that its announcement is."""
    if entry.status != "planned":
        return entry.label, entry.mode, entry.quad, entry.intensity
    announced = ontology.modality(entry.label, "future")
    if announced == entry.label:
        return entry.label, entry.mode, entry.quad, entry.intensity
    return announced, None, ontology.quad(announced), ontology.intensity(announced)


def _parties(row: Row, role: str) -> list[object]:
    """The eight columns of a side; the values of each stand in the order of the actors."""
    start, end = row.entry.data["evidence"]["start"], row.entry.data["evidence"]["end"]
    parties = row.entry.of(role)

    def each(values: Iterable[object | None]) -> str:
        return BETWEEN.join(_part(value) for value in values)

    raw = [row.story.as_written(p.id, start, end) for p in parties]
    return [
        each(p.name for p in parties), each(p.country for p in parties),
        each(cow.numbers().get(p.country or "") for p in parties), each(next(iter(p.sectors), None) for p in parties),
        each(WITHIN.join(p.sectors) for p in parties), each(p.title for p in parties), each(raw),
        each(_identifier(p) for p in parties),
    ]  # fmt: skip


def _identifier(party: PartyView) -> str | None:
    # A state's own code says nothing that its country does not.
    return party.known if party.known != party.country else None


def _place(entry: EntryView) -> list[object]:
    city = entry.place if entry.geonameid is not None else None
    state = states.find(entry.place) if entry.place is not None and city is None else None
    feature = "PPL" if city is not None else "PCLI" if state is not None and state.via == "name" else None
    return [
        entry.place, city, None, None, entry.country, entry.lat, entry.lon, entry.geonameid, entry.place, feature,
    ]  # fmt: skip


def _part(value: object | None) -> str:
    # What parts actors must not stand within a name.
    return NONE if value is None or value == "" else str(value).replace(";", ",")


def _cell(value: object | None) -> str:
    # Readers disagree on a quotation mark: for some it begins a cell that may hold tabs and line breaks.
    said = _BREAKING.sub(" ", "" if value is None else str(value)).replace('"', "'").strip()
    return said or NONE
