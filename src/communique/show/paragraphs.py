"""A text in paragraphs of pieces, each with the records that cover it: what a page shows of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from communique.show.controls import harmless
from communique.show.segments import Mark, Segment, segments_of

_BLANK_LINES = re.compile(r"(?:\r?\n[ \t]*){2,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment of the text as a template receives it."""

    at: int
    """Where it begins in the text, in code points."""
    text: str
    """Without codes that steer a terminal or turn the order of letters; as many code points as in the text."""
    classes: str
    """CSS classes, one for each kind of record that covers it."""
    records: str
    """Ids of the records that cover it, parted by blanks, the shortest first."""
    opens: tuple[Mark, ...]
    """Records whose label may stand before the piece."""


def paragraphs_of(
    text: str, marks: Iterable[Mark], *, prefix: str = "", start: int = 0, end: int | None = None
) -> tuple[tuple[Piece, ...], ...]:
    """Cut a text into paragraphs, at its blank lines, and those into pieces.

    Args:
        text: the text of the document.
        marks: marks inside the text, as `segments.marks_of` gives them.
        prefix: stands before each id, so that ids are unique on a page with several texts.
        start: where to begin, in code points.
        end: where to stop; None for the end of the text.
    """
    end = len(text) if end is None else end
    part = text[start:end]
    shown = harmless(part)
    within = [
        Mark(max(mark.start - start, 0), min(mark.end, end) - start, mark.id, mark.kind, mark.first)
        for mark in marks if mark.start < end and mark.end > start
    ]  # fmt: skip
    gaps = {gap.start(): gap.end() for gap in _BLANK_LINES.finditer(part)}
    paragraphs: list[list[Piece]] = [[]]
    # A label that falls into a gap waits for the next piece that is shown.
    waiting: tuple[Mark, ...] = ()
    gap_end = 0
    for segment in segments_of(part, within, cuts=(*gaps, *gaps.values())):
        waiting += tuple(mark for mark in segment.opens if mark.first and mark.kind != "entity")
        if segment.start in gaps:
            gap_end = gaps[segment.start]
            paragraphs.append([])
        if segment.start < gap_end:
            continue
        paragraphs[-1].append(_piece(segment, shown, waiting, prefix, start))
        waiting = ()
    return tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)


def _piece(segment: Segment, shown: str, opens: tuple[Mark, ...], prefix: str, start: int) -> Piece:
    narrowest_first = sorted(segment.marks, key=lambda mark: mark.end - mark.start)
    kinds = dict.fromkeys(mark.kind for mark in segment.marks)
    return Piece(
        at=start + segment.start,
        text=shown[segment.start : segment.end],
        classes=" ".join(f"k-{kind}" for kind in kinds),
        records=" ".join(dict.fromkeys(f"{prefix}{mark.id}" for mark in narrowest_first)),
        opens=opens,
    )
