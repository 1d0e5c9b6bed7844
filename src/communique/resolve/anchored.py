"""Times that count from another time of the text: "the next day", "two days later", "that evening", "at noon".

What they count from is the day that the text named last before them, not the day of publication.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from communique.resolve.timewords import NUMBERS

_PART = r"(?:day|morning|afternoon|evening|night|noon|midday)"
_HOUR = r"(?:dawn|daybreak|sunrise|noon|midday|dusk|sunset|nightfall|midnight|dark|morning|afternoon|evening)"
_RULES: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern + r"\Z", re.I), days)
    for pattern, days in (
        (rf"(?:(?:early|late|later|earlier|on|in)\s+)*(?:the\s+|that\s+)?same\s+{_PART}", 0),
        (rf"(?:(?:early|late|later|earlier|on|in)\s+)*that\s+(?:same\s+|very\s+)?{_PART}", 0),
        (rf"(?:later|earlier)\s+(?:in|on)\s+(?:the|that)\s+{_PART}", 0),
        (rf"(?:on\s+)?the\s+(?:next|following)\s+{_PART}", 1),
        (r"(?:on\s+)?the\s+day\s+after|a\s+day\s+(?:later|after)", 1),
        (
            r"(?:on\s+)?the\s+(?:day|evening|night|afternoon|morning)\s+before|the\s+previous\s+(?:day|evening|night)",
            -1,
        ),
        (r"a\s+day\s+(?:earlier|before)|on\s+the\s+eve", -1),
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
    r"(?P<count>\w+)\s+(?P<unit>day|week)s?\s+(?P<side>later|after|afterwards|earlier|before)\Z", re.I
)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a time lies from the one that it counts from."""

    days: int

    def from_day(self, day: str) -> str | None:
        """The ISO day that lies so far from an ISO day."""
        try:
            return (date.fromisoformat(day) + timedelta(days=self.days)).isoformat()
        except (ValueError, OverflowError):
            return None


def step_of(words: str) -> Step | None:
    """Return the step that words tell, or None where they count from no other time."""
    said = " ".join(words.split()).strip(",.")
    for pattern, days in _RULES:
        if pattern.match(said):
            return Step(days)
    if m := _COUNTED.match(said):
        count = int(m["count"]) if m["count"].isdigit() else NUMBERS.get(m["count"].lower())
        if count is not None:
            days = count * (7 if m["unit"].lower() == "week" else 1)
            return Step(days if m["side"].lower() in ("later", "after", "afterwards") else -days)
    return None
