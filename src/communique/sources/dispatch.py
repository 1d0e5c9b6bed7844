"""A stream of bytes of any kind to documents."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Protocol, cast

from communique.errors import SourceError
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.fetch import FetchError
from communique.sources.sniff import HEAD, Kind, sniff

if TYPE_CHECKING:
    from communique.sources.fetch import Answer
    from communique.sources.visits import Visitor

DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error)
"""What reading a damaged gzip file raises."""
DAMAGED_GZIP = "is a damaged gzip file; get or pack it again."

_BINARY = "is not text but a picture, an office document, an archive or a program; make text, HTML or PDF of it."
_MANY = {
    "feed": "a feed",
    "opml": "a list of feeds",
    "sitemap": "a sitemap",
    "warc": "a WARC file",
    "jsonl": "a file of JSON Lines",
    "json": "JSON",
}


class ByteStream(Protocol):
    """What is needed of an open file: all buffered readers of Python have it."""

    def peek(self, size: int, /) -> bytes:
        """Some of the bytes that come next, without taking them."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; fewer than asked for at the end only."""

    def read1(self, size: int = -1, /) -> bytes:
        """The next bytes, as many as are at hand; none at the end only."""

    def readline(self, size: int = -1, /) -> bytes:
        """The next bytes up to and with a line end."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream whose kind is known, unpacked where it was packed."""

    stream: ByteStream
    kind: Kind
    packed: bool


def unpacked(stream: ByteStream, name: str, content_type: str = "") -> Opened:
    """Look at the first bytes of a stream, and through one layer of gzip.

    Raises:
        OSError, EOFError, zlib.error: the gzip file is damaged (`DAMAGED`).
    """
    kind = sniff(stream.peek(HEAD)[:HEAD], name, content_type)
    if kind != "gzip":
        return Opened(stream, kind, False)
    inner = gzip.GzipFile(fileobj=cast(IO[bytes], stream), mode="rb")
    kind = sniff(inner.peek(HEAD)[:HEAD], name[:-3] if name.lower().endswith(".gz") else name)
    # Gzip files that hold themselves exist.
    return Opened(inner, "binary" if kind == "gzip" else kind, True)


def read_stream(
    stream: ByteStream,
    source: str,
    options: SourceOptions,
    *,
    answer: Answer | None = None,
    visitor: Visitor | None = None,
    linked: bool = False,
) -> Iterator[Document | Rejected]:
    """Read a stream by what its first bytes, its name and its content type tell.

    Args:
        stream: an open stream; JSON Lines, WARC files and sitemaps are read piece by piece, all else at once.
        source: its path or address, as the user gave it; becomes `Document.source`.
        options: how to read it.
        answer: what a server told of it.
        visitor: fetches what a feed, a list of feeds or a sitemap names; by default one of its own.
        linked: it is what one of those names, so that it must be one document and not a list again.

    Raises:
        FetchError: a body from the web breaks off.
    """
    name = source if answer is None else answer.url.split("#")[0].split("?")[0]
    try:
        opened = unpacked(stream, name, "" if answer is None else answer.content_type)
        yield from read_opened(opened, source, options, answer, visitor, linked)
    except DAMAGED:
        yield Rejected(source, DAMAGED_GZIP)


def too_large(max_bytes: int) -> str:
    """The reason for which a document above the limit is rejected."""
    return f"is larger than {max_bytes:,} bytes; allow more with --max-bytes, or split it."


def whole(opened: Opened, options: SourceOptions, length: int | None = None) -> bytes:
    """All bytes of a stream.

    Args:
        opened: the stream.
        options: ``max_bytes`` bounds them.
        length: how many a server claims that there are, packed or not.

    Raises:
        SourceError: there are too many, or none.
    """
    if length is not None and not opened.packed and length > options.max_bytes:
        raise SourceError(too_large(options.max_bytes))
    data = opened.stream.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        raise SourceError(too_large(options.max_bytes))
    if not data:
        raise SourceError("is empty; there is nothing to read.")
    return data


def read_opened(
    opened: Opened,
    source: str,
    options: SourceOptions,
    answer: Answer | None,
    visitor: Visitor | None,
    linked: bool = False,
) -> Iterator[Document | Rejected]:
    """Read a stream whose kind is known; see `read_stream`.

    Raises:
        FetchError: a body from the web breaks off.
        OSError, EOFError, zlib.error: a gzip file is damaged (`DAMAGED`).
    """
    kind = opened.kind
    if linked and kind in _MANY:
        yield Rejected(source, f"is {_MANY[kind]} and not an article; read it by itself.")
    elif kind == "jsonl":
        from communique.sources.jsonl import read_jsonl

        yield from read_jsonl(opened.stream, source, options)
    elif kind == "warc":
        from communique.sources.warc import read_warc

        yield from read_warc(opened.stream, source, options)
    elif kind in ("feed", "opml", "sitemap"):
        from communique.sources.lists import read_list

        yield from read_list(opened, source, options, answer, visitor)
    else:
        try:
            data = whole(opened, options, None if answer is None else answer.length)
            if kind == "binary":
                raise SourceError(_BINARY)
            yield from _read_whole(data, kind, source, options, None if answer is None else answer.charset)
        except FetchError:
            raise  # the visitor must know of it
        except SourceError as error:
            yield Rejected(source, str(error))


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
