"""Entries as lists of pages show them."""

from __future__ import annotations

from typing import Any

from communique.following import is_overdue
from communique.ledger.asking import EntryView, entry_to_dict


def listed(entry: EntryView, today: str) -> dict[str, Any]:
    """An entry as plain JSON, with whether it is an open promise whose last day is past.

    Args:
        entry: of the ledger.
        today: ISO day on which it is looked at.
    """
    overdue = entry.kind == "commitment" and is_overdue(entry.status, entry.due_to, today)
    return entry_to_dict(entry) | {"overdue": overdue}
