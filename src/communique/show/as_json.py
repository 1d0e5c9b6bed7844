"""A reading as JSON, in the order and with the names of the contract ``communique/1``.

Written out record by record instead of ``dataclasses.asdict``, which copies everything deeply and takes several times
as long; a test holds these functions against the generated schema.
"""

from __future__ import annotations

import json
import re
from typing import Any

from communique.records import (
    SCHEMA,
    Amount,
    Commitment,
    Dateline,
    Document,
    Due,
    Engagement,
    Entity,
    Event,
    Mention,
    Place,
    Reading,
    Relation,
    Span,
    Statement,
)

Json = dict[str, Any]

# Legal inside JSON strings, yet each breaks something: lone surrogates cannot be written as UTF-8, U+0085, U+2028 and
# U+2029 split a line in many readers of JSON Lines, C1 codes steer a terminal.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def to_dict(reading: Reading) -> Json:
    """The reading as plain dicts, lists and values.

    Args:
        reading: any reading, also an empty one.

    Returns:
        A dict whose keys come in the order of the contract, "schema" first.

    Source: the contract ``communique/1`` (``communique schema``).
    """
    return {
        "schema": SCHEMA,
        "document": _document(reading.document),
        "entities": [_entity(entity) for entity in reading.entities],
        "events": [_event(event) for event in reading.events],
        "statements": [_statement(statement) for statement in reading.statements],
        "commitments": [_commitment(commitment) for commitment in reading.commitments],
        "engagements": [_engagement(engagement) for engagement in reading.engagements],
    }


def relation_to_dict(relation: Relation) -> Json:
    """One relation between given actors, keys in the order of the contract."""
    return {
        "id": relation.id,
        "type": relation.type,
        "confidence": relation.confidence,
        "scores": dict(relation.scores),
    }


def dumps_line(value: Reading | Relation | Json) -> str:
    """One line of JSON Lines, without the line break.

    Args:
        value: a reading, a relation, or a dict made from one.

    Returns:
        JSON in one physical line, safe to write as UTF-8 whatever the text holds.
    """
    return _safe(json.dumps(_plain(value), ensure_ascii=False, separators=(", ", ": "), allow_nan=False))


def dumps_pretty(value: Reading | Relation | Json) -> str:
    """The same as `dumps_line`, indented by two blanks for people to read."""
    return _safe(json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def _plain(value: Reading | Relation | Json) -> Json:
    if isinstance(value, Reading):
        return to_dict(value)
    if isinstance(value, Relation):
        return relation_to_dict(value)
    return value


def _safe(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _document(document: Document) -> Json:
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "publisher": document.publisher,
        "author": document.author,
        "language": document.language,
        "published": document.published,
        "dateline": _dateline(document.dateline),
        "text": document.text,
    }


def _dateline(dateline: Dateline | None) -> Json | None:
    if dateline is None:
        return None
    return {"place": dateline.place, "agency": dateline.agency, "date": dateline.date}


def _entity(entity: Entity) -> Json:
    return {
        "id": entity.id,
        "name": entity.name,
        "kind": entity.kind,
        "title": entity.title,
        "affiliation": entity.affiliation,
        "country": entity.country,
        "sectors": list(entity.sectors),
        "mentions": [_mention(mention) for mention in entity.mentions],
        "known": entity.known,
    }


def _mention(mention: Mention) -> Json:
    return {"start": mention.start, "end": mention.end, "kind": mention.kind}


def _event(event: Event) -> Json:
    return {
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "contexts": list(event.contexts),
        "quad": event.quad,
        "cameo": event.cameo,
        "intensity": event.intensity,
        "actor": list(event.actor),
        "recipient": list(event.recipient),
        "status": event.status,
        "date": event.date,
        "place": _place(event.place),
        "trigger": _span(event.trigger),
        "evidence": _span(event.evidence),
        "confidence": event.confidence,
    }


def _statement(statement: Statement) -> Json:
    return {
        "id": statement.id,
        "kind": statement.kind,
        "speaker": list(statement.speaker),
        "speaker_span": _span_or_null(statement.speaker_span),
        "cue": _span_or_null(statement.cue),
        "content": [_span(span) for span in statement.content],
        "addressee": list(statement.addressee),
        "confidence": statement.confidence,
    }


def _commitment(commitment: Commitment) -> Json:
    return {
        "id": commitment.id,
        "committer": list(commitment.committer),
        "beneficiary": list(commitment.beneficiary),
        "force": commitment.force,
        "action": commitment.action,
        "amount": _amount(commitment.amount),
        "due": _due(commitment.due),
        "condition": commitment.condition,
        "status": commitment.status,
        "statement": commitment.statement,
        "evidence": _span(commitment.evidence),
        "confidence": commitment.confidence,
    }


def _engagement(engagement: Engagement) -> Json:
    return {
        "id": engagement.id,
        "kind": engagement.kind,
        "participants": list(engagement.participants),
        "date": engagement.date,
        "place": _place(engagement.place),
        "topics": list(engagement.topics),
        "status": engagement.status,
        "evidence": _span(engagement.evidence),
        "confidence": engagement.confidence,
    }


def _place(place: Place | None) -> Json | None:
    if place is None:
        return None
    return {
        "name": place.name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "geonameid": place.geonameid,
    }


def _amount(amount: Amount | None) -> Json | None:
    return None if amount is None else {"value": amount.value, "currency": amount.currency}


def _due(due: Due | None) -> Json | None:
    return None if due is None else {"from": due.from_, "to": due.to, "text": due.text}


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end}


def _span_or_null(span: Span | None) -> Json | None:
    return None if span is None else _span(span)
