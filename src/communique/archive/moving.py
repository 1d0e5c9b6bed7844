"""A reading brought from one text to another that has words in common with it.

Two steps need it: a copy inherits the reading of its twin, and a text that was read without some of its paragraphs gets
the offsets of the whole one. A record comes along only when all its words stand in the other text letter for letter,
so that evidence stays exact.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from communique.records import (
    Commitment,
    Document,
    Engagement,
    Entity,
    Event,
    Reading,
    Span,
    Statement,
)
from communique.text.sentences import Extent, paragraphs, split


@dataclass(frozen=True, slots=True)
class Shared:
    """Words that two texts have in common."""

    start: int
    """First code point in the one text."""
    there: int
    """First code point in the other."""
    length: int


class Passage:
    """The way from one text to another.

    Args:
        shared: what they have in common, in the order of the first text and without overlap.
    """

    def __init__(self, shared: Sequence[Shared]) -> None:
        self._shared = shared
        self._starts = [one.start for one in shared]

    def span(self, span: Span | None) -> Span | None:
        """The span in the other text; None where its words do not all stand there, side by side."""
        if span is None:
            return None
        at = bisect_right(self._starts, span.start) - 1
        if at < 0 or span.end > self._shared[at].start + self._shared[at].length:
            return None
        moved = self._shared[at].there - self._shared[at].start
        return Span(span.start + moved, span.end + moved)


def left_out(text: str, kept: Sequence[Extent]) -> tuple[str, Passage]:
    """A text without some of its paragraphs, and the way back to the whole one.

    Args:
        text: the whole text.
        kept: extents of the paragraphs that are kept, in order.

    Returns:
        The text of those paragraphs, with what stood between two that follow one another, and the passage from it.
    """
    parts: list[str] = []
    shared: list[Shared] = []
    size, before = 0, -1
    whole = paragraphs(text)
    number = {extent: n for n, extent in enumerate(whole)}
    for extent in kept:
        if before >= 0 and number[extent] == before + 1:
            # They are neighbours: one run, with the break between them as it is.
            last = shared[-1]
            gap = text[last.there + last.length : extent[0]]
            parts.append(gap + text[extent[0] : extent[1]])
            shared[-1] = replace(last, length=last.length + len(parts[-1]))
        else:
            parts.append(("\n\n" if parts else "") + text[extent[0] : extent[1]])
            start = size + (2 if len(parts) > 1 else 0)
            shared.append(Shared(start, extent[0], extent[1] - extent[0]))
        size += len(parts[-1])
        before = number[extent]
    return "".join(parts), Passage(shared)


def in_common(one: str, other: str) -> Passage:
    """The way from a text to another, by the sentences that stand in both in the same order."""
    mine, others = split(one), split(other)
    words = [one[a:b] for a, b in mine]
    matcher = SequenceMatcher(None, words, [other[a:b] for a, b in others], autojunk=False)
    shared: list[Shared] = []
    for block in matcher.get_matching_blocks():
        for k in range(block.size):
            (a, b), (c, _) = mine[block.a + k], others[block.b + k]
            last = shared[-1] if shared else None
            # Sentences with the same words between them are one run, and a record may reach from one to the next.
            if last is not None and k > 0 and one[last.start + last.length : a] == other[last.there + last.length : c]:
                shared[-1] = replace(last, length=b - last.start)
            else:
                shared.append(Shared(a, c, b - a))
    return Passage(shared)


def moved(reading: Reading, document: Document, passage: Passage) -> Reading:
    """A reading as one of another document.

    Args:
        reading: of the first document.
        document: the other one.
        passage: from the text of the first to that of the other.

    Returns:
        The records whose evidence and words stand in the other document too, with the entities that stand in it or
        that such a record names.
    """
    events = [e for one in reading.events if (e := _event(one, passage)) is not None]
    statements = [s for one in reading.statements if (s := _statement(one, passage)) is not None]
    said = {one.id for one in statements}
    commitments = [c for one in reading.commitments if (c := _commitment(one, passage, said)) is not None]
    engagements = [g for one in reading.engagements if (g := _engagement(one, passage)) is not None]
    named: set[str] = set()
    for event in events:
        named.update(event.actor, event.recipient)
    for statement in statements:
        named.update(statement.speaker, statement.addressee)
    for commitment in commitments:
        named.update(commitment.committer, commitment.beneficiary)
    for engagement in engagements:
        named.update(engagement.participants)
    entities = [_entity(one, passage) for one in reading.entities]
    kept = {one.id for one in entities if one.mentions} | named
    # For whom somebody speaks is told of by their own entity.
    kept |= {one.affiliation for one in entities if one.id in kept and one.affiliation is not None}
    return Reading(
        document,
        tuple(one for one in entities if one.id in kept),
        tuple(events),
        tuple(statements),
        tuple(commitments),
        tuple(engagements),
    )


def _entity(one: Entity, passage: Passage) -> Entity:
    return replace(
        one,
        mentions=tuple(
            replace(mention, start=span.start, end=span.end)
            for mention in one.mentions
            if (span := passage.span(Span(mention.start, mention.end))) is not None
        ),
    )


def _event(one: Event, passage: Passage) -> Event | None:
    trigger, evidence = passage.span(one.trigger), passage.span(one.evidence)
    return None if trigger is None or evidence is None else replace(one, trigger=trigger, evidence=evidence)


def _statement(one: Statement, passage: Passage) -> Statement | None:
    content = [passage.span(span) for span in one.content]
    found = tuple(span for span in content if span is not None)
    if len(found) < len(content):
        return None
    # Who spoke may be told elsewhere; the statement stands without it.
    return replace(one, content=found, speaker_span=passage.span(one.speaker_span), cue=passage.span(one.cue))


def _commitment(one: Commitment, passage: Passage, said: set[str]) -> Commitment | None:
    evidence = passage.span(one.evidence)
    if evidence is None:
        return None
    return replace(one, evidence=evidence, statement=one.statement if one.statement in said else None)


def _engagement(one: Engagement, passage: Passage) -> Engagement | None:
    evidence = passage.span(one.evidence)
    return None if evidence is None else replace(one, evidence=evidence)
