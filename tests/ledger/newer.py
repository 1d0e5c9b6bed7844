"""A newer reader: what it finds in made texts differs in some things from what was found before."""

from __future__ import annotations

from dataclasses import replace

from communique.records import Commitment, Reading, Span, Statement


def newer(reading: Reading) -> Reading:
    """Entities numbered the other way round; the second event is of another type, the first begins later; the last
    statement and the first commitment are not found; a statement and a commitment are found that were not before."""
    size = len(reading.entities)
    name = {e.id: f"n{size - n}" for n, e in enumerate(reading.entities)}
    who = lambda ids: tuple(name[i] for i in ids)
    events = [replace(e, actor=who(e.actor), recipient=who(e.recipient)) for e in reading.events]
    events[0] = replace(events[0], trigger=Span(events[0].trigger.start + 1, events[0].trigger.end))
    events[1] = replace(events[1], type="PROTEST", mode=None, quad=4, cameo="140", intensity=-6.5)
    found = Statement("s9", "indirect", ("n1",), None, None, (Span(0, 12),), (), 0.8)
    promise = reading.commitments[0]
    more = Commitment("c8", ("n1",), (), "offer", "build a bridge", None, None, None, "open", "s9", Span(0, 5), 0.6)
    return replace(
        reading,
        entities=tuple(
            replace(e, id=name[e.id], title="Envoy" if e.title else None) for e in reversed(reading.entities)
        ),
        events=tuple(events),
        statements=(*(replace(s, speaker=who(s.speaker)) for s in reading.statements[:-1]), found),
        commitments=(
            *(
                replace(c, committer=who(c.committer), beneficiary=who(c.beneficiary))
                for c in reading.commitments
                if c is not promise
            ),
            more,
        ),
        engagements=tuple(replace(g, participants=who(g.participants)) for g in reading.engagements),
    )
