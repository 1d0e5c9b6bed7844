"""Triggers to commitments: who undertakes what, to whom, by when, for how much, on what condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast, get_args

from communique.findings import Found
from communique.records import Amount, CommitmentStatus, Due, Force, Span
from communique.resolve import words
from communique.resolve.dates import resolve_due
from communique.resolve.entities import NEARLY
from communique.resolve.money import parse_amount
from communique.resolve.scene import Scene
from communique.resolve.statements import Places, Said, hopes

FATES: tuple[CommitmentStatus, ...] = get_args(CommitmentStatus)
LIMIT = re.compile(
    r"\b(?:by|before|until|till|within|in|over|during|for|from|through|(?:no|not) later than)\s+(?:the\s+)?$", re.I
)
LOOK_BACK = 24
"""Code points before a date in which the word stands that makes it a deadline."""
RECENT = 60
"""So many commitments back a second telling is looked for."""
NAMES = ("place", "state.name", "date")
"""Mentions that are nothing to undertake if an action has no other words."""
FAR = 600
"""Code points between trigger and action beyond which the evidence is the trigger's sentence alone."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment before ids are given; parties are numbers of entity drafts."""

    committer: tuple[int, ...]
    beneficiary: tuple[int, ...]
    force: Force
    action: str
    amount: Amount | None
    due: Due | None
    condition: str | None
    status: CommitmentStatus
    statement: int | None
    """Number of the statement it was made in."""
    evidence: Span
    score: float


def promises(scene: Scene, said: list[tuple[Said, tuple[int, ...]]], least: float) -> list[Promise]:
    """The commitments of a text, each once.

    Args:
        scene: the document.
        said: its statements with their speakers.
        least: least probability of a trigger.
    """
    found: list[Promise] = []
    told_in = Places(scene.findings, [one for one, _ in said])
    hoped = hopes(scene.text, scene.findings, [one for one, _ in said])
    mentions = (scene.findings.spans[n] for n in scene.findings.of("mention"))
    names = [(span.start, span.end) for span in mentions if span.label in NAMES]
    for n in scene.findings.of("commitment"):
        span = scene.findings.spans[n]
        action = scene.linked("action", n)
        if span.score < least or action is None or words.inside(action.start, action.end, names):
            continue
        fate = scene.findings.classes[n].fate
        status = max(FATES, key=lambda s: fate[s])
        if status == "open" and hoped(span.start, span.end) is not None:
            continue
        condition = scene.linked("condition", n)
        told = told_in(span.start, span.end)
        committer = scene.cast.parties("committer", n, NEARLY)
        if not committer and told is not None and words.inside(span.start, span.end, scene.findings.quoted):
            # "We shall pay", said by somebody: the speaker undertakes.
            committer = said[told][1]
        if _names_a_party(scene, action, committer):
            continue
        if any(p.action == scene.words(action) and p.committer == committer for p in found[-RECENT:]):
            continue
        end = action if abs(span.start - action.start) < FAR else span
        found.append(
            Promise(
                committer,
                tuple(b for b in scene.cast.parties("beneficiary", n) if b not in committer),
                cast(Force, span.label),
                scene.words(action),
                _amount(scene, n, committer),
                _due(scene, n),
                scene.words(condition) if condition is not None else None,
                status,
                told,
                scene.sentence(min(span.start, end.start), max(span.end, end.end)),
                min(span.score, action.score),
            )
        )
    return found


def _amount(scene: Scene, n: int, committer: tuple[int, ...]) -> Amount | None:
    """The sum, whose "$" is that of the committer's country."""
    money = scene.linked("amount", n)
    if money is None:
        return None
    country = scene.cast.drafts[committer[0]].country if committer else None
    return parse_amount(scene.words(money), country)


def _due(scene: Scene, n: int) -> Due | None:
    """The deadline, with the word before the date that makes it one ("by", "within")."""
    when = scene.linked("due", n)
    if when is None:
        return None
    start, floor = when.start, max(0, when.start - LOOK_BACK)
    if m := LIMIT.search(scene.text[floor:start]):
        start = floor + m.start()
    said = scene.text[start : when.end]
    bounds = resolve_due(said, scene.document.published) or (None, None)
    return Due(*bounds, said)


def _names_a_party(scene: Scene, action: Found, committer: tuple[int, ...]) -> bool:
    """Whether all that an action tells is who undertakes it."""
    spans, said = scene.findings.spans, words.bare(scene.words(action))
    own = (spans[m] for party in committer for m in scene.cast.drafts[party].mentions)
    return any(span.start <= action.end - len(said) and action.end <= span.end for span in own)
