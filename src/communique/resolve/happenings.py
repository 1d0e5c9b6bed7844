"""Triggers to events and engagements, each once however often it is told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from communique.findings import Found
from communique.records import EventStatus, Place, Span
from communique.resolve.entities import NEARLY
from communique.resolve.scene import Scene
from communique.resolve.statements import Places

NEEDS_RECIPIENT = frozenset({"COOPERATE", "AID", "SANCTION"})
"""Types that need a recipient (PLOVER)."""
PROMISED = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})
"""Types that are AGREE as long as they are planned (PLOVER)."""
RETOLD = frozenset({"CONSULT", "AGREE", "SUPPORT"})
"""Types whose second telling with the same parties is the same event."""
GATHERINGS = frozenset({"meeting", "talks", "summit", "visit"})
HOSTING = re.compile(r"visit|receiv|host|travel|arriv|welcom|paid|trip", re.I)
RECENT = 60
"""So many records back a second telling is looked for: keeps a book-length text linear."""
LEAD = 400
"""Code points of the lead after its first sentence that still count as lead."""


@dataclass(slots=True)
class Happening:
    """An event or engagement before ids are given; parties are numbers of entity drafts."""

    trigger: Found
    label: str
    """Event type or kind of engagement."""
    parties: tuple[int, ...]
    recipient: tuple[int, ...]
    status: EventStatus
    date: str | None
    place: Place | None
    evidence: Span
    topics: tuple[str, ...] = ()
    mode: str | None = None
    contexts: tuple[str, ...] = ()


def events(scene: Scene, least: float, hoped: Places) -> list[Happening]:
    """The PLOVER events of a text.

    Args:
        scene: the document.
        least: least probability of a trigger.
        hoped: where the text tells hopes, which are no plans.
    """
    found: list[Happening] = []
    for n in scene.findings.of("event"):
        span = scene.findings.spans[n]
        if span.score < least:
            continue
        actors = scene.cast.parties("actor", n, NEARLY)
        recipients = tuple(r for r in scene.cast.parties("recipient", n, NEARLY) if r not in actors)
        if not (actors or recipients) or _incomplete(span.label, actors, recipients):
            continue
        kind, mode, status = span.label, scene.findings.classes[n].mode, scene.status(n)
        if status == "planned" and kind in PROMISED:
            if hoped(span.start, span.end) is not None:
                continue
            # What is announced is not done yet: PLOVER codes the promise, and the promise has been made.
            kind, mode, status = "AGREE", None, "occurred"
        if kind == "CONSULT" and mode != "visit" and recipients and not HOSTING.search(scene.words(span)):
            # Who meets as an equal is an actor.
            actors, recipients = (*actors, *recipients), ()
        if mode == "visit" and not recipients:
            mode = None  # PLOVER's visit has a host
        one = Happening(
            span, kind, actors, recipients, status, scene.date("event_date", n), scene.place("event_place", n),
            scene.sentence(span.start, span.end), mode=mode, contexts=scene.findings.classes[n].contexts,
        )  # fmt: skip
        twin = next((f for f in found[-RECENT:] if _same_event(f, one)), None)
        if twin is None:
            found.append(one)
        else:
            twin.date, twin.place = twin.date or one.date, twin.place or one.place
            twin.parties, twin.recipient = (
                max(twin.parties, one.parties, key=len),
                max(twin.recipient, one.recipient, key=len),
            )
    _at_dateline(scene, [one for one in found if one.label == "CONSULT" and one.mode != "phone"])
    return found


def _incomplete(label: str, actors: tuple[int, ...], recipients: tuple[int, ...]) -> bool:
    """Whether a party is missing without which there is no such event; who cooperates as equals are all actors."""
    together = label == "COOPERATE" and len(actors) > 1
    return label in NEEDS_RECIPIENT and not recipients and not together


def _same_event(a: Happening, b: Happening) -> bool:
    if a.evidence == b.evidence and (a.label, a.status) == (b.label, b.status):
        # "imposed" and "sanctions" in one sentence tell one deed, unless the parties differ.
        return _agree(a.parties, b.parties) and _agree(a.recipient, b.recipient)
    alike = (a.label, a.parties, a.recipient, a.status, a.mode) == (b.label, b.parties, b.recipient, b.status, b.mode)
    return alike and a.label in RETOLD


def _agree(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Whether the parties can be the same: equal, or one side is not told wholly."""
    return set(a) <= set(b) or set(b) <= set(a)


def engagements(scene: Scene, least: float) -> list[Happening]:
    """The engagements of a text whose triggers have at least the probability ``least``."""
    found: list[Happening] = []
    for n in scene.findings.of("engagement"):
        span = scene.findings.spans[n]
        if span.score < least:
            continue
        topics = sorted((scene.findings.spans[t] for t, _ in scene.findings.tails("topic", n)), key=lambda t: t.start)
        one = Happening(
            span, span.label, scene.cast.parties("participant", n), (), scene.status(n),
            scene.date("engagement_date", n), scene.place("engagement_place", n), scene.sentence(span.start, span.end),
            tuple(" ".join(scene.words(t).split()) for t in topics),
        )  # fmt: skip
        twin = next((f for f in found[-RECENT:] if _same_engagement(scene, f, one)), None)
        if twin is not None:
            _merge(scene, twin, one)
        elif len(one.parties) > (one.label == "signing"):  # what one alone signs is a law or a letter
            found.append(one)
    _at_dateline(scene, [one for one in found if one.label != "call"])
    return found


def _same_engagement(scene: Scene, a: Happening, b: Happening) -> bool:
    """Whether b, told after a, tells a again: everybody in b is in a, or acts for somebody who is.

    A visit and what happens on it are two things unless the very same parties are told of. One party alone may be at
    many meetings, so that it takes the same word, or a party alone again.
    """
    if (a.status == "planned") != (b.status == "planned") or (a.date and b.date and a.date != b.date):
        return False
    if a.label != b.label and not {a.label, b.label} <= GATHERINGS:
        return False
    if not b.parties:
        return True
    if a.label != b.label and "visit" in (a.label, b.label):
        return len(b.parties) > 1 and set(b.parties) <= set(a.parties)
    there = set(_sides(scene, a.parties))
    if any(there.isdisjoint(_sides(scene, (party,))) for party in b.parties):
        return False
    return len(b.parties) > 1 or len(a.parties) == 1 or a.label == b.label


def _sides(scene: Scene, parties: tuple[int, ...]) -> tuple[int, ...]:
    """The parties and the bodies that they act for."""
    bodies = (scene.cast.drafts[p].affiliation for p in parties)
    return (*parties, *(b for b in bodies if b is not None))


def _merge(scene: Scene, into: Happening, other: Happening) -> None:
    represented = set(_sides(scene, into.parties))
    into.parties = (*into.parties, *(p for p in other.parties if p not in represented))
    into.date, into.place = into.date or other.date, into.place or other.place
    into.topics = (*into.topics, *(t for t in other.topics if t not in into.topics))


def _at_dateline(scene: Scene, found: list[Happening]) -> None:
    """A meeting told in the lead under a dateline, with no other place or day, was there and then."""
    dateline = scene.document.dateline
    if dateline is None or not scene.sentences:
        return
    first = scene.sentences[0][1]
    paragraph = scene.text.find("\n", first)
    end = min(paragraph if paragraph >= 0 else len(scene.text), first + LEAD)
    for one in found:
        if one.trigger.start < end and one.status in ("occurred", "ongoing"):
            if one.date is None:
                one.date = dateline.date
            if one.place is None and dateline.place:
                one.place = scene.place_named(dateline.place)
