"""Words that resolution looks at: determiners, honorifics, first persons, words that mean two or more parties."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

DETERMINER = re.compile(
    r"^(?:the|a|an|this|that|these|those|his|her|its|their|our|my|your|both|some|all|several|many|"
    r"two|three|four|five|other|another|any|each|every)\s+",
    re.I,
)
HONORIFIC = re.compile(
    r"(?:mr|mrs|ms|miss|dr|prof|professor|sir|dame|lord|lady|madam|h\.?e|his excellency|her excellency|hon|"
    r"president|prime minister|minister|secretary|ambassador|general|gen|col|colonel|capt|captain|lt|maj|major|sgt|rev|"
    r"sheikh|sheikha|king|queen|prince|princess|pope|senator|sen|rep|gov|governor|judge|justice|mayor|chancellor)\b\.?\s+",
    re.I,
)
FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"})
SINGULAR = frozenset(
    {"he", "she", "him", "her", "his", "hers", "himself", "herself", "it", "its", "itself", "i", "me", "my"}
)
POSSESSIVE = frozenset({"his", "her", "its", "their", "our", "my", "whose"})
TWO = re.compile(
    r"\b(?:both|the two|two sides|two parties|two leaders|two ministers|two countries|each other|either side)\b", re.I
)
JOINT = re.compile(
    r"^(?:both\b.*|they|them|their|theirs|themselves|we|us|our|each other|one another|all|"
    r"(?:the )?(?:two|three|four|five|six)\b.*|"
    r"(?:the )?(?:two )?(?:sides|parties|leaders|ministers|officials|presidents|"
    r"countries|nations|governments|neighbou?rs|heads of state|delegations|men|women|pair|duo))$",
    re.I,
)


FUNCTION = frozenset("a an the of and or in on at to for with from by as is was that".split())
"""Words that are no mention by themselves."""


def empty(words: str) -> bool:
    """Whether there is nothing but marks and function words."""
    return all(w in FUNCTION for w in re.findall(r"[^\W_]+", words.casefold()))


@lru_cache(maxsize=4096)
def plain(words: str) -> str:
    """Lower case, without accents, marks and a leading determiner or possessive ending."""
    if words.isascii():
        letters = words.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", words)
        letters = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    letters = re.sub(r"['’]s\b", "", letters)
    letters = re.sub(r"[^\w\s]", " ", letters).replace("_", " ")
    letters = " ".join(letters.split())
    return DETERMINER.sub("", letters, count=1) if DETERMINER.match(letters) else letters


def bare(words: str) -> str:
    """As written, without leading determiners and with single blanks."""
    rest = " ".join(words.split())
    while m := DETERMINER.match(rest):
        rest = rest[m.end() :]
    return rest


@lru_cache(maxsize=4096)
def name_tokens(words: str) -> tuple[str, ...]:
    """The parts of a person's name without honorifics."""
    rest = words
    while m := HONORIFIC.match(rest):
        rest = rest[m.end() :]
    return tuple(plain(rest).split())


def acronym_of(name: str) -> str:
    """The initials of a name's capitalised words."""
    return "".join(w[0] for w in re.findall(r"\w+", name) if w[0].isupper())


def inside(start: int, end: int, extents: Sequence[tuple[int, int]]) -> bool:
    """Whether a stretch lies wholly inside one of the extents, which are in order and do not overlap."""
    at = bisect_right(extents, start, key=lambda e: e[0]) - 1
    return at >= 0 and end <= extents[at][1]
