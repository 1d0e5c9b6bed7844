"""What the page of an article shows: the text in pieces, and the list of what was read in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from communique.desk.pages.article.parts import part_of, parts_of
from communique.desk.pages.listing import listed
from communique.ledger import Ledger, asking
from communique.ledger.asking import AppearanceView, PaperView
from communique.show.paragraphs import Piece, paragraphs_of
from communique.show.segments import Mark

Json = dict[str, Any]
HEADINGS = {
    "engagement": "Engagements", "statement": "Statements", "event": "Events", "commitment": "Commitments",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of an article as the template receives it."""

    paper: PaperView
    part: int
    """From 1."""
    parts: int
    paragraphs: tuple[tuple[Piece, ...], ...]
    groups: tuple[tuple[str, str, tuple[Json, ...]], ...]
    """(kind, heading, entries as `listed` with the marked words as ``said``), each entry once, as in the text."""
    entities: tuple[AppearanceView, ...]
    """Those that are mentioned in the part."""


def sheet(ledger: Ledger, id: str, *, part: int | None = None, opened: str | None = None) -> Sheet:
    """A part of an article.

    Args:
        ledger: an open ledger.
        id: of the document.
        part: which one, from 1; numbers that are none are brought to the nearest one. None for the one with what is
            opened, else the first.
        opened: id of an entry that the document tells, or of an entity in it.

    Raises:
        LedgerError: there is no such document.
    """
    wanted = part
    if wanted is None and opened is not None and not opened.startswith("n"):
        place = next((t.start for t in asking.opened(ledger, opened).tellings if t.document.id.startswith(id)), None)
    else:
        place = None
    chosen: list[tuple[int, int]] = []

    def within(text: str) -> tuple[int, int]:
        nonlocal chosen, wanted
        chosen = parts_of(text)
        wanted = min(max(wanted or part_of(chosen, place or 0), 1), len(chosen))
        return chosen[wanted - 1]

    paper = asking.paper(ledger, id, within)
    assert wanted is not None
    start, end = chosen[wanted - 1]
    today = ledger.clock()[:10]
    groups = tuple((kind, heading, _of_kind(paper, kind, today)) for kind, heading in HEADINGS.items())
    entities = tuple(one for one in paper.entities if one.mentions)
    return Sheet(
        paper, wanted, len(chosen), paragraphs_of(paper.text, _marks(paper), start=start, end=end), groups, entities
    )


def _of_kind(paper: PaperView, kind: str, today: str) -> tuple[Json, ...]:
    found = {
        told.entry.id: listed(told.entry, today) | {"said": " … ".join(paper.text[a:b] for a, b in told.places)}
        for told in paper.entries if told.entry.kind == kind
    }  # fmt: skip
    # What is wrong stays in sight, that it can be taken back, and out of the way.
    return tuple(sorted(found.values(), key=lambda entry: entry["review"] == "rejected"))


def _marks(paper: PaperView) -> list[Mark]:
    marks, size = [], len(paper.text)
    for told in paper.entries:
        if told.entry.review == "rejected":
            continue
        for start, end in told.places:
            marks.append(Mark(start, end, told.entry.id, told.entry.kind, first=start == told.places[0][0]))
    for one in paper.entities:
        if not one.rejected:
            marks += [Mark(start, end, one.entity, "entity", first=False) for start, end in one.mentions]
    fit = (mark for mark in marks if 0 <= mark.start < mark.end <= size)
    return sorted(fit, key=lambda mark: (mark.start, -mark.end))
