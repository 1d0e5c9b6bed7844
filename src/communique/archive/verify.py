"""Is what a run has written there, whole, and true to its evidence?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from communique.archive import progress
from communique.archive.manifest import FILES
from communique.archive.progress import MANIFEST
from communique.archive.store import Store
from communique.archive.tables import Row, read_rows, unpacked_reading
from communique.archive.task import STAGES, WORK
from communique.errors import ArchiveError
from communique.records import Reading, Span

TABLES = ("documents", "records", "rejected")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be."""

    file: str
    what: str


def verify(store: Store, advance: Callable[[int, int], None] = lambda done, total: None) -> Iterator[Fault]:
    """Look at all files of a finished run.

    Args:
        store: its output.
        advance: told how many of how many files are done.

    Yields:
        Files that are missing, damaged or not of the run, documents that are there twice, and records whose evidence
        does not lie in the text.

    Raises:
        ArchiveError: the run is not finished.
    """
    try:
        manifest = json.loads(store.read(MANIFEST))
        listed = store.read(FILES)
    except FileNotFoundError as error:
        raise ArchiveError(
            "There is no finished run; `communique archive status` tells how far it is, and `run` goes on with it."
        ) from error
    if hashlib.sha256(listed).hexdigest() != manifest["files"]["sha256"]:
        yield Fault(FILES, "is not as the manifest says; run the plan again to have it written anew.")
    files = [json.loads(line) for line in listed.decode().splitlines()]
    marked = {file.name for stage in STAGES for done in progress.marks(store, stage).values() for file in done.files}
    known = {file["name"] for file in files}
    for missing in sorted(name for name in marked - known if not name.startswith(WORK)):
        yield Fault(missing, "is not in the list of files; run the plan again to have it written anew.")
    for table in TABLES:
        for name in store.names(table):
            if f"{table}/{name}" not in known:
                yield Fault(f"{table}/{name}", "belongs to no task of the run; it can be removed.")
    numbers: set[int] = set()
    for n, file in enumerate(files, 1):
        yield from _file(store, file, numbers)
        advance(n, len(files))


def _file(store: Store, file: Row, numbers: set[int]) -> Iterator[Fault]:
    name = file["name"]
    try:
        digest, size = store.digest(name)
    except FileNotFoundError:
        yield Fault(name, "is missing; remove the folder _work/done and run the plan again.")
        return
    if (digest, size) != (file["sha256"], file["bytes"]):
        yield Fault(name, "is not what was written; remove the folder _work/done and run the plan again.")
        return
    if not name.startswith("documents/"):
        return
    for row in read_rows(store, name):
        if row["number"] in numbers:
            yield Fault(name, f"holds document {row['id']} (number {row['number']}) a second time.")
        numbers.add(row["number"])
        if (reading := unpacked_reading(row)) is not None and not _holds(reading):
            yield Fault(name, f"has a record in document {row['id']} whose words do not lie in its text.")


def _holds(reading: Reading) -> bool:
    size = len(reading.document.text)
    spans: list[Span | None] = []
    for event in reading.events:
        spans += [event.trigger, event.evidence]
    for said in reading.statements:
        spans += [*said.content, said.cue, said.speaker_span]
    spans += [one.evidence for one in reading.commitments] + [one.evidence for one in reading.engagements]
    spans += [Span(m.start, m.end) for entity in reading.entities for m in entity.mentions]
    return all(span is None or 0 <= span.start < span.end <= size for span in spans)
