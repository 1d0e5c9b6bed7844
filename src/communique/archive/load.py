"""The readings of an archive into a ledger, in the order of the archive, each document once."""

from __future__ import annotations

import json
from collections.abc import Iterator

from communique.archive import progress
from communique.archive.progress import MANIFEST
from communique.archive.store import Store
from communique.archive.tables import read_rows, unpacked_reading
from communique.errors import ArchiveError
from communique.ledger import Ledger
from communique.ledger.batch import Counts
from communique.ledger.writer import Outcome, Writer
from communique.records import Rejected


def load(store: Store, ledger: Ledger) -> Iterator[Counts]:
    """Load a finished run, part by part, so that what is told later is met later.

    Documents that the triage skipped are not loaded. A load that is interrupted and begun again goes on: documents that
    the ledger has are passed over. A new ledger is filled, see `Ledger.filling`.

    Args:
        store: the output of the run.
        ledger: an open ledger.

    Yields:
        The counts of each batch when it is kept.

    Raises:
        ArchiveError: the run is not finished.
        LedgerError: the database failed; the batches that were yielded are kept.
    """
    if not store.exists(MANIFEST):
        raise ArchiveError(
            "There is no finished run; `communique archive status` tells how far it is, and `run` goes on with it."
        )
    told = json.loads(store.read(MANIFEST))
    version = f"communique {told['communique']}, model {told['model']['version']} "
    writer = Writer(ledger, version + f"({told['model']['encoder'][:8]}{told['model']['heads'][:8]})")
    with ledger.filling():
        yield from writer.write(_outcomes(store))


def _outcomes(store: Store) -> Iterator[Outcome]:
    """All readings in the order of the archive, and what was rejected."""
    read, inherited = progress.marks(store, "read"), progress.marks(store, "inherit")
    for piece in progress.pieces_there(store) or []:
        prepared = progress.mark(store, "prepare", piece.name)
        if prepared is None:
            continue
        for part in prepared.parts:
            files = [file.name for marks in (read, inherited) if part.name in marks for file in marks[part.name].files]
            yield from _part(store, files)
        for file in prepared.files:
            if file.name.startswith("rejected/"):
                yield from _rejected(store, file.name)


def _part(store: Store, files: list[str]) -> Iterator[Outcome]:
    # A part is what one worker held in memory, too.
    rows = [row for name in files if name.startswith("documents/") for row in read_rows(store, name)]
    rows.sort(key=lambda row: int(row["number"]))
    for row in rows:
        if (reading := unpacked_reading(row)) is not None:
            yield reading
    for name in files:
        if name.startswith("rejected/"):
            yield from _rejected(store, name)


def _rejected(store: Store, name: str) -> Iterator[Rejected]:
    for row in read_rows(store, name):
        yield Rejected(row["source"], row["reason"], row["language"], row["line"])
