"""Findings to a reading: everything that the heads found, resolved to people, bodies, places and dates.

Pure: the same document and findings give the same reading, and nothing is read from outside but the package's tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from communique.findings import Findings, Found
from communique.known import Registry
from communique.ontology import load as ontology
from communique.records import (
    Commitment,
    Document,
    Engagement,
    EngagementKind,
    Entity,
    Event,
    Mention,
    MentionKind,
    Reading,
    Span,
    Statement,
)
from communique.resolve import words
from communique.resolve.calibration import Calibration
from communique.resolve.happenings import Happening, engagements, events
from communique.resolve.promises import Promise, promises
from communique.resolve.scene import Scene
from communique.resolve.speakers import from_phrase, within
from communique.resolve.statements import Places, Said, assemble, hopes, kind_of, spans_of


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least score of a record, by kind; a score is what the reader gives, before it is calibrated."""

    event: float = 0.5
    statement: float = 0.4
    commitment: float = 0.5
    engagement: float = 0.5


def resolve(
    document: Document,
    findings: Findings,
    thresholds: Thresholds | None = None,
    registry: Registry | None = None,
    calibration: Calibration | None = None,
) -> Reading:
    """The reading of a document from what the reader found in it.

    Args:
        document: the document.
        findings: what the reader found in its text.
        thresholds: least scores; the standard ones by default.
        registry: knows further persons and bodies.
        calibration: makes confidences of scores; without it they are the scores.
    """
    least, sure = thresholds or Thresholds(), (calibration or Calibration()).probability
    scene = Scene(document, findings, registry)
    said = _statements(scene, least.statement)
    hoped = hopes(document.text, findings, [one for one, _ in said])
    happened, met = events(scene, least.event, hoped), engagements(scene, least.engagement)
    promised = promises(scene, said, least.commitment)
    addressed = [scene.cast.parties("addressee", one.cue) if one.cue is not None else () for one, _ in said]
    used = {d for _, who in said for d in who} | {d for who in addressed for d in who}
    used |= {d for one in (*happened, *met) for d in (*one.parties, *one.recipient)}
    used |= {d for one in promised for d in (*one.committer, *one.beneficiary)}
    entities, ids = _entities(scene, used)
    return Reading(
        document,
        entities,
        tuple(_event(f"e{k}", one, ids, sure("event", one.trigger.score)) for k, one in enumerate(happened, 1)),
        tuple(
            _statement(f"s{k}", scene, one, who, to, ids, sure("statement", one.score))
            for k, ((one, who), to) in enumerate(zip(said, addressed, strict=True), 1)
        ),
        tuple(_commitment(f"c{k}", one, ids, sure("commitment", one.score)) for k, one in enumerate(promised, 1)),
        tuple(_engagement(f"g{k}", one, ids, sure("engagement", one.trigger.score)) for k, one in enumerate(met, 1)),
    )


def _statements(scene: Scene, least: float) -> list[tuple[Said, tuple[int, ...]]]:
    """Statements with their speakers; resolves the pronouns on the way, which need to know who speaks."""
    cast_, spans = scene.cast, scene.findings.spans
    said = [one for one in assemble(scene.text, scene.findings) if one.score >= least]

    cast_.pronouns({})
    named: list[tuple[int, ...]] = []
    number = {id(one): k for k, one in enumerate(said)}
    for k, one in enumerate(said):
        who: tuple[int, ...] = ()
        if one.speaker is not None:
            start, end = spans[one.speaker].start, spans[one.speaker].end
            who = within(cast_, start, end) or from_phrase(cast_, start, end)
        elif one.speaker_of is not None and number.get(id(one.speaker_of), k) < k:
            who = named[number[id(one.speaker_of)]]
        named.append(who)
    told_in = Places(scene.findings, said)
    speaks: dict[int, tuple[int, ...]] = {}
    for n in cast_.mentions:
        span = spans[n]
        if span.label != "pronoun" or n in cast_.meant:
            continue
        told = told_in(span.start, span.end)
        if told is not None and named[told] and words.inside(span.start, span.end, scene.findings.quoted):
            speaks[n] = named[told]
    cast_.pronouns(speaks)
    return list(zip(said, named, strict=True))


def _entities(scene: Scene, used: set[int]) -> tuple[tuple[Entity, ...], dict[int, str]]:
    """The entities in the order of the text, and the ids of their drafts."""
    drafts, spans = scene.cast.drafts, scene.findings.spans
    # Who is named, takes part in a record, or holds an office without being named.
    keep = {n for n, d in enumerate(drafts) if d.names or n in used or (d.kind == "person" and d.title)}
    keep |= {a for n in keep if (a := drafts[n].affiliation) is not None}
    first = {n: min((spans[m].start for m in drafts[n].mentions), default=len(scene.text)) for n in keep}
    order = sorted(keep, key=lambda n: (first[n], n))
    ids = {n: f"n{k}" for k, n in enumerate(order, 1)}
    made = []
    for n in order:
        d = drafts[n]
        mentions = sorted({(spans[m].start, spans[m].end, spans[m].label.rpartition(".")[2]) for m in d.mentions})
        made.append(
            Entity(
                ids[n],
                d.label(),
                d.kind,
                d.title if d.kind == "person" else None,
                ids[d.affiliation] if d.affiliation is not None and d.affiliation != n else None,
                d.country,
                d.sectors,
                tuple(Mention(a, b, cast(MentionKind, kind)) for a, b, kind in mentions),
                d.id,
            )
        )
    return tuple(made), ids


def _ids(drafts: Iterable[int], ids: dict[int, str]) -> tuple[str, ...]:
    return tuple(ids[d] for d in drafts)


def _span(found: Found) -> Span:
    return Span(found.start, found.end)


def _event(id: str, one: Happening, ids: dict[int, str], confidence: float) -> Event:
    return Event(
        id=id,
        type=one.label,
        mode=one.mode,
        contexts=one.contexts,
        quad=ontology.quad(one.label),
        cameo=ontology.plover_to_cameo(one.label, one.mode, one.contexts, one.status),
        intensity=ontology.intensity(one.label, one.mode),
        actor=_ids(one.parties, ids),
        recipient=_ids(one.recipient, ids),
        status=one.status,
        date=one.date,
        place=one.place,
        trigger=_span(one.trigger),
        evidence=one.evidence,
        confidence=confidence,
    )


def _statement(
    id: str,
    scene: Scene,
    one: Said,
    who: tuple[int, ...],
    to: tuple[int, ...],
    ids: dict[int, str],
    confidence: float,
) -> Statement:
    spans = scene.findings.spans
    return Statement(
        id=id,
        kind=kind_of(scene.text, one.extents, scene.findings.quoted),
        speaker=_ids(who, ids),
        speaker_span=_span(spans[one.speaker]) if one.speaker is not None else None,
        cue=_span(spans[one.cue]) if one.cue is not None else None,
        content=spans_of(one.extents),
        addressee=_ids((d for d in to if d not in who), ids),
        confidence=confidence,
    )


def _commitment(id: str, one: Promise, ids: dict[int, str], confidence: float) -> Commitment:
    return Commitment(
        id=id,
        committer=_ids(one.committer, ids),
        beneficiary=_ids(one.beneficiary, ids),
        force=one.force,
        action=one.action,
        amount=one.amount,
        due=one.due,
        condition=one.condition,
        status=one.status,
        statement=f"s{one.statement + 1}" if one.statement is not None else None,
        evidence=one.evidence,
        confidence=confidence,
    )


def _engagement(id: str, one: Happening, ids: dict[int, str], confidence: float) -> Engagement:
    return Engagement(
        id=id,
        kind=cast(EngagementKind, one.label),
        participants=_ids(one.parties, ids),
        date=one.date,
        place=one.place,
        topics=one.topics,
        status=one.status,
        evidence=one.evidence,
        confidence=confidence,
    )
