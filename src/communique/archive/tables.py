"""The tables of an archive run, as Parquet: their columns, and documents in and out of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from communique.archive.store import Store
from communique.archive.task import File
from communique.archive.told import reading_of
from communique.records import Dateline, Document, Reading, Rejected
from communique.show.as_json import dumps_line, to_dict

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
GROUP = 500
"""Rows of a row group."""

_TEXTS = ("id", "source", "title", "publisher", "author", "language", "published", "place", "agency", "dated", "text")
_DOCUMENT = [("number", "int64"), *((name, "string") for name in _TEXTS)]
COLUMNS: dict[str, list[tuple[str, str]]] = {
    "prepared": _DOCUMENT,
    "documents": [
        *_DOCUMENT, ("read", "string"), ("original", "string"), ("likeness", "float"), ("paragraphs", "int32"),
        ("paragraphs_read", "int32"), ("reading", "string"),
    ],
    "records": [
        ("number", "int64"), ("document", "string"), ("kind", "string"), ("record", "string"), ("label", "string"),
        ("mode", "string"), ("status", "string"), ("day", "string"), ("who", "texts"), ("whom", "texts"),
        ("countries", "texts"), ("words", "string"), ("confidence", "float"), ("copy", "bool"),
    ],
    "rejected": [("source", "string"), ("line", "int64"), ("reason", "string"), ("language", "string")],
    "copies": [("number", "int64"), ("original", "int64"), ("likeness", "float")],
    "copied": [("number", "int64")],
}  # fmt: skip
"""Columns and types of each table. ``number`` is the place of a document in the archive."""


def schema(table: str) -> pa.Schema:
    """The Parquet schema of a table."""
    import pyarrow as pa

    types = {"texts": pa.list_(pa.string()), "float": pa.float32(), "bool": pa.bool_()}
    return pa.schema([(name, types.get(kind, kind)) for name, kind in COLUMNS[table]])


def write_rows(store: Store, name: str, table: str, rows: Sequence[Row], group: int = GROUP) -> File:
    """Write rows to a file, whole or not at all."""
    import pyarrow as pa

    return write_table(store, name, pa.Table.from_pylist(list(rows), schema(table)), group)


def write_table(store: Store, name: str, table: pa.Table, group: int = GROUP) -> File:
    """Write a table to a file, whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with store.writing(name) as stream:
        pq.write_table(table, pa.PythonFile(stream, mode="w"), compression="zstd", row_group_size=group)
    return File(name, table.num_rows, stream.size, stream.sha256)


def read_rows(store: Store, name: str, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """The rows of a file, a row group at a time."""
    import pyarrow.parquet as pq

    with store.open(name) as stream:
        opened = pq.ParquetFile(stream)
        for group in range(opened.metadata.num_row_groups):
            yield from opened.read_row_group(group, columns, use_threads=False).to_pylist()


def rows_between(store: Store, name: str, first: int, last: int) -> Iterator[Row]:
    """The rows whose ``number``, the first column, is from ``first`` to ``last``; other row groups are not touched."""
    import pyarrow.parquet as pq

    with store.open(name) as stream:
        opened = pq.ParquetFile(stream)
        for group in range(opened.metadata.num_row_groups):
            told = opened.metadata.row_group(group).column(0).statistics
            if told is not None and (told.max < first or told.min > last):
                continue
            rows = opened.read_row_group(group, use_threads=False).to_pylist()
            yield from (row for row in rows if first <= row["number"] <= last)


def row_of(number: int, document: Document) -> Row:
    """A document as a row."""
    line = document.dateline
    return {
        "number": number,
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "publisher": document.publisher,
        "author": document.author,
        "language": document.language,
        "published": document.published,
        "place": None if line is None else line.place,
        "agency": None if line is None else line.agency,
        "dated": None if line is None else line.date,
        "text": document.text,
    }


def document_of(row: Row) -> Document:
    """A document from its row."""
    line = (row["place"], row["agency"], row["dated"])
    return Document(
        id=row["id"],
        source=row["source"],
        text=row["text"],
        title=row["title"],
        publisher=row["publisher"],
        author=row["author"],
        language=row["language"],
        published=row["published"],
        dateline=None if line == (None, None, None) else Dateline(*line),
    )


def packed_reading(reading: Reading) -> str:
    """The records of a reading as JSON, without the document, which has columns of its own."""
    told = to_dict(reading)
    del told["document"]
    return dumps_line(told)


def unpacked_reading(row: Row) -> Reading | None:
    """The reading of a row of the table ``documents``; None for one that was not read."""
    return None if row["reading"] is None else reading_of(json.loads(row["reading"]), document_of(row))


def rejected_row(one: Rejected) -> Row:
    """A rejected document as a row."""
    return {"source": one.source, "line": one.line, "reason": one.reason, "language": one.language}


def record_rows(number: int, reading: Reading, *, copy: bool) -> Iterable[Row]:
    """The records of a reading as rows of the flat table."""
    text = reading.document.text
    names = {one.id: one.name for one in reading.entities}
    lands = {one.id: one.country for one in reading.entities}

    def row(kind: str, one: Any, label: str, who: tuple[str, ...], whom: tuple[str, ...], a: int, b: int) -> Row:
        due = getattr(one, "due", None)
        return {
            "number": number,
            "document": reading.document.id,
            "kind": kind,
            "record": one.id,
            "label": label,
            "mode": getattr(one, "mode", None),
            "status": getattr(one, "status", None),
            "day": getattr(one, "date", None) or (None if due is None else due.to),
            "who": [names.get(entity, entity) for entity in who],
            "whom": [names.get(entity, entity) for entity in whom],
            "countries": sorted({land for entity in (*who, *whom) if (land := lands.get(entity)) is not None}),
            "words": text[a:b],
            "confidence": one.confidence,
            "copy": copy,
        }

    for event in reading.events:
        span = event.evidence
        yield row("event", event, event.type, event.actor, event.recipient, span.start, span.end)
    for said in reading.statements:
        start, end = min(s.start for s in said.content), max(s.end for s in said.content)
        yield row("statement", said, said.kind, said.speaker, said.addressee, start, end)
    for made in reading.commitments:
        span = made.evidence
        yield row("commitment", made, made.force, made.committer, made.beneficiary, span.start, span.end)
    for met in reading.engagements:
        yield row("engagement", met, met.kind, met.participants, (), met.evidence.start, met.evidence.end)


def partition(published: str | None, by: str) -> str:
    """The folder of a document by its ISO day: ``date=2024-05/``; the empty string for no partition."""
    if by == "none":
        return ""
    if published is None:
        return "date=unknown/"
    return f"date={published[: {'day': 10, 'month': 7, 'year': 4}[by]]}/"
