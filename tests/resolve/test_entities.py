"""Who is meant: one row, one odd case."""

from __future__ import annotations

import pytest

from communique.resolve.countries import Home
from communique.resolve.entities import NEARLY, Cast
from communique.resolve.offices import assign_offices, assign_titles
from communique.text.sentences import split
from tests.resolve.marked import marked


def clusters(source: str, *links: tuple[str, str, str]) -> list[list[str]]:
    text, findings = marked(source, *links)
    cast = Cast(text, findings)
    assign_titles(cast)
    cast.nominals()
    cast.pronouns({})
    return [[text[findings.spans[n].start : findings.spans[n].end] for n in sorted(d.mentions)] for d in cast.drafts]


@pytest.mark.parametrize(
    ("source", "expected", "why"),
    [
        (
            "{person.name|Peter Mwangi} left. {person.name|Mwangi} smiled.",
            [["Peter Mwangi", "Mwangi"]],
            "a surname after the full name",
        ),
        (
            "{person.name|Mr. Mwangi} met {person.name|Peter Mwangi}.",
            [["Mr. Mwangi", "Peter Mwangi"]],
            "the surname first, with an honorific",
        ),
        (
            "{person.name|Peter Mwangi} and {person.name|Amina Warsame}.",
            [["Peter Mwangi"], ["Amina Warsame"]],
            "two people stay two",
        ),
        (
            "{person.name|Peter Mwangi} and {person.name|Grace Mwangi}.",
            [["Peter Mwangi"], ["Grace Mwangi"]],
            "a shared surname makes no one person",
        ),
        (
            "{person.name|Mirjana Spoljaric} met; {person.name|Mirjana Spoljaric Egger} said.",
            [["Mirjana Spoljaric", "Mirjana Spoljaric Egger"]],
            "a longer form of the name",
        ),
        (
            "{organization.name|Green Valley Fund} ({organization.name|GVF}) paid. {organization.name|GVF} left.",
            [["Green Valley Fund", "GVF", "GVF"]],
            "an acronym in brackets",
        ),
        (
            "{organization.name|Red Cross} and {organization.name|Blue Shield}.",
            [["Red Cross"], ["Blue Shield"]],
            "two bodies stay two",
        ),
        (
            "{state.name|Russia} said; {state.name|Moscow} added; the {state.name|Russian} side.",
            [["Russia", "Moscow", "Russian"]],
            "a capital and an adjective stand for the state",
        ),
        ("{state.name|Niger} and {state.name|Nigeria}.", [["Niger"], ["Nigeria"]], "states alike by their letters"),
    ],
)
def test_names(source: str, expected: list[list[str]], why: str) -> None:
    assert clusters(source) == expected, why


def test_a_nominal_joins_what_the_pair_head_says() -> None:
    found = clusters(
        "{person.name|Peter Mwangi} came. {person.nominal|The minister} spoke.",
        ("same", "The minister", "Peter Mwangi"),
    )
    assert found == [["Peter Mwangi", "The minister"]]


def test_a_person_is_never_a_body_whatever_the_head_says() -> None:
    found = clusters(
        "{organization.name|Blue Shield} came. {person.nominal|The minister} spoke.",
        ("same", "The minister", "Blue Shield"),
    )
    assert found == [["Blue Shield"], ["The minister"]]


def test_he_is_no_body() -> None:
    text, findings = marked("{organization.name|Blue Shield} came. {pronoun|He} spoke.", ("same", "He", "Blue Shield"))
    cast = Cast(text, findings)
    assign_titles(cast)
    cast.nominals()
    cast.pronouns({})
    assert 1 not in cast.meant


@pytest.mark.parametrize(
    ("source", "links", "expected", "why"),
    [
        ("{person.name|Ann Lee} met {person.name|Bo Diaz}. {pronoun|Both} agreed.", [("same", "Both", "Ann Lee"), ("same", "Both", "Bo Diaz")],
         {"Ann Lee", "Bo Diaz"}, "the head knows both"),
        ("{person.name|Ann Lee} met {person.name|Bo Diaz}. {pronoun|Both} agreed.", [], {"Ann Lee", "Bo Diaz"}, "the two last named"),
        ("{person.name|Cy Old} left. {person.name|Ann Lee} of {state.name|Kenya} met {person.name|Bo Diaz}. {pronoun|both} agreed.", [],
         {"Ann Lee", "Bo Diaz"}, "persons before states, the nearer two"),
        ("{state.name|Kenya} and {state.name|Peru} talked. {state.nominal|The two countries} agreed.", [], {"Kenya", "Peru"}, "two states"),
    ],
)  # fmt: skip
def test_both_means_two(source: str, links: list[tuple[str, str, str]], expected: set[str], why: str) -> None:
    text, findings = marked(source, *links)
    cast = Cast(text, findings)
    assign_titles(cast)
    cast.nominals()
    cast.pronouns({})
    last = max(cast.meant)
    assert {cast.drafts[d].label() for d in cast.meant[last]} == expected, why


@pytest.mark.parametrize(
    ("source", "links", "title", "body", "country", "why"),
    [
        ("{state.name|Kenya}'s {office|Foreign Minister} {person.name|Peter Mwangi} left.", [], "Foreign Minister", "Kenya", "KEN", "state before the office, no link needed"),
        ("The {office|Foreign Minister} of {state.name|Kenya}, {person.name|Peter Mwangi}, left.", [("holds", "Foreign Minister", "Peter Mwangi")],
         "Foreign Minister", "Kenya", "KEN", "state behind the office"),
        ("{person.name|Ann Lee}, the {office|director} of {organization.name|Blue Shield}, left.", [("holds", "director", "Ann Lee")],
         "director", "Blue Shield", None, "an office after the name, in a body without a state"),
    ],
)  # fmt: skip
def test_titles_and_affiliations(
    source: str, links: list[tuple[str, str, str]], title: str, body: str, country: str | None, why: str
) -> None:
    text, findings = marked(source, *links)
    cast = Cast(text, findings)
    assign_titles(cast)
    cast.nominals()
    assign_offices(cast, Home(cast, split(cast.text), None))
    person = next(d for d in cast.drafts if d.kind == "person")
    assert person.title == title, why
    assert person.affiliation is not None
    assert cast.drafts[person.affiliation].label() == body, why
    assert person.country == country, why


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("The {person.nominal|ambassador} of {state.name|Kenya} left.", "ambassador"),
        ("The {person.nominal|Kenyan ambassador} left.", "ambassador"),
        ("{person.nominal|The mission's security chief} left.", "security chief"),
        ("{person.nominal|One senior official} left.", "senior official"),
        ("{person.nominal|A nurse} of {organization.name|Blue Shield} left.", None),  # no office
    ],
)
def test_the_title_of_the_unnamed(source: str, title: str | None) -> None:
    text, findings = marked(source)
    cast = Cast(text, findings)
    assign_titles(cast)
    cast.nominals()
    assign_offices(cast, Home(cast, split(cast.text), None))
    assert next(d for d in cast.drafts if d.kind == "person").title == title


def test_a_body_cut_short_by_the_office_behind_it_is_made_whole() -> None:
    text, findings = marked(
        "The {organization.name|United} {office|Nations Resident Coordinator}, {person.name|Ann Lee}, left.",
        ("holds", "Nations Resident Coordinator", "Ann Lee"),
    )
    cast = Cast(text, findings)
    assign_titles(cast)
    assert [d.label() for d in cast.drafts] == ["United Nations", "Ann Lee"]
    assert (cast.drafts[1].title, cast.drafts[0].sectors) == ("Resident Coordinator", ("IGO",))


def test_the_icrc_has_no_country_and_russia_has() -> None:
    text, findings = marked(
        "{state.name|Russia} met the {organization.name|International Committee of the Red Cross} ({organization.name|ICRC})."
    )
    cast = Cast(text, findings)
    assert [(d.country, d.sectors[:1]) for d in cast.drafts] == [("RUS", ("GOV",)), (None, ("NGO",))]


def test_an_office_in_apposition_is_its_holder_not_another_person() -> None:
    text, findings = marked(
        "{state.name|Kenya} met the {person.nominal|President} of the {organization.name|International Committee of the Red Cross} "
        "({organization.name|ICRC}), {person.name|Ann Lee}. {person.nominal|The President} of the {organization.name|ICRC} left.",
    )
    cast = Cast(text, findings)
    assign_titles(cast)
    cast.nominals()
    assign_offices(cast, Home(cast, split(cast.text), None))
    (person,) = [d for d in cast.drafts if d.kind == "person"]
    assert (person.label(), person.title, person.country, len(person.mentions)) == ("Ann Lee", "President", None, 3)


def test_an_office_never_joins_the_holder_of_another() -> None:
    text, findings = marked(
        "{office|Foreign Minister} {person.name|Bo Diaz} and {office|President} {person.name|Ann Lee} met. {person.nominal|The Foreign Minister} left.",
        ("same", "The Foreign Minister", "Ann Lee"),
    )
    cast = Cast(text, findings)
    assign_titles(cast)
    cast.nominals()
    assert cast.drafts[cast.meant[max(cast.meant)][0]].label() == "Bo Diaz"


@pytest.mark.parametrize(
    ("chances", "expected", "why"),
    [
        ((0.9, 0.85), ["Kenya", "Peru"], "two that are nearly as likely act together"),
        ((0.9, 0.7), ["Kenya"], "beside a likelier one another is none, though it is likely by itself"),
        ((0.3, 0.4), ["Peru"], "where none is sure, the likeliest one is"),
        ((0.4, 0.4), ["Kenya", "Peru"], "those of one mention are equally likely, and both"),
    ],
)
def test_parties_are_the_likeliest_and_those_nearly_as_likely(
    chances: tuple[float, float], expected: list[str], why: str
) -> None:
    links = (("actor", "warned", "Kenya", chances[0]), ("actor", "warned", "Peru", chances[1]))
    text, findings = marked("{state.name|Kenya} and {state.name|Peru} {event:ACCUSE|warned} all.", *links)
    cast = Cast(text, findings)
    trigger = findings.of("event")[0]
    assert [cast.drafts[d].label() for d in cast.parties("actor", trigger, NEARLY)] == expected, why


@pytest.mark.parametrize(
    ("source", "expected", "why"),
    [
        (
            "The {state.name|Kenyan} {state.nominal|government} met {state.name|Peru}.",
            [["Kenyan", "government"], ["Peru"]],
            "an adjective before it",
        ),
        (
            "{state.name|Peru} wrote to {organization.nominal|the government} of {state.name|Kenya}.",
            [["Peru"], ["Kenya", "the government"]],
            "a name behind it, though another state is linked",
        ),
        (
            "The {state.name|Kazakh} {state.nominal|side} met {state.name|Peru}.",
            [["Kazakh", "side"], ["Peru"]],
            "a side of talks",
        ),
        (
            "{state.name|Peru} paid {organization.nominal|the army} of {state.name|Kenya}.",
            [["Peru"], ["Kenya"], ["the army"]],
            "an army is a body of its own",
        ),
    ],
)
def test_a_government_beside_a_state_is_the_state(source: str, expected: list[list[str]], why: str) -> None:
    found = clusters(source, ("same", "the government", "Peru")) if "the government" in source else clusters(source)
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected)), why
