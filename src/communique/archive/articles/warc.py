"""WARC files: the records that begin in a part of one."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from communique.archive.articles.packed import Watched, unpacked
from communique.archive.pieces import Piece
from communique.archive.plan import Source
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.warc import read_warc

_GZIP = b"\x1f\x8b\x08"
_STEP = 1 << 20
_HEAD = 512
"""Packed bytes that show whether a record begins there."""


def read_records(
    stream: Watched, piece: Piece, address: str, source: Source, options: SourceOptions
) -> Iterator[Document | Rejected]:
    """The documents among the responses whose records begin in a piece."""
    if piece.whole:
        yield from read_warc(unpacked(stream, address, source.most_expansion), address, options)
        return
    start = next_record(stream, piece.start, piece.end)
    if start is None:
        return
    end = None if piece.end is None else next_record(stream, piece.end, None)
    yield from read_warc(unpacked(stream, address, source.most_expansion, start, end), address, options)


def next_record(stream: Watched, start: int, end: int | None) -> int | None:
    """The first byte from ``start`` on, and before ``end``, at which a packed record begins; None for none.

    Two neighbouring pieces ask the same of the byte between them, so that no record is read twice or not at all.
    """
    if start == 0:
        return 0
    stream.seek(start)
    held, at = b"", start
    while end is None or at < end:
        more = stream.read(_STEP)
        held += more or b""
        for place in _places(held, at, end, last=not more):
            return place
        if not more:
            return None
        # What may begin in the last bytes is looked at again with those that follow.
        keep = min(len(held), _HEAD)
        at += len(held) - keep
        held = held[-keep:]
    return None


def _places(held: bytes, at: int, end: int | None, *, last: bool) -> Iterator[int]:
    found = held.find(_GZIP)
    while found >= 0 and (last or found <= len(held) - _HEAD) and (end is None or at + found < end):
        try:
            head = zlib.decompressobj(31).decompress(held[found : found + _HEAD], 8)
        except zlib.error:
            head = b""
        if head.startswith(b"WARC/"):
            yield at + found
        found = held.find(_GZIP, found + 1)
