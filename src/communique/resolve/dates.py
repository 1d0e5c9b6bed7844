"""Words for a time to a date, a month, a year or a range, against the day a document was published.

A small grammar of our own: the words are cut to tokens, times of day and fillers are dropped, and what is left must be
one known expression from end to end. What is not known stays None; a date is never made up from half of the words.

A date without a year is the nearest one in the sensible direction: a report tells of the past, unless the day lies
within three months ahead and the past one is much further away ("on 8 July", published on 30 June); a deadline lies
ahead. A weekday is the last such day up to the day of publication, "last Friday" the one before that day, "next
Friday" that of the coming calendar week, "this Friday" that of the current one. Weeks go from Monday to Sunday. Words
around it that make a weekday lie ahead ("will meet on Tuesday") are looked at by ``direction``.

An open range is written with two dots: "since 2019" without a publication date is ``2019/..``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Literal

from communique.resolve.periods import Reader, day_of, iso
from communique.resolve.timewords import side_of, tokens_of

Granularity = Literal["day", "month", "year", "range", "vague"]


@dataclass(frozen=True, slots=True)
class DateValue:
    """A time as the words tell it, no more precise than they are."""

    iso: str
    """``2024-03-05``, ``2024-03``, ``2024``, or two of them with a slash; ``..`` is an open end."""
    granularity: Granularity
    """vague: the end of the range is not said ("in the coming weeks")."""
    reason: str
    """How it was found, in a short sentence."""


def resolve_date(words: str, published: str | None, *, ahead: bool = False) -> DateValue | None:
    """Return the date that words mean, or None where they mean none that can be known.

    Args:
        words: the words as written: "on Tuesday", "20 January 2023", "early last week".
        published: ISO day of publication; without it only absolute dates resolve.
        ahead: the words tell of something planned: a date without a year, a month or a weekday lies ahead.
    """
    return _resolve_date(words, published, ahead)


@lru_cache(maxsize=4096)
def _resolve_date(words: str, published: str | None, ahead: bool) -> DateValue | None:
    period = Reader(day_of(published), ahead).read(words)
    if period is None:
        return None
    granularity: Granularity = "vague" if period.vague else period.unit if period.whole else "range"
    if period.whole and period.first is not None:
        return DateValue(iso(period.first, period.unit), granularity, period.reason)
    ends = [iso(end, period.unit) if end else ".." for end in (period.first, period.last)]
    if ends[0] == ends[1] and not period.vague:
        return DateValue(ends[0], period.unit, period.reason)
    return DateValue("/".join(ends), granularity, period.reason)


@lru_cache(maxsize=4096)
def resolve_due(words: str, published: str | None) -> tuple[str | None, str | None] | None:
    """Return the first and the last ISO day of a deadline, or None where the words tell neither.

    "by" and "until" give only the last day, "from" only the first, "in June" both. "before June" ends on 31 May, but
    "before Saturday" and "before the end of June" on the day named, as they are meant.

    Args:
        words: the words as written: "by the end of the year", "within six months".
        published: ISO day of publication; without it only absolute dates resolve.
    """
    reader = Reader(day_of(published), ahead=True)
    tokens = tokens_of(words)
    side, tokens = side_of(tokens)
    period = reader.period(tokens)
    if period is None:
        return None
    first, last = period.first, period.last
    if period.ending or side == "until":
        first = None
    elif side in ("from", "as of"):
        last = None if period.whole else last
    elif side == "before":
        first, last = None, last if period.unit == "day" or first is None else first - timedelta(days=1)
    if first is None and last is None:
        return None
    return (first.isoformat() if first else None), (last.isoformat() if last else None)
