"""Web addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from communique.errors import SourceError
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.dispatch import read_stream
from communique.sources.fetch import fetch, new_client

if TYPE_CHECKING:
    from communique.sources.visits import Visitor


def read_url(source: str, options: SourceOptions, visitor: Visitor | None = None) -> Iterator[Document | Rejected]:
    """Fetch an address and read what comes back: a page, PDF, JSON Lines, plain text, a feed, a sitemap or a WARC file.

    The address itself is asked for once, as a browser does for a person who names it; what a feed or a sitemap names
    is fetched by the visitor, which heeds robots.txt and waits between visits.

    Args:
        source: an http or https address.
        options: ``timeout`` bounds the whole of the fetching, ``max_bytes`` what is taken after decompression.
        visitor: fetches what the address names; by default one of its own.
    """
    if not source.lower().startswith(("http://", "https://")):
        scheme = source.partition("://")[0]
        yield Rejected(source, f"begins with {scheme}://, which is not read; give an http or https address, or a path.")
        return
    try:
        with new_client(options.timeout) as client, fetch(client, source, options) as answer:
            yield from read_stream(answer.stream, source, options, answer=answer, visitor=visitor)
    except SourceError as error:
        yield Rejected(source, str(error))
