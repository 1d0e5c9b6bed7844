"""Days, months and years as people type them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from communique.errors import LedgerError

_TYPED = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def first_day(typed: str) -> str:
    """The first day of a day, month or year.

    Raises:
        LedgerError: it is none of them.
    """
    year, month, day = _parts(typed)
    return _iso(typed, year, month or 1, day or 1)


def last_day(typed: str) -> str:
    """The last day of a day, month or year.

    Raises:
        LedgerError: it is none of them.
    """
    year, month, day = _parts(typed)
    if day is None:
        month = month or 12
        day = calendar.monthrange(year, month)[1] if 1 <= month <= 12 and year > 0 else 0
    return _iso(typed, year, month or 12, day)


def week_of(day: str) -> str:
    """The ISO week of a day, as ``2024-W05``."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year:04}-W{week:02}"


def _parts(typed: str) -> tuple[int, int | None, int | None]:
    match = _TYPED.fullmatch(typed.strip())
    if match is None or not typed.isascii():
        raise LedgerError(f"{typed!r} is no day; write it as 2024-01-31, 2024-01 or 2024.")
    year, month, day = match.groups()
    return int(year), None if month is None else int(month), None if day is None else int(day)


def _iso(typed: str, year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise LedgerError(f"there is no day {typed!r} in the calendar; write one as 2024-01-31.") from error
