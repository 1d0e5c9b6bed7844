"""The words of time expressions: tables, and the cutting of an expression to tokens."""

from __future__ import annotations

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
        "september sept sep|october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "monday mon|tuesday tue tues|wednesday wed|thursday thu thur thurs|friday fri|saturday sat|sunday sun".split(
            "|"
        )
    )
    for name in names.split()
}
"""Without plurals: "on Mondays" is no day."""
NUMBERS = {
    name: number
    for number, names in enumerate(
        "one a an|two couple|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
        "sixteen|seventeen|eighteen|nineteen|twenty".split("|"),
        1,
    )
    for name in names.split()
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
ORDINALS = {
    name: number
    for number, name in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First month, in the northern year."""
UNITS = {
    unit + plural: unit for unit in ("day", "week", "month", "year", "decade", "fortnight") for plural in ("", "s")
}
DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}
FRACTIONS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0, "1": 1, "2": 2, "3": 3, "4": 4}
"""Which quarter or half; 0 is the last one."""
WHICH = {
    "last": "last", "past": "last", "previous": "last", "recent": "last", "this": "this", "current": "this",
    "next": "next", "following": "next", "coming": "coming", "upcoming": "coming",
}  # fmt: skip
DAYS = {
    "today": 0, "tonight": 0, "this MORNING": 0, "this NIGHT": 0, "this day": 0, "now": 0, "same day": 0,
    "yesterday": -1, "last NIGHT": -1, "previous NIGHT": -1, "tomorrow": 1, "day before yesterday": -2,
    "day after tomorrow": 2,
}  # fmt: skip
"""Days from publication."""
FEASTS = {
    "new year day": (1, 1), "new year eve": (12, 31), "christmas": (12, 25), "christmas day": (12, 25),
    "christmas eve": (12, 24), "boxing day": (12, 26), "may day": (5, 1), "epiphany": (1, 6), "all saints day": (11, 1),
}  # fmt: skip
"""(month, day)."""
LEADS = frozenset("early late mid beginning start middle end close".split())
FILLERS = frozenset(
    "here over the of on in at during sometime throughout around about also only exactly just for".split()
)
GLUE = frozenset({"the", "of", "on", "in", "a"})

_TOKEN = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}/\d{1,2}/\d{1,2}|"
    r"q(?=[1-4]\b)|\d{1,2}[:.]\d{2}|\d+|[a-z]+|[-/]"
)
_IN_FIGURES = re.compile(r"(?<=[a-z])\s*\(\d{1,2}[/.]\d{1,2}\)\s*\Z")
"""A day told again in figures behind its name: "Thursday (14/09)"."""
_TIMES = frozenset(
    "morning afternoon evening night midnight noon midday dawn dusk lunchtime nightfall sunrise sunset overnight "
    "pm am gmt utc local cet est et oclock daybreak".split()
)
_BEFORE_TIMES = frozenset(
    "early late earlier later on at in the around about shortly after before small of mid just".split()
)
_SIDES = tuple(
    (tuple(lead.split()), side)
    for side, leads in (
        ("until", "no later than|not later than|at the latest by|up to|until|till|til|by or before|by|through|to"),
        ("until", "on or before"),
        ("before", "ahead of|prior to|before"),
        ("as of", "as of"),
        ("from", "as from|starting from|starting on|starting in|starting|beginning on|beginning in|ever since|since"),
        ("from", "from|effective"),
    )
    for lead in leads.split("|")
)


def tokens_of(words: str) -> list[str]:
    """Lower-case tokens without times of day; ordinal endings and dashes made alike."""
    text = _IN_FIGURES.sub("", words.lower()).replace("–", "-").replace("—", "-").replace("’", "'").replace("'s", "")
    for said, meant in (
        ("a.m.", "am"),
        ("p.m.", "pm"),
        ("o'clock", "oclock"),
        ("small hours", "daybreak"),
        ("first light", "daybreak"),
    ):
        text = text.replace(said, meant)
    found = _TOKEN.findall(text)
    tokens: list[str] = []
    at = 0
    while at < len(found):
        token = found[at]
        after = found[at + 1] if at + 1 < len(found) else ""
        if token.isdigit() and after in ("st", "nd", "rd", "th", "er"):
            tokens.append(token + "th")
            at += 2
        elif token.isdigit() and len(token) < 5 and after in ("am", "pm", "gmt", "oclock", "utc"):
            at += 2
        elif token == "couple":
            if tokens[-1:] == ["a"]:
                tokens.pop()
            tokens.append(token)
            at += 2 if after == "of" else 1
        elif token.isdigit() and len(token) == 4 and after == "hours":
            at += 2
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
    if len(kept) == 3 and kept[0] in NUMBERS and kept[1] == "this":
        kept = kept[1:]
    return kept


def side_of(tokens: list[str]) -> tuple[str | None, list[str]]:
    """Part "by", "before", "from" and their like from the date they look at."""
    for lead, side in _SIDES:
        if tuple(tokens[: len(lead)]) == lead:
            rest = tokens[len(lead) :]
            if side == "from" and ("to" in rest or "until" in rest or "-" in rest):
                return None, tokens
            return side, rest
    return None, tokens
