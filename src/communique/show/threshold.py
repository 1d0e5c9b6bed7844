"""Leaving out records of which the reader is not sure enough."""

from __future__ import annotations

from dataclasses import replace

from communique.records import Reading


def at_least(reading: Reading, confidence: float) -> Reading:
    """The reading with those records only whose confidence reaches a bound.

    Entities have no confidence and stay. A commitment that stays while its statement goes loses the reference, so that
    no id points to nothing.

    Args:
        reading: the whole reading.
        confidence: the bound, 0 to 1.

    Returns:
        A new reading; the same one where the bound is 0.
    """
    if confidence <= 0:
        return reading
    statements = tuple(record for record in reading.statements if record.confidence >= confidence)
    kept = {statement.id for statement in statements}
    commitments = tuple(
        record if record.statement is None or record.statement in kept else replace(record, statement=None)
        for record in reading.commitments
        if record.confidence >= confidence
    )
    return replace(
        reading,
        events=tuple(record for record in reading.events if record.confidence >= confidence),
        statements=statements,
        commitments=commitments,
        engagements=tuple(record for record in reading.engagements if record.confidence >= confidence),
    )
