"""One document that somebody brings, rather than a source: into the ledger, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from communique.jobs import Reads
from communique.ledger import Ledger
from communique.ledger.batch import Counts, Known
from communique.ledger.runs import Runs
from communique.ledger.writer import Writer
from communique.records import Document


def ingest_document(ledger: Ledger, make_reader: Callable[[], Reads], reader: str, document: Document) -> Counts:
    """Read a document into a ledger, unless it is there.

    Args:
        ledger: an open ledger.
        make_reader: gives the reader; called only for a document that is new.
        reader: its version, kept with the reading.
        document: one that is accepted, see `communique.sources.documents.accepted`.

    Raises:
        LedgerError: the ledger cannot be written; nothing of it is kept.
        ReaderError: the reader cannot be made.
    """
    writer = Writer(ledger, reader)
    if writer.known([document.id]):
        return writer.add([], known=[Known(document.id, document.source)])
    (reading,) = make_reader().read_many([document])
    runs = Runs(ledger)
    # What the text says of its source is no source that anybody ingested.
    number = runs.begin([f"text {document.id}"], reader)
    counts = writer.add([reading])
    runs.end(number, asdict(counts))
    return counts
