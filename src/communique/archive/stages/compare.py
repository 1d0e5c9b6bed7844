"""Second stage: the keys of one shard, of all documents, to pairs of documents that are alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from communique.archive.plan import Plan
from communique.archive.steps.copies import SKETCH, Keys, pairs
from communique.archive.store import Store
from communique.archive.tables import write_rows
from communique.archive.task import WORK, Done, Task, done_of, mark_of


def compare(task: Task, plan: Plan, store: Store) -> Done:
    """Pairs of a shard; ``given`` holds the shard, and the prepared pieces whose keys are compared."""
    shard = int(task.given["shard"])
    keys = _keys(store, list(task.given["pieces"]), shard)
    rows = [{"number": one, "original": other, "likeness": like} for one, other, like in pairs(keys, plan.steps.alike)]
    file = write_rows(store, f"{WORK}/pairs/{task.name}.parquet", "copies", rows)
    return Done(task.stage, task.name, {"keys": len(keys), "pairs": len(rows)}, (file,), rests_on=task.rests_on)


def _keys(store: Store, pieces: list[str], shard: int) -> Keys:
    """The keys of a shard. Only those that occur twice can make a pair; the others are dropped as early as may be."""
    import pyarrow.parquet as pq

    found: list[Any] = []
    for piece in pieces:
        for part in done_of(store.read(mark_of("prepare", piece))).parts:
            with store.open(f"{WORK}/keys/{part.name}.parquet") as stream:
                found.append(pq.ParquetFile(stream).read_row_group(shard, use_threads=False))
    none = np.zeros(0, np.int64)
    if not found:
        return Keys(none, none, np.zeros((0, SKETCH), np.uint8))
    key = np.concatenate([t["key"].to_numpy() for t in found])
    number = np.concatenate([t["number"].to_numpy() for t in found])
    _, at, times = np.unique(key, return_inverse=True, return_counts=True)
    again = times[at] > 1
    sketches = [np.frombuffer(b"".join(t["sketch"].to_pylist()), np.uint8).reshape(-1, SKETCH) for t in found]
    return Keys(key[again], number[again], np.concatenate(sketches)[again])
