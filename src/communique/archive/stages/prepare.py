"""First stage: a piece of the archive to parts of documents in English, with the keys by which copies are found.

Documents are taken out of their pages once, here; all that follows reads what is written here and no longer needs the
archive itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from communique.archive.articles import read_piece
from communique.archive.pieces import Piece
from communique.archive.plan import Plan
from communique.archive.steps.copies import Keys, keys_of, shard_of
from communique.archive.steps.filters import wanted
from communique.archive.store import Store
from communique.archive.tables import Row, rejected_row, row_of, write_rows
from communique.archive.task import WORK, Done, File, Part, Task
from communique.records import Document, Rejected

PLACES = 1 << 32
"""Numbers that a piece has for its documents: more than it can hold."""


def prepare(task: Task, plan: Plan, store: Store) -> Done:
    """Documents, keys and rejections of a piece; ``given`` holds the piece and the number of shards."""
    piece = Piece(**task.given["piece"])
    shards = int(task.given["shards"])
    counts: Counter[str] = Counter()
    files: list[File] = []
    parts: list[Part] = []
    rejected: list[Row] = []
    documents = _taken(piece, plan, counts, rejected)
    first = piece.number * PLACES
    while numbered := list(enumerate(islice(documents, plan.output.documents), first)):
        name = f"{piece.name}-{len(parts):05d}"
        rows = [row_of(number, document) for number, document in numbered]
        files.append(write_rows(store, f"{WORK}/documents/{name}.parquet", "prepared", rows))
        if plan.steps.copies:
            files.append(_write_keys(store, f"{WORK}/keys/{name}.parquet", keys_of(numbered), shards))
        parts.append(Part(name, first, len(numbered)))
        first += len(numbered)
    if rejected:
        files.append(write_rows(store, f"rejected/prepare-{piece.name}.parquet", "rejected", rejected))
    counts["documents"] = sum(part.documents for part in parts)
    return Done(task.stage, task.name, dict(counts), tuple(files), tuple(parts))


def _taken(piece: Piece, plan: Plan, counts: Counter[str], rejected: list[Row]) -> Iterator[Document]:
    """The documents that the plan wants, while the others are counted."""
    for one in read_piece(piece, plan.source):
        counts["found"] += 1
        if isinstance(one, Rejected):
            if one.language is not None:
                # Known and meant: not worth a line for each of a hundred million.
                counts["other_language"] += 1
            else:
                counts["rejected"] += 1
                rejected.append(rejected_row(one))
        elif wanted(one, plan.filters):
            yield one
        else:
            counts["filtered"] += 1


def _write_keys(store: Store, name: str, keys: Keys, shards: int) -> File:
    """Keys with one row group for each shard, so that each is read by itself."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    shard = shard_of(keys.key, shards)
    schema = pa.schema([("key", pa.int64()), ("number", pa.int64()), ("sketch", pa.binary(keys.sketch.shape[1]))])
    with (
        store.writing(name) as stream,
        pq.ParquetWriter(pa.PythonFile(stream, mode="w"), schema, compression="zstd") as writer,
    ):
        for number in range(shards):
            own = shard == number
            sketches = pa.array([row.tobytes() for row in keys.sketch[own]], schema.field("sketch").type)
            columns = [pa.array(keys.key[own]), pa.array(keys.number[own]), sketches]
            # An empty one, too: the shard is found by the number of its row group.
            writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=max(1, int(own.sum())))
    return File(name, len(keys), stream.size, stream.sha256)
