"""Packed files unpacked bit by bit, with an eye on those that unpack to far more than they are."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from typing import Any

from communique.sources.dispatch import ByteStream

AT_HAND = 1 << 20
"""Bytes of a buffer."""
HARMLESS = 64_000_000
"""Bytes that any file may unpack to."""


class Watched(io.RawIOBase):
    """A stream from a store that remembers whether it was the store that failed.

    Args:
        stream: an open file of fsspec.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.taken = 0
        """Bytes that were got."""
        self.fault: Exception | None = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Whether the store can enter the file anywhere."""
        return bool(self._stream.seekable())

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as possible; the number of bytes."""
        view = memoryview(buffer).cast("B")
        data = self._ask(lambda: self._stream.read(len(view)))
        view[: len(data)] = data
        self.taken += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        return int(self._ask(lambda: self._stream.seek(offset, whence)))

    def tell(self) -> int:
        """The place."""
        return int(self._ask(self._stream.tell))

    def _ask(self, what: Callable[[], Any]) -> Any:
        try:
            return what()
        except Exception as error:
            self.fault = error
            raise


class Part(io.RawIOBase):
    """Bytes ``start`` to ``end`` of a stream as a stream; None for all that follow."""

    def __init__(self, stream: Watched, start: int, end: int | None) -> None:
        self._stream, self._at, self._end = stream, start, end
        # Not where it stands there already: some stores cannot be entered anywhere.
        if stream.tell() != start:
            stream.seek(start)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as possible; the number of bytes."""
        view = memoryview(buffer)
        if self._end is not None:
            view = view[: max(0, self._end - self._at)]
        found = self._stream.readinto(view) if len(view) else 0
        self._at += found
        return found


class BombError(OSError):
    """A file unpacks to far more than it is."""


class _Guarded(io.RawIOBase):
    """What unpacks, stopped when it gives too much for what it took."""

    def __init__(self, unpacked: Any, packed: Watched, most: int) -> None:
        self._unpacked, self._packed, self._most = unpacked, packed, most
        self._given = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what is at hand; the number of bytes."""
        view = memoryview(buffer).cast("B")
        data = self._unpacked.read1(len(view)) if hasattr(self._unpacked, "read1") else self._unpacked.read(len(view))
        self._given += len(data)
        if self._given > HARMLESS + self._most * self._packed.taken:
            raise BombError(f"it unpacks to more than {self._most:,} times its size")
        view[: len(data)] = data
        return len(data)


def unpacked(stream: Watched, name: str, most: int, start: int = 0, end: int | None = None) -> ByteStream:
    """A buffered stream of what a file, or a part of it, holds unpacked.

    Args:
        stream: the file.
        name: by whose ending it is known how it is packed.
        most: times that it may unpack to its packed size; `BombError` is raised when it goes beyond.
        start: first byte of the packed file.
        end: its last byte (excluded).
    """
    part = io.BufferedReader(Part(stream, start, end), AT_HAND)
    ending = name.lower().split("?")[0]
    if ending.endswith(".gz") or part.peek(2)[:2] == b"\x1f\x8b":
        return io.BufferedReader(_Guarded(gzip.GzipFile(fileobj=part, mode="rb"), stream, most), AT_HAND)
    if ending.endswith((".zst", ".zstd")) or part.peek(4)[:4] == b"\x28\xb5\x2f\xfd":
        import pyarrow as pa

        opened = pa.CompressedInputStream(pa.PythonFile(part, mode="r"), "zstd")
        return io.BufferedReader(_Guarded(opened, stream, most), AT_HAND)
    return part
