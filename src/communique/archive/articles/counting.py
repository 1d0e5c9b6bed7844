"""How many documents a piece holds, without taking them out of it."""

from __future__ import annotations

import io
import logging

from communique.archive.articles.packed import AT_HAND, Part, Watched, unpacked
from communique.archive.articles.warc import next_record
from communique.archive.pieces import Piece
from communique.archive.plan import Source
from communique.archive.store import file_system
from communique.sources.dispatch import ByteStream
from communique.sources.warc import Fed

logger = logging.getLogger(__name__)


def count(piece: Piece, source: Source) -> int:
    """Lines, rows, or answered pages of a piece; of a damaged file those before the damage.

    Raises:
        OSError: it cannot be got from where it lies.
    """
    fs, inner = file_system(piece.address, source.options)
    with fs.open(inner, "rb") as opened:
        stream = Watched(opened)
        if piece.kind == "parquet":
            import pyarrow.parquet as pq

            metadata = pq.ParquetFile(stream).metadata
            last = metadata.num_row_groups if piece.end is None else piece.end
            return sum(metadata.row_group(n).num_rows for n in range(piece.start, last))
        if piece.kind == "warc":
            return _pages(stream, piece, inner, source)
        if piece.whole:
            lines: ByteStream = unpacked(stream, inner, source.most_expansion)
        else:
            lines = io.BufferedReader(Part(stream, piece.start, piece.end), AT_HAND)
        found, last_byte = 0, b"\n"
        while part := lines.read1(AT_HAND):
            found += part.count(b"\n")
            last_byte = part[-1:]
        return found + (piece.end is None and last_byte != b"\n")


def _pages(stream: Watched, piece: Piece, name: str, source: Source) -> int:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    start = next_record(stream, piece.start, piece.end)
    if start is None:
        return 0
    end = None if piece.end is None else next_record(stream, piece.end, None)
    fed = Fed(unpacked(stream, name, source.most_expansion, start, end))
    found = 0
    try:
        for record in ArchiveIterator(fed, record_types=WarcRecordType.response, parse_http=True):
            media = (record.http_content_type or "").lower()
            headers = record.http_headers
            found += headers is not None and headers.status_code == 200 and ("html" in media or "text" in media)
    except OSError:
        logger.warning("damaged", extra={"source": name})
    if stream.fault is not None:
        raise stream.fault
    return found
