"""A text cut at the borders of all records, so that overlapping records can be shown without nesting.

A mark is a stretch that one record covers; a segment is a stretch that the same set of marks covers from end to end.
Offsets that point outside the text are clipped or dropped here: a wrong record must not stop the others being shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from communique.records import Mention, Reading, Span

MarkKind = Literal["entity", "engagement", "statement", "event", "commitment"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that belongs to the record ``id``."""

    start: int
    end: int
    id: str
    kind: MarkKind
    first: bool
    """True for the first stretch of its record: a split quotation is labelled once."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text with the same marks all over."""

    start: int
    end: int
    marks: tuple[Mark, ...]
    opens: tuple[Mark, ...]
    """Those of the marks that begin here, the longest first."""
    closes: tuple[Mark, ...]
    """Those of the marks that end here, the shortest first."""


def marks_of(reading: Reading) -> list[Mark]:
    """All stretches to be shown, in reading order, longer ones first.

    An event is shown by its trigger, since its evidence is most often the whole sentence of another record.
    """
    length = len(reading.document.text)
    marks: list[Mark] = []
    for entity in reading.entities:
        marks += _clipped(entity.id, "entity", entity.mentions, length)
    for engagement in reading.engagements:
        marks += _clipped(engagement.id, "engagement", (engagement.evidence,), length)
    for statement in reading.statements:
        marks += _clipped(statement.id, "statement", statement.content, length)
    for event in reading.events:
        marks += _clipped(event.id, "event", (event.trigger,), length)
    for commitment in reading.commitments:
        marks += _clipped(commitment.id, "commitment", (commitment.evidence,), length)
    return sorted(marks, key=lambda mark: (mark.start, -mark.end))


def segments_of(text: str, marks: Iterable[Mark], cuts: Iterable[int] = ()) -> list[Segment]:
    """Cut a text at the borders of the marks.

    Args:
        text: the text of the document.
        marks: marks inside the text, as `marks_of` gives them.
        cuts: further places to cut, in code points, for instance the borders of paragraphs.

    Returns:
        Segments that follow one another without a gap and together are the text.
    """
    starting: dict[int, list[Mark]] = {}
    ending: dict[int, list[Mark]] = {}
    borders = {0, len(text), *(cut for cut in cuts if 0 < cut < len(text))}
    for mark in marks:
        starting.setdefault(mark.start, []).append(mark)
        ending.setdefault(mark.end, []).append(mark)
        borders.update((mark.start, mark.end))
    ordered = sorted(borders)
    open_marks: list[Mark] = []
    segments = []
    for start, end in pairwise(ordered):
        opens = sorted(starting.get(start, ()), key=lambda mark: -mark.end)
        open_marks = [mark for mark in open_marks if mark.end > start] + opens
        closes = sorted(ending.get(end, ()), key=lambda mark: -mark.start)
        segments.append(Segment(start, end, tuple(open_marks), tuple(opens), tuple(closes)))
    return segments


def words(text: str, span: Span | Mention | None) -> str:
    """The words of a span on one line, or nothing where the span is wrong or absent."""
    if span is None or not 0 <= span.start < span.end:
        return ""
    return " ".join(text[span.start : span.end].split())


def _clipped(id_: str, kind: MarkKind, spans: Iterable[Span | Mention], length: int) -> list[Mark]:
    found: list[Mark] = []
    for span in spans:
        start, end = max(span.start, 0), min(span.end, length)
        if start < end:
            found.append(Mark(start, end, id_, kind, first=not found))
    return found
