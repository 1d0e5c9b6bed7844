"""One entry or entity of an article in full: what is known of it, who tells it, what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from communique.desk.pages.listing import listed
from communique.errors import LedgerError
from communique.following.verdicts import VERDICT
from communique.ledger import Ledger, asking, reviewing
from communique.ledger.asking import Filter, TellingView
from communique.ledger.asking.portrait import PortraitView, portrait
from communique.ledger.reviewing import Decision
from communique.ledger.reviewing.log import TAKE_BACK

Json = dict[str, Any]
ALIKE = 8
"""Entries that are offered to be merged."""


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as a list shows it."""

    row: Decision
    stands: bool
    words: str
    can_go: bool
    """It can be taken back."""


@dataclass(frozen=True, slots=True)
class Detail:
    """An entry or entity in full; one that was merged into another is shown as that one."""

    id: str
    kind: str
    """engagement | statement | event | commitment | entity"""
    data: Json
    """The record, as its form needs it."""
    entry: Json | None
    portrait: PortraitView | None
    review: str | None
    corrected: tuple[str, ...]
    """Fields that people put right."""
    tellings: tuple[TellingView, ...]
    decisions: tuple[Made, ...]
    """The latest first."""


def detail(ledger: Ledger, id: str) -> Detail:
    """An entry or entity in full.

    Raises:
        LedgerError: there is no such thing, or there are several.
    """
    if id.startswith("n"):
        found = portrait(ledger, id)
        who = found.entity
        data = {"name": who.name, "title": who.title, "affiliation": found.affiliation_id, "country": who.country,
                "sectors": list(who.sectors)}  # fmt: skip
        return Detail(who.id, "entity", data, None, found, found.review, (), (), _decisions(ledger, who.id))
    opened = asking.opened(ledger, id)
    if opened.entry.merged_into is not None:
        opened = asking.opened(ledger, opened.entry.merged_into)
    entry = opened.entry
    return Detail(
        entry.id, entry.kind, entry.data, listed(entry, ledger.clock()[:10]), None, entry.review,
        tuple(entry.correction or ()), tuple(told for told in opened.tellings if not told.retired),
        _decisions(ledger, entry.id),
    )  # fmt: skip


def alike(ledger: Ledger, known: Detail, here: list[Json]) -> list[Json]:
    """Entries that may be the same as one: of its sort and parties, those of the same article first.

    Args:
        ledger: an open ledger.
        known: the entry.
        here: entries of the article, as `listed`.
    """
    assert known.entry is not None
    found = {one["id"]: one for one in here if one["kind"] == known.kind}
    company = [party["id"] for party in known.entry["parties"]][:3]
    wanted = Filter(with_=tuple(company), type=(known.entry["type"],), limit=ALIKE)
    try:
        near = list(asking.entries(ledger, known.kind, wanted)) if company else []  # type: ignore[arg-type]
    except LedgerError:  # a party that was merged meanwhile, or means too many
        near = []
    found |= {one.id: listed(one, ledger.clock()[:10]) for one in near}
    found.pop(known.id, None)
    return list(islice((one for one in found.values() if one["review"] != "rejected"), 3 * ALIKE))


def _decisions(ledger: Ledger, id: str) -> tuple[Made, ...]:
    rows = reviewing.history(ledger, id)
    return tuple(
        Made(row, stands, _words(row), stands and row.what != TAKE_BACK) for row, stands in reversed(rows)
    )  # fmt: skip


def _words(row: Decision) -> str:
    after = row.after or {}
    if row.what == VERDICT:
        return f"evidence {after.get('state', '')}"
    if row.what == "correct":
        return "corrected " + ", ".join(after.get("fields", ()))
    if row.what == TAKE_BACK:
        return f"took back decision {row.takes_back}"
    past = {"confirm": "confirmed", "reject": "rejected", "merge": "merged", "split": "split off",
            "apart": "kept apart"}  # fmt: skip
    return past.get(row.what, row.what)
