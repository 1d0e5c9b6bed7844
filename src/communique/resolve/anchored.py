"""Times that count from another time of the text: "the next day", "two days later", "that evening", "at noon".

What they count from is the day that the text named last before them, not the day of publication. "The week before" is
the whole week before that day's, from Monday to Sunday.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from communique.resolve.timewords import DAYS_IN, NUMBERS

_PART = r"(?:day|morning|afternoon|evening|night|noon|midday)"
_HOUR = r"(?:dawn|daybreak|sunrise|noon|midday|dusk|sunset|nightfall|midnight|dark|morning|afternoon|evening)"
_RULES: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(rf"(?:{pattern})\Z", re.I), days)
    for pattern, days in (
        (rf"(?:(?:early|late|later|earlier|on|in)\s+)*(?:the\s+|that\s+)?same\s+{_PART}", 0),
        (rf"(?:(?:early|late|later|earlier|on|in)\s+)*that\s+(?:same\s+|very\s+)?{_PART}", 0),
        (rf"(?:later|earlier)\s+(?:in|on)\s+(?:the|that)\s+{_PART}", 0),
        (rf"(?:on\s+)?the\s+(?:next|following)\s+{_PART}", 1),
        (r"(?:on\s+)?the\s+day\s+after", 1),
        (
            r"(?:on\s+)?the\s+(?:day|evening|night|afternoon|morning)\s+before|the\s+previous\s+(?:day|evening|night)",
            -1,
        ),
        (r"on\s+the\s+eve", -1),
        (
            rf"(?:(?:shortly|just|soon|well)\s+(?:after|before)\s+|(?:at|by|around|about|before|after|towards|until|since)\s+)?"
            rf"(?:(?:early|late|mid)[\s-]+)?{_HOUR}",
            0,
        ),
        (
            r"(?:early|late|later|earlier)?\s*(?:in|during|over|through)?\s*the\s+(?:early\s+|late\s+)?(?:morning|afternoon|evening|night)",
            0,
        ),
    )
)
_COUNTED = re.compile(
    r"(?P<count>\w+)\s+(?P<unit>day|week|fortnight)s?\s+(?P<side>later|after|afterwards|earlier|before)\Z", re.I
)
_WEEK = re.compile(r"(?:in\s+)?the\s+(?:(?P<back>previous\s+week|week\s+before)|following\s+week|week\s+after)\Z", re.I)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a time lies from the one that it counts from."""

    days: int
    week: bool = False
    """The whole week in which that day lies is meant."""
    clause: bool = False
    """The words may go on with what they count from: "a week after" … "the attack"."""

    def back(self) -> Step:
        """The step to what the words count from: of "a week after the attack", to the attack."""
        return Step(-self.days) if self.clause else self

    def from_day(self, day: str) -> str | None:
        """The ISO day that lies so far from an ISO day, or the week from Monday to Sunday as two of them."""
        try:
            found = date.fromisoformat(day) + timedelta(days=self.days)
            if not self.week:
                return found.isoformat()
            monday = found - timedelta(days=found.weekday())
            return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
        except (ValueError, OverflowError):
            return None


def step_of(words: str) -> Step | None:
    """Return the step that words tell, or None where they count from no other time."""
    said = " ".join(words.split()).strip(",.")
    for pattern, days in _RULES:
        if pattern.match(said):
            return Step(days, clause=said.lower().endswith((" day after", " day before")))
    if m := _WEEK.match(said):
        return Step(-7 if m["back"] else 7, week=True)
    if m := _COUNTED.match(said):
        count = int(m["count"]) if m["count"].isdigit() else NUMBERS.get(m["count"].lower())
        if count is not None:
            days = count * DAYS_IN[m["unit"].lower()]
            side = m["side"].lower()
            return Step(days if side in ("later", "after", "afterwards") else -days, clause=side in ("after", "before"))
    return None
