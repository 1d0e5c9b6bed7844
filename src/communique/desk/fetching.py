"""What the desk fetches for people: from hosts that an admin allows, politely, bounded in time and size."""

from __future__ import annotations

from functools import partial

from communique.desk.settings import DeskSettings
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
