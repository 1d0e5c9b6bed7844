"""Every usual word for a state leads to it, and small words of other meaning do not."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from communique.ontology.load import load
from communique.resolve import organizations, states
from communique.resolve.states import find
from communique.text.names import normal

DATA = json.loads((Path(states.__file__).parent / "data" / "states.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("said", "country", "via"),
    [
        ("Kenya", "KEN", "name"),
        ("Kenya's", "KEN", "name"),  # possessive
        ("kenya’s", "KEN", "name"),  # with a curly apostrophe
        ("the US", "USA", "name"),
        ("U.S.", "USA", "name"),
        ("United States of America", "USA", "name"),
        ("UK", "GBR", "name"),
        ("Britain", "GBR", "name"),
        ("DRC", "COD", "name"),
        ("DR Congo", "COD", "name"),
        ("Congo", "COD", "name"),  # as in news copy; ISO's short name means Brazzaville
        ("Congo-Brazzaville", "COG", "name"),
        ("Republic of the Congo", "COG", "name"),
        ("Ivory Coast", "CIV", "name"),
        ("Cote d'Ivoire", "CIV", "name"),
        ("Côte d’Ivoire", "CIV", "name"),
        ("Burma", "MMR", "name"),
        ("Swaziland", "SWZ", "name"),
        ("Turkey", "TUR", "name"),
        ("TÜRKİYE", "TUR", "name"),  # a dotted capital I
        ("Holland", "NLD", "name"),
        ("the Netherlands", "NLD", "name"),
        ("UAE", "ARE", "name"),
        ("ROK", "KOR", "name"),
        ("DPRK", "PRK", "name"),
        ("Kosovo", "XKX", "name"),  # no ISO code: a user-assigned one
        ("Palestine", "PSE", "name"),
        ("Taiwan", "TWN", "name"),
        ("Holy See", "VAT", "name"),
        ("Hong Kong", "HKG", "name"),
        ("Russian", "RUS", "adjective"),
        ("Dutch", "NLD", "adjective"),
        ("Nigerien", "NER", "adjective"),  # one letter from Nigeria
        ("Nigerian", "NGA", "adjective"),
        ("South Sudanese", "SSD", "adjective"),
        ("Polish", "POL", "adjective"),
        ("Russians", "RUS", "demonym"),
        ("the French", "FRA", "demonym"),
        ("Poles", "POL", "demonym"),
        ("Filipinos", "PHL", "demonym"),
        ("Tokyo", "JPN", "capital"),
        ("The Hague", "NLD", "capital"),
        ("Malé", "MDV", "capital"),
        ("the Kremlin", "RUS", "metonym"),
        ("Downing Street", "GBR", "metonym"),
        ("Élysée", "FRA", "metonym"),
        ("Elysee Palace", "FRA", "metonym"),
        ("Rashtrapati Bhavan", "IND", "metonym"),
        ("Foggy Bottom", "USA", "metonym"),
        ("Blue House", "KOR", "metonym"),
        ("Soviet Union", "RUS", "historical"),
        ("Zaire", "COD", "historical"),
        ("Czechoslovakia", "CSK", "historical"),  # two successors: keeps its old code
    ],
)
def test_find(said: str, country: str, via: str) -> None:
    match = find(said)
    assert match is not None
    assert (match.country, match.via) == (country, via)


@pytest.mark.parametrize(
    "said",
    [
        "us",  # the pronoun
        "Us",
        "turkey",  # the bird
        "polish",
        "chad",
        "male",
        "poles",
        "car",  # but CAR is a republic
        "Atlantis",
        "",
        "the",
        "Europe",  # no state
    ],
)
def test_no_state(said: str) -> None:
    assert find(said) is None


def test_names_of_states() -> None:
    assert states.name_of("TUR") == "Türkiye"
    assert states.name_of("ZZZ") is None


def test_all_members_of_the_united_nations_are_there() -> None:
    """193 members, two observers, and those that news copy names beside them."""
    assert len({state["country"] for state in DATA["states"]}) == len(DATA["states"]) >= 197
    missing = [
        s["country"] for s in DATA["states"] if find(s["name"]) is None or find(s["name"]).country != s["country"]
    ]
    assert missing in ([], ["CSK"])


def test_no_word_means_two_states() -> None:
    meant = defaultdict(set)
    for state in DATA["states"]:
        for field in ("names", "adjectives", "demonyms", "capitals", "metonyms", "historical"):
            for word in state.get(field, ()):
                meant[normal(word)].add(state["country"])
    assert {word: of for word, of in meant.items() if len(of) > 1} == {}


def test_states_and_bodies_do_not_share_a_word() -> None:
    """States are asked first, so a shared word would hide the body."""
    bodies = json.loads(
        (Path(organizations.__file__).parent / "data" / "organizations.json").read_text(encoding="utf-8")
    )
    words = [alias for body in bodies["organizations"] for alias in organizations.names_of(body)]
    assert [word for word in words if find(word)] == []


def test_kinds_of_a_state_are_sectors_known() -> None:
    assert "GOV" in load().sectors
