"""An archive cut into named pieces: what one worker takes at a time.

Only names and sizes are looked at, and of large Parquet files the footer, so that a source of any size begins at once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from communique.archive.plan import Source
from communique.archive.store import file_system
from communique.errors import ArchiveError

logger = logging.getLogger(__name__)

Kind = Literal["warc", "parquet", "jsonl"]
_Cut = tuple[str, Kind, int, int | None, int | None]
"""Address, kind, start, end and size of a piece."""
_Run = tuple[int, int | None, int | None]
_MEGABYTE = 1_000_000
_PACKED = (".gz", ".zst", ".zstd")
_ENDINGS: dict[str, Kind] = {
    ".warc": "warc", ".parquet": "parquet", ".pq": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of the archive, or a part of it.

    Of JSON Lines, the lines that begin in bytes ``start`` to ``end``; of a WARC file packed record by record, the
    records that do; of Parquet, those row groups. ``end`` is None for all that follows.
    """

    number: int
    address: str
    kind: Kind
    start: int = 0
    end: int | None = None
    size: int | None = None
    """Bytes of it, packed as they are; None where the store does not tell."""

    @property
    def name(self) -> str:
        """Unique in the archive; files that come of the piece are called after it."""
        return f"{self.number:07d}"

    @property
    def whole(self) -> bool:
        """Whether it is the whole file."""
        return self.start == 0 and self.end is None


def pieces_of(source: Source) -> list[Piece]:
    """The pieces of a source, in the order of its paths and then of the names of the files.

    A path that cannot be looked at becomes a piece, too: it fails later by itself and does not stop the others.

    Raises:
        ArchiveError: the paths hold no file of a known kind, or a package for such addresses is missing.
    """
    found = [
        Piece(number, *part)
        for number, part in enumerate(
            part
            for path in source.paths
            for address, size in _files(path, source)
            for part in _cut(address, size, source)
        )
    ]
    if not found:
        raise ArchiveError(
            f"There is no WARC, Parquet or JSON Lines file in {', '.join(source.paths)}; check the paths, or give the "
            "format in the plan."
        )
    return found


def kind_of(address: str, source: Source) -> Kind | None:
    """What kind of file it is, by the plan or by its name; None for one that is not of the archive."""
    name = address.lower().split("?")[0]
    for packed in _PACKED:
        name = name.removesuffix(packed)
    found = next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)
    return found if source.format == "auto" else source.format  # type: ignore[return-value]


def _files(path: str, source: Source) -> Iterator[tuple[str, int | None]]:
    """Addresses and sizes in bytes of the files of a path."""
    fs, inner = file_system(path, source.options)
    try:
        if any(sign in inner for sign in "*?["):
            details = fs.glob(inner, detail=True)
        elif fs.isdir(inner):
            details = fs.find(inner, detail=True)
        else:
            details = {inner: fs.info(inner)}
    except Exception as error:  # each store has errors of its own
        logger.warning("cannot be looked at", extra={"path": path, "error": str(error)})
        yield path, None
        return
    for name in sorted(details):
        info: dict[str, Any] = details[name]
        if info.get("type") != "directory" and (name == inner or _is_data(name, inner)):
            yield fs.unstrip_protocol(name), info.get("size")


def _is_data(name: str, root: str) -> bool:
    """Whether a file in a folder is meant to be read: not one of those that other programs leave there."""
    below = name.removeprefix(root.split("*")[0])
    return not any(part.startswith((".", "_")) for part in below.split("/"))


def _cut(address: str, size: int | None, source: Source) -> Iterator[_Cut]:
    kind = kind_of(address, source)
    if kind is None:
        if size is None:
            yield address, "jsonl", 0, None, None
        return
    step = source.piece_megabytes * _MEGABYTE
    name = address.lower().split("?")[0]
    if kind == "parquet":
        for start, end, held in _row_groups(address, size, step, source):
            yield address, kind, start, end, held
        return
    # JSON Lines can be entered anywhere when it is not packed, WARC files when each record is packed by itself.
    enters = name.endswith(".gz") if kind == "warc" else not name.endswith(_PACKED)
    if size is None or size <= step or not enters:
        yield address, kind, 0, None, size
        return
    for start in range(0, size, step):
        yield address, kind, start, start + step if start + step < size else None, min(step, size - start)


def _row_groups(address: str, size: int | None, step: int, source: Source) -> list[_Run]:
    """Runs of row groups of about ``step`` bytes; one for a small file, and for one whose footer cannot be read."""
    if size is None or size <= step:
        return [(0, None, size)]
    import pyarrow.parquet as pq

    fs, inner = file_system(address, source.options)
    try:
        with fs.open(inner, "rb") as stream:
            metadata = pq.ParquetFile(stream).metadata
    except Exception as error:
        logger.warning("footer cannot be read", extra={"source": address, "error": str(error)})
        return [(0, None, size)]
    runs: list[_Run] = []
    first, held = 0, 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        held += sum(group.column(n).total_compressed_size for n in range(group.num_columns))
        if held >= step:
            runs.append((first, number + 1, held))
            first, held = number + 1, 0
    if first < metadata.num_row_groups:
        runs.append((first, metadata.num_row_groups, held))
    return runs or [(0, None, size)]
