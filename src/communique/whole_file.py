"""Files that are whole or not there: written under another name first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def is_part(path: str) -> bool:
    """Whether a path is that of a file that `replacing` had begun; one stays when the process is killed."""
    name = path.rpartition("/")[2]
    return name.startswith(".") and name.endswith(".part")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream of bytes into a file, which gets its name when all is written and on the disk.

    Args:
        path: of the file. Through a link the file itself is replaced; a file that was there keeps its permissions.

    Raises:
        OSError: it cannot be written. Then, and when the caller is interrupted, what was there before is still there.
    """
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            if path.is_file():
                part.chmod(path.stat().st_mode & 0o7777)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
