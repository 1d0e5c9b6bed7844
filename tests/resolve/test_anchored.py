"""A time that counts from another one takes the day that the text named last."""

from __future__ import annotations

import pytest

from communique.records import Document
from communique.resolve.anchored import step_of
from communique.resolve.resolver import resolve
from tests.resolve.marked import marked


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("the next day", 1),
        ("the following morning", 1),
        ("a day later", 1),
        ("the night before", -1),
        ("on the eve", -1),
        ("the same afternoon", 0),
        ("later that evening", 0),
        ("in the afternoon", 0),
        ("at noon", 0),
        ("shortly after dawn", 0),
        ("midnight", 0),
        ("two days later", 2),
        ("a week after", 7),
        ("three weeks earlier", -21),
        ("10 days before", -10),
        ("a fortnight earlier", -14),
        ("one day after", 1),
        ("on Tuesday", None),  # a day of its own
        ("the day before yesterday", None),  # from publication
        ("the next week", None),  # no day
        ("many days later", None),  # no count
        ("tomorrow", None),  # from publication
        ("the day", None),
    ],
)
def test_steps(said: str, days: int | None) -> None:
    step = step_of(said)
    assert (step.days if step else None) == days


@pytest.mark.parametrize(
    ("lead", "when", "date"),
    [
        ("{date|On 3 May} it rained.", "the next day", "2024-05-04"),  # from the day that the text named
        ("It rained.", "at noon", "2024-05-10"),  # nothing named: the day of publication
        ("{date|In April} it rained.", "the next day", "2024-05-11"),  # a month is no day
        (
            "{date|On 3 May} it rained, {date|the day before} it snowed.",
            "the next day",
            "2024-05-04",
        ),  # not from a step
        ("It rained.", "since 3 May", None),  # began then, and goes on
        ("It rained.", "last week", "2024-04-29/2024-05-05"),
        ("{date|On 3 May} it rained.", "the week before", "2024-04-22/2024-04-28"),  # of that Friday's, whole
        ("{date|On 3 May} it rained.", "the following week", "2024-05-06/2024-05-12"),
    ],
)
def test_dates_of_events(lead: str, when: str, date: str | None) -> None:
    text, findings = marked(
        f"{lead} {{state.name|Kenya}} {{event:ACCUSE|blamed}} {{state.name|Peru}} {{date|{when}}}.",
        ("actor", "blamed", "Kenya"),
        ("recipient", "blamed", "Peru"),
        ("event_date", "blamed", when),
    )
    (event,) = resolve(Document("x", "x", text, published="2024-05-10"), findings).events
    assert event.date == date


@pytest.mark.parametrize(
    ("joint", "date", "why"),
    [
        (" and ", "2024-05-06/2024-05-07", "two weekdays with a mark of their own each are the ends of one time"),
        (" to ", "2024-05-06/2024-05-07", "the same"),
        (", a day after the vote; ", "2024-05-06", "what else stands between them parts them"),
    ],
)
def test_two_weekdays_of_one_event(joint: str, date: str, why: str) -> None:
    text, findings = marked(
        f"{{state.name|Kenya}} {{event:ACCUSE|blamed}} {{state.name|Peru}} on {{date|Monday}}{joint}{{date|Tuesday}}.",
        ("actor", "blamed", "Kenya"),
        ("recipient", "blamed", "Peru"),
        ("event_date", "blamed", "Monday"),
    )
    (event,) = resolve(Document("x", "x", text, published="2024-05-10"), findings).events
    assert event.date == date, why


def test_what_goes_on_since_a_day_has_none() -> None:
    text, findings = marked(
        "{date|since March} {state.name|Kenya} {event:ACCUSE|blamed} {state.name|Peru}, also in {date|April}.",
        ("actor", "blamed", "Kenya"),
        ("recipient", "blamed", "Peru"),
        ("event_date", "blamed", "since March", 0.9),
        ("event_date", "blamed", "April", 0.6),
    )
    (event,) = resolve(Document("x", "x", text, published="2024-05-10"), findings).events
    assert event.date is None
