"""The keys under which a name is kept and looked up: as it is, with its parts in order of the alphabet, and by sound.

A key by sound keeps what spellings of one name in Latin letters have in common ("Sergei Lavrov", "Sergey Lavrov";
"Mohammed", "Muhammad"); who shares one is compared letter by letter afterwards.
"""

from __future__ import annotations

import re

from anyascii import anyascii

from communique.text.names import normal

_SOUNDS = (
    (re.compile(r"sch|sh|zh|ch|tsch|tch"), "s"),
    (re.compile(r"ph|v|w"), "f"),
    (re.compile(r"kh|gh|ck|q|c|x|g(?=[^aeiouyn]|$)"), "k"),
    (re.compile(r"dj|dz|j"), "s"),
    (re.compile(r"th|dh"), "t"),
    (re.compile(r"ts|tz|z"), "s"),
    (re.compile(r"(?<=.)[aeiouyh]+|^[yhj](?=[aeiou])|^[aeiouy]+"), ""),
)
_TWICE = re.compile(r"(.)\1+")
LONGEST = 12
"""Parts of a name that keys are made of; more tell nothing."""


def plain(name: str) -> str:
    """A name in lower-case ASCII letters without marks."""
    # Of letters that are ASCII already nothing is left to do, and going through them costs.
    return normal(name if name.isascii() else anyascii(name))


def keys(name: str) -> tuple[str, ...]:
    """All keys of a name, the most exact first. A name of one part has no key by sound: it would be anybody's."""
    said = plain(name)
    parts = said.split()[:LONGEST]
    if not parts:
        return ()
    found = ["=" + said, "+" + " ".join(sorted(parts))]
    if len(parts) > 1:
        found.append("~" + " ".join(sorted(map(sound, parts))))
    return tuple(found)


def sound(part: str) -> str:
    """What is left of a part of a name by its sound; the letters themselves where nothing would be."""
    heard = part
    for pattern, letter in _SOUNDS:
        heard = pattern.sub(letter, heard)
    return _TWICE.sub(r"\1", heard) or part[:1]
