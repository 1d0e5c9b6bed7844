"""Which state a party belongs to where neither its name nor its office says so."""

from __future__ import annotations

import pytest

from communique.findings import Findings, Standing
from communique.records import Dateline, Document
from communique.resolve.countries import sectors_of
from communique.resolve.resolver import resolve
from tests.resolve.marked import marked

ACTS = (("actor", "blamed", "police"), ("recipient", "blamed", "miners"))
STORY = "{organization.nominal|police} {event:ACCUSE|blamed} {group.nominal|miners}"


def country(source: str, name: str, *links: tuple[str, str, str], dateline: str | None = None) -> str | None:
    text, findings = marked(source, *ACTS, *links)
    line = Dateline(dateline, None, None) if dateline else None
    reading = resolve(Document("x", "x", text, published="2024-05-10", dateline=line), findings)
    return next(e.country for e in reading.entities if e.name == name)


@pytest.mark.parametrize(
    ("source", "links", "dateline", "code", "why"),
    [
        (f"In {{place|Lima}} {STORY}.", (), None, "PER", "a large town tells of its country"),
        (f"In {{state.name|Kenya}} {STORY}.", (), None, "KEN", "the one state of the text"),
        (f"{{state.name|Peru}} waits. In {{state.name|Kenya}} {STORY}.", (), None, "KEN", "the state of the sentence"),
        (f"{{state.name|Peru}} and {{state.name|Chad}} wait. {STORY}.", (), "Lima", "PER", "whence the text is sent"),
        (f"{{state.name|Peru}} and {{state.name|Chad}}, {{state.name|Chad}}. {STORY}.", (), None, "TCD", "named most"),
        (f"{{state.name|Peru}} on {{state.name|Chad}}: {STORY}.", (("acts_for", "police", "Peru"),), None, "TCD", "the nearest in the sentence"),
        (f"{STORY}.", (), None, None, "nothing is named, nothing is guessed"),
        (f"In {{place|Xyzburg}} {STORY}.", (), None, None, "a place nobody knows"),
    ],
)  # fmt: skip
def test_by_the_text(
    source: str, links: tuple[tuple[str, str, str], ...], dateline: str | None, code: str | None, why: str
) -> None:
    assert country(source, "police", *links, dateline=dateline) == code, why


@pytest.mark.parametrize(
    ("tied", "link", "code", "why"),
    [
        (0.9, True, "TCD", "where the reader links it"),
        (0.9, False, "PER", "tied, but not linked: as the text is about"),
        (0.1, True, None, "the reader takes it for stateless"),
    ],
)
def test_by_the_reader(tied: float, link: bool, code: str | None, why: str) -> None:
    source = f"{{state.name|Chad}} waits. In {{state.name|Peru}}, {STORY}."
    text, found = marked(source, *ACTS, *((("home", "police", "Chad"),) if link else ()))
    number = next(n for n, s in enumerate(found.spans) if text[s.start : s.end] == "police")
    findings = Findings(found.spans, found.links, found.classes, {number: Standing({"COP": 1.0}, tied)})
    reading = resolve(Document("x", "x", text), findings)
    assert next(e.country for e in reading.entities if e.name == "police") == code, why


@pytest.mark.parametrize(
    ("standing", "by_words", "sectors"),
    [
        (None, ("COP",), ("COP",)),
        (Standing({"COP": 0.6, "GOV": 0.4}, 1.0), ("GOV", "COP"), ("COP", "GOV")),  # the words' others follow
        (Standing({"COP": 0.6, "GOV": 0.4}, 1.0), ("MIL",), ("COP",)),  # likely enough to go before words
        (Standing({"COP": 0.4, "GOV": 0.3, "MIL": 0.3}, 1.0), ("MIL",), ("MIL",)),  # unsure: the words
        (Standing({"UNK": 0.9}, 1.0), (), ()),  # unknown is none
    ],
)
def test_sectors(standing: Standing | None, by_words: tuple[str, ...], sectors: tuple[str, ...]) -> None:
    assert sectors_of(standing, by_words) == sectors


@pytest.mark.parametrize(
    ("before", "sentence", "dateline", "code", "why"),
    [
        ("{state.name|Peru} waits.", "{state.name|Kenya}", None, "KEN", "the one country of the sentence"),
        ("{state.name|Peru} waits.", "{state.name|Kenya} and {state.name|Chad}", None, None, "one of two, and which?"),
        ("{state.name|Peru} waits.", "{state.name|Kenya} and {state.name|Peru}", "Lima", "PER", "of two that whence it is sent"),
        ("{state.name|Chad} waits.", "{state.name|Kenya} and {state.name|Chad}", "Lima", None, "sent from a third"),
        ("{state.name|Chad} and {state.name|Kenya} wait.", "They", "Lima", "PER", "the sentence names none"),
        ("{state.name|Chad}, {state.name|Chad}, {state.name|Kenya}.", "They", None, "TCD", "mostly of one country"),
        ("{state.name|Chad} and {state.name|Kenya} wait.", "They", None, None, "half is not mostly"),
    ],
)  # fmt: skip
def test_a_place_nobody_knows(before: str, sentence: str, dateline: str | None, code: str | None, why: str) -> None:
    source = f"{before} {sentence} saw {{organization.nominal|police}} {{event:COERCE|arrest}} a man at {{place|Xyzburg}}."
    text, findings = marked(source, ("actor", "arrest", "police"), ("event_place", "arrest", "Xyzburg"))
    line = Dateline(dateline, None, None) if dateline else None
    reading = resolve(Document("x", "x", text, dateline=line), findings)
    assert (place := reading.events[0].place) is not None
    assert (place.name, place.country, place.lat) == ("Xyzburg", code, None), why


@pytest.mark.parametrize(
    ("said", "code", "why"),
    [
        ("the Chadian envoy", "TCD", "an adjective of a state"),
        ("two Peruvian officers", "PER", "behind a number"),
        ("the envoy to Peru", "KEN", "whither one is sent is not whence"),
        ("the envoy", "KEN", "as the reader links it"),
    ],
)
def test_a_persons_country_is_what_its_words_say(said: str, code: str, why: str) -> None:
    source = f"{{state.name|Kenya}}: {{person.nominal|{said}}} {{event:ACCUSE|blamed}} {{group.nominal|miners}}."
    links = ("actor", "blamed", said), ("recipient", "blamed", "miners"), ("home", said, "Kenya")
    text, found = marked(source, *links)
    number = next(n for n, s in enumerate(found.spans) if text[s.start : s.end] == said)
    findings = Findings(found.spans, found.links, found.classes, {number: Standing({"GOV": 1.0}, 0.9)})
    reading = resolve(Document("x", "x", text), findings)
    assert next(e.country for e in reading.entities if e.kind == "person") == code, why


@pytest.mark.parametrize(("said", "code"), [("Ten Yemenis", "YEM"), ("almost two million Ukrainians", "UKR")])
def test_a_people_tells_its_country(said: str, code: str) -> None:
    text, findings = marked(
        f"{{state.name|Kenya}}: {{group.nominal|{said}}} {{event:ACCUSE|blamed}} {{state.name|Peru}}.",
        ("actor", "blamed", said),
        ("recipient", "blamed", "Peru"),
    )
    reading = resolve(Document("x", "x", text), findings)
    assert next(e.country for e in reading.entities if e.kind == "group") == code
