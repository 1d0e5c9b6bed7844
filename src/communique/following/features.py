"""What speaks for and against a passage bearing on a promise, as numbers with names.

A passage is a sentence of a later document (the *focus*) with the sentences around it (the *near* ones).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from communique.following.numbers import numbers
from communique.following.seen import Extent, Paper, Promise
from communique.following.words import Word, data, deeds, shared, telling, words

Vectors = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to vectors (texts, H): see `communique.pipeline.Reader.vectors`."""

LEAST = 0.12
"""Least share of the promise's telling words around a sentence that is looked at."""
CUES = (
    "kept",
    "partly",
    "broken",
    "withdrawn",
    "superseded",
    "again",
    "preparing",
    "future",
    "negation",
    "perfect",
    "passive",
)
TYPES = ("AID", "RETREAT", "REJECT", "ACCUSE", "CONCEDE", "AGREE", "COERCE", "COOPERATE", "PROTEST", "CONSULT")
AHEAD = frozenset(
    """
    will would shall should to going plan plans planned intend intends wants want hopes hope expects may must can could
    """.split()
)
DENIED = frozenset(
    "not no never none neither nor without cannot fail failed fails refuse refused refuses yet nobody".split()
)
SPEECH = frozenset("said told added noted confirmed reported announced agreed promised pledged offered".split())
BACK = 4
"""Words before a verb in which a modal or a negation counts."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a document with what stands around it."""

    paper: Paper
    at: int
    """Number of the sentence."""
    topic: float
    """Share of the promise's telling words around it."""

    def extent(self, before: int = 0, after: int = 0) -> Extent:
        """From so many sentences before it to so many after it."""
        sentences = self.paper.sentences
        return sentences[max(0, self.at - before)][0], sentences[min(len(sentences) - 1, self.at + after)][1]

    def text(self, before: int = 0, after: int = 0) -> str:
        """The words of that extent."""
        start, end = self.extent(before, after)
        return self.paper.text[start:end]


def passages(promise: Promise, paper: Paper, most: int = 2) -> list[Passage]:
    """The sentences of a document that may bear on a promise, the best first; none where nobody of it is named.

    Args:
        promise: what was promised.
        paper: a later document.
        most: at most so many, not next to each other.
    """
    wanted, stems = promise.wanted, paper.stems
    # Most pairs end here: it is the cheapest question.
    if promise.amount is None and shared(wanted, paper.all_stems) < LEAST:
        return []
    parties = [extent for party in promise.parties for extent in paper.mentions(party)]
    if not parties:
        return []
    scored = []
    for n, (start, end) in enumerate(paper.sentences):
        around = set().union(*stems[max(0, n - 1) : n + 3])
        topic = shared(wanted, around)
        sums = promise.amount is not None and any(v == promise.amount for v, _ in numbers(paper.text[start:end]))
        if topic >= LEAST or sums:
            named = any(start <= a < end for a, _ in parties)
            own = shared(wanted, stems[n])
            scored.append((own + 0.5 * topic + 0.2 * named + 0.3 * sums, -n, topic))
    chosen: list[Passage] = []
    for _, minus, topic in sorted(scored, reverse=True):
        if all(abs(-minus - other.at) > 1 for other in chosen):
            chosen.append(Passage(paper, -minus, topic))
            if len(chosen) == most:
                break
    return chosen


def features(promise: Promise, passage: Passage, cosines: tuple[float, float, float]) -> dict[str, float]:
    """A passage against a promise.

    Args:
        promise: what was promised.
        passage: of a later document.
        cosines: of the promised action with the focus and with what is near, of the promise's words with the focus.

    Returns:
        Numbers by name; most are 0 or 1, none is far beyond.
    """
    focus, near, after = passage.text(), passage.text(1, 2), passage.text(0, 2)[len(passage.text()) :]
    found = {"cosine action": cosines[0], "cosine action near": cosines[1], "cosine words": cosines[2]}
    found |= _matter(promise, focus, near)
    found |= _who(promise, passage)
    for name in CUES:
        hits = count(name, focus)
        found[f"{name}"] = min(hits, 3) / 2
        found[f"{name} after"] = min(count(name, after), 3) / 2
    done = tenses(promise, focus)
    later = tenses(promise, after)
    for name in done:
        found[f"deed {name}"], found[f"deed {name} after"] = done[name], later[name]
    found |= _counted(promise, focus, near)
    found |= _records(promise, passage)
    found |= _when(promise, passage.paper)
    return found


def _matter(promise: Promise, focus: str, near: str) -> dict[str, float]:
    wanted = telling(promise.action, promise.names)
    more = telling(promise.words, promise.names)
    focal, around = {w.stem for w in words(focus)}, {w.stem for w in words(near)}
    proper = {w.stem for w in words(promise.action) if w.proper and w.stem not in promise.names}
    things = {key: value for key, value in wanted.items() if not deeds(key) and key not in proper}
    new = telling(focus, promise.names | frozenset(more))
    return {
        "action": shared(wanted, focal), "action near": shared(wanted, around),
        "words": shared(more, focal), "words near": shared(more, around),
        "things": shared(things, around), "no things": float(not things),
        "places": len(proper & around) / len(proper) if proper else 0.0, "no places": float(not proper),
        "most of it": float(shared(wanted, around) > 0.6), "little of it": float(shared(wanted, around) < 0.3),
        "new words": min(1.0, sum(new.values()) / 8),
    }  # fmt: skip


def _who(promise: Promise, passage: Passage) -> dict[str, float]:
    start, end = passage.extent()
    low, high = passage.extent(1, 2)
    found = {"beneficiary told": float(any(p.role == "beneficiary" for p in promise.parties))}
    for role in ("committer", "beneficiary"):
        places = [a for p in promise.parties if p.role == role for a, _ in passage.paper.mentions(p)]
        found[f"{role} in focus"] = float(any(start <= a < end for a in places))
        found[f"{role} near"] = float(any(low <= a < high for a in places))
        found[f"{role} named"] = float(bool(places))
    return found


def tenses(promise: Promise, text: str) -> dict[str, float]:
    """Whether the promised deed is told as done, as yet to be done, as not done, or at all (1.0 or 0.0 each)."""
    of = words(text)
    verbs = [w for w in words(promise.action) if deeds(w.stem)][:3]
    kinds = deeds(verbs[0].stem) if verbs else frozenset()
    own = {w.stem for w in verbs[:1]} or {w.stem for w in words(promise.action)[:1]}
    found = dict.fromkeys(("done", "ahead", "denied", "own"), 0.0)
    for n, word in enumerate(of):
        if word.stem not in own and not (deeds(word.stem) & kinds):
            continue
        before = {w.said for w in of[max(0, n - BACK) : n]}
        if before & DENIED or any(w.endswith("n't") for w in before):
            found["denied"] = 1.0
        elif before & AHEAD:
            found["ahead"] = 1.0
        elif _past(word):
            found["done"] = 1.0
        found["own"] = max(found["own"], float(word.stem in own))
    return found


def _past(word: Word) -> bool:
    return (word.said.endswith("ed") and word.said not in SPEECH) or word.said in _irregular()


@cache
def _irregular() -> frozenset[str]:
    return frozenset(data("deeds")["past"].split())


def _counted(promise: Promise, focus: str, near: str) -> dict[str, float]:
    goal = promise.amount or max((v for v, _ in numbers(promise.action)), default=None)
    found = dict.fromkeys(("count", "count equal", "count less", "count other", "count both"), 0.0)
    if goal is None:
        return found
    said = [v for v, _ in numbers(near)]
    mine = [v for v, _ in numbers(focus)]
    equal, less = goal in said, any(0.02 * goal <= v < goal for v in mine)
    return {
        "count": 1.0, "count equal": float(equal), "count less": float(less),
        "count other": float(not equal and not less), "count both": float(equal and less),
    }  # fmt: skip


def _records(promise: Promise, passage: Passage) -> dict[str, float]:
    """What the reader found in the focus and after it."""
    start, end = passage.extent(0, 1)
    told = [one for one in passage.paper.told if one.start < end and one.end > start]
    found = {f"event {name}": float(any(one.label == name for one in told if one.kind == "event")) for name in TYPES}
    pledges = [one for one in told if one.kind == "commitment"]
    for status in ("open", "fulfilled", "broken", "withdrawn"):
        found[f"told {status}"] = float(any(one.status == status for one in pledges))
    found["told again"] = float(any(one.entry == promise.number and one.status == "open" for one in pledges))
    return found


def _when(promise: Promise, paper: Paper) -> dict[str, float]:
    day = date.fromisoformat(paper.day)
    since = (day - date.fromisoformat(promise.day)).days
    found = {
        "months since": min(since, 720) / 360,
        "due told": float(promise.due_to is not None),
        "late": 0.0,
        "early": 0.0,
        "at the end": 0.0,
    }
    if promise.due_to is not None:
        left = (date.fromisoformat(promise.due_to) - day).days
        found |= {"late": float(left < 0), "early": min(max(left, 0), 180) / 180, "at the end": float(0 <= left <= 14)}
    return found


def count(cue: str, text: str) -> int:
    """How many of a kind of cues a text has."""
    return sum(1 for pattern in _patterns(cue) if pattern.search(text))


@lru_cache(maxsize=32)
def _patterns(cue: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.I) for pattern in data("cues")[cue])
