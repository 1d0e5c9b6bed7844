"""Stored records of the contract as the dataclasses of ``communique.records`` again."""

from __future__ import annotations

from typing import Any

from communique.records import (
    Amount,
    Commitment,
    Due,
    Engagement,
    Entity,
    Event,
    Mention,
    Place,
    Span,
    Statement,
)

Json = dict[str, Any]


def entity(data: Json) -> Entity:
    """An entity of one document."""
    mentions = tuple(Mention(**m) for m in data["mentions"])
    return Entity(
        data["id"], data["name"], data["kind"], data["title"], data["affiliation"], data["country"],
        tuple(data["sectors"]), mentions, data.get("known"),
    )  # fmt: skip


def event(data: Json) -> Event:
    """An event."""
    return Event(
        data["id"], data["type"], data["mode"], tuple(data["contexts"]), data["quad"], data["cameo"],
        data["intensity"], tuple(data["actor"]), tuple(data["recipient"]), data["status"], data["date"],
        _place(data["place"]), Span(**data["trigger"]), Span(**data["evidence"]), data["confidence"],
    )  # fmt: skip


def statement(data: Json) -> Statement:
    """A statement."""
    return Statement(
        data["id"], data["kind"], tuple(data["speaker"]), _span(data["speaker_span"]), _span(data["cue"]),
        tuple(Span(**s) for s in data["content"]), tuple(data["addressee"]), data["confidence"],
    )  # fmt: skip


def commitment(data: Json) -> Commitment:
    """A commitment."""
    amount, due = data["amount"], data["due"]
    return Commitment(
        data["id"], tuple(data["committer"]), tuple(data["beneficiary"]), data["force"], data["action"],
        Amount(**amount) if amount is not None else None,
        Due(due["from"], due["to"], due["text"]) if due is not None else None,
        data["condition"], data["status"], data["statement"], Span(**data["evidence"]), data["confidence"],
    )  # fmt: skip


def engagement(data: Json) -> Engagement:
    """An engagement."""
    return Engagement(
        data["id"], data["kind"], tuple(data["participants"]), data["date"], _place(data["place"]),
        tuple(data["topics"]), data["status"], Span(**data["evidence"]), data["confidence"],
    )  # fmt: skip


def _place(data: Json | None) -> Place | None:
    return None if data is None else Place(**data)


def _span(data: Json | None) -> Span | None:
    return None if data is None else Span(**data)
