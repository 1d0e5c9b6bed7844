"""Parts of a long text, so that a page of a book loads as fast as one of a dispatch."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

PART = 16_000
"""Code points of a part, about; it ends at a paragraph, else at a blank, where there is one in its second half."""
_PARAGRAPH, _BLANK = re.compile(r"\n\s*\n"), re.compile(r"\s")


def parts_of(text: str) -> list[tuple[int, int]]:
    """Cut a text into parts, half-open, in code points; an empty text has one, which is empty."""
    borders = [0]
    while len(text) - borders[-1] > PART:
        start = borders[-1]
        near, far = start + PART // 2, start + PART
        borders.append(_last(_PARAGRAPH, text, near, far) or _last(_BLANK, text, near, far) or far)
    return list(pairwise([*borders, len(text)])) if text else [(0, 0)]


def part_of(parts: list[tuple[int, int]], place: int) -> int:
    """The number of the part, from 1, in which a place lies."""
    return max(1, bisect_right([start for start, _ in parts], place))


def _last(border: re.Pattern[str], text: str, near: int, far: int) -> int | None:
    return max((found.end() for found in border.finditer(text, near, far)), default=None)
