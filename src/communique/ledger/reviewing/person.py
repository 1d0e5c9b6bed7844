"""What an entity shows, computed from its appearances and from what people said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from communique.ledger import matching
from communique.ledger.kept import NAMES
from communique.ledger.reviewing.shape import Stand
from communique.records import Document, Entity, Mention, Reading
from communique.resolve import titles
from communique.resolve.across import Profile, profiles

Json = dict[str, Any]
NOWHERE = Document("", "", "")


@dataclass(frozen=True, slots=True)
class Appeared:
    """An appearance of the ledger."""

    number: int
    home: int
    """Number of the entity where the program put it."""
    document: int
    published: str | None
    data: Json
    retired: bool


@lru_cache(maxsize=50_000)
def _met_by(
    kind: Any, name: str, title: str | None, country: str | None, known: str | None, named: bool
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Names and keys by which an appearance is met again, none for one without a name; most are alike, so kept."""
    mentions = (Mention(0, 1, "name"),) if named else ()
    alone = Entity("n1", name, kind, title, None, country, (), mentions, known)
    profile = next(iter(profiles(Reading(NOWHERE, (alone,)))), None)
    return ((), ()) if profile is None else (profile.names, tuple(matching.kept_under(profile)))


@lru_cache(maxsize=50_000)
def role_of(title: str | None) -> str | None:
    """Normal form of a title."""
    found = titles.role(title) if title else None
    return found.name if found is not None else None


def derive(
    seen: Sequence[Appeared],
    founding: Appeared,
    stand: Stand,
    body: Callable[[Appeared], int | None],
    number_of: Callable[[str], int],
) -> tuple[Json, frozenset[int]]:
    """Compute an entity's row and the keys under which it is met again.

    Args:
        seen: its appearances in the order in which they came, at least one.
        founding: the first one that is its own rather than of what was merged into it.
        stand: what people said of it.
        body: the entity that an appearance acts for, by number.
        number_of: the number of what an entity has become, by its id.
    """
    present = [one for one in seen if not one.retired] or seen
    first = founding.data
    row: Json = {
        "name": first["name"], "kind": first["kind"], "title": first["title"], "affiliation": None,
        "country": first["country"], "known": first["known"], "names": [], "role": role_of(first["title"]),
        "sectors": list(first["sectors"]),
    }  # fmt: skip
    keys: set[int] = set()
    for one in present:
        _enrich(row, one.data, keys)
        row["affiliation"] = row["affiliation"] or body(one)
    days = sorted(one.published for one in present if one.published is not None)
    row |= {
        "appearances": sum(not one.retired for one in present),
        "first_day": days[0] if days else None, "last_day": days[-1] if days else None,
        "review": stand.review, "correction": stand.correction or None,
    }  # fmt: skip
    _correct(row, stand, keys, number_of)
    row |= {"named": bool(row["names"]), "sector": row["sectors"][0] if row["sectors"] else None}
    return row, frozenset(keys)


def _enrich(row: Json, data: Json, keys: set[int]) -> None:
    """As the writer does when a document tells of an entity that was met before."""
    named = any(m["kind"] == "name" for m in data["mentions"])
    names, met_by = _met_by(data["kind"], data["name"], data["title"], data["country"], data["known"], named)
    if names:
        keys.update(met_by)
        row["names"] = (row["names"] + [name for name in names if name not in row["names"]])[:NAMES]
        if row["kind"] == "person" and len(data["name"].split()) > len(row["name"].split()):
            row["name"] = data["name"]
    row["known"] = row["known"] or data["known"]
    row["country"] = row["country"] or data["country"]
    row["title"] = data["title"] or row["title"]
    row["role"] = role_of(data["title"]) or row["role"]
    row["sectors"] = row["sectors"] or list(data["sectors"])


def _correct(row: Json, stand: Stand, keys: set[int], number_of: Callable[[str], int]) -> None:
    fields = dict(stand.correction)
    if fields.get("affiliation") is not None:
        fields["affiliation"] = number_of(fields["affiliation"])
    row |= fields
    if "title" in fields:
        row["role"] = role_of(fields["title"])
    if "name" in fields:
        row["names"] = [row["name"], *(name for name in row["names"] if name != row["name"])][:NAMES]
        sort: Any = "person" if row["kind"] == "person" else "body"
        label = row["role"] if sort == "person" else row["kind"]
        keys |= set(matching.kept_under(Profile("#", sort, (row["name"],), label, row["country"], row["known"])))
