"""Which way a time lies from publication, and over how many days: told by the words between it and its trigger."""

from __future__ import annotations

import re
from datetime import date, timedelta

from communique.resolve.timewords import NUMBERS

Extent = tuple[int, int]

REACH = 40
"""Code points before trigger and time in which a word may say that both are still to come."""
FAR = 60
"""Code points from a trigger to a time behind it beyond which another verb of the sentence is likely to have it."""
LONE_DAY = len("2024-05-15")
"""Length of one ISO day; months and ranges are of other lengths."""
_MARK = re.compile(r"[.:;!?\n]")
_SAID = re.compile(
    r"\b(?:said|says|saying|told|tells|announc(?:ed|es|ing)|declar(?:ed|es|ing)|disclosed|confirm(?:ed|s|ing)|"
    r"report(?:ed|s)|stated|add(?:ed|s)|wrote|warn(?:ed|s|ing)|vow(?:ed|s|ing)|pledg(?:ed|es|ing)|promis(?:ed|es|ing)|"
    r"agreed|decided|consented|accepted|sign(?:ed|s)|"
    r"demand(?:ed|s|ing)|urg(?:ed|es|ing)|call(?:ed|s) (?:on|for)|ask(?:ed|s|ing))\b",
    re.I,
)
_COMING = re.compile(
    r"\b(?:will|shall|would|won['’]t|(?:is|are|was|were) (?:\w+ )?to(?! have)|due|set (?:for|to)|scheduled|slated|"
    r"pencilled|foreseen|plan(?:s|ned|ning)?|expect(?:s|ed)|intend(?:s|ed)|proposed?|hopes? to|"
    r"called? off|put off|postpon\w+|cancel\w+)\b"
    r"|['’]ll\b",
    re.I,
)
_JUST_SAID = re.compile(_SAID.pattern + r"\W+(?:\w+\W+){0,5}\Z", re.I)
_OF_A_MONTH = re.compile(r"(?:\w+ )?(?:the )?\d{1,2}(?:st|nd|rd|th)", re.I)
_DAYS = re.compile(r"\b(\w+)(?:-| )days?\b", re.I)
_OVER = re.compile(
    r"\b(?:w(?:ou|i)nd(?:ing|s)? up|wrap(?:ped|s|ping) up|end(?:ed|s|ing)|conclud\w+|clos(?:e|ed|es|ing)|"
    r"complet\w+|finish\w+)\b",
    re.I,
)


def said_then(text: str, trigger: Extent, when: Extent) -> bool:
    """Whether the words right before a time tell that something was said then: "announced on Monday a ban"."""
    start = max(0, when[0] - REACH, trigger[1] if trigger[1] <= when[0] else 0)
    return _JUST_SAID.search(text, start, when[0]) is not None


def recurs(said: str) -> bool:
    """Whether a time comes again each week or month: a weekday, a weekend, "the 20th"."""
    return _OF_A_MONTH.fullmatch(said) is not None or (
        ("day" in said or "weekend" in said) and not any(c.isdigit() for c in said)
    )


def to_come(text: str, trigger: Extent, when: Extent) -> bool:
    """Whether the words at a trigger and its time tell that both are still to come: "will meet on Tuesday"."""
    if said_then(text, trigger, when) or when[0] - trigger[1] > FAR:
        return False
    first = min(trigger[0], when[0])
    if when[1] <= trigger[0] and (_SAID.search(text, when[1], trigger[0]) or "," in text[when[1] : trigger[0]]):
        return False
    start = _behind(_SAID, text, _behind(_MARK, text, max(0, first - REACH), first), first)
    return _COMING.search(text, start, max(trigger[1], when[0])) is not None


def _behind(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where the last match between two places ends, else the first of them."""
    return max((m.end() for m in pattern.finditer(text, start, end)), default=start)


def stretch(text: str, trigger: Extent, when: Extent, day: str) -> str:
    """The days up to a day that something which ended then lasted: "wound up a two-day visit on Friday".

    Args:
        text: the text.
        trigger: extent of the words that tell what ended.
        when: extent of the words that tell the day.
        day: that ISO day.
    """
    if len(day) != LONE_DAY:
        return day
    first, end = min(trigger[0], when[0]), max(trigger[1], when[1])
    start = _behind(_MARK, text, max(0, first - REACH), first)
    told = _DAYS.search(text, start, end)
    if told is None or _OVER.search(text, start, end) is None:
        return day
    word = told[1].lower()
    count = int(word) if word.isdigit() else NUMBERS.get(word)
    if count is None or not 1 < count < 60:
        return day
    return f"{(date.fromisoformat(day) - timedelta(days=count - 1)).isoformat()}/{day}"
