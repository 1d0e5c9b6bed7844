"""Days as people and machines write them, to ISO days. For datelines and metadata; nothing is guessed."""

from __future__ import annotations

import datetime
import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier",
            "february feb février",
            "march mar mars",
            "april apr avril",
            "may mai",
            "june jun juin",
            "july jul juillet",
            "august aug août",
            "september sept sep septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec décembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\b\.?"

DAY = re.compile(
    rf"""(?:(?:{_WEEKDAY}),?\s+)? (?:(?:le|on|the)\s+)?
    (?: (?P<y1>\d{{4}})-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)
      | (?P<d2>\d{{1,2}})(?:st|nd|rd|th|er)?\s+(?:of\s+)?(?P<m2>{_MONTH})(?:,?\s+(?P<y2>\d{{4}})(?!\d))?
      | (?P<m3>{_MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.:]\d)(?:,?\s+(?P<y3>\d{{4}})(?!\d))?
      | (?P<d4>\d{{1,2}})\.\s?(?P<m4>\d{{1,2}})\.(?:\s?(?P<y4>\d{{4}})(?!\d))?
      | (?P<a5>\d{{1,2}})/(?P<b5>\d{{1,2}})/(?P<y5>\d{{4}})(?!\d)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A day with its month; the year may be left out. `day_of` reads the groups."""

WEEKDAY = re.compile(rf"{_WEEKDAY}(?:\s+(?:night|morning|afternoon|evening))?", re.IGNORECASE)

# What may follow a day in metadata: its time of day and zone.
_TIME = re.compile(
    r"[\s,T|–-]*(?:at\s+)?(?:\d{1,2}(?:[:.h]\d{2}){0,2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?[\s,]*"
    r"(?:[A-Z]{1,5}|(?:GMT|UTC)?[+-]\d{1,2}:?(?:\d{2})?)?\s*(?:\([A-Z]{1,5}\))?",
    re.IGNORECASE,
)


def day_of(match: re.Match[str], published: str | None = None) -> str | None:
    """The ISO day of a match of `DAY`.

    Args:
        match: a match.
        published: ISO day near which a day without a year lies.

    Returns:
        None where there is no such day, the year cannot be told, or day and month cannot be told apart ("3/4/2023").
    """
    form = next(form for form in "12345" if match.groupdict().get(f"y{form}") or match.groupdict().get(f"d{form}"))
    written = match.group(f"y{form}")
    if form == "5":
        first, second = int(match["a5"]), int(match["b5"])
        if first <= 12 and second <= 12 and first != second:
            return None
        day, month = (first, second) if first > 12 or first == second else (second, first)
    else:
        month_written = match.group(f"m{form}").rstrip(".").lower()
        month = MONTHS[month_written] if month_written in MONTHS else int(month_written)
        day = int(match.group(f"d{form}"))
    if written is not None:
        return _iso(int(written), month, day)
    return None if published is None else _nearest(month, day, published)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _nearest(month: int, day: int, published: str) -> str | None:
    try:
        near = datetime.date.fromisoformat(published)
    except ValueError:
        return None
    days = [_iso(near.year + step, month, day) for step in (-1, 0, 1)]
    real = [datetime.date.fromisoformat(one) for one in days if one is not None]
    return min(real, key=lambda one: abs((one - near).days)).isoformat() if real else None


def iso_day(value: object) -> str | None:
    """The day that a metadata field tells, as an ISO day.

    Understands dates and times as objects, ISO 8601, RFC 2822 ("Fri, 20 Jan 2023 10:00:00 GMT"), days in English words,
    seconds or milliseconds since 1970 (UTC), and numeric days where day and month cannot be mixed up. The day is the
    one written, in the time zone it was written in.

    Returns:
        None where no day can be told.
    """
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _from_number(value)
    if not isinstance(value, str):
        return None
    value = value.strip()
    try:
        return datetime.datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        pass
    if re.fullmatch(r"\d{10}|\d{13}", value):
        return _from_number(int(value))
    match = DAY.match(value)
    if match is None or _TIME.fullmatch(value, match.end()) is None:
        return None
    return day_of(match)


def _from_number(value: float) -> str | None:
    if not 10**8 <= value < 10**13:
        # 20230120 is a day written as a number; smaller ones mean nothing certain.
        text = str(value)
        return iso_day(text) if re.fullmatch(r"(?:19|20)\d{6}", text) else None
    seconds = value / 1000 if value >= 10**11 else value
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
