"""The contract of all sources: one call, documents and rejected documents out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from communique.records import Document, Rejected

if TYPE_CHECKING:
    from communique.sources.visits import Visitor


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How sources are read."""

    published: str | None = None
    """ISO day given to every document, whatever it tells itself."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Field of a document to key of the JSON Lines, where they differ: ``{"text": "body"}``."""
    encoding: str | None = None
    """Encoding of files; None finds it out."""
    timeout: float = 20.0
    """Seconds that a web address may take in all; of large archives, that each wait may take."""
    max_bytes: int = 20_000_000
    """Size of the largest document, in bytes."""
    keep_links: bool = False
    """Leave in what looks like a link to another article, an advertisement or a photo credit."""


def open_source(
    source: str, options: SourceOptions | None = None, *, visitor: Visitor | None = None
) -> Iterator[Document | Rejected]:
    """Read a source, document by document.

    Nothing is raised for a document that cannot be read: it comes out as `Rejected` with its reason, and the next one
    follows. So does a source that cannot be read at all.

    Args:
        source: a file, a folder, an http or https address, or "-" for standard input.
        options: how to read it.
        visitor: fetches what feeds, lists of feeds and sitemaps name; by default one of its own.

    Yields:
        Documents in English or in a language that cannot be told, and what was rejected, in the order of the source.
        Files are read lazily: JSON Lines and WARC files of any size take the memory of one document.
    """
    # Each way in brings libraries of its own, so it is imported when it is taken.
    options = SourceOptions() if options is None else options
    if source == "-":
        from communique.sources.stdin import read_stdin

        yield from read_stdin(options, visitor)
    elif "://" in source[:32]:
        from communique.sources.url import read_url

        yield from read_url(source, options, visitor)
    else:
        from communique.sources.folder import read_path

        yield from read_path(source, options, visitor)
