"""Entries made up for the formats, each a plain one with what a test changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from communique.export import Row, Story
from communique.ledger.asking import DocumentView, EntryView, PartyView

KENYA = PartyView("actor", "n01", "Kenya", "state", None, None, "KEN", ("GOV",), "KEN")
UN = PartyView("actor", "n02", "United Nations", "organization", None, None, None, ("IGO",), "Q1065")
BRANDVOLD = PartyView(
    "recipient", "n03", "Helena Brandvold", "person", "Envoy", "United Nations", "NOR", ("GOV", "MIL"), None
)

EVENT = EntryView(
    number=1, id="e01", kind="event", label="CONSULT", mode="visit", status="occurred", day="2024-05-14",
    date="2024-05-14/2024-05-16", due_from=None, due_to=None, place="Nairobi", country="KEN", lat=-1.28, lon=36.82,
    geonameid=184745, quad=1, intensity=4.0, amount=None, currency=None, confidence=0.9, words="Kenya met the envoy.",
    tellings=2, outlets=1, review=None, merged_into=None,
    document=DocumentView(1, "d01", "https://a.example/1", "Talks", "The Herald", "2024-05-17", "en"),
    parties=(KENYA, BRANDVOLD),
    data={"cameo": "042", "contexts": ["diplomatic", "economic"], "evidence": {"start": 10, "end": 30}, "trigger": {"start": 16, "end": 19}},
    correction=None,
)  # fmt: skip
STORY = Story(
    "0.1+m2", ("Helena Brandvold",), ("United Nations",), ("Kenya", "Nairobi"),
    {"n01": ((10, "Kenya"), (2, "It")), "n03": ((0, "Brandvold"), (20, "the envoy"))},
)  # fmt: skip


def row(*, story: Story = STORY, data: dict[str, Any] | None = None, **changed: Any) -> Row:
    """An event with some of its fields changed."""
    return Row(replace(EVENT, data={**EVENT.data, **(data or {})}, **changed), story)
