"""A reading's profiles: what has a name, happened or was promised."""

from __future__ import annotations

from communique.records import Document
from communique.resolve.across import compare, profiles
from communique.resolve.resolver import resolve
from tests.resolve.marked import marked


def read(document: str, source: str, *links: tuple[str, str, str]) -> list[object]:
    text, findings = marked(source, *links)
    return profiles(resolve(Document(document, document, text, published="2024-05-10"), findings))


def test_one_meeting_in_two_reports() -> None:
    one = read("a", "{office|Minister} {person.name|Ann Lee} of {state.name|Kenya} {engagement:meeting|met} {organization.name|WFP} in {place|Lima} {date|on Tuesday}.",
        ("holds", "Minister", "Ann Lee"), ("acts_for", "Minister", "Kenya"), ("participant", "met", "Ann Lee"),
        ("participant", "met", "WFP"), ("engagement_place", "met", "Lima"), ("engagement_date", "met", "on Tuesday"))  # fmt: skip
    two = read("b", "The {organization.name|World Food Programme} {engagement:talks|talks} with {person.name|Lee}, {date|7 May}.",
        ("participant", "talks", "World Food Programme"), ("participant", "talks", "Lee"), ("engagement_date", "talks", "7 May"))  # fmt: skip
    sorts = [p.sort for p in one]  # type: ignore[attr-defined]
    assert sorted(sorts) == ["body", "body", "engagement", "person", "place"]
    first, second = (next(p for p in found if p.sort == "engagement") for found in (one, two))  # type: ignore[attr-defined]
    assert compare(first, second).verdict == "same"  # type: ignore[arg-type]


def test_the_nameless_have_no_profile() -> None:
    assert (
        read("a", "{person.nominal|a man} {event:ACCUSE|blamed} {group.nominal|others}.", ("actor", "blamed", "a man"))
        != []
    )
    assert [p.sort for p in read("a", "{group.nominal|others} left.")] == []  # type: ignore[attr-defined]
