"""Text to the arrays that the encoder takes: windows of word pieces with their case and quotation state.

A window is a run of whole paragraphs of at most ``WINDOW`` pieces; only a paragraph longer than that is cut. Training
and reading share this module, so that the model sees the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from communique.text.sentences import paragraphs

WINDOW = 256
"""Pieces of a window, with its first and last marker."""
CLS, SEP, BREAK = 101, 102, 1
"""Ids of the markers; BREAK stands between two paragraphs of a window (BERT's first unused piece)."""
CHUNK = 20_000
"""Code points tokenized at once: bounds the memory of a very long paragraph."""

Ints = NDArray[np.int32]

LOWER, TITLE, UPPER, DIGIT, MARK, OTHER = range(6)
OUTSIDE, INSIDE, OPEN, CONTINUED = range(4)
"""Quotation states: outside, inside, inside one that this paragraph does not close, inside after such a paragraph."""

QUOTE = re.compile("[“”„«»\"‘’]|''|``")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A whole document as pieces, in the order of the text. All arrays have shape (pieces,)."""

    pieces: Ints
    cases: Ints
    quotes: Ints
    start: Ints
    """First code point of each piece in the text; for a BREAK the end of the paragraph before it."""
    end: Ints
    paragraph: Ints
    """Number of the paragraph of each piece."""


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces ``first`` to ``last`` (excluded) of an encoded document, without the markers around them."""

    first: int
    last: int


@cache
def _classes() -> NDArray[np.uint8]:
    """Letter class of each code point of the basic plane."""
    table = np.full(65536, OTHER, np.uint8)
    for code in range(0x250):
        letter = chr(code)
        if letter.isupper():
            table[code] = UPPER
        elif letter.islower():
            table[code] = LOWER
        elif letter.isdigit():
            table[code] = DIGIT
        elif not letter.isspace():
            table[code] = MARK
    for code in [*range(0x370, 0x530), *range(0x1E00, 0x1F00)]:
        table[code] = UPPER if chr(code).isupper() else LOWER
    table[0x2000:0x2070] = MARK
    return table


def code_points(text: str) -> NDArray[np.uint32]:
    """The text as an array of code points, shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def quotation_states(text: str, paragraphs: Sequence[tuple[int, int]]) -> NDArray[np.int8]:
    """The quotation state of each code point, shape (len(text),).

    A straight mark opens and closes in turn within its paragraph, curly and angle ones by their form; a single curly
    mark counts only where it can't be an apostrophe. A quotation ends with its paragraph, at the latest.
    """
    state = np.zeros(len(text), np.int8)
    unclosed = False
    for first, last in paragraphs:
        opened: int | None = None
        single = False
        continued = False
        for m in QUOTE.finditer(text, first, last):
            mark, at = m[0], m.start()
            if opened is None:
                before = text[at - 1] if at > first else " "
                after = text[m.end()] if m.end() < last else " "
                if mark in "“„«" or (mark in ('"', "''", "``") and not after.isspace()):
                    opened, single = at, False
                elif mark == "‘" and not before.isalnum() and after.isalnum():
                    opened, single = at, True
                continued = opened is not None and unclosed and not text[first:at].strip()
                if opened is None and unclosed and mark in "”»":
                    # The paragraph went on with the quotation of the one before without repeating the mark.
                    state[first : m.end()] = CONTINUED
                    unclosed = False
            else:
                after = text[m.end()] if m.end() < last else " "
                if single:
                    closes = mark == "’" and not after.isalnum()
                else:
                    closes = mark in '”»"' or mark == "''"
                if closes:
                    state[opened : m.end()] = CONTINUED if continued else INSIDE
                    opened = None
        unclosed = opened is not None
        if opened is not None:
            # An apostrophe can look like an opening mark: without its close a single one counts for nothing.
            if single:
                unclosed = False
            else:
                state[opened:last] = CONTINUED if continued else OPEN
    return state


class PieceEncoder:
    """Texts to pieces.

    Args:
        tokenizer: the model's tokenizer, without padding, truncation or special tokens.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer

    def encode(self, text: str) -> Encoded:
        """The pieces of a text; an empty text has none."""
        extents = paragraphs(text)
        chunks: list[tuple[int, int, int]] = []
        for number, (first, last) in enumerate(extents):
            while last - first > CHUNK:
                cut = max(text.rfind(" ", first + CHUNK // 2, first + CHUNK), first + CHUNK // 2)
                chunks.append((first, cut, number))
                first = cut
            chunks.append((first, last, number))
        encodings = self._tokenizer.encode_batch([text[a:b] for a, b, _ in chunks], add_special_tokens=False)
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        shift: list[NDArray[np.int32]] = []
        numbers: list[NDArray[np.int32]] = []
        before = 0
        for (a, _, number), encoding in zip(chunks, encodings, strict=True):
            if number != before and ids:
                ids.append(BREAK)
                end = extents[before][1]
                offsets.append((end, end))
                shift.append(np.zeros(1, np.int32))
                numbers.append(np.full(1, before, np.int32))
            before = number
            ids.extend(encoding.ids)
            offsets.extend(encoding.offsets)
            shift.append(np.full(len(encoding.ids), a, np.int32))
            numbers.append(np.full(len(encoding.ids), number, np.int32))
        if not ids:
            none = np.zeros(0, np.int32)
            return Encoded(none, none, none, none, none, none)
        pieces = np.array(ids, np.int32)
        bounds = np.array(offsets, np.int32).reshape(-1, 2) + np.concatenate(shift)[:, None]
        start, end_ = bounds[:, 0], bounds[:, 1]
        points = code_points(text)
        classes = _classes()[np.minimum(points, 65535)]
        at = np.minimum(start, len(text) - 1)
        first_class = classes[at]
        second_class = classes[np.minimum(at + 1, np.maximum(end_ - 1, at))]
        cases = np.where((first_class == UPPER) & ((end_ - start == 1) | (second_class != UPPER)), TITLE, first_class)
        # A piece inside a word of capitals is part of the capitals; a single capital counts as a title letter.
        quotes = quotation_states(text, extents)[at]
        marker = pieces == BREAK
        cases = np.where(marker, MARK, cases).astype(np.int32)
        quotes = np.where(marker, OUTSIDE, quotes).astype(np.int32)
        return Encoded(pieces, cases, quotes, start, end_, np.concatenate(numbers))


def windows(encoded: Encoded, size: int = WINDOW, first_size: int | None = None) -> list[Window]:
    """Cut a document into windows of at most ``size - 2`` pieces, at paragraph breaks where there is one.

    Args:
        encoded: the document.
        size: pieces of a window with its two markers.
        first_size: another size for the first window, with which training shifts the cuts from pass to pass.
    """
    found: list[Window] = []
    breaks = np.flatnonzero(encoded.pieces == BREAK)
    total, first = len(encoded.pieces), 0
    room = (first_size or size) - 2
    while first < total:
        last = min(first + room, total)
        if last < total:
            usable = breaks[(breaks > first) & (breaks <= last)]
            if len(usable):
                last = int(usable[-1])
            else:
                last = _cut(encoded, first, last)
        found.append(Window(first, last))
        first = last + 1 if last < total and encoded.pieces[last] == BREAK else last
        room = size - 2
    return found


def _cut(encoded: Encoded, first: int, last: int) -> int:
    """Where to cut a paragraph that is too long: after a full stop in the last half, else between two words."""
    stops = np.flatnonzero(encoded.pieces[first + (last - first) // 2 : last] == 1012)
    if len(stops):
        return first + (last - first) // 2 + int(stops[-1]) + 1
    words = np.flatnonzero(encoded.start[first + 1 : last] > encoded.end[first : last - 1])
    return first + 1 + int(words[-1]) if len(words) else last


def batches(sizes: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Group windows of like length: yields index lists whose padded size is at most ``tokens`` pieces."""
    order = sorted(range(len(sizes)), key=lambda i: -sizes[i])
    group: list[int] = []
    for i in order:
        if group and (len(group) + 1) * sizes[group[0]] > tokens:
            yield group
            group = []
        group.append(i)
    if group:
        yield group


def stack(documents: Sequence[Encoded], picks: Iterable[tuple[int, Window]]) -> tuple[Ints, Ints, Ints, Ints]:
    """Windows as padded arrays.

    Args:
        documents: the encoded documents.
        picks: (number of the document, window).

    Returns:
        pieces, cases, quotes, mask, each of shape (windows, longest) and dtype int64's smaller twin int32.
    """
    chosen = list(picks)
    width = max(w.last - w.first for _, w in chosen) + 2
    pieces, cases, quotes, mask = (np.zeros((len(chosen), width), np.int32) for _ in range(4))
    for row, (number, window) in enumerate(chosen):
        document, n = documents[number], window.last - window.first
        pieces[row, 0], pieces[row, n + 1] = CLS, SEP
        pieces[row, 1 : n + 1] = document.pieces[window.first : window.last]
        cases[row, 1 : n + 1] = document.cases[window.first : window.last]
        quotes[row, 1 : n + 1] = document.quotes[window.first : window.last]
        mask[row, : n + 2] = 1
    return pieces, cases, quotes, mask
