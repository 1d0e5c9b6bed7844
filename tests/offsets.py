"""Whether every offset of a reading holds in its document."""

from __future__ import annotations

from communique.records import Reading, Span


def check_offsets(reading: Reading) -> int:
    """Raise AssertionError where a record leaves the text or names an unknown entity; returns the number of spans."""
    text = reading.document.text
    known = {e.id for e in reading.entities}
    count = 0

    def holds(span: Span | None) -> None:
        nonlocal count
        if span is not None:
            assert 0 <= span.start < span.end <= len(text), (span, len(text))
            words = text[span.start : span.end]
            assert words.strip(), f"a span of blanks: {words!r}"
            assert not words[0].isspace() and not words[-1].isspace(), f"blanks at the edge: {words!r}"
            count += 1

    for entity in reading.entities:
        assert entity.name
        assert entity.affiliation is None or entity.affiliation in known
        for mention in entity.mentions:
            holds(Span(mention.start, mention.end))
    for event in reading.events:
        holds(event.trigger)
        holds(event.evidence)
        assert event.evidence.start <= event.trigger.start and event.trigger.end <= event.evidence.end
        assert {*event.actor, *event.recipient} <= known
    for statement in reading.statements:
        holds(statement.speaker_span)
        holds(statement.cue)
        assert statement.content
        for piece in statement.content:
            holds(piece)
        assert {*statement.speaker, *statement.addressee} <= known
    said = {s.id for s in reading.statements}
    for commitment in reading.commitments:
        holds(commitment.evidence)
        assert commitment.action in text
        assert commitment.condition is None or commitment.condition in text
        assert commitment.due is None or commitment.due.text in text
        assert commitment.statement is None or commitment.statement in said
        assert {*commitment.committer, *commitment.beneficiary} <= known
    for engagement in reading.engagements:
        holds(engagement.evidence)
        assert set(engagement.participants) <= known
    return count
