"""POLECAT files are read by scripts that were written for the data set itself."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from communique.export import Story, make
from communique.export.cow import numbers
from communique.resolve import states
from tests.export.made import BRANDVOLD, EVENT, KENYA, STORY, UN, row

HEAD = (
    "Event ID, Event Date, Event Type, Event Mode, Intensity, Quad Code, Contexts, Actor Name, Actor Country, Actor COW, "
    "Primary Actor Sector, Actor Sectors, Actor Title, Actor Name Raw, Wikipedia Actor ID, Recipient Name, "
    "Recipient Country, Recipient COW, Primary Recipient Sector, Recipient Sectors, Recipient Title, Recipient Name Raw, "
    "Wikipedia Recipient ID, Placename, City, District, Province, Country, Latitude, Longitude, GeoNames ID, "
    "Raw Placename, Feature Type, Source, Publication Date, Story People, Story Organizations, Story Locations, "
    "Language, Version"
).split(", ")


def written(*rows: Any) -> list[dict[str, str]]:
    stream = io.BytesIO()
    assert make("polecat").write(rows, stream, "event") == len(rows)
    text = stream.getvalue().decode()
    # The way of the scripts: csv.DictReader with tabs and the default quotation mark.
    reader = csv.DictReader(io.StringIO(text), delimiter="\t")
    found = list(reader)
    assert reader.fieldnames == HEAD
    assert [line.split("\t") for line in text.splitlines()[1:]] == [list(one.values()) for one in found]
    return found


def test_the_columns_in_their_order() -> None:
    assert len(HEAD) == 40
    assert [c.name for c in make("polecat").columns("event")] == HEAD


def test_a_plain_event() -> None:
    (found,) = written(row())
    assert found == dict(zip(HEAD, [
        "d01_e01", "2024-05-14", "CONSULT", "visit", "4.0", "VERBAL COOPERATION", "diplomatic; economic",
        "Kenya", "KEN", "501", "GOV", "GOV", "None", "Kenya", "None",
        "Helena Brandvold", "NOR", "385", "GOV", "GOV|MIL", "Envoy", "the envoy", "None",
        "Nairobi", "Nairobi", "None", "None", "KEN", "-1.28", "36.82", "184745", "Nairobi", "PPL",
        "The Herald", "2024-05-17", "Helena Brandvold", "United Nations", "Kenya; Nairobi", "en", "communique 0.1+m2",
    ], strict=True))  # fmt: skip


ODD: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("nobody acts", {"parties": (BRANDVOLD,)}, {"Actor Name": "None", "Actor COW": "None", "Wikipedia Actor ID": "None"}),
    ("two act: their values stay in one order", {"parties": (UN, KENYA)}, {
        "Actor Name": "United Nations; Kenya", "Actor Country": "None; KEN", "Actor COW": "None; 501",
        "Primary Actor Sector": "IGO; GOV", "Actor Name Raw": "None; Kenya", "Wikipedia Actor ID": "Q1065; None",
        "Recipient Name": "None"}),
    ("a name with what parts names", {"parties": (replace(KENYA, name="A; B"),)}, {"Actor Name": "A, B"}),
    ("a name with a tab, a line break and a quotation mark",
     {"parties": (replace(KENYA, name='"Kenya\t\r\n  Ltd'),)}, {"Actor Name": "'Kenya   Ltd"}),
    ("a party without sectors", {"parties": (replace(KENYA, sectors=()),)}, {"Primary Actor Sector": "None", "Actor Sectors": "None"}),
    ("no mode, no contexts", {"mode": None, "data": {"contexts": []}}, {"Event Mode": "None", "Contexts": "None"}),
    ("no date of its own", {"date": None}, {"Event Date": "2024-05-14"}),
    ("no day at all", {"date": None, "day": None}, {"Event Date": "None"}),
    ("no place", {"place": None, "country": None, "lat": None, "lon": None, "geonameid": None},
     {"Placename": "None", "City": "None", "Latitude": "None", "Feature Type": "None"}),
    ("a state as the place", {"place": "Kenya", "lat": None, "lon": None, "geonameid": None},
     {"Placename": "Kenya", "City": "None", "Country": "KEN", "Feature Type": "PCLI"}),
    ("a place that nobody knows", {"place": "Old Mill", "country": None, "geonameid": None}, {"City": "None", "Feature Type": "None"}),
    ("planned cooperation is AGREE in PLOVER", {"status": "planned"},
     {"Event Type": "AGREE", "Event Mode": "None", "Intensity": "2.5", "Quad Code": "VERBAL COOPERATION"}),
    ("a planned threat is one", {"status": "planned", "label": "THREATEN", "mode": None, "quad": 3, "intensity": -4.4},
     {"Event Type": "THREATEN", "Intensity": "-4.4", "Quad Code": "VERBAL CONFLICT"}),
    ("no publisher", {"document": replace(EVENT.document, publisher=None)}, {"Source": "https://a.example/1"}),
    ("no story", {"story": Story()}, {"Actor Name Raw": "None", "Story People": "None", "Version": "None"}),
    ("half a surrogate pair", {"parties": (replace(KENYA, name="a\ud800"),)}, {"Actor Name": "a\\ud800"}),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "expected"), [case[1:] for case in ODD], ids=[case[0] for case in ODD])
def test_odd_events(changed: dict[str, Any], expected: dict[str, str]) -> None:
    (found,) = written(row(**changed))
    assert {name: found[name] for name in expected} == expected


def test_the_words_for_somebody_are_those_of_the_evidence_else_the_first() -> None:
    assert STORY.as_written("n03", 10, 30) == "the envoy"
    assert STORY.as_written("n03", 40, 50) == "Brandvold"
    assert STORY.as_written("n09", 0, 50) is None


def test_numbers_of_the_correlates_of_war() -> None:
    known = numbers()
    # Spot checks against the list of 2016, those that other tables have wrong among them.
    spots = {
        "USA": 2,
        "ATG": 58,
        "DEU": 255,
        "SRB": 345,
        "XKX": 347,
        "YEM": 679,
        "TWN": 713,
        "VNM": 816,
        "SSD": 626,
        "WSM": 990,
    }
    assert {code: known[code] for code in spots} == spots
    assert set(known) <= set(states.codes())
    assert len(set(known.values())) == len(known)
    # No members of the project's state system.
    missing = "ABW ATA BMU COK CUW ESH FLK FRO GIB GRL GUM HKG MAC NCL NIU PRI PSE PYF VAT".split()
    assert set(states.codes()) - set(known) == set(missing)
