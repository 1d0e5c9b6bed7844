"""A stream of bytes of any kind to documents."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import IO, Protocol, cast

from communique.errors import SourceError
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.sniff import HEAD, Kind, sniff

_REFUSED: dict[Kind, str] = {
    "binary": "is not text but a picture, an office document, an archive or a program; make text, HTML or PDF of it.",
    "warc": "is a WARC file, which this version does not read; unpack its pages as HTML files first.",
    "feed": "is a feed, which this version does not read; give the addresses of its items.",
}


class ByteStream(Protocol):
    """What is needed of an open file: all buffered readers of Python have it."""

    def peek(self, size: int, /) -> bytes:
        """Some of the bytes that come next, without taking them."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; fewer than asked for at the end only."""

    def readline(self, size: int = -1, /) -> bytes:
        """The next bytes up to and with a line end."""


def read_stream(
    stream: ByteStream,
    source: str,
    options: SourceOptions,
    *,
    content_type: str = "",
    declared: str | None = None,
    name: str = "",
) -> Iterator[Document | Rejected]:
    """Read a stream by what its first bytes, its name and its content type tell.

    Args:
        stream: an open stream; JSON Lines are read line by line, all else at once.
        source: its path or address, as the user gave it; becomes `Document.source`.
        options: how to read it.
        content_type: the media type that a server told.
        declared: the encoding that a server told.
        name: its name, where that is not ``source``.
    """
    name = name or source
    kind = sniff(stream.peek(HEAD)[:HEAD], name, content_type)
    if kind == "gzip" and isinstance(stream, gzip.GzipFile):
        # Gzip files that hold themselves exist.
        kind = "binary"
    if kind == "gzip":
        inner = name[:-3] if name.lower().endswith(".gz") else name
        with gzip.GzipFile(fileobj=cast(IO[bytes], stream), mode="rb") as unpacked:
            try:
                yield from read_stream(unpacked, source, options, declared=declared, name=inner)
            except (gzip.BadGzipFile, EOFError, zlib.error):
                yield Rejected(source, "is a damaged gzip file; get or pack it again.")
        return
    if kind == "jsonl":
        from communique.sources.jsonl import read_jsonl

        yield from read_jsonl(stream, source, options)
        return
    data = stream.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        yield Rejected(source, too_large(options.max_bytes))
    elif not data:
        yield Rejected(source, "is empty; there is nothing to read.")
    elif kind in _REFUSED:
        yield Rejected(source, _REFUSED[kind])
    else:
        try:
            yield from _read_whole(data, kind, source, options, declared)
        except SourceError as error:
            yield Rejected(source, str(error))


def too_large(max_bytes: int) -> str:
    """The reason for which a document above the limit is rejected."""
    return f"is larger than {max_bytes:,} bytes; allow more with --max-bytes, or split it."


def _read_whole(
    data: bytes, kind: Kind, source: str, options: SourceOptions, declared: str | None
) -> Iterator[Document | Rejected]:
    if kind == "html":
        from communique.sources.html import read_html

        yield read_html(data, source, options, declared=declared)
    elif kind == "pdf":
        from communique.sources.pdf import read_pdf

        yield read_pdf(data, source, options)
    elif kind == "json":
        from communique.sources.jsonl import read_json

        yield from read_json(data, source, options)
    else:
        from communique.sources.plain import read_markdown, read_plain

        read = read_markdown if kind == "markdown" else read_plain
        yield read(data, source, options, declared=declared)
