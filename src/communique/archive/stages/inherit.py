"""Fourth stage: each copy gets those records of its original whose words stand in it, with the offsets of its own text.

An original that could not be read gives nothing to inherit; its copies are then read themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial

from communique.archive.moving import in_common, moved
from communique.archive.plan import Plan
from communique.archive.stages.prepare import PLACES
from communique.archive.stages.read import Outcome, Reads, copies_of, read_one
from communique.archive.steps.triage import Triage
from communique.archive.store import Store
from communique.archive.tables import (
    Row,
    document_of,
    packed_reading,
    read_rows,
    row_of,
    rows_between,
    unpacked_reading,
)
from communique.archive.task import WORK, Done, Task, done_of, mark_of
from communique.records import Document, Reading


def inherit(task: Task, plan: Plan, store: Store, reader: Reads, triage: Triage | None) -> Done:
    """Rows of the copies of a part; ``given`` as for `read`."""
    outcome = Outcome()
    copies = copies_of(store, plan, int(task.given["first"]), int(task.given["documents"]))
    found = _originals(store, {original for original, _ in copies.values()})
    for prepared in read_rows(store, f"{WORK}/documents/{task.name}.parquet"):
        number = prepared["number"]
        if number not in copies:
            continue
        original, likeness = copies[number]
        document = document_of(prepared)
        if original in found:
            make = partial(_inherited, number, document, found[original], likeness, outcome.counts)
        else:
            make = partial(read_one, number, document, reader, triage, outcome.counts)
        outcome.add(number, document, make, copy=True)
    files = outcome.write(store, plan, task, f"{task.name}-copies")
    outcome.counts["inherited"] = len(outcome.records)
    return Done(task.stage, task.name, dict(outcome.counts), files, rests_on=task.rests_on)


def _inherited(
    number: int, document: Document, original: Row, likeness: float, counts: Counter[str]
) -> tuple[Row, Reading | None]:
    row = row_of(number, document) | {"original": original["id"], "likeness": likeness, "read": "copy"}
    row |= {"paragraphs": original["paragraphs"], "paragraphs_read": original["paragraphs_read"], "reading": None}
    reading = unpacked_reading(original)
    if reading is not None:
        reading = moved(reading, document, in_common(original["text"], document.text))
        row |= {"reading": packed_reading(reading)}
    counts["copies"] += 1
    return row, reading


def _originals(store: Store, numbers: Iterable[int]) -> dict[int, Row]:
    """The rows of originals, from the parts that they were read in."""
    by_piece: dict[int, set[int]] = {}
    for number in numbers:
        by_piece.setdefault(number // PLACES, set()).add(number)
    found: dict[int, Row] = {}
    for piece, wanted in by_piece.items():
        for part in done_of(store.read(mark_of("prepare", f"{piece:07d}"))).parts:
            own = {number for number in wanted if part.first <= number < part.first + part.documents}
            if not own:
                continue
            try:
                rows = rows_between(store, f"{WORK}/originals/{part.name}.parquet", min(own), max(own))
                found |= {row["number"]: row for row in rows if row["number"] in own}
            except FileNotFoundError:
                continue  # it was set aside, or none of them could be read
    return found
