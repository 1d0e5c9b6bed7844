"""From a piece to its documents: opened where it lies, damage told from loss."""

from __future__ import annotations

from collections.abc import Iterator

from communique.archive.articles.packed import Watched
from communique.archive.pieces import Piece
from communique.archive.plan import Source
from communique.archive.store import file_system
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions


def read_piece(piece: Piece, source: Source) -> Iterator[Document | Rejected]:
    """The documents of a piece in order, and what was rejected of it with its reason.

    A file that is damaged gives what stands before the damage, and a rejection.

    Args:
        piece: of an archive.
        source: how it is to be read.

    Raises:
        OSError: it cannot be got from where it lies. What a store raises beside that is passed on as it is.
    """
    options = SourceOptions(fields=dict(source.fields), max_bytes=source.largest_document)
    fs, inner = file_system(piece.address, source.options)
    address = inner if "file" in fs.protocol or "local" in fs.protocol else piece.address
    with fs.open(inner, "rb") as opened:
        stream = Watched(opened)
        try:
            if piece.kind == "parquet":
                from communique.archive.articles.parquet import read_parquet

                yield from read_parquet(stream, piece, address, source, options)
            elif piece.kind == "warc":
                from communique.archive.articles.warc import read_records

                yield from read_records(stream, piece, address, source, options)
            else:
                from communique.archive.articles.jsonl import read_lines

                yield from read_lines(stream, piece, address, source, options)
        except Exception as error:
            if stream.fault is not None:
                # The store failed and not the file: to be tried again.
                raise stream.fault from error
            if isinstance(error, MemoryError):
                raise
            reason = " ".join(str(error).split())
            yield Rejected(address, f"is damaged and was read up to there ({reason}); get the file again.")
