"""A stream that knows how much was written to it."""

from __future__ import annotations

from typing import Any, BinaryIO


class Counted:
    """Where writers of tables write to: a pipe does not know how far it is, and the stream stays its opener's."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = 0

    def write(self, data: Any) -> int:
        """Write all of some bytes."""
        view = memoryview(data).cast("B")
        self._stream.write(view)
        self.size += view.nbytes
        return view.nbytes

    def tell(self) -> int:
        """How many bytes were written."""
        return self.size

    def flush(self) -> None:
        """Hand on what is buffered."""
        self._stream.flush()

    def close(self) -> None:
        """The stream is closed by who opened it."""
        self.flush()
