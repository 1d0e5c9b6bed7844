"""Entries of a ledger, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from communique.ledger.asking.filters import EVERYTHING, Filter, Kind
from communique.ledger.asking.views import EntryView
from communique.ledger.store import Ledger


def entries(ledger: Ledger, kind: Kind | None = None, filter: Filter = EVERYTHING) -> Iterator[EntryView]:
    """The entries that a filter asks for, in its order, read from the database as they are taken.

    Args:
        ledger: an open ledger. It is read in one transaction, which ends with the iteration.
        kind: engagement, statement, event or commitment; None for all of them.
        filter: which entries; by default all that are shown, the newest first.

    Raises:
        LedgerError: the filter asks for a party, type or day that is none, or the database failed.
    """
    raise NotImplementedError
    yield
