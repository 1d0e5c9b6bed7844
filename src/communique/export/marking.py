"""A document's text with its entities, offices, places and dates marked as the corpus marks them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
FORMS = {"name": "", "nominal": "~", "pronoun": "^"}
RESERVED = re.compile(r"[{}|]")
"""Letters that the corpus needs for its marks."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One mark."""

    start: int
    end: int
    key: str


def marks(
    text: str, entities: Mapping[str, Json], places: Iterable[str], dates: Iterable[str]
) -> tuple[list[Mark], set[str]]:
    """Marks that do not overlap, in order, and the entities that have one.

    Args:
        text: the document's.
        entities: the contract's, by the ids that the marks have.
        places: names of places that the text may have.
        dates: words of dates that the text may have.
    """
    joint: dict[tuple[int, int, str], list[str]] = {}
    for key, entity in entities.items():
        for mention in entity["mentions"]:
            start, end = _trimmed(text, mention["start"], mention["end"])
            if start < end:
                joint.setdefault((start, end, mention["kind"]), []).append(key)
    found = [
        Mark(start, end, "+".join(dict.fromkeys(keys)) + FORMS[kind]) for (start, end, kind), keys in joint.items()
    ]
    kept = _flat(found, [])
    # Offices, places and dates take what the entities leave.
    offices = [mark for key, entity in entities.items() for mark in _offices(text, key, entity)]
    kept = _flat(offices, kept)
    for label, words in (("#place", places), ("#date", dates)):
        kept = _flat([Mark(*span, label) for one in set(words) for span in _places_of(text, one)], kept)
    used = {key for mark in kept if not mark.key.startswith("#") for key in mark.key.rstrip("~^").split("+")}
    return [mark for mark in kept if not mark.key.startswith("#office:") or mark.key[8:] in used], used


def marked(text: str, found: Iterable[Mark]) -> str:
    """The text with its marks."""
    parts, at = [], 0
    for mark in found:
        parts += [text[at : mark.start], "{", mark.key, "|", text[mark.start : mark.end], "}"]
        at = mark.end
    return "".join([*parts, text[at:]])


def _flat(new: Iterable[Mark], kept: list[Mark]) -> list[Mark]:
    """Marks may not overlap: the longer goes before the shorter, of equals the first."""
    found = list(kept)
    for mark in sorted(new, key=lambda mark: (mark.start - mark.end, mark)):
        if all(mark.end <= other.start or other.end <= mark.start for other in found):
            found.append(mark)
    return sorted(found)


def _offices(text: str, key: str, entity: Json) -> Iterable[Mark]:
    """The title where it stands with the name, before or after it."""
    if not entity.get("title"):
        return
    for mention in entity["mentions"]:
        if mention["kind"] == "name":
            near = slice(max(0, mention["start"] - 80), mention["end"] + 80)
            for start, end in _places_of(text[near], entity["title"]):
                yield Mark(start + near.start, end + near.start, f"#office:{key}")


def _places_of(text: str, words: str) -> list[tuple[int, int]]:
    if not words.strip():
        return []
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)"
    return [match.span() for match in re.finditer(pattern, text)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
