"""Words compared: stems, kinds of deeds, how telling a word is.

Source: stems are those of M. F. Porter's English stemmer (snowballstemmer); kinds of deeds and forms that a stemmer
does not know ("sent", "given") are in ``data/deeds.json``; how telling a word is, in ``data/words.json``, counted in
the training texts by ``training/match.py``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import snowballstemmer

from communique.text.spelling import plain

DATA = Path(__file__).parent / "data"
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d[\d,.]*\d|\d")
EMPTY = frozenset(
    """
    a an the and or but nor of in on at to for from by with as into onto over under about after before until till since
    during within between against through per via it its they them their he him his she her we us our you your i my me
    this that these those who whom whose which what when where there here is are was were be been being am do does did
    done has have had will would shall should can could may might must not no than then so such some any all each every
    both more most other another also only just still again now so far said say says told tells year years month months
    week weeks day days end monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december spring summer autumn winter minister ministry government
    president spokesman spokeswoman official officials
    """.split()
)
"""Words that are about no matter of their own."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text."""

    start: int
    end: int
    said: str
    """In small letters."""
    stem: str
    proper: bool
    """Written with a capital."""


@cache
def data(name: str) -> dict[str, Any]:
    """A data file."""
    loaded: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a word in small letters; of an irregular form that of its verb."""
    base = _forms().get(word, word)
    found: str = _stemmer().stemWord(base)
    return found


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    found = []
    for match in WORD.finditer(text):
        said = match[0].lower().replace("’", "'").removesuffix("'s")
        simple = plain(said) if not said.isascii() else said
        found.append(Word(match.start(), match.end(), said, stem(simple), match[0][:1].isupper()))
    return tuple(found)


def telling(text: str, without: frozenset[str] = frozenset()) -> dict[str, float]:
    """The stems of a text that are about a matter, with their weights.

    Args:
        text: the text.
        without: stems that do not count, as those of the parties' names.
    """
    return {w.stem: weight(w.stem) for w in words(text) if w.said not in EMPTY and w.stem not in without}


def shared(wanted: dict[str, float], stems: Collection[str]) -> float:
    """The share, by weight, of wanted stems that are among others: 0 to 1."""
    total = sum(wanted.values())
    return sum(value for key, value in wanted.items() if key in stems) / total if total else 0.0


def weight(stem_: str) -> float:
    """How telling a stem is: the logarithm of how rare it is, 0 to 1."""
    counted = _counts()
    seen = counted[1].get(stem_, 0)
    return math.log((counted[0] + 1) / (seen + 1)) / math.log(counted[0] + 1)


def deeds(stem_: str) -> frozenset[str]:
    """The kinds of deeds that a stem is a word for."""
    return _deeds().get(stem_, frozenset())


@cache
def _forms() -> dict[str, str]:
    return {form: verb for verb, forms in data("deeds")["forms"].items() for form in forms.split()}


@cache
def _deeds() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, verbs in data("deeds")["kinds"].items():
        for verb in verbs.split():
            found.setdefault(_stemmer().stemWord(verb), set()).add(kind)
    return {key: frozenset(kinds) for key, kinds in found.items()}


@cache
def _counts() -> tuple[int, dict[str, int]]:
    loaded = data("words")
    return loaded["texts"], loaded["stems"]
