"""Paths: a file, or all files of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.dispatch import read_stream

if TYPE_CHECKING:
    from communique.sources.visits import Visitor


def read_path(source: str, options: SourceOptions, visitor: Visitor | None = None) -> Iterator[Document | Rejected]:
    """Read a file or a folder."""
    try:
        path = Path(source)
        if path.is_dir():
            yield from _read_folder(path, source, options, visitor)
        elif path.exists():
            yield from _read_file(path, source, options, visitor)
        elif source.lower().startswith("www."):
            yield Rejected(source, f"does not exist; for the web address write https://{source}")
        else:
            yield Rejected(source, "does not exist; check the path.")
    except (OSError, ValueError) as error:
        # ValueError: a NUL in the path.
        yield Rejected(source, unopened(error))


def _read_folder(
    folder: Path, source: str, options: SourceOptions, visitor: Visitor | None = None
) -> Iterator[Document | Rejected]:
    """Every file below a folder, in the order of their names; hidden ones and links to folders are left out."""
    failed: list[OSError] = []
    empty = True
    for parent, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = Path(parent, name)
            empty = False
            try:
                if path.is_file():
                    yield from _read_file(path, str(path), options, visitor)
                else:
                    # Opening a named pipe would wait for ever.
                    yield Rejected(str(path), "is not a regular file; name it by itself to have it read.")
            except OSError as error:
                yield Rejected(str(path), unopened(error))
    for locked in failed:
        yield Rejected(str(locked.filename or source), unopened(locked))
    if empty and not failed:
        yield Rejected(source, "is a folder without files to read; name another one.")


def _read_file(
    path: Path, source: str, options: SourceOptions, visitor: Visitor | None = None
) -> Iterator[Document | Rejected]:
    with path.open("rb") as stream:
        yield from read_stream(stream, source, options, visitor=visitor)


def unopened(error: OSError | ValueError) -> str:
    """The reason for which a path is rejected that cannot be opened."""
    cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"cannot be opened ({cause}); check the path and its permissions."
