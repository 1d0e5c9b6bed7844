"""Entries page by page: each page says where the next one begins, whatever is added meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from communique.ledger import tables as t
from communique.ledger.asking.cursors import cursor_of, place_of
from communique.ledger.asking.filters import EVERYTHING, Filter, Kind, Sort
from communique.ledger.asking.plan import SORTED_BY, numbers, plan
from communique.ledger.asking.rows import views
from communique.ledger.asking.views import EntryView
from communique.ledger.store import Ledger

PAGE = 50
"""Entries of a page where the filter has no limit."""
_VALUES: dict[Sort, type] = {
    "newest": str, "oldest": str, "due": str, "confidence": float, "intensity": float, "outlets": int,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page."""

    entries: tuple[EntryView, ...]
    next: str | None
    """Cursor of the next page; None on the last one."""


def page(ledger: Ledger, kind: Kind | None = None, filter: Filter = EVERYTHING, after: str | None = None) -> EntryPage:
    """A page of the entries that a filter asks for.

    Args:
        ledger: an open ledger.
        kind: engagement, statement, event or commitment; None for all of them.
        filter: which entries; its limit, `PAGE` if there is none, is that of the page.
        after: ``EntryPage.next`` of the page before, asked for with the same filter.

    Raises:
        LedgerError: the filter asks for a party, type or day that is none, the cursor is none of its order, or the
            database failed.
    """
    limit, sort = filter.limit if filter.limit is not None else PAGE, filter.sort
    with ledger.reading() as connection:
        asked = plan(connection, kind, filter, ledger.clock()[:10])
        place = place_of(after, sort, _VALUES[sort]) if after is not None else None
        if asked is None or limit == 0:
            return EntryPage((), None)
        found = list(numbers(connection, asked, sort, limit + 1, place))
        following = None
        if len(found) > limit:
            # As it is stored: what people corrected may read otherwise than what the order goes by.
            stored = sa.select(SORTED_BY[sort][0]).where(t.entries.c.number == found[limit - 1])
            following = cursor_of(sort, connection.execute(stored).scalar_one(), found[limit - 1])
        return EntryPage(tuple(views(connection, found[:limit])), following)
