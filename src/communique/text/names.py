"""One spelling for the many of a name: the key under which states, bodies, places and titles are looked up."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'",
        "‘": "'", "ʼ": "'",
        "ʻ": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "\u00a0": " ",
    }
)  # fmt: skip
"""Letters and marks that Unicode does not decompose."""

_MARKS = str.maketrans({".": "", "'": "", "&": " and ", **dict.fromkeys('-,;:/()[]"“”„«»!?_*', " ")})
"""A full stop joins ("U.N." is "UN"), most other marks part."""


def fold(name: str) -> str:
    """Return a name in lower case and without accents, marks kept."""
    if name.isascii():
        return name.lower()
    lower = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(letter for letter in lower if not unicodedata.combining(letter))


def normal(name: str) -> str:
    """Return the key of a name: no case, accents, marks, possessive ending or leading article.

    "the U.N.'s" and "UN" are the same; so are "Médecins sans Frontières" and "MEDECINS SANS FRONTIERES".
    """
    key = fold(name.strip())
    if key.endswith("'s"):
        key = key[:-2]
    words = key.translate(_MARKS).split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)
