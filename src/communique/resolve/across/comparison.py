"""Two profiles to a judgement: the same thing, not the same, or not to be decided from what the texts tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from communique.resolve import words
from communique.resolve.across.profile import Profile, Sort
from communique.text.spelling import plain

Verdict = Literal["same", "not same", "undecided"]
SAME, OTHER = 0.85, 0.4
"""From this score on two profiles are the same, up to that they are not."""
FEW = 4
"""Words of a statement below which two persons, or one on two days, may well say the same."""
GATHERINGS = frozenset({"meeting", "visit", "talks", "summit"})
"""Kinds of engagement that two tellers give to one gathering."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How alike two profiles are."""

    score: float
    """0 to 1."""
    verdict: Verdict
    reasons: tuple[str, ...]
    """In words, what spoke for and against it."""


def compare(one: Profile, other: Profile) -> Judgement:
    """Judge two profiles of one sort.

    Raises:
        ValueError: they are of two sorts.
    """
    if one.sort != other.sort:
        raise ValueError(f"a {one.sort} is no {other.sort}")
    if one.sort in ("person", "body", "place"):
        return _judged_named(one.sort, _as_named(one), _as_named(other))
    return _judged(_told(one, other))


def _judged(rules: Iterable[tuple[float, str]]) -> Judgement:
    score, reasons = 1.0, []
    for factor, reason in rules:
        score = min(1.0, score * factor)
        reasons.append(reason)
    verdict: Verdict = "same" if score >= SAME else "not same" if score <= OTHER else "undecided"
    return Judgement(round(score, 3), verdict, tuple(reasons))


Named = tuple[tuple[str, ...], str | None, str | None, str | None]
"""Names, label, country and known id of a person, body or place: all that it is compared by."""


def _as_named(profile: Profile) -> Named:
    return profile.names, profile.label, profile.country, profile.known


@lru_cache(maxsize=50_000)
def _judged_named(sort: Sort, one: Named, other: Named) -> Judgement:
    """In the news the same ones are told alike again and again."""
    return _judged(_named(Profile("", sort, *one), Profile("", sort, *other)))


def _named(one: Profile, other: Profile) -> Iterator[tuple[float, str]]:
    """Factors of persons, bodies and places."""
    if one.known is not None and other.known is not None:
        yield (1.0, "one id in a registry") if one.known == other.known else (0.0, "two ids in a registry")
        return
    likeness = max(_likeness(one.sort, a, b) for a in one.names for b in other.names)
    yield likeness, f"names alike by {likeness:.2f}"
    if one.country is not None and other.country is not None and one.country != other.country:
        yield 0.4, "two countries"
    if one.sort == "place" and likeness == 1.0 and (one.country is None or other.country is None):
        yield 0.8, "a country is not known"
    if one.sort == "person" and one.label is not None and other.label is not None and one.label != other.label:
        # Offices change hands, and people change offices: it only makes less sure.
        yield 0.9, "two offices"


@lru_cache(maxsize=200_000)
def _likeness(sort: str, a: str, b: str) -> float:
    if sort != "person":
        if a == b:
            return 1.0
        first, second = _plain(a), _plain(b)
        if first == second:
            return 1.0
        if words.acronym_of(a) == b.strip() or words.acronym_of(b) == a.strip():
            return 0.8
        return 0.9 * fuzz.token_sort_ratio(first, second) / 100
    if a == b and len(_parts(a)) > 1:
        return 1.0
    first_parts, second_parts = _parts(a), _parts(b)
    if not first_parts or not second_parts:
        return 0.0
    if first_parts == second_parts:
        return 1.0 if len(first_parts) > 1 else 0.6  # a family name alone
    if first_parts < second_parts or second_parts < first_parts:
        return 0.95 if min(len(first_parts), len(second_parts)) > 1 else 0.6
    ends = (sum(part.endswith("a") for part in parts) for parts in (first_parts, second_parts))
    if next(ends) != next(ends):
        return 0.3  # "Ivanov" and "Ivanova"
    return fuzz.token_sort_ratio(" ".join(sorted(first_parts)), " ".join(sorted(second_parts))) / 100


@lru_cache(maxsize=50_000)
def _parts(name: str) -> frozenset[str]:
    """The plain parts of a person's name. One is compared with many others; spelling it each time cost most."""
    return frozenset(map(plain, words.name_tokens(name)))


@lru_cache(maxsize=50_000)
def _plain(name: str) -> str:
    return plain(name)


def _told(one: Profile, other: Profile) -> Iterator[tuple[float, str]]:
    """Factors of engagements, events and promises."""
    if one.acting != other.acting:
        yield 0.5, "told as done and as not done"
    if one.label != other.label:
        near = one.sort == "engagement" and {one.label, other.label} <= GATHERINGS
        yield (0.95, "kinds near to each other") if near or one.sort == "commitment" else (0.2, "two kinds")
    yield _parties(one.actors, other.actors, "who acts")
    if one.recipients or other.recipients:
        yield _parties(one.recipients, other.recipients, "to whom")
    yield _days(one, other)
    if one.place is not None and other.place is not None and one.place != other.place:
        yield 0.5, "two places"
    if one.sort in ("commitment", "statement"):
        least = min(len(one.words), len(other.words))
        alike = len(one.words & other.words) / max(1, least)
        yield 0.3 + 0.7 * alike, f"{'actions' if one.sort == 'commitment' else 'words'} alike by {alike:.2f}"
        if one.sort == "statement" and least < FEW:
            yield 0.7, "too few words to tell"


def _parties(one: frozenset[str], other: frozenset[str], which: str) -> tuple[float, str]:
    if not one or not other:
        return 0.8, f"{which} is not told"
    shared = len(one & other) / min(len(one), len(other))
    return (0.2 + 0.8 * shared, f"{which}: {shared:.0%} the same")


def _days(one: Profile, other: Profile) -> tuple[float, str]:
    """A day off is the time zone or the day of the report; a promise without a deadline may be told again with one."""
    if one.date is None or other.date is None:
        return (0.95 if one.sort == "commitment" else 0.75), "a day is not told"
    gap = days_apart(one.date, other.date)
    if gap == 0:
        return 1.0, "at one time"
    return (0.9, "a day apart") if gap == 1 else (0.2, f"{gap} days apart")


def days_apart(one: str, other: str) -> int:
    """Days between two times, 0 where they meet."""
    (a, b), (c, d) = _ordinals(one), _ordinals(other)
    return max(c - b, a - d, 0)


@lru_cache(maxsize=50_000)
def _ordinals(value: str) -> tuple[int, int]:
    first, last = span_of(value)
    return first.toordinal(), last.toordinal()


def span_of(value: str) -> tuple[date, date]:
    """First and last day of an ISO day, month, year or range."""
    first, _, last = value.partition("/")
    return _edge(first, "-01-01", 0), _edge(last or first, "-12-31", 1)


def _edge(value: str, rest: str, last: int) -> date:
    if len(value) == 10:
        return date.fromisoformat(value)
    if len(value) == 4:
        return date.fromisoformat(value + rest)
    year, month = int(value[:4]), int(value[5:7])
    if not last:
        return date(year, month, 1)
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
