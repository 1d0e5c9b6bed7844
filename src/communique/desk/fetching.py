"""What the desk fetches for people: from hosts that an admin allows, politely, bounded in time and size."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import sqlalchemy as sa

from communique.desk.settings import DeskSettings
from communique.errors import NotAllowedError, NotThereError
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.rejections import sources_to_retry
from communique.sources.base import SourceOptions
from communique.sources.guard import Guard
from communique.sources.visits import Visitor


def guard_of(settings: DeskSettings) -> Guard:
    """Says which addresses the desk may fetch."""
    return Guard(settings.fetch_hosts)


def options_of(settings: DeskSettings) -> SourceOptions:
    """Bounds of what is fetched."""
    return SourceOptions(timeout=settings.fetch_seconds, max_bytes=settings.fetch_bytes)


def visitor_of(settings: DeskSettings) -> partial[Visitor]:
    """Makes the visitor of an ingest, from its `LedgerMemory`. People wait: it tries once, and waits little."""
    return partial(Visitor, tries=1, longest_wait=5.0, guard=guard_of(settings))


def check_retry(ledger: Ledger, source: str) -> None:
    """Whether a source may be tried again: it waits for it, and is an address or lies where somebody ingested from.

    A line of JSON says what its source is, and may say a file of this machine that nobody named.

    Raises:
        NotThereError: nothing from there waits.
        NotAllowedError: it is a file that nobody ingested.
    """
    if source not in sources_to_retry(ledger):
        raise NotThereError("nothing that waits to be tried again comes from there; load the page of sources again.")
    if "://" in source[:32]:
        return  # the guard looks at it
    with ledger.reading() as connection:
        named = {one for row in connection.execute(sa.select(t.runs.c.sources).distinct()) for one in row.sources}
    path = Path(source).resolve()
    if source == "-" or not any(path.is_relative_to(Path(one).resolve()) for one in named if one not in ("-", "")):
        raise NotAllowedError("this file was named by a document, not by who ingested it; use `communique ingest`.")
