"""Words for a sum to a value and its currency.

"$" and "dollars" alone are the dollar of the text: of the United States, unless the text is Australian, Canadian and
so on. The same holds for other names that several currencies share (francs, pounds, kroner, rupees, pesos …); a shared
name without a country that has it, and without one currency that it commonly means, stays None. A number without a
currency is no sum. What stands in brackets behind a sum is the same in another currency and is left out. Of a range
("$5 to 7 million") nothing is returned: it is not one value.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from communique.errors import OntologyError
from communique.records import Amount
from communique.resolve import states
from communique.text.names import fold

_FACTORS = {
    word: factor
    for factor, words in (
        (100, "hundred"),
        (10**3, "thousand thousands k"),
        (10**5, "lakh lakhs"),
        (10**6, "million millions m mn mln mio mm"),
        (10**7, "crore crores cr"),
        (10**9, "billion billions bn b bln"),
        (10**12, "trillion tn trn"),
    )
    for word in words.split()
}
_SMALL = {
    word: number
    for number, words in enumerate(
        "zero|one a an|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
        "seventeen|eighteen|nineteen".split("|")
    )
    for word in words.split()
} | {
    word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}


@dataclass(frozen=True, slots=True)
class _Currencies:
    signs: dict[str, str]
    """Sign or short form before a number, in small letters."""
    codes: frozenset[str]
    names: dict[str, str | None]
    """Unit and what it means without any country; None where it means too many."""
    of_country: dict[str, dict[str, str]]
    """Unit, then country, of the units that several countries share."""
    same: dict[str, str]
    """Forms of a unit that are looked up in ``of_country`` under another one."""


@lru_cache(maxsize=1)
def _currencies() -> _Currencies:
    try:
        data = json.loads((Path(__file__).parent / "data" / "currencies.json").read_bytes())
    except (OSError, ValueError) as error:
        raise OntologyError(f"The list of currencies cannot be read ({error}); install the package again.") from error
    return _Currencies(**{**data, "codes": frozenset(data["codes"])})


_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[,  ’']\d{2,3})+(?:\.\d+)?|\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SIGN = re.compile(r"((?:[a-z]{1,3}\.?|u\.s\.)?\s?[$£¥]|[€₹₽₺₴₩₪₦₱฿₫₸₾৳]|gh₵|₵|s/)")


@lru_cache(maxsize=4096)
def parse_amount(words: str, country: str | None = None) -> Amount | None:
    """Return the sum that words mean, or None where a number or its currency is not told.

    Args:
        words: the words as written: "$5 million", "CHF 5m", "two million euros".
        country: ISO 3166-1 alpha-3 of the text, to tell apart currencies that share a name or sign.
    """
    words = words.partition("(")[0] if any(mark.isdigit() for mark in words.partition("(")[0]) else words
    said = fold(words).replace("\u202f", " ").strip()
    numbers = list(_NUMBER.finditer(said))
    if len(numbers) > 1:
        return None
    if numbers:
        value = _value(numbers[0].group())
        before, after = said[: numbers[0].start()], said[numbers[0].end() :]
        for word in re.findall(r"[a-z]+", after):
            if word not in _FACTORS:
                break
            value *= _FACTORS[word]
    else:
        spelled = _spelled(said)
        if spelled is None:
            return None
        value, before, after = spelled, "", said
    currency = _currency(words, before, after, country)
    return None if currency is None else Amount(_plain(value), currency)


def _value(digits: str) -> float:
    """ "1,200,000", "1.2", "1 200", "1,5" (a comma before other than three digits is a decimal one)."""
    digits = re.sub(r"[ \u00a0’']", "", digits)
    if "," in digits and "." not in digits and digits.count(",") == 1 and len(digits.split(",")[1]) != 3:
        return float(digits.replace(",", "."))
    return float(digits.replace(",", ""))


def _plain(value: float) -> float:
    """Rid of what binary fractions leave behind: 1.1 million is 1100000."""
    return float(round(value, 2))


def _spelled(said: str) -> float | None:
    """A number in words: "two million", "half a billion", "twenty-five thousand"."""
    total, part, seen = 0.0, 0.0, False
    for word in re.findall(r"[a-z]+", said):
        if word == "half" and not seen:
            part, seen = 0.5, True
        elif word in ("a", "an") and (part == 0.5 or not seen):
            part = part or 1.0
        elif word in _SMALL:
            part, seen = part + _SMALL[word], True
        elif word == "hundred" and part:
            part *= 100
        elif word in ("thousand", "million", "billion", "trillion", "lakh", "crore") and part:
            total, part, seen = total + part * _FACTORS[word], 0.0, True
        elif (
            word in ("and", "about", "some", "around", "nearly", "almost", "over", "of") and not seen
        ) or word == "and":
            continue
        elif seen:
            break
        else:
            return None
    return total + part if seen and total + part > 0 else None


def _currency(words: str, before: str, after: str, country: str | None) -> str | None:
    for code in re.findall(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])", words):
        if code in _currencies().codes:
            return str(code)
    sign = _SIGN.search(before) or _SIGN.search(after)
    if sign is not None:
        found = sign.group(1).strip()
        if found == "$":
            return _shared("dollar", country)
        if found in _currencies().signs:
            return (
                _shared("pound", country)
                if found == "£" and country in ("EGY", "SYR", "LBN", "SDN")
                else _currencies().signs[found]
            )
        return _shared("dollar", country) if found.endswith("$") else _currencies().signs.get(found[-1])
    short = before.split()[-1] if before.split() else ""
    if short in _currencies().signs:
        return _currencies().signs[short]
    if short in ("rs", "rs."):
        return _shared("rupee", country)
    return _named(words, country)


def _named(words: str, country: str | None) -> str | None:
    """The unit by its name, with the state before it: "Swiss francs", "US dollars", "CFA francs"."""
    tokens = _WORD.findall(words)
    for at, token in enumerate(tokens):
        unit = fold(token)
        if unit not in _currencies().names:
            unit = unit.removesuffix("s")
        if unit not in _currencies().names and unit not in _currencies().signs:
            continue
        if unit not in _currencies().names:
            if len(unit) > 1 and at:
                return _currencies().signs[unit]
            continue
        if unit == "cfa" or (at and fold(tokens[at - 1]) == "cfa"):
            return _shared("cfa", country)
        return _of_state(tokens[:at], unit) or _shared(unit, country)
    return None


def _of_state(before: list[str], unit: str) -> str | None:
    for size in (3, 2, 1):
        said = " ".join(before[-size:]) if len(before) >= size else ""
        match = states.find(said) if said else None
        if match is not None:
            return _currencies().of_country.get(_currencies().same.get(unit, unit), {}).get(match.country)
    return None


def _shared(unit: str, country: str | None) -> str | None:
    """The currency of a unit in a country, else the one it commonly means."""
    of = _currencies().of_country.get(_currencies().same.get(unit, unit), {})
    return of.get(country) if country in of else _currencies().names.get(unit)
