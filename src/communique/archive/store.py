"""Folders and files wherever fsspec reaches: on disk, in an object store, on a server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from communique.counted import Counted
from communique.errors import ArchiveError
from communique.whole_file import is_part, replacing

MISSING = "Archives need fsspec and pyarrow; run `pip install 'communique[archive]'` and try again."


def file_system(address: str, options: Mapping[str, Any]) -> tuple[Any, str]:
    """The file system of an address and the path in it.

    Raises:
        ArchiveError: fsspec or what it needs for this kind of address is not installed.
    """
    try:
        import fsspec
    except ImportError as error:
        raise ArchiveError(MISSING) from error
    try:
        found = fsspec.core.url_to_fs(address, **options)
    except ImportError as error:
        raise ArchiveError(f"{address}: {error}; install that package and try again.") from error
    except ValueError as error:
        raise ArchiveError(f"{address}: no such kind of address ({error}); check how it begins.") from error
    return cast("tuple[Any, str]", found)


class Store:
    """A folder of an archive run.

    Files appear whole or not at all: on disk by a temporary name, in object stores since those work so.

    Args:
        address: of the folder.
        options: handed to fsspec.
    """

    def __init__(self, address: str, options: Mapping[str, Any] | None = None) -> None:
        self.fs, self._root = file_system(address, options or {})
        self._root = self._root.rstrip("/")
        self.local = "file" in self.fs.protocol or "local" in self.fs.protocol

    def path(self, name: str) -> str:
        """The path of a file in the file system."""
        return f"{self._root}/{name}"

    @contextmanager
    def writing(self, name: str) -> Iterator[Hashed]:
        """A stream into a file, which is there when the block ends well.

        Raises:
            OSError: it cannot be written.
        """
        if self.local:
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as stream:
                yield Hashed(stream)
            return
        stream = self.fs.open(self.path(name), "wb")
        try:
            yield Hashed(stream)
        except BaseException:
            # Closing would make a file of what is there so far.
            getattr(stream, "discard", lambda: None)()
            raise
        stream.close()

    def write(self, name: str, data: bytes) -> None:
        """Write a small file."""
        with self.writing(name) as stream:
            stream.write(data)

    def read(self, name: str) -> bytes:
        """All of a small file.

        Raises:
            FileNotFoundError: there is none.
        """
        return cast(bytes, self.fs.cat_file(self.path(name)))

    def read_all(self, names: Sequence[str]) -> list[bytes]:
        """Many small files, in the order of their names as given; at once where the store can."""
        paths = [self.path(name) for name in names]
        found: dict[str, bytes] = self.fs.cat(paths) if len(paths) > 1 else {p: self.fs.cat_file(p) for p in paths}
        # Stores leave the protocol or a slash at the beginning away, but keep the order.
        return list(found.values()) if list(found) != paths else [found[path] for path in paths]

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return bool(self.fs.exists(self.path(name)))

    def open(self, name: str) -> Any:
        """A file to read from, in which can be sought."""
        return self.fs.open(self.path(name), "rb")

    def names(self, folder: str) -> list[str]:
        """Names of the files in a folder and below it, relative to it and in order; none where there is no folder.

        What a process that was killed had begun to write is no file yet.
        """
        self.fs.invalidate_cache()
        base = self.path(folder).rstrip("/")
        try:
            found = self.fs.find(base)
        except FileNotFoundError:
            return []
        start = len(base.lstrip("/")) + 1
        below = (path.lstrip("/") for path in found if path.lstrip("/").startswith(base.lstrip("/") + "/"))
        return sorted(path[start:] for path in below if not is_part(path))

    def remove(self, name: str) -> None:
        """Remove a file that may be gone already."""
        if self.fs.exists(self.path(name)):
            self.fs.rm(self.path(name))

    def digest(self, name: str) -> tuple[str, int]:
        """Sha256 and size in bytes of a file."""
        told = hashlib.sha256()
        size = 0
        with self.open(name) as stream:
            while part := stream.read(1 << 20):
                told.update(part)
                size += len(part)
        return told.hexdigest(), size


class Hashed(Counted):
    """A stream that is written to, with the hash and the size of what went through it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self._hash = hashlib.sha256()

    def write(self, data: Any) -> int:
        """Write all of some bytes."""
        size = super().write(data)
        self._hash.update(data)
        return size

    @property
    def sha256(self) -> str:
        """Of all that was written."""
        return self._hash.hexdigest()
