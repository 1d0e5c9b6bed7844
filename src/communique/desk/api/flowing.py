"""What a writer writes, handed on while it is written: an export of any size takes the memory of a few pieces."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from queue import Full, Queue
from threading import BoundedSemaphore, Event, Thread
from typing import BinaryIO, cast

from communique.desk.problems import BusyError

PIECE = 1 << 16
"""Bytes that are handed on at once."""
AHEAD = 8
"""Pieces that wait to be sent; then the writer waits."""
EXPORTS = 4
"""Exports that a process makes at once."""
_LOOK = 0.5
_turns = BoundedSemaphore(EXPORTS)


class _LeftError(Exception):
    """Nobody takes the pieces any more."""


class _Outlet(io.RawIOBase):
    """A stream whose pieces another thread takes."""

    def __init__(self, pieces: Queue[bytes | BaseException | None], left: Event) -> None:
        self._pieces, self._left, self._at = pieces, left, 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, data: object, /) -> int:
        """Hand on, or wait until there is room."""
        piece = bytes(memoryview(data))  # type: ignore[arg-type]
        self._at += len(piece)
        put(self._pieces, self._left, piece)
        return len(piece)


class _Held(io.BufferedWriter):
    """Hands on only whole pieces: a head line that a writer flushes would begin an answer that may yet be an error."""

    def flush(self) -> None:
        """Nothing, until all is written: see `done`."""

    def done(self) -> None:
        """Hand on what is left."""
        super().flush()


def put(pieces: Queue[bytes | BaseException | None], left: Event, piece: bytes | BaseException | None) -> None:
    """Hand on, or wait until there is room.

    Raises:
        _LeftError: nobody takes it.
    """
    while not left.is_set():
        try:
            pieces.put(piece, timeout=_LOOK)
            return
        except Full:
            continue
    raise _LeftError


def flow(write: Callable[[BinaryIO], object]) -> Iterator[bytes]:
    """What is written, piece by piece; the first piece is there before this returns.

    Args:
        write: writes into a stream; called in a thread of its own. What it raises is raised where the piece is taken.

    Raises:
        BusyError: as many exports are being made as may be.
    """
    if not _turns.acquire(blocking=False):
        raise BusyError(f"{EXPORTS} exports are being made already; try again when one of them is done.")
    pieces: Queue[bytes | BaseException | None] = Queue(AHEAD)
    left = Event()

    def run() -> None:
        stream = _Held(_Outlet(pieces, left), PIECE)
        end: BaseException | None = None
        try:
            write(cast(BinaryIO, stream))
            stream.done()
        except _LeftError:
            return
        except BaseException as error:
            end = error
        finally:
            _turns.release()
        try:
            put(pieces, left, end)
        except _LeftError:
            return

    Thread(target=run, name="export", daemon=True).start()
    taken = _taken(pieces, left)
    first = next(taken, None)

    def all_of_it() -> Iterator[bytes]:
        try:
            if first is not None:
                yield first
                yield from taken
        finally:
            left.set()

    return all_of_it()


def _taken(pieces: Queue[bytes | BaseException | None], left: Event) -> Iterator[bytes]:
    while (piece := pieces.get()) is not None:
        if isinstance(piece, BaseException):
            left.set()
            raise piece
        yield piece
