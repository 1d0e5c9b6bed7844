"""Entries as lists of pages show them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from communique.desk.pages.remembered import remembered
from communique.following import is_overdue
from communique.ledger import Ledger, asking
from communique.ledger.asking import EntryView, Filter, entry_to_dict


def listed(entry: EntryView, today: str) -> dict[str, Any]:
    """An entry as plain JSON, with whether it is an open promise whose last day is past.

    Args:
        entry: of the ledger.
        today: ISO day on which it is looked at.
    """
    overdue = entry.kind == "commitment" and is_overdue(entry.status, entry.due_to, today)
    return entry_to_dict(entry) | {"overdue": overdue}


def number_of(ledger: Ledger, wanted: Filter) -> int:
    """How many commitments a filter asks for, whatever its limit and order."""
    every = replace(wanted, limit=None, sort="newest")
    return remembered(
        ledger, ("commitments", every),
        lambda: sum(one.number for one in asking.counts(ledger, "commitment", every, by="type")),
    )  # fmt: skip
