"""Registry entries from FollowTheMoney JSON, as OpenSanctions publishes it (``entities.ftm.json``, nested files too).

Used are persons and bodies with their names, countries and topics, positions, and who held them from when to when
(Occupancy, Membership, Employment, Directorship). All other schemata are passed over.

Source: FollowTheMoney's model (followthemoney.tech), schemata and topics.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from communique.records import EntityKind
from communique.registry.entry import Entry, Fault, Post, Row, Tenure

KINDS: Final[dict[str, EntityKind]] = {
    "Person": "person", "Organization": "organization", "PublicBody": "organization", "Company": "organization",
    "LegalEntity": "organization",
}  # fmt: skip
HOLDINGS: Final = {
    "Occupancy": ("holder", "post", None), "Membership": ("member", None, "organization"),
    "Employment": ("employee", None, "employer"), "Directorship": ("director", None, "organization"),
}  # fmt: skip
"""Schema -> the properties that name holder, post and body."""
TOPICS: Final = (
    ("gov.igo", "IGO"), ("gov.security", "SPY"), ("gov.judicial", "JUD"), ("gov.legislative", "LEG"), ("gov", "GOV"),
    ("mil", "MIL"), ("pol.party", "PTY"), ("pol.union", "LAB"), ("rel", "REL"), ("crime.terror", "UAF"),
    ("crime", "CRM"), ("role.judge", "JUD"), ("role.pol", "ELI"), ("role.journo", "JRN"), ("role.act", "CVL"),
    ("role.spy", "SPY"),
)  # fmt: skip
"""Topics by their beginnings, the closest first, and PLOVER's sector for them."""
NAMES: Final = ("name", "alias", "weakAlias", "previousName", "abbreviation")
COUNTRIES: Final = ("country", "jurisdiction", "nationality", "citizenship", "mainCountry")


def read_ftm(lines: Iterable[str], alpha3: Callable[[str], str | None]) -> Iterator[Row]:
    """Rows of a file of JSON lines, or of one JSON list.

    Args:
        lines: the file's lines.
        alpha3: ISO alpha-3 code of an alpha-2 code in any case, or None.
    """
    for number, line in enumerate(lines, 1):
        said = line.strip().lstrip("\ufeff")
        if said in ("", "[", "]"):
            continue
        try:
            found = json.loads(said.removesuffix(","))
        except ValueError:
            yield Fault(f"line {number}", "it is not JSON; FollowTheMoney files hold one entity a line.")
            continue
        for entity in found if isinstance(found, list) else [found]:
            if not isinstance(entity, dict) or not isinstance(entity.get("properties"), dict):
                yield Fault(f"line {number}", "it is no FollowTheMoney entity with properties.")
            else:
                yield from _rows(entity, alpha3)


def _rows(entity: dict[str, Any], alpha3: Callable[[str], str | None]) -> Iterator[Row]:
    """The rows of an entity and of those nested in its properties."""
    properties: dict[str, list[Any]] = entity["properties"]

    def said(name: str) -> list[str]:
        return [v for v in properties.get(name, ()) if isinstance(v, str) and v.strip()]

    schema, key = entity.get("schema"), str(entity.get("id", ""))
    names = list(dict.fromkeys(n for name in NAMES for n in said(name)))
    country = next((c for name in COUNTRIES for v in said(name) if (c := alpha3(v)) is not None), None)
    if schema in KINDS and names:
        name = str(entity.get("caption") or names[0])
        yield Entry(
            key, KINDS[schema], name, tuple(n for n in names if n != name), country, _sectors(said("topics")),
            next(iter(said("wikidataId")), key if key.startswith("Q") and key[1:].isdigit() else None),
        )  # fmt: skip
        for title in said("position") if schema == "Person" else ():
            # Positions as plain words have no dates: they are kept as they stand, without a day.
            yield Tenure(key, title=title)
    elif schema == "Position" and names:
        yield Post(key, names[0], country)
    elif schema in HOLDINGS:
        who, post, body = HOLDINGS[schema]
        for holder in _ids(properties, who):
            role = next(iter(said("role")), None)
            start, end = next(iter(said("startDate")), None), next(iter(said("endDate")), None)
            posts = _ids(properties, post) if post else [None]
            bodies = _ids(properties, body) if body else [None]
            for p in posts:
                for b in bodies:
                    yield Tenure(holder, p, b, role, start, end)
    for values in properties.values():
        for value in values if isinstance(values, list) else ():
            if isinstance(value, dict) and isinstance(value.get("properties"), dict):
                yield from _rows(value, alpha3)


def _ids(properties: dict[str, list[Any]], name: str | None) -> list[Any]:
    """The ids that a property names; in nested files it holds the entities themselves."""
    values = properties.get(name or "", [])
    return [v["id"] if isinstance(v, dict) else v for v in values if isinstance(v, str) or "id" in v]


def _sectors(topics: list[str]) -> tuple[str, ...]:
    found = (next((s for head, s in TOPICS if t == head or t.startswith(head + ".")), None) for t in topics)
    return tuple(dict.fromkeys(s for s in found if s is not None))
