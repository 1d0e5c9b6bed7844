"""Known bodies by all their names, unknown ones by their head words."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from communique.ontology.load import load
from communique.resolve import organizations, states
from communique.resolve.organizations import find, generic, names_of
from communique.text.names import normal

DATA = json.loads((Path(organizations.__file__).parent / "data" / "organizations.json").read_text(encoding="utf-8"))
BODIES = DATA["organizations"]
RULED = {normal(rule["alias"]) for rule in DATA["rules"]}


@pytest.mark.parametrize(
    ("said", "name", "sector", "country", "code"),
    [
        ("U.N.", "United Nations", "IGO", None, "UNO"),
        ("the UN", "United Nations", "IGO", None, "UNO"),
        ("UN's", "United Nations", "IGO", None, "UNO"),
        ("Nato", "North Atlantic Treaty Organization", "IGO", None, "IGO"),  # British spelling
        ("European Union", "European Union", "IGO", None, "EUR"),
        ("WHO", "World Health Organization", "IGO", None, "UNO"),
        ("World Food Programme (WFP)", "World Food Programme", "IGO", None, "UNO"),  # with its acronym
        ("ICRC", "International Committee of the Red Cross", "NGO", None, "NGO"),
        ("Comité international de la Croix-Rouge", "International Committee of the Red Cross", "NGO", None, "NGO"),
        ("medecins sans frontieres", "Médecins Sans Frontières", "NGO", None, "NGO"),  # no accents
        ("Doctors Without Borders", "Médecins Sans Frontières", "NGO", None, "NGO"),
        ("the Houthis", "Houthis", "REB", "YEM", None),
        ("Ansar Allah", "Houthis", "REB", "YEM", None),
        ("Hizbullah", "Hezbollah", "REB", "LBN", None),
        ("RSF", "Rapid Support Forces", "REB", "SDN", None),  # not Reporters sans frontières
        ("Daesh", "Islamic State", "REB", None, "IMG"),
        (
            "Kenya Red Cross Society",
            "Kenya Red Cross",
            "NGO",
            None,
            "NGO",
        ),  # by the pattern; its people have no country through it
        ("Turkish Red Crescent", "Turkish Red Crescent", "NGO", None, "NGO"),
        ("Oxfam India", "Oxfam India", "NGO", None, "NGO"),  # a branch keeps its name
        ("UNHCR, the UN Refugee Agency", "United Nations High Commissioner for Refugees", "IGO", None, "UNO"),
        ("Somaliland", "Somaliland", "PRE", "SOM", None),
        ("ICJ", "International Court of Justice", "IGO", None, "UNO"),
        ("Shell", "Shell", "BUS", None, "MNC"),
    ],
)
def test_find(said: str, name: str, sector: str, country: str | None, code: str | None) -> None:
    match = find(said)
    assert match is not None
    assert (match.name, match.sectors[0], match.country, match.code) == (name, sector, country, code)


@pytest.mark.parametrize(
    "said",
    [
        "who",  # the pronoun
        "Who",
        "care",
        "shell",
        "fact",
        "Acme Ltd",
        "",
        "Red Cross nurses",  # no state in it
    ],
)
def test_unknown(said: str) -> None:
    assert find(said) is None


@pytest.mark.parametrize(
    ("said", "sectors", "national"),
    [
        ("Ministry of Health", ("GOV",), True),
        ("Ministry of Defence", ("GOV", "MIL"), True),
        ("Foreign Office", ("GOV",), True),
        ("the government", ("GOV",), True),
        ("Sudanese army", ("MIL",), True),
        ("armed forces", ("MIL",), True),
        ("Kenya Police", ("COP",), True),
        ("riot police", ("COP",), True),
        ("Senate", ("LEG",), True),
        ("Supreme Court", ("JUD",), True),
        ("public prosecutor's office", ("JUD",), True),
        ("Green Party", ("PTY",), True),
        ("ruling party", ("PTY", "GOV"), True),
        ("the opposition", ("OPP",), True),
        ("National Union of Teachers", ("LAB",), False),  # teachers alone are EDU
        ("Christian Democratic Union", ("PTY",), True),  # a union that is none
        ("University of Oslo", ("EDU",), False),
        ("Al-Shifa Hospital", ("MED",), False),
        ("Central Bank of Kenya", ("GOV",), True),  # a bank that is none
        ("Equity Bank", ("BUS",), False),
        ("Courtesy Ltd", ("BUS",), False),  # holds "court"
        ("Tuareg rebels", ("REB",), True),
        ("armed men", ("UAF",), False),
        ("protesters", ("CVL",), False),
        ("refugees", ("REF",), False),
        ("The Daily Star newspaper", ("JRN",), False),
        ("Church of Norway", ("REL",), False),
        ("aid workers", ("NGO",), False),  # no labour union
        ("UN peacekeepers", ("IGO",), False),
        ("intelligence services", ("SPY",), True),
        ("the EU rule-of-law mission", ("IGO",), False),  # a part of a known body
        ("African Union force", ("IGO",), False),  # no labour union
        ("the mayor's office", ("GOV",), True),
    ],
)
def test_generic(said: str, sectors: tuple[str, ...], national: bool) -> None:
    assert generic(said) == (sectors, national)


@pytest.mark.parametrize("said", ["", "Peter Mwangi", "Zanzibar"])
def test_nothing_generic(said: str) -> None:
    assert generic(said) is None


def test_size() -> None:
    assert len(BODIES) >= 2000
    assert sum("french" in body for body in BODIES) >= 1500


def test_no_name_is_there_twice() -> None:
    names = [normal(body["name"]) for body in BODIES]
    assert len(names) == len(set(names))


def test_no_alias_means_two_bodies_without_a_rule() -> None:
    meant = defaultdict(set)
    for body in BODIES:
        for alias in names_of(body):
            meant[normal(alias)].add(body["name"])
    assert {alias: of for alias, of in meant.items() if len(of) > 1 and alias not in RULED} == {}


@pytest.mark.parametrize("rule", DATA["rules"], ids=lambda rule: rule["alias"])
def test_a_rule_says_what_an_alias_means(rule: dict) -> None:  # type: ignore[type-arg]
    found = find(rule["alias"])
    assert (found.name if found else None) == rule["means"]
    assert rule["because"]


def test_wikidata_ids_are_ids_and_unique() -> None:
    ids = [body["wikidata"] for body in BODIES if "wikidata" in body]
    assert len(ids) >= 300
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"Q[1-9]\d*", one) for one in ids)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Programme alimentaire mondial", "World Food Programme"),
        ("PAM", "World Food Programme"),  # the French acronym
        ("ACT", "Central Tibetan Administration"),  # the French acronym of one
        ("act", None),  # a short acronym needs its capitals
        ("KfW", "KfW"),
    ],
)
def test_french_and_short_names(said: str, name: str | None) -> None:
    found = find(said)
    assert (found.name if found else None) == name


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body["name"])
def test_codes_are_valid(body: dict) -> None:  # type: ignore[type-arg]
    """Sectors of PLOVER, a country of ours; a body of a state has no code, an intergovernmental one no country."""
    assert body["sectors"]
    assert set(body["sectors"]) <= load().sectors.keys()
    assert body["country"] is None or states.name_of(body["country"])
    assert body["code"] in (None, "IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC")
    assert body["code"] is not None or body["country"] is not None
    assert body["code"] not in ("IGO", "UNO", "EUR") or (body["country"] is None and body["sectors"][0] == "IGO")


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body["name"])
def test_every_name_finds_its_body(body: dict) -> None:  # type: ignore[type-arg]
    for alias in names_of(body):
        if normal(alias) in RULED:
            continue  # tested below, rule by rule
        match = find(alias)
        assert match is not None, alias
        assert match.name == body["name"]


def test_sectors_of_head_words_are_known() -> None:
    assert {sector for rule in organizations._RULES for sector in rule.sectors} <= load().sectors.keys()
