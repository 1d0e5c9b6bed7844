"""A registry fills in what the text leaves open, and decides nothing that the text tells."""

from __future__ import annotations

import pytest

from communique.known import Known
from communique.records import Document, EntityKind, Reading
from communique.resolve.resolver import resolve
from tests.resolve.marked import marked


class Desk:
    """Knows one person, in office from 2020 on, and one body."""

    def find(
        self, name: str, kind: EntityKind, day: str | None = None, countries: tuple[str, ...] = ()
    ) -> Known | None:
        if (name, kind) == ("River Front", "organization"):
            return Known("rdf", name, kind, "NGA", ("REB",))
        if (name, kind) != ("Ann Lee", "person"):
            return None
        held = day is not None and day >= "2020"
        return Known("Q1", name, kind, "KEN", ("GOV",), "Premier" if held else None, "Kenya" if held else None)


def read(source: str, published: str | None = "2024-05-10") -> Reading:
    text, findings = marked(source)
    return resolve(Document("x", "x", text, published=published), findings, registry=Desk())


@pytest.mark.parametrize(
    ("source", "published", "title", "code", "affiliation"),
    [
        ("{person.name|Ann Lee} of {state.name|Kenya} left.", "2024-05-10", "Premier", "KEN", "Kenya"),
        ("{person.name|Ann Lee} left.", "2024-05-10", "Premier", "KEN", None),  # the text names no Kenya to point at
        ("{person.name|Ann Lee} left.", "2019-05-10", None, "KEN", None),  # not yet in office
        ("{person.name|Ann Lee} left.", None, None, "KEN", None),  # no day, no office
        ("{office|Judge} {person.name|Ann Lee} left.", "2024-05-10", "Judge", "KEN", None),  # the text goes first
        ("{person.name|Max Roe} left.", "2024-05-10", None, None, None),
    ],
)
def test_persons(
    source: str, published: str | None, title: str | None, code: str | None, affiliation: str | None
) -> None:
    reading = read(source, published)
    person = next(e for e in reading.entities if e.kind == "person")
    names = {e.id: e.name for e in reading.entities}
    assert (person.title, person.country) == (title, code)
    assert (names[person.affiliation] if person.affiliation else None) == affiliation


def test_bodies_and_ids() -> None:
    (body,) = read("The {organization.name|River Front} left.").entities
    assert (body.known, body.country, body.sectors) == ("rdf", "NGA", ("REB",))
    (un,) = read("The {organization.name|UN} left.").entities
    assert un.known == "Q1065"  # the package's own table knows it, too
