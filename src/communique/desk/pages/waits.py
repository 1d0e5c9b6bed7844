"""How much waits for review: counted up to a bound, since nobody looks through more in a day."""

from __future__ import annotations

from itertools import islice

from communique.ledger import Ledger, reviewing
from communique.ledger.reviewing.waiting import What

MOST = 100
"""Things of each sort up to which they are counted."""
SORTS: tuple[What, ...] = ("doubt", "proposal", "unsure")


def waits(ledger: Ledger) -> dict[str, int]:
    """Things that wait by their sort; `MOST` means as many or more."""
    return {what: sum(1 for _ in islice(reviewing.waiting(ledger, what=what), MOST)) for what in SORTS}
