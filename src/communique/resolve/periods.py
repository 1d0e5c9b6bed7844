"""Tokens of a time expression to a period of days, against the day of publication. The rules are told in ``dates``."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from communique.resolve.timewords import (
    DAYS,
    DAYS_IN,
    FEASTS,
    FILLERS,
    FRACTIONS,
    GLUE,
    LEADS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    WHICH,
    side_of,
    tokens_of,
)

Unit = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``; None is an open end."""

    first: date | None
    last: date | None
    unit: Unit
    reason: str
    whole: bool = True
    """One day, month or year, and not a range of them."""
    vague: bool = False
    ending: bool = False
    """Only the end of it is meant ("the end of June")."""


def day_of(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso[:10]) if iso else None
    except ValueError:
        return None


def iso(day: date, unit: Unit) -> str:
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
    return int(token) if token.isdigit() and len(token) < 4 else NUMBERS.get(token)


def _year(token: str) -> int | None:
    return int(token) if len(token) == 4 and token.isdigit() and 1500 <= int(token) <= 2200 else None


def _one(day: date | None, reason: str) -> Period | None:
    return None if day is None else Period(day, day, "day", reason)


def _days(first: date, last: date, reason: str) -> Period:
    return Period(first, last, "day", reason, whole=False)


def _months(first: date, last: date, reason: str) -> Period:
    return Period(first.replace(day=1), _month_end(last.year, last.month), "month", reason, whole=False)


def _whole_month(year: int, month: int, reason: str) -> Period:
    return Period(date(year, month, 1), _month_end(year, month), "month", reason)


def _whole_year(year: int, reason: str) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), "year", reason)


def _without_hours(tokens: list[str]) -> list[str]:
    """Leave out what is told beside the day: "six hours on Thursday", "tomorrow at ten", "as early as Monday"."""
    if len(tokens) > 3 and tokens[0] == tokens[2] == "as":
        tokens = tokens[3:]
    if len(tokens) == 3 and tokens[0] in DAYS and tokens[1] == "at":
        return tokens[:1]
    if tokens[:2] == ["OVERNIGHT", "into"]:
        return tokens[2:]
    if len(tokens) > 2 and tokens[-1] in WEEKDAYS and tokens[-2] == "on" and not _DATED.intersection(tokens[:-2]):
        return tokens[-1:]
    return tokens


_DATED = frozenset({*MONTHS, *WEEKDAYS, *WHICH, *DAYS, *(unit for unit in UNITS if not unit.startswith("day"))})
"""What would tell of another day than the one behind it."""
_SPANS = frozenset("within over during for in next coming past last previous recent following and".split())
"""What leads a counted stretch: 'over the next three years'."""


class Reader:
    """Reads tokens against a day of publication (``now``) and a direction."""

    def __init__(self, now: date | None, ahead: bool) -> None:
        self.now = now
        self.ahead = ahead

    def read(self, words: str) -> Period | None:
        """A whole expression, with "since", "until" and "before" as open or half-open ranges."""
        tokens = tokens_of(words)
        if tokens[:1] == ["again"] or (tokens[:1] == ["before"] and tokens[2:-1] and tokens[-2] == "on"):
            tokens = tokens[1:]  # "before opening time on Monday" is on Monday
        side, tokens = side_of(tokens)
        if side in ("until", "before"):
            self.ahead = True
        period = self.period(tokens)
        if period is None or side is None or side == "as of":
            return period
        if side == "from":
            if self.now is None or period.first is None or period.first > self.now:
                return replace(period, last=None, whole=False, reason=f"{period.reason}, open to the end")
            return replace(period, last=self.now, whole=False, reason=f"{period.reason}, up to publication")
        if side == "until" and self.now and period.last and period.last >= self.now and period.unit == "day":
            return replace(period, first=self.now, whole=False, reason=f"From publication up to: {period.reason}")
        if side == "before" and period.ending:
            return period  # "before the end of June" is in June
        if side == "before" and period.unit != "day" and period.first is not None:
            return Period(None, period.first - timedelta(days=1), period.unit, f"Before: {period.reason}", whole=False)
        return replace(period, first=None, whole=False, reason=f"Up to: {period.reason}")

    def period(self, tokens: list[str]) -> Period | None:
        """The period that tokens mean from end to end, leading fillers and an anniversary aside."""
        if tokens[-2:] == ["is", "out"]:
            tokens = ["end", "of", *tokens[:-2]]
        if len(tokens) == 2 and tokens[0] in DAYS and tokens[1] in WEEKDAYS:
            tokens = tokens[:1]
        tokens = _without_hours(tokens)
        for _ in range(3):
            found = self._exact(tokens)
            if found is not None:
                return found
            if (tokens and tokens[0] in FILLERS) or (tokens and tokens[0] in ("early", "late", "later", "earlier")):
                tokens = tokens[1:]
            else:
                break
        if "anniversary" in tokens:
            return self._exact([token for token in tokens[tokens.index("anniversary") + 1 :] if token not in FILLERS])
        return None

    def _exact(self, tokens: list[str]) -> Period | None:
        if not tokens:
            return None
        return (
            self._absolute(tokens)
            or self._relative(tokens)
            or self._counted(tokens)
            or self._feast(tokens)
            or self._part(tokens)
            or self._range(tokens)
        )

    # -- one day, month or year

    def _absolute(self, tokens: list[str]) -> Period | None:
        if len(tokens) == 1:
            return self._single(tokens[0])
        bare = [token for token in tokens if token not in GLUE]
        if bare and bare[0] in WEEKDAYS and len(bare) > 1 and not bare[1].startswith("-"):
            if len(bare) == 2 and (beside := self._beside_weekday(WEEKDAYS[bare[0]], bare[1])) is not None:
                return beside
            rest = self._calendar(bare[1:])
            return rest if rest is not None and rest.unit == "day" else None
        return self._calendar(bare)

    def _beside_weekday(self, weekday: int, word: str) -> Period | None:
        """ "Tuesday last", "Thursday week" and "Monday 14"."""
        if word == "last":
            return self._weekday(weekday, "last")
        if word == "week":
            near = self._weekday(weekday, "coming")
            day = near.first + timedelta(days=7) if near is not None and near.first is not None else None
            return _one(day, "A week after the next such day")
        number = self._day_number(word)
        found = self._day_of_month(number) if number is not None else None
        return found if found is not None and found.first is not None and found.first.weekday() == weekday else None

    def _feast(self, tokens: list[str]) -> Period | None:
        """A feast that is on the same day each year."""
        day = FEASTS.get(" ".join(token for token in tokens if token not in GLUE))
        return self._without_year(*day) if day is not None else None

    def _single(self, token: str) -> Period | None:
        if "-" in token and token[:4].isdigit():
            return _one(day_of(token), "The day is written in full")
        if ("/" in token and len(token) > 1) or token.count(".") == 2:
            return self._numeric(token)
        if (year := _year(token)) is not None:
            return _whole_year(year, "The year is written")
        if token in WEEKDAYS:
            return self._weekday(WEEKDAYS[token])
        if token[:1].isdigit() and token.endswith("th"):
            return self._day_of_month(int(token[:-2]))
        return self._calendar([token])

    def _numeric(self, token: str) -> Period | None:
        a, b, c = (int(part) for part in re.split(r"[/.]", token))
        if a > 999:
            return _one(_date(a, b, c), "The day is written in full")
        if b > 12:
            return _one(_date(c, a, b), "The day is written in full, the month first")
        return _one(_date(c, b, a), "The day is written in full, the day first")

    def _calendar(self, tokens: list[str]) -> Period | None:
        """Day, month and year in any of their orders; the month or the year alone."""
        months = [token for token in tokens if token in MONTHS]
        if len(months) != 1 or len(tokens) > 3:
            return None
        month = MONTHS[months[0]]
        rest = [token for token in tokens if token not in MONTHS]
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
        token = token.removesuffix("th") if token[:1].isdigit() else token
        if token.isdigit() and len(token) <= 2 and 1 <= int(token) <= 31:
            return int(token)
        return ORDINALS.get(token)

    def _without_year(self, month: int, day: int) -> Period | None:
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

    def _month_without_year(self, month: int) -> Period | None:
        if self.now is None:
            return None
        since = (self.now.month - month) % 12
        if since == 0:
            return _whole_month(self.now.year, month, "The month of publication")
        year = self.now.year - (self.now.month < month)
        if self.ahead or since >= 9:
            return _whole_month(year + 1, month, "The next such month after publication")
        return _whole_month(year, month, "The last such month before publication")

    def _day_of_month(self, number: int) -> Period | None:
        """ "the 8th": of the month of publication, or of the one beside it."""
        if self.now is None:
            return None
        months = [_add_months(self.now.replace(day=1), step) for step in range(-3, 4)]
        near = [day for month in months if (day := _date(month.year, month.month, number))]
        if self.ahead:
            return _one(next((day for day in near if day >= self.now), None), "The next such day of a month")
        return _one(next((day for day in reversed(near) if day <= self.now), None), "The last such day of a month")

    def _weekday(self, weekday: int, which: str = "") -> Period | None:
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

    def _relative(self, tokens: list[str]) -> Period | None:
        now = self.now
        if now is None:
            return None
        bare = [token for token in tokens if token not in GLUE]
        while len(bare) > 1 and bare[0] in ("early", "late", "later", "earlier"):
            bare = bare[1:]
        if bare[:2] == ["any", "day"]:
            bare = bare[2:]
        if len(bare) == 3 and bare[0] == "this" and bare[1] in ("past", "coming"):
            bare = bare[1:]
        said = " ".join(bare)
        shift = DAYS.get(said)
        if shift is not None:
            return _one(now + timedelta(days=shift), f"{said.capitalize()}, from publication".replace("NIGHT", "night"))
        if said in ("OVERNIGHT", "overnight"):
            return _days(now - timedelta(days=1), now, "The night before publication")
        if said == "weekend":
            return self._weekend("coming" if self.ahead else "last")
        if (
            len(bare) == 2
            and bare[1] in ("morning", "afternoon", "evening", "night", "MORNING", "NIGHT")
            and bare[0] in WEEKDAYS
        ):
            return self._weekday(WEEKDAYS[bare[0]])
        if len(bare) == 2:
            return self._which(WHICH.get(bare[0], ""), bare[1])
        if len(bare) == 3 and bare[0] in MONTHS and bare[1] in ("last", "this", "next") and bare[2] == "year":
            year = self._which(bare[1], "year")
            if year is not None and year.first is not None:
                return _whole_month(year.first.year, MONTHS[bare[0]], f"The month of {bare[1]} year")
        if len(bare) == 3 and bare[1] == "calendar":
            return self._which(WHICH.get(bare[0], ""), bare[2])
        if len(bare) == 3 and bare[0] in WEEKDAYS and bare[1] in ("last", "next", "this") and bare[2] == "week":
            week = self._which(bare[1], "week")
            if week is not None and week.first is not None:
                return _one(week.first + timedelta(days=WEEKDAYS[bare[0]]), f"The day of {bare[1]} week")
        return None

    def _which(self, which: str, what: str) -> Period | None:
        """ "last week", "next May", "this Thursday", "the coming weekend"."""
        now = self.now
        step = {"last": -1, "this": 0, "next": 1, "coming": 1}.get(which)
        if now is None or step is None:
            return None
        if what in ("MORNING", "NIGHT"):
            return None
        if what in WEEKDAYS:
            return self._weekday(WEEKDAYS[what], which)
        if what in MONTHS:
            return self._which_month(which, MONTHS[what])
        if what == "weekend":
            return self._weekend(which)
        if what == "week":
            monday = now + timedelta(days=7 * step - now.weekday())
            return _days(
                monday, monday + timedelta(days=6), f"The week from Monday to Sunday, {which} one from publication"
            )
        if what == "month":
            day = _add_months(now.replace(day=1), step)
            return _whole_month(day.year, day.month, f"The month, {which} one from publication")
        if what == "year":
            return _whole_year(now.year + step, f"The year, {which} one from publication")
        if what == "decade":
            start = now.year // 10 * 10 + 10 * step
            return Period(date(start, 1, 1), date(start + 9, 12, 31), "year", "The decade of publication", whole=False)
        if what == "quarter":
            day = _add_months(date(now.year, (now.month - 1) // 3 * 3 + 1, 1), 3 * step)
            return _months(day, _add_months(day, 2), f"The quarter, {which} one from publication")
        if what in SEASONS:
            if which == "last":  # the last one that is over: "last spring" in November is this year's
                near = [self._season(what, now.year + back) for back in (0, -1, -2)]
                return next(period for period in near if period.last is not None and period.last < now)
            return self._season(what, now.year + (step if which == "next" else 0))
        if what in ("days", "weeks", "months", "years") and which == "coming":
            return Period(now, None, "day", "From publication on, the end is not said", whole=False, vague=True)
        if what in ("days", "weeks", "months", "years") and which in ("last", "this", "next"):
            first, last = (None, now) if which == "last" else (now, None)
            return Period(first, last, "day", "A stretch whose far end is not said", whole=False, vague=True)
        return None

    def _which_month(self, which: str, month: int) -> Period | None:
        assert self.now is not None
        year = self.now.year
        if which == "last":
            year -= self.now.month <= month
        elif which in ("next", "coming"):
            year += self.now.month >= month
        return _whole_month(year, month, f"{which.capitalize()} such month from publication")

    def _weekend(self, which: str) -> Period | None:
        if self.now is None:
            return None
        monday = self.now - timedelta(days=self.now.weekday())
        saturday = monday + timedelta(days={"last": -2, "this": 5, "next": 12, "coming": 5}[which])
        if which == "last" and self.now.weekday() >= 5:
            saturday += timedelta(days=7)
        return _days(saturday, saturday + timedelta(days=1), "Saturday and Sunday, by the day of publication")

    @staticmethod
    def _season(season: str, year: int) -> Period:
        start = date(year, SEASONS[season], 1)
        return _months(start, _add_months(start, 2), "The season of the northern year")

    # -- counted: "two days ago", "within six months", "over the next three years"

    def _counted(self, tokens: list[str]) -> Period | None:
        now = self.now
        bare = [
            token
            for token in tokens
            if token not in ("the", "of", "about", "around", "some", "just", "only", "nearly", "almost")
        ]
        if now is None or len(bare) < 2:
            return None
        if len(bare) == 3 and bare[2] in ("ago", "earlier", "before"):
            return self._ago(bare[0], bare[1]) if bare[2] == "ago" else None
        if bare[-1] == "time" and bare[0] == "in":
            bare = bare[:-1]
        if bare[0] == "in" and len(bare) == 3 and bare[1] not in WHICH:
            return self._hence(bare[1], bare[2])
        lead = 0
        while lead < len(bare) and bare[lead] in _SPANS:
            lead += 1
        leads, rest = bare[:lead], bare[lead:]
        if not leads or leads == ["for"] or leads == ["over"]:
            return None
        back = any(token in ("past", "last", "previous") for token in leads)
        if leads in (["during"], ["in"]):
            return None
        if len(rest) == 2 and rest[0] in ("few", "several", "many") and rest[1].endswith("s"):
            rest = rest[1:]
        if len(rest) == 1 and rest[0] in (*UNITS, "hour", "hours"):
            if rest[0] in ("hour", "hours"):
                return _one(now, "Within hours of publication")
            if rest[0].endswith("s"):
                return self._which("last" if back else "coming", rest[0])
            rest = ["one", *rest]
        if len(rest) == 2 and rest[1] in ("hour", "hours") and (hours := _number(rest[0])) is not None:
            rest = [str(-(-hours // 24)), "days"]
        if len(rest) != 2 or (count := _number(rest[0])) is None or rest[1] not in UNITS:
            return None
        far = self._shift(-count if back else count, UNITS[rest[1]])
        if far is None:
            return None
        first, last = (far, now) if back else (now, far)
        if leads == ["within"]:
            return Period(None, last, "day", "Counted from publication", whole=False)
        return _days(first, last, "Counted from publication")

    def _shift(self, count: int, unit: str) -> date | None:
        assert self.now is not None
        if unit in DAYS_IN:
            return self.now + timedelta(days=count * DAYS_IN[unit])
        months = count * {"month": 1, "year": 12, "decade": 120}[unit]
        return _add_months(self.now, months) if abs(months) < 6000 else None

    def _ago(self, count: str, unit: str) -> Period | None:
        number = _number(count)
        return None if number is None else self._away(-number, unit)

    def _hence(self, count: str, unit: str) -> Period | None:
        number = _number(count)
        return None if number is None else self._away(number, unit)

    def _away(self, count: int, unit: str) -> Period | None:
        """As exact as the unit: three months ago is a month, two years ago a year."""
        kind = UNITS.get(unit)
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

    def _part(self, tokens: list[str]) -> Period | None:
        bare = [token for token in tokens if token not in ("the", "of", "in", "-")]
        if len(bare) > 1 and bare[0] in LEADS:
            part, rest = bare[0], bare[1:]
            if part == "mid" and rest[0] in LEADS:
                return None
            whole = self._named(rest)
            return None if whole is None or (whole.unit == "day" and whole.whole) else self._cut(part, whole)
        if len(bare) >= 2 and bare[0] == "q" and bare[1] in ("1", "2", "3", "4"):
            return self._fraction(bare[1], "quarter", bare[2:])
        if len(bare) >= 2 and bare[1] in ("quarter", "half") and bare[0] in FRACTIONS:
            return self._fraction(bare[0], bare[1], bare[2:])
        if len(bare) > 2 and bare[0] in FRACTIONS and bare[1] == "week":
            return self._week_of(FRACTIONS[bare[0]], self._named(bare[2:]))
        if bare and bare[0] in SEASONS:
            if len(bare) == 2 and (year := _year(bare[1])) is not None:
                return self._season(bare[0], year)
            if len(bare) == 1 and self.now is not None:
                return self._season_without_year(bare[0])
        return None

    def _season_without_year(self, season: str) -> Period:
        assert self.now is not None
        near = [self._season(season, self.now.year + step) for step in (-1, 0, 1)]
        if self.ahead:
            return next(period for period in near if period.last is not None and period.last >= self.now)
        return next(period for period in reversed(near) if period.first is not None and period.first <= self.now)

    def _named(self, rest: list[str]) -> Period | None:
        """The whole that a part is of: a year, month or week."""
        if len(rest) == 1 and rest[0] in ("year", "month", "week", "decade"):
            return self._which("this", rest[0])
        if len(rest) == 1 and (year := _year(rest[0])) is not None:
            return _whole_year(year, "The year is written")
        return self._calendar(rest) or self._relative(rest)

    @staticmethod
    def _week_of(number: int, whole: Period | None) -> Period | None:
        """Seven days of a month; the last ones for number 0."""
        if whole is None or not whole.whole or whole.unit != "month" or whole.first is None or whole.last is None:
            return None
        first = whole.first + timedelta(days=7 * (number - 1)) if number else whole.last - timedelta(days=6)
        return Period(first, first + timedelta(days=6), "day", "A week of the month", whole=False)

    @staticmethod
    def _cut(part: str, whole: Period) -> Period | None:
        if part in ("end", "close"):
            # The last day stands for the end; as a time of an event it is no more exact than the whole.
            return replace(whole, reason=f"The end of it: {whole.reason}", ending=True)
        if part in ("mid", "middle") and whole.whole and whole.first is not None and whole.unit != "day":
            middle = whole.first.replace(day=15) if whole.unit == "month" else date(whole.first.year, 6, 30)
            return replace(whole, last=middle, reason=f"The middle of it: {whole.reason}")
        return replace(whole, reason=f"{part.capitalize()}: {whole.reason}")

    def _fraction(self, which: str, what: str, rest: list[str]) -> Period | None:
        parts = 4 if what == "quarter" else 2
        number = FRACTIONS[which] or parts
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

    def _range(self, tokens: list[str]) -> Period | None:
        for joint in ("to", "until", "till", "through", "-", "and", "/"):
            if joint in tokens[1:-1]:
                at = tokens.index(joint, 1)
                left = [token for token in tokens[:at] if token not in ("from", "between", "both")]
                right = tokens[at + 1 :]
                return self._between([t for t in left if t not in GLUE], [t for t in right if t not in GLUE])
        return None

    def _between(self, left: list[str], right: list[str]) -> Period | None:
        if not left or not right or left == right:
            return None
        last = self._exact(right) if not (len(right) == 1 and self._day_number(right[0])) else None
        if last is None and len(right) <= 2 and self._day_number(right[0]) and any(token in MONTHS for token in left):
            # "May 3-5", "July 14 and 15, 2022": the month stands at the first end
            month = next(token for token in left if token in MONTHS)
            last = self._calendar([right[0], month, *right[1:]])
        if last is None and right[0].endswith("th") and left[-1].endswith("th") and len(right) == 1:
            last = self._single(right[0])  # "the 25th to the 27th", of no month
        if last is None or last.last is None or not last.whole:
            return None
        first = self._start(left, right, last)
        if first is None or first.first is None or not first.whole or first.first > last.last:
            return None
        unit = first.unit if first.unit == last.unit else "day"
        return Period(first.first, last.last, unit, "Both ends are named", whole=False)

    def _start(self, left: list[str], right: list[str], last: Period) -> Period | None:
        """The first end, with month and year lent by the last ("3 to 5 May 2024")."""
        assert last.last is not None
        months = [token for token in left if token in MONTHS]
        days = [day for token in left if (day := self._day_number(token)) is not None]
        years = any(_year(token) for token in left)
        if not years and months and any(token in MONTHS for token in right):
            month = MONTHS[months[0]]
            year = last.last.year - (month > last.last.month)
            if days and last.unit == "day":
                return _one(_date(year, month, days[0]), "")
            if not days and last.unit == "month":
                return _whole_month(year, month, "")
            return None
        if not years and not months and days and last.unit == "day":
            return _one(_date(last.last.year, last.last.month, days[0]), "")
        if not years and months and days and last.unit == "day":
            return _one(_date(last.last.year, MONTHS[months[0]], days[0]), "")
        if len(left) == 1 and left[0] in WEEKDAYS and self.now is not None:
            back = (last.last.weekday() - WEEKDAYS[left[0]]) % 7
            return _one(last.last - timedelta(days=back), "")
        return self._exact(left)
