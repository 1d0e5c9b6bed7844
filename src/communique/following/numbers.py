"""Counts in a text: figures and number words, without dates, hours and shares in percent."""

from __future__ import annotations

import re
from functools import lru_cache

_SMALL = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_ORDINALS = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "fifteenth": 15, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50,
    "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90,
}  # fmt: skip
_TIMES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_WORDS = "|".join([*_SMALL, *_TENS, *_ORDINALS])
_NUMBER = re.compile(
    rf"""(?<![\w.,-])
    (?:(?P<figure>\d{{1,3}}(?:[,.\x20]\d{{3}})+(?!\d)|\d+(?:\.\d+)?)
      |(?P<words>(?:{_WORDS}|hundred(?:th)?)(?:[- ](?:{_WORDS}))?))
    (?:st|nd|rd|th)?\b
    (?P<times>(?:[ ](?:hundred|thousand|million|billion)(?:th)?\b)*)
    (?P<share>[ ]?(?:%|per[ ]?cent))?""",
    re.I | re.X,
)
_MONTH = re.compile(
    r" (?:of )?(?:january|february|march|april|may|june|july|august|september|october|november|december)\b", re.I
)
_HOUR = re.compile(r":\d\d")


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[tuple[float, int], ...]:
    """The counts of a text with their places, in order.

    Args:
        text: the text.

    Returns:
        (value, first code point). Years, days of a month, hours, shares in percent and a mere "one" are left out.
    """
    found = []
    for match in _NUMBER.finditer(text):
        if match["share"] or _MONTH.match(text, match.end()) or _HOUR.match(text, match.end()):
            continue
        if match["figure"]:
            value = float(re.sub(r"[, ]|\.(?=\d{3}(?!\d))", "", match["figure"]))
            if not match["times"] and 1900 <= value <= 2100 and "," not in match["figure"]:
                continue
        else:
            value = float(sum(_value(w) for w in re.split(r"[- ]", match["words"].lower())))
        for times in match["times"].split():
            value *= _TIMES[times.lower().removesuffix("th")]
        if value > 1:
            found.append((value, match.start()))
    return tuple(found)


def _value(word: str) -> int:
    return _SMALL.get(word) or _TENS.get(word) or _ORDINALS.get(word) or 100
