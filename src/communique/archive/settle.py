"""Between the second and the third stage: one original for each copy, from the pairs of all shards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from communique.archive.steps.copies import Numbers, originals
from communique.archive.store import Store
from communique.archive.tables import schema, write_table
from communique.archive.task import WORK

GROUP = 4096
"""Rows of a row group: a part looks only into those that hold its own numbers."""


def settle(store: Store, files: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Write ``copies.parquet`` and ``copied.parquet``; returns numbers of copies in order and those of their originals.

    Memory: about 100 bytes a copy.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = []
    for name in files:
        with store.open(name) as stream:
            found.append(pq.read_table(stream))
    table = pa.concat_tables(found) if found else schema("copies").empty_table()
    copy, original, likeness = originals(
        np.asarray(table["number"]), np.asarray(table["original"]), np.asarray(table["likeness"])
    )
    columns = [pa.array(copy), pa.array(original), pa.array(likeness)]
    write_table(store, f"{WORK}/copies.parquet", pa.Table.from_arrays(columns, schema=schema("copies")), GROUP)
    copied = pa.array(np.unique(original))
    write_table(store, f"{WORK}/copied.parquet", pa.Table.from_arrays([copied], schema=schema("copied")), GROUP)
    return copy, original
