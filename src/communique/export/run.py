"""Entries of a ledger into a file: all of it or nothing."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from communique.errors import ExportError
from communique.export.base import Format, Row
from communique.export.stories import with_stories
from communique.ledger import Ledger
from communique.ledger.asking import EVERYTHING, EntryView, Filter, Kind, entries
from communique.whole_file import replacing


def export(
    ledger: Ledger,
    format: Format,
    output: str,
    kind: Kind | None = None,
    filter: Filter = EVERYTHING,
    advance: Callable[[int], None] = lambda _: None,
) -> int:
    """Write the entries that a filter asks for.

    Args:
        ledger: an open ledger, which others may go on writing.
        format: one of ``communique.export.FORMATS``, made by `communique.export.make`.
        output: a file, or "-" for standard output. A file appears when it is whole; if anything goes wrong the one
            that was there before is left as it was.
        kind: of the entries; None for all that the format can hold.
        filter: which entries.
        advance: is told how many entries more are done.

    Returns:
        The number of entries.

    Raises:
        ExportError: the format does not hold this kind, lacks something, or the file cannot be written.
        LedgerError: the filter asks for what cannot be, or the database failed.
    """
    kind = _held(format, kind)
    with into(output) as stream:
        return write_to(ledger, format, stream, kind, filter, advance)


def write_to(
    ledger: Ledger,
    format: Format,
    stream: BinaryIO,
    kind: Kind | None = None,
    filter: Filter = EVERYTHING,
    advance: Callable[[int], None] = lambda _: None,
) -> int:
    """Write the entries that a filter asks for into a stream, which is left open. Otherwise as `export`."""
    kind = _held(format, kind)
    asked = filter if filter.status else replace(filter, status=format.statuses)
    return format.write(_rows(ledger, format, _counted(entries(ledger, kind, asked), advance)), stream, kind)


def _held(format: Format, kind: Kind | None) -> Kind | None:
    """The kind that is written, of those that a format can hold."""
    if kind is not None and kind not in format.kinds:
        raise ExportError(
            f"{format.name} holds {' and '.join(k + 's' for k in format.kinds)} only; give --format csv or parquet for "
            f"{kind}s."
        )
    return format.kinds[0] if kind is None and len(format.kinds) == 1 else kind


@contextmanager
def into(output: str) -> Iterator[BinaryIO]:
    """A stream of bytes into a file, which gets its name when all is written.

    Raises:
        ExportError: the file cannot be written; nothing of it is left.
    """
    try:
        if output == "-":
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
            return
        path = Path(output)
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            with path.open("wb") as stream:  # a pipe or a device has nothing to be kept
                yield stream
            return
        with replacing(path) as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ExportError(
            f"{output}: cannot be written ({reason}); make room or give another path with --output."
        ) from error


def _rows(ledger: Ledger, format: Format, found: Iterable[EntryView]) -> Iterator[Row]:
    if format.tells_story:
        return with_stories(ledger, found)
    return (Row(entry) for entry in found)


def _counted(found: Iterable[EntryView], advance: Callable[[int], None]) -> Iterator[EntryView]:
    for entry in found:
        yield entry
        advance(1)
