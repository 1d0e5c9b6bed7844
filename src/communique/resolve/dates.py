"""Words for a time to a date, a month, a year or a range, against the day a document was published.

A small grammar of our own: the words are cut to tokens, times of day and fillers are dropped, and what is left must be one
known expression from end to end. What is not known stays None; a date is never made up from half of the words.

A date without a year is the nearest one in the sensible direction: a report tells of the past, unless the day lies within
three months ahead and the past one is much further away ("on 8 July", published on 30 June); a deadline lies ahead. A
weekday is the last such day up to the day of publication, "last Friday" the one before that day, "next Friday" that of the
coming calendar week, "this Friday" that of the current one. Weeks go from Monday to Sunday.

An open range is written with two dots: "since 2019" without a publication date is ``2019/..``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Granularity = Literal["day", "month", "year", "range", "vague"]
_Unit = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class DateValue:
    """A time as the words tell it, no more precise than they are."""

    iso: str
    """``2024-03-05``, ``2024-03``, ``2024``, or two of them with a slash; ``..`` is an open end."""
    granularity: Granularity
    """vague: the end of the range is not said ("in the coming weeks")."""
    reason: str
    """How it was found, in a short sentence."""


@dataclass(frozen=True, slots=True)
class _Period:
    """Days from ``first`` to ``last``; None is an open end."""

    first: date | None
    last: date | None
    unit: _Unit
    reason: str
    whole: bool = True
    """One day, month or year, and not a range of them."""
    vague: bool = False


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
    period = _Reader(_day(published), ahead).read(words)
    if period is None:
        return None
    granularity: Granularity = "vague" if period.vague else period.unit if period.whole else "range"
    if period.whole and period.first is not None:
        return DateValue(_iso(period.first, period.unit), granularity, period.reason)
    ends = (_iso(end, period.unit) if end else ".." for end in (period.first, period.last))
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
    reader = _Reader(_day(published), ahead=True)
    tokens = _tokens(words)
    side, tokens = _side(tokens)
    period = reader.period(tokens)
    if period is None:
        return None
    first, last = period.first, period.last
    if side == "until":
        first = None
    elif side == "from":
        last = None if period.whole else last
    elif side == "before":
        first, last = None, last if period.unit == "day" or first is None else first - timedelta(days=1)
    if first is None and last is None:
        return None
    return (first.isoformat() if first else None), (last.isoformat() if last else None)


# --- words ---------------------------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday mon mondays", "tuesday tue tues tuesdays", "wednesday wed wednesdays", "thursday thu thur thurs thursdays",
         "friday fri fridays", "saturday sat saturdays", "sunday sun sundays"))
    for name in names.split() if not name.endswith("days")
}  # fmt: skip
_NUMBERS = {
    name: number
    for number, names in enumerate(
        ("", "one a an", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"))
    for name in names.split()
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "couple-of": 2}  # fmt: skip
_ORDINALS = {
    name: number
    for number, name in enumerate(
        ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
         "sixteenth seventeenth eighteenth nineteenth twentieth").split(), 1)
}  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_UNITS = {unit + plural: unit for unit in ("day", "week", "month", "year", "decade", "fortnight") for plural in ("", "s")}

_TOKEN = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}[/]\d{1,2}[/]\d{1,2}|\d{1,2}[:.]\d{2}|\d+|[a-z]+|[-/]")
_TIMES = frozenset(
    "morning afternoon evening night midnight noon midday dawn dusk lunchtime nightfall sunrise sunset overnight hours time "
    "pm am gmt utc local cet est et oclock daybreak".split()
)
_BEFORE_TIMES = frozenset("early late earlier later on at in the around about shortly after before small of mid just".split())
_FILLERS = frozenset("the of on in at during sometime throughout around about also only exactly just for".split())
_LEADS = frozenset("early late mid beginning start middle end close".split())
_GLUE = frozenset({"the", "of", "on", "in", "a"})


def _tokens(words: str) -> list[str]:
    """Lower-case tokens without times of day; ordinal endings and dashes made alike."""
    text = words.lower().replace("–", "-").replace("—", "-").replace("’", "'").replace("'s", "")
    for said, meant in (("a.m.", "am"), ("p.m.", "pm"), ("o'clock", "oclock"), ("couple of", "couple-of")):
        text = text.replace(said, meant)
    found = _TOKEN.findall(text)
    tokens: list[str] = []
    at = 0
    while at < len(found):
        token = found[at]
        after = found[at + 1] if at + 1 < len(found) else ""
        if token.isdigit() and after in ("st", "nd", "rd", "th"):
            tokens.append(token)
            at += 2
        elif token.isdigit() and len(token) < 5 and after in ("am", "pm", "hours", "gmt", "oclock", "utc"):
            at += 2
        elif token == "couple":
            tokens.append("couple-of")
            at += 3 if after == "-" else 1
        elif ":" in token or ("." in token and token.count(".") == 1):
            at += 1
        else:
            tokens.append(token)
            at += 1
    return _without_times(tokens)


def _without_times(tokens: list[str]) -> list[str]:
    """Drop "at noon", "small hours of", "shortly before dawn", and "six" in "six this morning", where a day remains."""
    if not any(token in _TIMES for token in tokens):
        return tokens
    kept: list[str] = []
    for token in tokens:
        if token not in _TIMES:
            kept.append(token)
            continue
        if kept and kept[-1] in ("this", "last", "same", "next", "previous", "all"):
            kept.append("NIGHT" if token in ("night", "evening") else "MORNING")
            continue
        if token == "overnight":
            kept.append("OVERNIGHT")
            continue
        while kept and kept[-1] in _BEFORE_TIMES:
            kept.pop()
    if len(kept) == 3 and kept[0] in _NUMBERS and kept[1] == "this":
        kept = kept[1:]
    return kept


_SIDES = (
    (("no", "later", "than"), "until"), (("not", "later", "than"), "until"), (("at", "the", "latest", "by"), "until"),
    (("up", "to"), "until"), (("until",), "until"), (("till",), "until"), (("til",), "until"), (("by",), "until"),
    (("through",), "until"), (("to",), "until"), (("ahead", "of"), "before"), (("prior", "to"), "before"), (("before",), "before"),
    (("as", "of"), "from"), (("as", "from"), "from"), (("starting", "from"), "from"), (("starting", "on"), "from"),
    (("starting", "in"), "from"), (("starting",), "from"), (("beginning", "on"), "from"), (("beginning", "in"), "from"),
    (("ever", "since"), "from"), (("since",), "from"), (("from",), "from"), (("effective",), "from"),
)  # fmt: skip


def _side(tokens: list[str]) -> tuple[str | None, list[str]]:
    """Part "by", "before", "from" and their like from the date they look at."""
    for lead, side in _SIDES:
        if tuple(tokens[: len(lead)]) == lead:
            rest = tokens[len(lead) :]
            if side == "from" and ("to" in rest or "until" in rest or "-" in rest):
                return None, tokens
            return side, rest
    return None, tokens


# --- dates ---------------------------------------------------------------------------------------------------------


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso[:10]) if iso else None
    except ValueError:
        return None


def _iso(day: date, unit: _Unit) -> str:
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _number(token: str) -> int | None:
    return int(token) if token.isdigit() and len(token) < 4 else _NUMBERS.get(token)


def _year(token: str) -> int | None:
    return int(token) if len(token) == 4 and token.isdigit() and 1500 <= int(token) <= 2200 else None


def _one(day: date | None, reason: str) -> _Period | None:
    return None if day is None else _Period(day, day, "day", reason)


def _days(first: date, last: date, reason: str) -> _Period:
    return _Period(first, last, "day", reason, whole=False)


def _months(first: date, last: date, reason: str) -> _Period:
    return _Period(first.replace(day=1), _month_end(last.year, last.month), "month", reason, whole=False)


def _whole_month(year: int, month: int, reason: str) -> _Period:
    return _Period(date(year, month, 1), _month_end(year, month), "month", reason)


def _whole_year(year: int, reason: str) -> _Period:
    return _Period(date(year, 1, 1), date(year, 12, 31), "year", reason)


class _Reader:
    """Reads tokens against a day of publication (``now``) and a direction."""

    def __init__(self, now: date | None, ahead: bool) -> None:
        self.now = now
        self.ahead = ahead

    def read(self, words: str) -> _Period | None:
        """A whole expression, with "since", "until" and "before" as open or half-open ranges."""
        side, tokens = _side(_tokens(words))
        if side in ("until", "before"):
            self.ahead = True
        period = self.period(tokens)
        if period is None or side is None:
            return period
        if side == "from":
            if self.now is None or period.first is None or period.first > self.now:
                return replace(period, last=None, whole=False, reason=f"{period.reason}, open to the end")
            return replace(period, last=self.now, whole=False, reason=f"{period.reason}, up to publication")
        if side == "until" and self.now and period.last and period.last >= self.now and period.unit == "day":
            return replace(period, first=self.now, whole=False, reason=f"From publication up to: {period.reason}")
        if side == "before" and period.unit != "day" and period.first is not None:
            return _Period(None, period.first - timedelta(days=1), period.unit, f"Before: {period.reason}", whole=False)
        return replace(period, first=None, whole=False, reason=f"Up to: {period.reason}")

    def period(self, tokens: list[str]) -> _Period | None:
        """The period that tokens mean from end to end, leading fillers and an anniversary aside."""
        for _ in range(3):
            found = self._exact(tokens)
            if found is not None:
                return found
            if tokens and tokens[0] in _FILLERS:
                tokens = tokens[1:]
            elif tokens and tokens[0] in ("early", "late", "later", "earlier"):
                tokens = tokens[1:]
            else:
                break
        if "anniversary" in tokens:
            return self._exact([token for token in tokens[tokens.index("anniversary") + 1 :] if token not in _FILLERS])
        return None

    def _exact(self, tokens: list[str]) -> _Period | None:
        if not tokens:
            return None
        return (
            self._absolute(tokens)
            or self._relative(tokens)
            or self._counted(tokens)
            or self._part(tokens)
            or self._range(tokens)
        )

    # -- one day, month or year

    def _absolute(self, tokens: list[str]) -> _Period | None:
        if len(tokens) == 1:
            return self._single(tokens[0])
        bare = [token for token in tokens if token not in _GLUE]
        if bare and bare[0] in _WEEKDAYS and len(bare) > 1 and not bare[1].startswith("-"):
            rest = self._calendar(bare[1:])
            return rest if rest is not None and rest.unit == "day" else None
        return self._calendar(bare)

    def _single(self, token: str) -> _Period | None:
        if "-" in token and token[:4].isdigit():
            return _one(_day(token), "The day is written in full")
        if "/" in token and len(token) > 1 or token.count(".") == 2:
            return self._numeric(token)
        if (year := _year(token)) is not None:
            return _whole_year(year, "The year is written")
        if token in _WEEKDAYS:
            return self._weekday(_WEEKDAYS[token])
        return self._calendar([token])

    def _numeric(self, token: str) -> _Period | None:
        a, b, c = (int(part) for part in re.split(r"[/.]", token))
        if a > 999:
            return _one(_date(a, b, c), "The day is written in full")
        if b > 12:
            return _one(_date(c, a, b), "The day is written in full, the month first")
        return _one(_date(c, b, a), "The day is written in full, the day first")

    def _calendar(self, tokens: list[str]) -> _Period | None:
        """Day, month and year in any of their orders; the month or the year alone."""
        months = [token for token in tokens if token in _MONTHS]
        if len(months) != 1 or len(tokens) > 3:
            return None
        month = _MONTHS[months[0]]
        rest = [token for token in tokens if token not in _MONTHS]
        years = [year for token in rest if (year := _year(token)) is not None]
        days = [day for token in rest if (day := self._day_number(token)) is not None]
        if len(years) + len(days) != len(rest) or len(years) > 1 or len(days) > 1:
            return None
        if days:
            if years:
                return _one(_date(years[0], month, days[0]), "The day is written in full")
            return self._without_year(month, days[0])
        if years:
            return _whole_month(years[0], month, "The month is written in full")
        if tokens[0] == "may" and len(tokens) == 1 and self.now is None:
            return None
        return self._month_without_year(month)

    @staticmethod
    def _day_number(token: str) -> int | None:
        if token.isdigit() and len(token) <= 2 and 1 <= int(token) <= 31:
            return int(token)
        return _ORDINALS.get(token)

    def _without_year(self, month: int, day: int) -> _Period | None:
        if self.now is None:
            return None
        near = [found for year in range(self.now.year - 4, self.now.year + 5) if (found := _date(year, month, day))]
        past = max((found for found in near if found <= self.now), default=None)
        future = min((found for found in near if found >= self.now), default=None)
        if past is None or future is None:
            return _one(past or future, "The year is that next to publication")
        soon = (future - self.now).days <= 92 and (self.now - past).days > 183
        if self.ahead or soon:
            return _one(future, "The next such day from publication on")
        return _one(past, "The last such day up to publication")

    def _month_without_year(self, month: int) -> _Period | None:
        if self.now is None:
            return None
        since = (self.now.month - month) % 12
        if since == 0:
            return _whole_month(self.now.year, month, "The month of publication")
        year = self.now.year - (self.now.month < month)
        if self.ahead or since >= 9:
            return _whole_month(year + 1, month, "The next such month after publication")
        return _whole_month(year, month, "The last such month before publication")

    def _weekday(self, weekday: int, which: str = "") -> _Period | None:
        if self.now is None:
            return None
        back = (self.now.weekday() - weekday) % 7
        if which == "last":
            return _one(self.now - timedelta(days=back or 7), "The last such weekday before publication")
        if which == "this":
            monday = self.now - timedelta(days=self.now.weekday())
            return _one(monday + timedelta(days=weekday), "The weekday of the week of publication")
        if which == "next":
            monday = self.now + timedelta(days=7 - self.now.weekday())
            return _one(monday + timedelta(days=weekday), "The weekday of the week after publication")
        if self.ahead or which == "coming":
            return _one(self.now + timedelta(days=-back % 7), "The next such weekday from publication on")
        return _one(self.now - timedelta(days=back), "The last such weekday up to publication")

    # -- relative to publication

    def _relative(self, tokens: list[str]) -> _Period | None:
        now = self.now
        if now is None:
            return None
        bare = [token for token in tokens if token not in _GLUE]
        while len(bare) > 1 and bare[0] in ("early", "late", "later", "earlier", "any", "day"):
            bare = bare[1:]
        said = " ".join(bare)
        shift = _DAYS.get(said)
        if shift is not None:
            return _one(now + timedelta(days=shift), f"{said.capitalize()}, from publication".replace("NIGHT", "night"))
        if said in ("OVERNIGHT", "overnight"):
            return _days(now - timedelta(days=1), now, "The night before publication")
        if said == "weekend":
            return self._weekend("coming" if self.ahead else "last")
        if len(bare) == 2 and bare[1] in ("morning", "afternoon", "evening", "night", "MORNING", "NIGHT") and bare[0] in _WEEKDAYS:
            return self._weekday(_WEEKDAYS[bare[0]])
        if len(bare) == 2:
            return self._which(_WHICH.get(bare[0], ""), bare[1])
        if len(bare) == 3 and bare[1] == "calendar":
            return self._which(_WHICH.get(bare[0], ""), bare[2])
        if len(bare) == 3 and bare[0] in _WEEKDAYS and bare[1] in ("last", "next", "this") and bare[2] == "week":
            week = self._which(bare[1], "week")
            return week and week.first and _one(week.first + timedelta(days=_WEEKDAYS[bare[0]]), f"The day of {bare[1]} week")
        return None

    def _which(self, which: str, what: str) -> _Period | None:
        """ "last week", "next May", "this Thursday", "the coming weekend"."""
        now = self.now
        step = {"last": -1, "this": 0, "next": 1, "coming": 1}.get(which)
        if now is None or step is None:
            return None
        if what in ("MORNING", "NIGHT"):
            return None
        if what in _WEEKDAYS:
            return self._weekday(_WEEKDAYS[what], which)
        if what in _MONTHS:
            return self._which_month(which, _MONTHS[what])
        if what == "weekend":
            return self._weekend(which)
        if what == "week":
            monday = now + timedelta(days=7 * step - now.weekday())
            return _days(monday, monday + timedelta(days=6), f"The week from Monday to Sunday, {which} one from publication")
        if what == "month":
            day = _add_months(now.replace(day=1), step)
            return _whole_month(day.year, day.month, f"The month, {which} one from publication")
        if what == "year":
            return _whole_year(now.year + step, f"The year, {which} one from publication")
        if what == "decade":
            start = now.year // 10 * 10 + 10 * step
            return _Period(date(start, 1, 1), date(start + 9, 12, 31), "year", "The decade of publication", whole=False)
        if what == "quarter":
            day = _add_months(date(now.year, (now.month - 1) // 3 * 3 + 1, 1), 3 * step)
            return _months(day, _add_months(day, 2), f"The quarter, {which} one from publication")
        if what in _SEASONS:
            return self._season(what, now.year + (step if which in ("last", "next") else 0))
        if what in ("days", "weeks", "months", "years") and which == "coming":
            return _Period(now, None, "day", "From publication on, the end is not said", whole=False, vague=True)
        if what in ("days", "weeks", "months", "years") and which in ("last", "this", "next"):
            ends = (None, now) if which == "last" else (now, None)
            return _Period(*ends, "day", "A stretch whose far end is not said", whole=False, vague=True)
        return None

    def _which_month(self, which: str, month: int) -> _Period | None:
        assert self.now is not None
        year = self.now.year
        if which == "last":
            year -= self.now.month <= month
        elif which in ("next", "coming"):
            year += self.now.month >= month
        return _whole_month(year, month, f"{which.capitalize()} such month from publication")

    def _weekend(self, which: str) -> _Period | None:
        if self.now is None:
            return None
        monday = self.now - timedelta(days=self.now.weekday())
        saturday = monday + timedelta(days={"last": -2, "this": 5, "next": 12, "coming": 5}[which])
        if which == "last" and self.now.weekday() >= 5:
            saturday += timedelta(days=7)
        return _days(saturday, saturday + timedelta(days=1), "Saturday and Sunday, by the day of publication")

    @staticmethod
    def _season(season: str, year: int) -> _Period:
        start = date(year, _SEASONS[season], 1)
        return _months(start, _add_months(start, 2), "The season of the northern year")

    # -- counted: "two days ago", "within six months", "over the next three years"

    def _counted(self, tokens: list[str]) -> _Period | None:
        now = self.now
        bare = [token for token in tokens if token not in ("the", "of", "about", "around", "some", "just", "only", "nearly", "almost")]
        if now is None or len(bare) < 2:
            return None
        if len(bare) == 3 and bare[2] in ("ago", "earlier", "before"):
            return self._ago(bare[0], bare[1]) if bare[2] == "ago" else None
        if bare[-1] == "time" and bare[0] == "in":
            bare = bare[:-1]
        if bare[0] == "in" and len(bare) == 3 and bare[1] not in _WHICH:
            return self._hence(bare[1], bare[2])
        lead = 0
        while lead < len(bare) and bare[lead] in ("within", "over", "during", "for", "in", "next", "coming", "past", "last", "previous",
                                                   "following", "and"):  # fmt: skip
            lead += 1
        leads, rest = bare[:lead], bare[lead:]
        if not leads or leads == ["for"] or leads == ["over"]:
            return None
        back = any(token in ("past", "last", "previous") for token in leads)
        if leads in (["during"], ["in"]):
            return None
        if len(rest) == 1 and rest[0] in ("day", "week", "month", "year", "days", "weeks", "months", "years", "hour", "hours"):
            if rest[0] in ("hour", "hours"):
                return _one(now, "Within hours of publication")
            if rest[0].endswith("s"):
                return self._which("last" if back else "coming", rest[0])
            rest = ["one", *rest]
        if len(rest) != 2 or (count := _number(rest[0])) is None or rest[1] not in _UNITS:
            return None
        far = self._shift(-count if back else count, _UNITS[rest[1]])
        if far is None:
            return None
        first, last = (far, now) if back else (now, far)
        if leads == ["within"]:
            return _Period(None, last, "day", "Counted from publication", whole=False)
        return _days(first, last, "Counted from publication")

    def _shift(self, count: int, unit: str) -> date | None:
        assert self.now is not None
        if unit in ("day", "week", "fortnight"):
            return self.now + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])
        months = count * {"month": 1, "year": 12, "decade": 120}[unit]
        return _add_months(self.now, months) if abs(months) < 6000 else None

    def _ago(self, count: str, unit: str) -> _Period | None:
        number = _number(count)
        return None if number is None else self._away(-number, unit)

    def _hence(self, count: str, unit: str) -> _Period | None:
        number = _number(count)
        return None if number is None else self._away(number, unit)

    def _away(self, count: int, unit: str) -> _Period | None:
        """As exact as the unit: three months ago is a month, two years ago a year."""
        kind = _UNITS.get(unit)
        day = self._shift(count, kind) if kind else None
        if day is None:
            return None
        reason = "Counted from publication"
        if kind == "month":
            return _whole_month(day.year, day.month, reason)
        if kind in ("year", "decade"):
            return _whole_year(day.year, reason)
        return _one(day, reason)

    # -- parts: "the end of June", "early March", "first quarter of 2025"

    def _part(self, tokens: list[str]) -> _Period | None:
        bare = [token for token in tokens if token not in ("the", "of", "in", "-")]
        if len(bare) > 1 and bare[0] in _LEADS:
            part, rest = bare[0], bare[1:]
            if part == "mid" and rest[0] in _LEADS:
                return None
            whole = self._named(rest)
            return None if whole is None or whole.unit == "day" and whole.whole else self._cut(part, whole)
        if len(bare) >= 2 and bare[1] in ("quarter", "half") and bare[0] in ("first", "second", "third", "fourth", "last"):
            return self._fraction(bare[0], bare[1], bare[2:])
        if bare and bare[0] in _SEASONS:
            if len(bare) == 2 and (year := _year(bare[1])) is not None:
                return self._season(bare[0], year)
            if len(bare) == 1 and self.now is not None:
                return self._season_without_year(bare[0])
        return None

    def _season_without_year(self, season: str) -> _Period:
        assert self.now is not None
        near = [self._season(season, self.now.year + step) for step in (-1, 0, 1)]
        if self.ahead:
            return next(period for period in near if period.last is not None and period.last >= self.now)
        return next(period for period in reversed(near) if period.first is not None and period.first <= self.now)

    def _named(self, rest: list[str]) -> _Period | None:
        """The whole that a part is of: a year, month or week."""
        if len(rest) == 1 and rest[0] in ("year", "month", "week", "decade"):
            return self._which("this", rest[0])
        if len(rest) == 1 and (year := _year(rest[0])) is not None:
            return _whole_year(year, "The year is written")
        return self._calendar(rest) or self._relative(rest)

    @staticmethod
    def _cut(part: str, whole: _Period) -> _Period | None:
        if part in ("end", "close"):
            # The last day stands for the end; as a time of an event it is no more exact than the whole.
            return replace(whole, reason=f"The end of it: {whole.reason}")
        return replace(whole, reason=f"{part.capitalize()}: {whole.reason}")

    def _fraction(self, which: str, what: str, rest: list[str]) -> _Period | None:
        parts = 4 if what == "quarter" else 2
        number = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": parts}[which]
        year = _year(rest[0]) if len(rest) == 1 else None
        if year is None and (not rest or rest in (["year"], ["this", "year"])):
            year = self.now.year if self.now else None
        elif year is None and rest in (["next", "year"], ["last", "year"]) and self.now is not None:
            year = self.now.year + (1 if rest[0] == "next" else -1)
        if year is None or number > parts:
            return None
        size = 12 // parts
        first = date(year, (number - 1) * size + 1, 1)
        return _months(first, _add_months(first, size - 1), f"The {which} {what} of the year")

    # -- two ends

    def _range(self, tokens: list[str]) -> _Period | None:
        for joint in ("to", "until", "till", "through", "-", "and", "/"):
            if joint in tokens[1:-1]:
                at = tokens.index(joint, 1)
                left = [token for token in tokens[:at] if token not in ("from", "between", "both")]
                right = tokens[at + 1 :]
                return self._between([t for t in left if t not in _GLUE], [t for t in right if t not in _GLUE])
        return None

    def _between(self, left: list[str], right: list[str]) -> _Period | None:
        if not left or not right or left == right:
            return None
        last = self._exact(right) if not (len(right) == 1 and right[0].isdigit() and len(right[0]) < 3) else None
        if last is None and len(right) <= 2 and right[0].isdigit() and any(token in _MONTHS for token in left):
            # "May 3-5", "July 14 and 15, 2022": the month stands at the first end
            month = next(token for token in left if token in _MONTHS)
            last = self._calendar([right[0], month, *right[1:]])
        if last is None or last.last is None or not last.whole:
            return None
        first = self._start(left, right, last)
        if first is None or first.first is None or not first.whole or first.first > last.last:
            return None
        unit = first.unit if first.unit == last.unit else "day"
        return _Period(first.first, last.last, unit, "Both ends are named", whole=False)

    def _start(self, left: list[str], right: list[str], last: _Period) -> _Period | None:
        """The first end, with month and year lent by the last ("3 to 5 May 2024")."""
        assert last.last is not None
        months = [token for token in left if token in _MONTHS]
        days = [day for token in left if (day := self._day_number(token)) is not None]
        years = any(_year(token) for token in left)
        if not years and months and any(token in _MONTHS for token in right):
            month = _MONTHS[months[0]]
            year = last.last.year - (month > last.last.month)
            if days and last.unit == "day":
                return _one(_date(year, month, days[0]), "")
            if not days and last.unit == "month":
                return _whole_month(year, month, "")
            return None
        if not years and not months and days and last.unit == "day":
            return _one(_date(last.last.year, last.last.month, days[0]), "")
        if not years and months and days and last.unit == "day":
            return _one(_date(last.last.year, _MONTHS[months[0]], days[0]), "")
        if len(left) == 1 and left[0] in _WEEKDAYS and self.now is not None:
            back = (last.last.weekday() - _WEEKDAYS[left[0]]) % 7
            return _one(last.last - timedelta(days=back), "")
        return self._exact(left)


_DAYS = {
    "today": 0, "tonight": 0, "this MORNING": 0, "this NIGHT": 0, "this day": 0, "now": 0, "same day": 0,
    "yesterday": -1, "last NIGHT": -1, "previous NIGHT": -1, "tomorrow": 1, "day before yesterday": -2, "day after tomorrow": 2,
    "later today": 0, "earlier today": 0,
}  # fmt: skip

_WHICH = {
    "last": "last", "past": "last", "previous": "last", "this": "this", "current": "this", "next": "next", "coming": "coming",
    "following": "next", "upcoming": "coming",
}  # fmt: skip
