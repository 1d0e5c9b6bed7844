"""Asking a ledger: entries by filters, who somebody is, full text, counts.

    >>> from communique.ledger import open_ledger, asking
    >>> with open_ledger("communique.db", create=False) as ledger:
    ...     for entry in asking.entries(ledger, "commitment", asking.Filter(by=("RUS",), status=("open",), limit=20)):
    ...         print(entry.day, entry.label, entry.words)
"""

from communique.ledger.asking.as_json import (
    count_to_dict,
    entity_to_dict,
    entry_to_dict,
    hit_to_dict,
    opened_to_dict,
    paper_to_dict,
)
from communique.ledger.asking.checked import statuses_of, types_of
from communique.ledger.asking.counts import COUNT_BY, CountBy, CountView, counts
from communique.ledger.asking.documents import DocumentHit, DocumentPage, document_page, documents
from communique.ledger.asking.entries import entries, entry
from communique.ledger.asking.filters import EVERYTHING, KINDS, OVERDUE, UNREVIEWED, Filter, Kind, Sort
from communique.ledger.asking.opened import OpenedView, TellingView, opened
from communique.ledger.asking.pages import EntryPage, page
from communique.ledger.asking.papers import AppearanceView, PaperView, ToldView, paper
from communique.ledger.asking.people import EntityView, who
from communique.ledger.asking.views import DocumentView, EntryView, PartyView

__all__ = [
    "COUNT_BY", "EVERYTHING", "KINDS", "OVERDUE", "UNREVIEWED",
    "AppearanceView", "CountBy", "CountView", "DocumentHit", "DocumentPage", "DocumentView", "EntityView",
    "EntryPage", "EntryView", "Filter", "Kind", "OpenedView", "PaperView", "PartyView", "Sort", "TellingView",
    "ToldView",
    "count_to_dict", "counts", "document_page", "documents", "entity_to_dict", "entries", "entry", "entry_to_dict",
    "hit_to_dict", "opened", "opened_to_dict", "page", "paper", "paper_to_dict", "statuses_of", "types_of", "who",
]  # fmt: skip
