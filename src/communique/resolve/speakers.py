"""Who a whole phrase means: of "Foreign Minister Peter Mwangi of Kenya" the person."""

from __future__ import annotations

import re
from itertools import pairwise

from communique.records import EntityKind
from communique.resolve import organizations, states, titles, words
from communique.resolve.entities import Cast

RANKS = (
    ("person.name",),
    ("person.nominal", "pronoun"),
    ("organization.name", "organization.nominal"),
    ("group.nominal", "group.name"),
    ("state.name", "state.nominal"),
)
"""Whose words a phrase with several mentions tells, first to last."""
OWNING = re.compile(r"['’]s?\s+\w")
JOINED = re.compile(r"\band\b|,|&")
PARTED = re.compile(r"\b(?:of|for|who|which)\b")


def within(cast: Cast, start: int, end: int) -> tuple[int, ...]:
    """The entities that a phrase means as a whole; several where it joins them ("Lee and Diaz")."""
    spans = cast.findings.spans
    inside = [n for n in cast.around(start, end, 0) if spans[n].end <= end and not _possessive(cast, n, end)]
    for sorts in RANKS:
        rows = [n for n in inside if spans[n].label in sorts]
        if not rows:
            continue
        chosen = [rows[0]]
        for a, b in pairwise(rows):
            between = cast.text[spans[a].end : spans[b].start]
            joint = JOINED.search(between)
            # "Lee and the mayor of Basel, Diaz": what parts them stands before the "and", not behind it.
            if joint is None or PARTED.search(between, 0, joint.start()):
                break
            if joint[0] in ",&" and PARTED.search(between, joint.end()):
                break
            chosen.append(b)
        found = tuple(dict.fromkeys(d for n in chosen for d in cast.meant.get(n, ())))
        if found:
            return found
    return ()


def _possessive(cast: Cast, n: int, end: int) -> bool:
    """Whether a mention only tells whose the speaker is: "his" lawyer, "Prentice's" lawyer."""
    span = cast.findings.spans[n]
    if span.label == "pronoun" and cast.words(n).casefold() in words.POSSESSIVE:
        return span.end < end
    return bool(OWNING.match(cast.text, span.end, end))


def from_phrase(cast: Cast, start: int, end: int) -> tuple[int, ...]:
    """An entity of its own for a speaker whose words hold no mention: "sources close to the talks"."""
    said = " ".join(cast.text[start:end].split())
    key = words.plain(said)
    if not key or key in words.SINGULAR | words.FIRST_PERSON or words.JOINT.match(said):
        return ()
    state = states.find(said)
    if state is not None:
        return (cast.state(state),)
    generic = organizations.generic(said)
    kind: EntityKind = "group"
    if organizations.find(said) or (generic and generic[1]):
        kind = "organization"
    elif titles.role(words.bare(said)):
        kind = "person"
    draft = cast.keyed("nominal", f"{kind} {key}", kind)
    cast.drafts[draft].nominals.append(said)
    if generic and kind != "person" and not cast.drafts[draft].sectors:
        cast.drafts[draft].sectors = tuple(generic[0])
    return (draft,)
