"""JSON Lines: all lines of a packed file, or those that begin in a part of a plain one."""

from __future__ import annotations

import io
from collections.abc import Iterator

from communique.archive.articles.packed import AT_HAND, Part, Watched, unpacked
from communique.archive.pieces import Piece
from communique.archive.plan import Source
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.dispatch import ByteStream
from communique.sources.jsonl import read_jsonl


def read_lines(
    stream: Watched, piece: Piece, address: str, source: Source, options: SourceOptions
) -> Iterator[Document | Rejected]:
    """The documents of the lines that begin in a piece.

    A document that tells no source is ``FILE#LINE`` in the first piece of a file and ``FILE@BYTE#LINE`` further on,
    counted from there.
    """
    if piece.whole:
        yield from read_jsonl(unpacked(stream, address, source.most_expansion), address, options)
        return
    # From the byte before, which tells whether a line begins with the piece.
    part = io.BufferedReader(Part(stream, max(piece.start - 1, 0), None), AT_HAND)
    lines = Lines(part, piece.start, piece.end, options.max_bytes)
    if lines.peek(1):
        yield from read_jsonl(lines, address if piece.start == 0 else f"{address}@{piece.start}", options)


class Lines:
    """The lines that begin in bytes ``start`` to ``end`` of a file, as a stream.

    A line that goes on and on is broken off when it is longer than any document, however long it is.

    Args:
        stream: the file from the byte before ``start`` on.
        start: first byte.
        end: last byte (excluded); None for the end of the file.
        most: bytes of the longest line.
    """

    def __init__(self, stream: ByteStream, start: int, end: int | None, most: int) -> None:
        self._stream, self._at, self._end, self._most = stream, max(start - 1, 0), end, most
        self._begun = False
        while start > 0 and not self._over():
            # The line that goes on here began in the piece before.
            line = self._stream.readline(1 << 20)
            self._at += len(line)
            if not line or line.endswith(b"\n"):
                break

    def readline(self, size: int = -1, /) -> bytes:
        """The next line or a part of it; none at the end."""
        if (not self._begun and self._over()) or self._at > (self._end or self._at) + 2 * self._most:
            return b""
        line = self._stream.readline(size)
        self._at += len(line)
        self._begun = bool(line) and not line.endswith(b"\n")
        return line

    def peek(self, size: int, /) -> bytes:
        """Some of the bytes that come next."""
        return b"" if self._over() and not self._begun else self._stream.peek(size)

    def read(self, size: int = -1, /) -> bytes:
        """Not needed: lines are read."""
        raise io.UnsupportedOperation("read")

    def read1(self, size: int = -1, /) -> bytes:
        """Not needed: lines are read."""
        raise io.UnsupportedOperation("read1")

    def _over(self) -> bool:
        return self._end is not None and self._at >= self._end
