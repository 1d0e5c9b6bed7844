"""Parquet: the flat table with types, for DuckDB, Polars, pandas and R."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from communique.counted import Counted
from communique.errors import ExportError
from communique.export.base import Column, Format, Row, Type, Value
from communique.export.table import Filled, table
from communique.ledger.asking import Kind
from communique.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 20_000
"""Entries of a row group: all that is in memory at once."""


class Parquet(Format):
    """Apache Parquet, compressed with Zstandard, written a row group at a time."""

    name: ClassVar[str] = "parquet"
    extension: ClassVar[str] = ".parquet"
    about: ClassVar[str] = "the same table with typed columns, for DuckDB, Polars, pandas and R"

    def columns(self, kind: Kind | None) -> tuple[Column, ...]:
        """Its columns."""
        return tuple(filled.column for filled in table(kind))

    def write(self, rows: Iterable[Row], stream: BinaryIO, kind: Kind | None = None) -> int:
        """Write entries; see `Format.write`."""
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError as error:
            raise ExportError(
                "Parquet needs pyarrow, which is not installed; run `pip install 'communique[parquet]'` and try again."
            ) from error
        columns = table(kind)
        schema = schema_of(columns)
        count = 0
        source = iter(rows)
        with pq.ParquetWriter(pa.PythonFile(Counted(stream), mode="w"), schema, compression="zstd") as writer:
            while group := list(islice(source, ROWS)):
                arrays = [
                    pa.array([_fit(c.value(row.entry), c.column.type) for row in group], type=schema.field(n).type)
                    for n, c in enumerate(columns)
                ]
                writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
                count += len(group)
        return count


def schema_of(columns: Iterable[Filled]) -> pa.Schema:
    """The schema of a file: each column's type, with its meaning as the field's metadata."""
    import pyarrow as pa

    types: dict[Type, pa.DataType] = {
        "text": pa.string(), "day": pa.date32(), "integer": pa.int32(), "number": pa.float64(),
        "texts": pa.list_(pa.string()), "integers": pa.list_(pa.int32()),
    }  # fmt: skip
    fields = [pa.field(c.column.name, types[c.column.type], metadata={"meaning": c.column.meaning}) for c in columns]
    return pa.schema(fields, metadata={"communique": json.dumps({"version": __version__})})


def _fit(value: Value, type: Type) -> Any:
    if value is None:
        return None
    if type == "day":
        return date.fromisoformat(str(value))
    # Half a surrogate pair cannot be written as UTF-8.
    if type == "text":
        return _whole(str(value))
    if type == "texts":
        return [_whole(str(item)) for item in value]  # type: ignore[union-attr]
    return value


def _whole(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode() if not text.isascii() else text
