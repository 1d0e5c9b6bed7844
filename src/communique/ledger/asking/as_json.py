"""Views as what JSON can hold: what the commands print and the API answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from communique.ledger.asking.counts import CountBy, CountView
from communique.ledger.asking.documents import DocumentHit
from communique.ledger.asking.opened import OpenedView
from communique.ledger.asking.papers import PaperView
from communique.ledger.asking.people import EntityView
from communique.ledger.asking.views import DocumentView, EntryView

Json = dict[str, Any]


def entry_to_dict(entry: EntryView) -> Json:
    """An entry; ``record`` is the record of the contract with its parties as ids of entities, corrections in place."""
    place = {"name": entry.place, "country": entry.country, "lat": entry.lat, "lon": entry.lon}
    return {
        "id": entry.id, "kind": entry.kind, "type": entry.label, "mode": entry.mode, "status": entry.status,
        "day": entry.day, "date": entry.date,
        "due": {"from": entry.due_from, "to": entry.due_to} if entry.due_from or entry.due_to else None,
        "place": {**place, "geonameid": entry.geonameid} if entry.place is not None else None,
        "quad": entry.quad, "intensity": entry.intensity,
        "amount": {"value": entry.amount, "currency": entry.currency} if entry.amount is not None else None,
        "parties": [asdict(party) for party in entry.parties],
        "words": entry.words, "confidence": entry.confidence, "tellings": entry.tellings, "outlets": entry.outlets,
        "review": entry.review, "merged_into": entry.merged_into, "document": document_to_dict(entry.document),
        "record": entry.data,
    }  # fmt: skip


def document_to_dict(document: DocumentView) -> Json:
    """A document without its text."""
    found = asdict(document)
    del found["number"]  # says something in this ledger only
    return found


def entity_to_dict(entity: EntityView) -> Json:
    """An entity."""
    found = asdict(entity)
    del found["number"]
    return found


def hit_to_dict(hit: DocumentHit) -> Json:
    """A document that has the words."""
    return {**document_to_dict(hit.document), "copy": hit.copy, "passage": hit.passage}


def count_to_dict(count: CountView, by: CountBy) -> Json:
    """A group; its key is under the name of what it was counted by."""
    return {by: count.key, "number": count.number, "intensity": count.intensity}


def opened_to_dict(opened: OpenedView) -> Json:
    """An entry with its source."""
    return {
        "entry": entry_to_dict(opened.entry),
        "text": opened.text,
        "spans": [list(span) for span in opened.leading.spans] if opened.leading is not None else [],
        "tellings": [
            {
                "id": told.id, "record": told.record, "document": document_to_dict(told.document),
                "start": told.start, "end": told.end, "words": told.words, "spans": [list(span) for span in told.spans],
                "retired": told.retired, "copy": told.copy, "data": told.data,
            }
            for told in opened.tellings
        ],
    }  # fmt: skip


def paper_to_dict(paper: PaperView) -> Json:
    """A document with its text and what it tells; places are ``[start, end]`` in code points of the text."""
    return {
        "document": document_to_dict(paper.document) | {"author": paper.author, "added": paper.added},
        "twin_of": document_to_dict(paper.twin_of) if paper.twin_of is not None else None,
        "text": paper.text,
        "entries": [
            {
                "entry": entry_to_dict(told.entry), "telling": told.telling, "start": told.start, "end": told.end,
                "places": [list(place) for place in told.places], "leads": told.leads,
            }
            for told in paper.entries
        ],
        "entities": [
            asdict(one) | {"mentions": [list(place) for place in one.mentions]} for one in paper.entities
        ],
    }  # fmt: skip
