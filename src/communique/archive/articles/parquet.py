"""Parquet: the rows of some row groups as documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from communique.archive.articles.packed import Watched
from communique.archive.pieces import Piece
from communique.archive.plan import FIELDS, Source
from communique.errors import SourceError
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.decode import decode
from communique.sources.dispatch import too_large
from communique.sources.jsonl import read_object

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 64
"""Rows that are in memory at once."""


def read_parquet(
    stream: Watched, piece: Piece, address: str, source: Source, options: SourceOptions
) -> Iterator[Document | Rejected]:
    """The documents of the row groups of a piece; columns that are missing are told once."""
    import pyarrow.parquet as pq

    # Page by page: a row group may be larger than the memory of a worker.
    opened = pq.ParquetFile(stream, pre_buffer=False, buffer_size=1 << 20)
    names = opened.schema_arrow.names
    wanted = {field: source.fields.get(field, field) for field in sorted(FIELDS)}
    if wanted["text"] not in names:
        there = ", ".join(names[:12])
        yield Rejected(
            address,
            f"has no column {wanted['text']!r}; tell where the text is with `fields` in the plan. There are {there}.",
        )
        return
    if lacking := [key for field, key in source.fields.items() if key not in names]:
        yield Rejected(address, f"has no column {lacking[0]!r}, which the plan names; it was read without.")
    columns = [key for key in wanted.values() if key in names]
    last = opened.metadata.num_row_groups if piece.end is None else piece.end
    for number in range(piece.start, last):
        group = opened.metadata.row_group(number)
        size = next(c for c in map(group.column, range(group.num_columns)) if c.path_in_schema == wanted["text"])
        if size.total_uncompressed_size > 64_000_000 + source.most_expansion * size.total_compressed_size:
            yield Rejected(f"{address}@{number}", "unpacks to far more than its size; look whether it is a bomb.")
            continue
        row = 0
        for batch in opened.iter_batches(batch_size=ROWS, row_groups=[number], columns=columns, use_threads=False):
            for values in _rows(batch):
                row += 1
                yield _document(values, wanted["text"], f"{address}@{number}", row, options)


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    import pyarrow as pa

    columns = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        # As bytes, since not all that is called text is UTF-8.
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = column.cast(pa.large_binary())
        columns[name] = column.to_pylist()
    for row in range(batch.num_rows):
        yield {name: values[row] for name, values in columns.items()}


def _document(values: dict[str, Any], text: str, source: str, row: int, options: SourceOptions) -> Document | Rejected:
    try:
        plain = {
            name: value if name == text and isinstance(value, bytes) else _plain(value, options)
            for name, value in values.items()
        }
        if isinstance(whole := plain[text], bytes):
            if len(whole) > options.max_bytes:
                return Rejected(source, too_large(options.max_bytes), line=row)
            plain[text] = decode(whole)
    except SourceError as error:
        return Rejected(source, str(error), line=row)
    return read_object(plain, source, row, options)


def _plain(value: Any, options: SourceOptions) -> Any:
    """A value as JSON would have it."""
    if isinstance(value, bytes):
        return decode(value[:2000])
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one, options) for one in value[:50]]
    return value
