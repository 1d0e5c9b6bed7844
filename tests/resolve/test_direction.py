"""Which way a time lies from publication, and how long what ended then had lasted, by the words around it."""

from __future__ import annotations

import pytest

from communique.records import Document
from communique.resolve.resolver import resolve
from tests.resolve.marked import marked

PUBLISHED = "2024-05-15"
"""A Wednesday."""


def date_of(source: str, trigger: str, when: str, status: str = "occurred") -> str | None:
    text, findings = marked(
        "{person.name|Lee} and {state.name|Chad}: " + source,
        ("actor", trigger, "Lee"),
        ("recipient", trigger, "Chad"),
        ("event_date", trigger, when),
        status={trigger: status},
    )
    return resolve(Document("x", "x", text, published=PUBLISHED), findings).events[0].date


@pytest.mark.parametrize(
    ("source", "trigger", "when", "status", "day", "why"),
    [
        ("he {event:AGREE|will meet} them on {date|Friday}.", "will meet", "Friday", "occurred", "2024-05-17", "what will be lies ahead"),
        ("the round is due to {event:AGREE|open} {date|Monday}.", "open", "Monday", "occurred", "2024-05-20", "due"),
        ("they {event:AGREE|agreed} on {date|Friday} to meet.", "agreed", "Friday", "occurred", "2024-05-10", "what was agreed lies behind"),
        ("he said on {date|Friday} he would {event:AGREE|send aid}.", "send aid", "Friday", "occurred", "2024-05-10", "the day on which it was said"),
        ("he told the crowd outside on {date|Friday} that he would {event:AGREE|go}.", "go", "Friday", "occurred", "2024-05-10", "said to somebody"),
        ("he called off {date|Friday}'s {event:PROTEST|strike}.", "strike", "Friday", "denied", "2024-05-17", "what was called off had not been yet"),
        ("there was no {event:PROTEST|strike} on {date|Friday}.", "strike", "Friday", "denied", "2024-05-10", "nothing tells that it was to come"),
        ("he was to have {event:CONSULT|received} them on {date|Friday}.", "received", "Friday", "denied", "2024-05-10", "a plan of the past"),
        ("he decided on {date|Friday} to {event:SANCTION|ban} it.", "ban", "Friday", "planned", "2024-05-10", "a plan made that day"),
        ("he plans to {event:SANCTION|ban} it on {date|Friday}.", "ban", "Friday", "planned", "2024-05-17", "planned for that day"),
        ("he accepted my invitation to {event:AGREE|visit} Doba on {date|Friday}.", "visit", "Friday", "planned", "2024-05-17", "the visit is on that day"),
        ("a round is pencilled in for the {event:AGREE|start} on {date|the 20th}.", "start", "the 20th", "occurred", "2024-05-20", "a day of the month"),
        ("they will {event:AGREE|meet} over {date|the weekend}.", "meet", "the weekend", "occurred", "2024-05-18/2024-05-19", "a weekend"),
        ("he {event:AGREE|will give} them all of the radars that were asked for, it was heard in Manila in the hours of {date|Friday}.", "will give", "Friday", "occurred", "2024-05-10", "too far from the verb"),
    ],
)  # fmt: skip
def test_which_way(source: str, trigger: str, when: str, status: str, day: str, why: str) -> None:
    assert date_of(source, trigger, when, status) == day, why


@pytest.mark.parametrize(
    ("source", "trigger", "when", "days", "why"),
    [
        ("he wound up a two-day {event:CONSULT|visit} on {date|Friday}.", "visit", "Friday", "2024-05-09/2024-05-10", "the last of two days"),
        ("they closed three days of {event:CONSULT|talks} on {date|14 May}.", "talks", "14 May", "2024-05-12/2024-05-14", "the last of three"),
        ("he began a two-day {event:CONSULT|visit} on {date|Friday}.", "visit", "Friday", "2024-05-10", "the first day is told"),
        ("he ended his {event:CONSULT|visit} on {date|Friday}.", "visit", "Friday", "2024-05-10", "how long is not told"),
        ("he ended a two-day {event:CONSULT|visit} in {date|April}.", "visit", "April", "2024-04", "a month is no day"),
        ("they ended the four-day rally. He {event:CONSULT|met} them on {date|Friday}.", "met", "Friday", "2024-05-10", "another sentence"),
    ],
)  # fmt: skip
def test_how_long(source: str, trigger: str, when: str, days: str, why: str) -> None:
    assert date_of(source, trigger, when) == days, why


@pytest.mark.parametrize(
    ("source", "trigger", "when", "day", "why"),
    [
        ("{date|A week after} they had {event:CONSULT|met}, he wrote.", "met", "A week after", "2024-05-08", "the meeting is what the week counts from"),
        ("{date|A week after}, they {event:CONSULT|met}.", "met", "A week after", "2024-05-22", "the meeting is what came a week later"),
        ("he flew home {date|two days before} the {event:CONSULT|talks}.", "talks", "two days before", "2024-05-17", "counted forwards"),
        ("he won {date|the day before} and {event:CONSULT|met} them.", "met", "the day before", "2024-05-14", "another thing that day"),
        ("they {event:CONSULT|met} {date|the day before yesterday}.", "met", "the day before yesterday", "2024-05-13", "a day of its own"),
    ],
)  # fmt: skip
def test_what_a_time_counts_from(source: str, trigger: str, when: str, day: str, why: str) -> None:
    assert date_of(source, trigger, when) == day, why
