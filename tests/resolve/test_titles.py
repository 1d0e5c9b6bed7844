"""Offices to roles and sectors."""

from __future__ import annotations

import pytest

from communique.ontology.load import load
from communique.resolve import titles
from communique.resolve.titles import role


@pytest.mark.parametrize(
    ("title", "name", "sectors"),
    [
        ("Foreign Minister", "foreign_minister", ("GOV",)),
        ("the Minister of Foreign Affairs", "foreign_minister", ("GOV",)),
        ("US Secretary of State", "foreign_minister", ("GOV",)),
        ("Deputy Foreign Minister", "deputy_foreign_minister", ("GOV",)),  # the longer phrase wins
        ("Defence Minister", "defence_minister", ("GOV",)),
        ("irrigation minister", "minister", ("GOV",)),
        ("State Minister for Power", "minister", ("GOV",)),
        ("President", "head_of_state", ("GOV",)),
        ("Vice-President", "vice_president", ("GOV",)),
        ("president of the ICRC", "head_of_organization", ()),  # no head of state
        ("Prime Minister", "head_of_government", ("GOV",)),
        ("Secretary-General", "head_of_organization", ()),  # no general
        ("Brigadier General", "military_commander", ("MIL",)),
        ("General", "military_commander", ("MIL",)),
        ("attorney general", "prosecutor", ("JUD",)),  # no general either
        ("senator", "legislator", ("LEG",)),
        ("judge", "judge", ("JUD",)),
        ("police chief", "police", ("COP",)),
        ("opposition leader", "opposition_leader", ("OPP",)),
        ("party leader", "party_leader", ("PTY",)),
        ("rebel commander", "rebel_leader", ("REB",)),
        ("ambassador to the UN", "ambassador", ("GOV",)),
        ("chargé d'affaires", "ambassador", ("GOV",)),
        ("High Commissioner for Refugees", "head_of_organization", ()),  # no ambassador
        ("Special Envoy", "envoy", ("GOV",)),
        ("spokesman for the Foreign Minister", "spokesperson", ()),  # not the minister
        ("Interior Ministry spokesman", "spokesperson", ("GOV",)),  # of the body in the title
        ("police spokeswoman", "spokesperson", ("COP",)),
        ("spokeswoman", "spokesperson", ()),
        ("mayor of Konitsa", "mayor", ("GOV",)),
        ("rector", "head_of_organization", ()),
        ("primary school teacher", "academic", ("EDU",)),
        ("former president", "head_of_state", ("ELI",)),
        ("ex-minister", "minister", ("ELI",)),
        ("former shopkeeper", "business", ()),  # leaves no office
        ("official", "official", ("GOV",)),
    ],
)
def test_role(title: str, name: str, sectors: tuple[str, ...]) -> None:
    found = role(title)
    assert found is not None
    assert (found.name, found.sectors) == (name, sectors)


@pytest.mark.parametrize(
    ("words", "office"),
    [
        ("ambassador", True),
        ("ministry spokesman", True),
        ("commander", True),
        ("nurse", False),  # what one is, no office
        ("fisherman", False),
        ("lawyer", False),
        ("woman", False),
    ],
)
def test_what_is_an_office_by_itself(words: str, office: bool) -> None:
    assert titles.is_office(words) is office


def test_former() -> None:
    former, now = role("former Foreign Minister"), role("Foreign Minister")
    assert former is not None and former.former
    assert now is not None and not now.former


@pytest.mark.parametrize("title", ["", "their", "Nairobi", "generalised"])
def test_no_office(title: str) -> None:
    assert role(title) is None


def test_sectors_are_known() -> None:
    assert {s for _, sectors, _ in titles._RULES for s in sectors.split()} <= load().sectors.keys()


def test_phrases_are_as_they_are_looked_up() -> None:
    """A phrase with a capital or a mark would never be found, and one longer than the window neither."""
    phrases = [phrase for _, _, words in titles._RULES for phrase in words.split("|")]
    assert [p for p in phrases if titles.normal(p) != p or len(p.split()) > titles._LONGEST] == []
