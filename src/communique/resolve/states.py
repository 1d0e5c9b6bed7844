"""Which state a word means: by name, adjective, demonym, capital, seat of government or former name.

Codes are ISO 3166-1 alpha-3. ISO has none for Kosovo; XKX is taken from the range that ISO leaves to users, as the
European Union and the World Bank do (PLOVER writes KOS). Czechoslovakia keeps CSK of ISO 3166-3; other former states
lead to their successor and are marked ``historical``. "Congo" and "Congolese" alone are the Democratic Republic, as in
news copy; "Korea" alone is the Republic of Korea. England, Scotland, Wales and Northern Ireland are the United Kingdom.

Source: ``data/states.json``, names checked against ISO 3166-1, all else our own list.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from communique.errors import OntologyError
from communique.text.names import normal

_FILE = Path(__file__).parent / "data" / "states.json"

Via = Literal["name", "adjective", "demonym", "capital", "metonym", "historical"]

_FIELDS: tuple[tuple[str, Via], ...] = (
    ("names", "name"),
    ("adjectives", "adjective"),
    ("metonyms", "metonym"),
    ("capitals", "capital"),
    ("demonyms", "demonym"),
    ("historical", "historical"),
)
"""In order of precedence, should a word be two things of one state ("Russian")."""


@dataclass(frozen=True, slots=True)
class StateMatch:
    """A word that means a state, or stands for its government or people."""

    country: str
    """ISO 3166-1 alpha-3 (XKX for Kosovo)."""
    name: str
    """Short English name."""
    via: Via


@dataclass(frozen=True, slots=True)
class _Index:
    by_key: dict[str, StateMatch]
    by_code: dict[str, str]
    by_alpha2: dict[str, str]
    capitals: dict[str, str]
    cased: frozenset[str]
    upper: frozenset[str]


@lru_cache(maxsize=4096)
def find(name: str) -> StateMatch | None:
    """Return the state that a word or name means, or None.

    Case and accents do not count, except for words that are something else in small letters ("turkey", "polish", "us").
    A leading article, a possessive ending and full stops in an abbreviation do not count either.
    """
    index = _index()
    key = normal(name)
    match = index.by_key.get(key)
    if match is None:
        return _people(key, name, index)
    if key in index.upper and not _letters(name).isupper():
        return None
    if key in index.cased and not _letters(name)[:1].isupper():
        return None
    if match.via == "adjective" and name.strip().lower().startswith("the "):
        return StateMatch(match.country, match.name, "demonym")
    return match


def name_of(country: str) -> str | None:
    """Return the short English name of a country code, or None."""
    return _index().by_code.get(country)


def capital_of(country: str) -> str | None:
    """Return the capital of a country code, or None."""
    return _index().capitals.get(country)


def codes() -> frozenset[str]:
    """The country codes there are."""
    return frozenset(_index().by_code)


def alpha3(code: str) -> str | None:
    """Return the alpha-3 code of an alpha-2 or alpha-3 code in any case, or None."""
    given = code.upper()
    return given if given in _index().by_code else _index().by_alpha2.get(given)


def _people(key: str, name: str, index: _Index) -> StateMatch | None:
    """The plural of a demonym: "Russians", "the Swedes"."""
    if not key.endswith("s") or len(key) < 5:
        return None
    match = index.by_key.get(key[:-1])
    if match is None or match.via not in ("adjective", "demonym"):
        return None
    if key[:-1] in index.cased and not _letters(name)[:1].isupper():
        return None
    return StateMatch(match.country, match.name, "demonym")


def _letters(name: str) -> str:
    """The letters of a name without article, possessive ending and full stops, to look at their case."""
    said = name.strip().replace("’", "'")
    if said[:4].lower() == "the ":
        said = said[4:]
    return said.removesuffix("'s").replace(".", "").strip("\"'“”,;:()[] ")


@lru_cache(maxsize=1)
def _index() -> _Index:
    try:
        data = json.loads(_FILE.read_bytes())
    except (OSError, ValueError) as error:
        raise OntologyError(f"The list of states cannot be read ({error}); install the package again.") from error
    by_key: dict[str, StateMatch] = {}
    by_code: dict[str, str] = {}
    for field, via in _FIELDS:
        for state in data["states"]:
            by_code[state["country"]] = state["name"]
            match = StateMatch(state["country"], state["name"], via)
            for word in state.get(field, ()):
                by_key.setdefault(normal(word), match)
    return _Index(
        by_key,
        by_code,
        {state["alpha2"]: state["country"] for state in data["states"] if "alpha2" in state},
        {state["country"]: state["capitals"][0] for state in data["states"] if state.get("capitals")},
        frozenset(normal(word) for word in data["cased"]),
        frozenset(normal(word) for word in data["upper"]),
    )
