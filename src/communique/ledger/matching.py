"""The same thing met again: under which keys a thing is kept, and which of the kept ones a new one is.

Comparing is `communique.resolve.across`'s work; here is what makes it fit for millions: keys so narrow that the few
things under one of them are worth comparing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from communique.ledger.keys import block
from communique.resolve.across import Judgement, Profile, blocks, compare
from communique.resolve.across.comparison import GATHERINGS, days_apart, span_of
from communique.resolve.across.profile import Sort
from communique.text.spelling import plain

MOST = 30
"""Kept things under one key that a new one is compared with, the latest first."""
MOST_WORDED = 12
"""The same of promises and statements, whose keys are many: of each two of their words."""
WORDS = 4
"""Words of a promise or statement of which each two serve as a key, the longest ones."""
FRESH = 2
"""Days before a story's own within which something happened that the story gives no day."""
LONGEST = 100
"""Days of a range that still tells a time."""
THIRD = 10
"""Days of a month that are one key, the last of them with the 31st: days themselves would be many keys of a range."""


@dataclass(frozen=True, slots=True)
class Match:
    """A kept thing that a new one may be."""

    number: int
    judgement: Judgement


def dated(profile: Profile, published: str | None) -> Profile:
    """The profile with the days before the story for an undated happening; the words stay null in the record itself."""
    if profile.date is not None or published is None or not profile.acting:
        return profile
    if profile.sort in ("event", "engagement"):
        first = date.fromisoformat(published) - timedelta(days=FRESH)
        return replace(profile, date=f"{first.isoformat()}/{published}")
    return replace(profile, date=published) if profile.sort == "statement" else profile


def kept_under(profile: Profile) -> list[int]:
    """Keys under which a thing is kept."""
    return _keys(profile, keeping=True)


def looked_for_under(profile: Profile) -> list[int]:
    """Keys under which the same thing would be kept."""
    return _keys(profile, keeping=False)


def keys_of(profile: Profile) -> tuple[list[int], list[int]]:
    """Keys under which a thing is kept, and under which the same thing would be."""
    kept = kept_under(profile)
    return kept, kept if profile.sort == "commitment" else looked_for_under(profile)


def most_of(kind: str) -> int:
    """Kept entries of a kind under one key that a new one is compared with."""
    return MOST_WORDED if kind in ("commitment", "statement") else MOST


def said_under(kind: str, label: str, evidence: str) -> int:
    """The key of the very words, by which copies of one text are matched."""
    return block(f"said {kind} {label} {plain(evidence)}")


def best(profile: Profile, kept: Iterable[tuple[int, Profile]]) -> Match | None:
    """The kept thing most like a new one, if any is not surely another.

    It is the first of equals, so that the order of feeding alone decides.
    """
    found: Match | None = None
    for number, other in kept:
        if profile.date is not None and other.date is not None and days_apart(profile.date, other.date) > 1:
            continue  # two things, whatever else they have in common: most of what shares a key ends here
        judgement = compare(profile, other)
        if judgement.verdict == "not same":
            continue
        if found is None or (judgement.score, -number) > (found.judgement.score, -found.number):
            found = Match(number, judgement)
            if judgement.score == 1.0:
                break  # they come with the earliest first: no later one can be better
    return found


def _keys(profile: Profile, *, keeping: bool) -> list[int]:
    if profile.sort in ("person", "body", "place"):
        return list(_names_under(profile.sort, profile.names, profile.known))
    actors, recipients = sorted(profile.actors), sorted(profile.recipients)
    # A day more on either side, that two tellings of one thing may differ by; for one of the two it is enough.
    times = _times(profile.date, 0 if keeping else 1)
    names: list[str]
    if profile.sort in ("commitment", "statement"):
        words = sorted(profile.words, key=lambda w: (-len(w), w))[:WORDS]
        twos = [f"{a} {b}" for n, a in enumerate(words) for b in words[n + 1 :]] or words
        names = [f"{actor} {two}" for actor in actors for two in twos]
        if profile.sort == "statement":
            # Said again within a day or it is another saying; a promise may be told again with another deadline.
            names = [f"{name} {time}" for name in names for time in times or ("undated",)]
    elif profile.sort == "event":
        pairs = [f"{a} {r}" for a in actors for r in recipients or ["-"]]
        names = [f"{profile.label} {pair} {time}" for pair in pairs for time in times]
    else:
        names = [f"{who} {time}" for who in _company(profile, actors, keeping) for time in times]
    return [block(f"{profile.sort} {name}") for name in names]


@lru_cache(maxsize=20_000)
def _names_under(sort: Sort, names: tuple[str, ...], known: str | None) -> tuple[int, ...]:
    """Keys of names; in the news the same ones come again and again."""
    return tuple(block(key) for key in sorted(blocks(Profile("", sort, names, known=known))))


def _company(profile: Profile, actors: Sequence[str], keeping: bool) -> list[str]:
    """Of a gathering of two or more, each two of them; of one where a single party is told, that one."""
    kind = "gathering" if profile.label in GATHERINGS else str(profile.label)
    pairs = [f"{kind} {a} {b}" for n, a in enumerate(actors[:6]) for b in actors[n + 1 : 6]]
    alone = [f"{kind} alone {a}" for a in actors[:6]]
    among = [f"{kind} among {a}" for a in actors[:6]]
    if keeping:
        return pairs + among if pairs else alone
    return pairs + alone if pairs else alone + among


@lru_cache(maxsize=20_000)
def _times(value: str | None, more: int) -> tuple[str, ...]:
    """The thirds of months of a time, as ``2024-03-2``, with days more on either side; none where it tells no time."""
    if value is None:
        return ()
    first, last = span_of(value)
    if (last - first).days > LONGEST:
        return ()
    day, end = first - timedelta(days=more), last + timedelta(days=more)
    # Steps of eight days miss none: the shortest third is that from the 21st to the 28th of February.
    found = dict.fromkeys(_third(day + timedelta(days=n)) for n in range(0, (end - day).days, 8))
    return tuple(found | {_third(end): None})


def _third(day: date) -> str:
    return f"{day:%Y-%m}-{min(day.day - 1, 29) // THIRD}"


def to_json(profile: Profile) -> dict[str, Any]:
    """What of a record's profile is stored with its entry."""
    return {
        "actors": sorted(profile.actors), "recipients": sorted(profile.recipients), "date": profile.date,
        "place": profile.place, "words": sorted(profile.words), "acting": profile.acting,
    }  # fmt: skip


def from_json(sort: Any, label: str | None, stored: dict[str, Any]) -> Profile:
    """A stored profile; it has no key, for entries are told apart by their numbers."""
    return Profile(
        "", sort, label=label, actors=frozenset(stored["actors"]), recipients=frozenset(stored["recipients"]),
        date=stored["date"], place=stored["place"], words=frozenset(stored["words"]), acting=stored["acting"],
    )  # fmt: skip
