"""Third stage: the originals of a part to readings; copies are left for the fourth.

The triage goes first. What it leaves of an article is read as a text of its own, and the records get the offsets of
the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from communique.archive.moving import left_out, moved
from communique.archive.plan import Plan
from communique.archive.steps.triage import Triage
from communique.archive.store import Store
from communique.archive.tables import (
    Row,
    document_of,
    packed_reading,
    partition,
    read_rows,
    record_rows,
    rejected_row,
    row_of,
    rows_between,
    write_rows,
)
from communique.archive.task import WORK, Done, File, Task
from communique.errors import CommuniqueError, unexpected
from communique.records import Document, Reading, Rejected

Reads = Callable[[Document], Reading]
COPIED_TOGETHER = 16
"""Rows of a row group of originals: a copy's part wants few of them."""


class Outcome:
    """What becomes of a part's documents: their rows, their records, and those that could not be read."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.records: list[Row] = []
        self._rows: list[Row] = []
        self._rejected: list[Row] = []

    def add(
        self, number: int, document: Document, make: Callable[[], tuple[Row, Reading | None]], *, copy: bool
    ) -> None:
        """Make the row and reading of a document; one that fails is kept with its reason."""
        try:
            row, reading = make()
        except MemoryError:
            raise
        except Exception as error:
            reason = str(error) if isinstance(error, CommuniqueError) else unexpected(error)
            self._rejected.append(rejected_row(Rejected(document.source, reason, document.language)))
            self.counts["rejected"] += 1
            return
        self._rows.append(row)
        if reading is not None:
            self.records += record_rows(number, reading, copy=copy)

    def write(self, store: Store, plan: Plan, task: Task, name: str) -> tuple[File, ...]:
        """Write all of it, the readings and records under a name of the part."""
        files = write_parted(store, plan, name, self._rows, self.records)
        if self._rejected:
            rejected = f"rejected/{task.stage}-{task.name}.parquet"
            files.append(write_rows(store, rejected, "rejected", self._rejected))
        return tuple(files)

    def write_copied(self, store: Store, plan: Plan, task: Task) -> tuple[File, ...]:
        """Write the rows that have copies once more, for these to inherit from: they lie in a few parts of the output,
        their copies in any."""
        if not plan.steps.copies:
            return ()
        first = int(task.given["first"])
        wanted = rows_between(store, f"{WORK}/copied.parquet", first, first + int(task.given["documents"]) - 1)
        numbers = {row["number"] for row in wanted}
        rows = [row for row in self._rows if row["number"] in numbers]
        name = f"{WORK}/originals/{task.name}.parquet"
        return (write_rows(store, name, "documents", rows, COPIED_TOGETHER),) if rows else ()


def read(task: Task, plan: Plan, store: Store, reader: Reads, triage: Triage | None) -> Done:
    """Readings of the originals of a part; ``given`` holds its first number and how many documents it has."""
    outcome = Outcome()
    copies = set(copies_of(store, plan, int(task.given["first"]), int(task.given["documents"])))
    for prepared in read_rows(store, f"{WORK}/documents/{task.name}.parquet"):
        number = prepared["number"]
        if number in copies:
            continue
        document = document_of(prepared)
        make = partial(read_one, number, document, reader, triage, outcome.counts)
        outcome.add(number, document, make, copy=False)
    files = (*outcome.write(store, plan, task, task.name), *outcome.write_copied(store, plan, task))
    outcome.counts["records"] = len(outcome.records)
    return Done(task.stage, task.name, dict(outcome.counts), files, rests_on=task.rests_on)


def read_one(
    number: int, document: Document, reader: Reads, triage: Triage | None, counts: Counter[str]
) -> tuple[Row, Reading | None]:
    """The row of a document that is no copy, and its reading, None where the triage skips it."""
    counts["letters"] += len(document.text)
    row = row_of(number, document) | {"original": None, "likeness": None, "read": "whole", "reading": None}
    row |= {"paragraphs": None, "paragraphs_read": None}
    reading: Reading | None
    if triage is not None:
        kept = triage.keep(document.text)
        row |= {"paragraphs": kept.of, "paragraphs_read": len(kept.paragraphs)}
        if not kept.paragraphs:
            counts["skipped"] += 1
            return row | {"read": "skipped"}, None
        if len(kept.paragraphs) < kept.of:
            text, back = left_out(document.text, kept.paragraphs)
            reading = moved(reader(replace(document, text=text)), document, back)
            counts["read_in_part"] += 1
            counts["letters_read"] += len(text)
            return row | {"read": "part", "reading": packed_reading(reading)}, reading
    reading = reader(document)
    counts["read_whole"] += 1
    counts["letters_read"] += len(document.text)
    return row | {"reading": packed_reading(reading)}, reading


def copies_of(store: Store, plan: Plan, first: int, documents: int) -> dict[int, tuple[int, float]]:
    """The copies among the documents of a part: number to that of the original and the likeness."""
    if not plan.steps.copies:
        return {}
    rows = rows_between(store, f"{WORK}/copies.parquet", first, first + documents - 1)
    return {row["number"]: (row["original"], row["likeness"]) for row in rows}


def write_parted(store: Store, plan: Plan, name: str, rows: Iterable[Row], records: Iterable[Row]) -> list[File]:
    """Documents and records into files, one for each day, month or year."""
    by: dict[str, tuple[list[Row], list[Row]]] = {}
    where: dict[int, str] = {}
    for row in rows:
        folder = where[row["number"]] = partition(row["published"], plan.output.partition)
        by.setdefault(folder, ([], []))[0].append(row)
    for record in records:
        by[where[record["number"]]][1].append(record)
    files = []
    for folder in sorted(by):
        for table, found in zip(("documents", "records"), by[folder], strict=True):
            if found:
                files.append(write_rows(store, f"{table}/{folder}{name}.parquet", table, found))
    return files
