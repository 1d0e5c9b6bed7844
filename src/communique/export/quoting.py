"""Words of a text quoted so that the corpus finds them again at the same place (see ``training/corpora/GUIDE.md``)."""

from __future__ import annotations

import re

Extent = tuple[int, int]
GAP = " … "
"""Stands for anything between two quoted parts."""
LONG = 80
"""Characters from which on a quotation is shortened."""
_NUMBERED = re.compile(r" @\d+$")


def places_of(text: str, words: str) -> list[Extent]:
    """All extents of quoted words in a text, as the corpus finds them."""
    first, gap, last = words.partition(GAP)
    found = []
    for match in re.finditer(_pattern(first), text):
        if not gap:
            found.append(match.span())
        elif rest := re.compile(_pattern(last)).search(text, match.end()):
            found.append((match.start(), rest.end()))
    return found


def quote(text: str, start: int, end: int, *, short: bool = True) -> str | None:
    """Words that mean one extent of a text, and with their number where others are alike.

    Args:
        text: the document's.
        start: of the extent.
        end: of the extent. Where it cuts a word or has blanks at its edges it is set right.
        short: a long one may be given by its first and last words.

    Returns:
        None where no words would be found again at that place.
    """
    start, end = whole_words(text, start, end)
    if start >= end:
        return None
    words = " ".join(text[start:end].split())
    if short and len(words) > LONG and (brief := _numbered(text, _brief(words), (start, end))) is not None:
        return brief
    return _numbered(text, words, (start, end))


def whole_words(text: str, start: int, end: int) -> Extent:
    """An extent without blanks at its edges that cuts no word."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return start, end
    while start > 0 and _in_word(text[start]) and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]):
        end += 1
    return start, end


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _brief(words: str) -> str:
    parts = words.split(" ")
    return " ".join(parts[:4]) + GAP + " ".join(parts[-4:])


def _numbered(text: str, words: str, extent: Extent) -> str | None:
    found = places_of(text, words)
    if extent not in found:
        return None
    if len(found) == 1 and _NUMBERED.search(words) is None:
        return words
    return f"{words} @{found.index(extent) + 1}"


def _pattern(words: str) -> str:
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return before + r"\s+".join(map(re.escape, words.split())) + after
