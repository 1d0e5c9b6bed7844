"""Standard input: documents, lists and archives of any kind, told apart by its first bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.dispatch import read_stream

if TYPE_CHECKING:
    from communique.sources.visits import Visitor


def read_stdin(options: SourceOptions, visitor: Visitor | None = None) -> Iterator[Document | Rejected]:
    """Read what is piped in; JSON Lines and WARC files are read as they come."""
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        yield Rejected("-", "is closed; pipe a document in, or name a file.")
        return
    if not hasattr(stream, "peek"):
        # What stands in for standard input when Communique is called from another program.
        stream = BufferedReader(BytesIO(stream.read()))
    yield from read_stream(stream, "-", options, visitor=visitor)
