"""How much waits for review: counted up to a bound, since nobody looks through more in a day."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import Any

from communique.desk.pages.remembered import remembered
from communique.ledger import Ledger, reviewing
from communique.ledger.reviewing import Waiting
from communique.ledger.reviewing.waiting import What

MOST = 100
"""Things of each sort up to which they are counted."""
LONG = 0.5
"""Seconds: what somebody has just decided about would be met again in a list that is kept though it has changed."""
SORTS: tuple[What, ...] = ("doubt", "proposal", "unsure")


def waits(ledger: Ledger) -> dict[str, int]:
    """Things that wait by their sort; `MOST` means as many or more."""
    return {what: len(some(ledger, what)) for what in SORTS}


def first(ledger: Ledger, number: int) -> dict[str, list[dict[str, Any]]]:
    """The first things that wait of each sort, as plain JSON."""
    return {what: [asdict(one) for one in some(ledger, what)[:number]] for what in SORTS}


def some(ledger: Ledger, what: What) -> list[Waiting]:
    """The first `MOST` things of a sort."""
    return remembered(
        ledger, ("waits", what), lambda: list(islice(reviewing.waiting(ledger, what=what), MOST)), long=LONG
    )
