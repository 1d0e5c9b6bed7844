"""Asking a ledger: entries by filters, who somebody is, full text, counts.

    >>> from communique.ledger import open_ledger, asking
    >>> with open_ledger("communique.db", create=False) as ledger:
    ...     for entry in asking.entries(ledger, "commitment", asking.Filter(by=("RUS",), status=("open",), limit=20)):
    ...         print(entry.day, entry.label, entry.words)
"""

from communique.ledger.asking.entries import entries, entry
from communique.ledger.asking.filters import EVERYTHING, KINDS, OVERDUE, UNREVIEWED, Filter, Kind, Sort
from communique.ledger.asking.views import DocumentView, EntryView, PartyView

__all__ = [
    "EVERYTHING", "KINDS", "OVERDUE", "UNREVIEWED", "DocumentView", "EntryView", "Filter", "Kind", "PartyView", "Sort",
    "entries", "entry",
]  # fmt: skip
