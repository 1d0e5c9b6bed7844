"""One document read again: what of the new reading is what was found before, what is new, and what is found no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Row

from communique.ledger.drafts import ROLES, Appearance, Telling, evidence_of
from communique.ledger.keys import made_of

Json = dict[str, Any]
Extent = tuple[int, int]
New = TypeVar("New", Appearance, Telling)


@dataclass(frozen=True, slots=True)
class Paired(Generic[New]):
    """Old rows and new finds of one document."""

    same: tuple[tuple[Row[Any], New], ...]
    more: tuple[New, ...]
    """Not found before."""
    gone: tuple[Row[Any], ...]
    """Found before, and not again."""


def tellings(old: Sequence[Row[Any]], new: Sequence[Telling]) -> Paired[Telling]:
    """Records: the same id is the same; else one of the same kind whose evidence overlaps most.

    Args:
        old: rows of the table of tellings, also retired ones, which an id alone brings back.
        new: of the new reading.
    """
    return _paired(
        old, new,
        old_id=lambda row: row.id, old_kind=lambda row: _KIND[row.record[0]],
        old_extents=lambda row: [evidence_of(_KIND[row.record[0]], row.data)],
        new_kind=lambda one: one.kind, new_extents=lambda one: [(one.start, one.end)],
    )  # fmt: skip


def appearances(document: str, old: Sequence[Row[Any]], new: Sequence[Appearance]) -> Paired[Appearance]:
    """Entities: the same kind, name and first mention are the same; else the same sort whose mentions overlap most."""

    def sort(kind: str) -> str:
        return "person" if kind == "person" else "body"

    return _paired(
        old, new,
        old_id=lambda row: _id(document, row.data), old_kind=lambda row: sort(row.data["kind"]),
        old_extents=lambda row: _mentions(row.data),
        new_kind=lambda one: sort(one.data["kind"]), new_extents=lambda one: _mentions(one.data),
    )  # fmt: skip


def renamed(data: Json, record: str, who: dict[str, str], said: dict[str, str]) -> Json:
    """A record that is found no more, with the ids that its document's entities and statements have now.

    Args:
        data: of the contract.
        record: its own new id.
        who: old ids of entities -> present ones.
        said: old ids of statements -> present ones.
    """
    found = {**data, "id": record}
    for field in ROLES[_KIND[record[0]]]:
        found[field] = [who.get(one, one) for one in data[field]]
    if found.get("statement") is not None:
        found["statement"] = said.get(found["statement"], found["statement"])
    return found


_KIND = {"g": "engagement", "s": "statement", "e": "event", "c": "commitment"}


def _id(document: str, data: Json) -> str | None:
    if not data["mentions"]:
        return None
    return made_of("entity", document, data["kind"], data["name"], data["mentions"][0]["start"])


def _mentions(data: Json) -> list[Extent]:
    return [(m["start"], m["end"]) for m in data["mentions"]]


def _paired(
    old: Sequence[Row[Any]],
    new: Sequence[New],
    *,
    old_id: Callable[[Row[Any]], str | None],
    old_kind: Callable[[Row[Any]], str],
    old_extents: Callable[[Row[Any]], list[Extent]],
    new_kind: Callable[[New], str],
    new_extents: Callable[[New], list[Extent]],
) -> Paired[New]:
    # One that stands goes before a retired one of the same id.
    by_id = {old_id(row): row for row in sorted(old, key=lambda row: not row.retired)}
    same: dict[int, tuple[Row[Any], New]] = {}
    for n, one in enumerate(new):
        row = by_id.pop(one.id, None)
        if row is not None:
            same[n] = (row, one)
    taken = {row.number for row, _ in same.values()}
    left = [row for row in old if row.number not in taken and not row.retired]
    alike = sorted(
        (-shared, row.number, n)
        for row in left for n, one in enumerate(new)
        if n not in same and old_kind(row) == new_kind(one)
        and (shared := _shared(old_extents(row), new_extents(one))) > 0
    )  # fmt: skip
    by_number = {row.number: row for row in left}
    for _, number, n in alike:
        if number in by_number and n not in same:
            same[n] = (by_number.pop(number), new[n])
    return Paired(
        tuple(same.values()), tuple(one for n, one in enumerate(new) if n not in same), tuple(by_number.values())
    )


def _shared(one: Iterable[Extent], other: Sequence[Extent]) -> float:
    """Characters that two sets of places have in common, by all that either covers."""
    ours = {n for start, end in one for n in range(start, end)}
    theirs = {n for start, end in other for n in range(start, end)}
    return len(ours & theirs) / max(1, len(ours | theirs))
