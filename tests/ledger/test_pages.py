"""Page after page is the whole list, each entry once, in every order and from every source."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
import sqlalchemy as sa

from benchmarks.made_readings import readings
from communique.errors import LedgerError
from communique.ledger import Ledger, asking
from communique.ledger import tables as t
from communique.ledger.asking import Filter
from communique.ledger.asking.cursors import cursor_of
from communique.ledger.asking.filters import Sort
from communique.ledger.writer import Writer


@pytest.fixture
def some(ledger: Ledger) -> Ledger:
    """Among its entries and documents are some without a day."""
    for _ in Writer(ledger, "made up").write(readings(12)):
        pass
    with ledger.writing() as connection:
        connection.execute(sa.update(t.entries).where(t.entries.c.number % 7 == 0).values(day=None, date=None))
        gone = sa.select(t.entries.c.number).where(t.entries.c.day.is_(None))
        connection.execute(sa.update(t.parties).where(t.parties.c.entry.in_(gone)).values(day=None))
        connection.execute(sa.update(t.documents).where(t.documents.c.number % 5 == 0).values(published=None))
    return ledger


def _all(ledger: Ledger, kind: asking.Kind | None, filter: Filter, size: int) -> list[str]:
    found: list[str] = []
    after: str | None = None
    while True:
        page = asking.page(ledger, kind, replace(filter, limit=size), after)
        assert len(page.entries) <= size
        found += [entry.id for entry in page.entries]
        if page.next is None:
            return found
        assert len(page.entries) == size
        after = page.next


def test_page_after_page_is_the_whole_list(some: Ledger) -> None:
    with some.reading() as connection:
        country = connection.execute(sa.select(t.parties.c.country).where(t.parties.c.country.is_not(None))).scalar()
    for sort in get_args(Sort):
        for asked in (
            Filter(sort=sort),  # all of several kinds
            Filter(sort=sort, by=(country,)),  # from parties, whose days are their own
            Filter(sort=sort, with_=(country,), text="treaty"),  # words that very many have, and a party
            Filter(sort=sort, min_confidence=0.4, review=("none",)),
        ):
            whole = [entry.id for entry in asking.entries(some, None, asked)]
            assert _all(some, None, asked, 17) == whole, (sort, asked)


def test_an_entry_that_comes_in_between_moves_nothing(some: Ledger) -> None:
    first = asking.page(some, "event", Filter(limit=5))
    second = asking.page(some, "event", Filter(limit=5), first.next)
    for _ in Writer(some, "made up").write(readings(20)):
        pass
    again = asking.page(some, "event", Filter(limit=5), first.next)
    there = [entry.id for entry in second.entries]
    assert [entry.id for entry in again.entries if entry.id in there] == [
        one for one in there if one in {entry.id for entry in again.entries}
    ]
    assert not {entry.id for entry in again.entries} & {entry.id for entry in first.entries}


def test_pages_of_documents(some: Ledger) -> None:
    for words in (None, "treaty"):
        whole = [hit.document.id for hit in asking.documents(some, words)]
        found: list[str] = []
        after: str | None = None
        while after is not None or not found:
            page = asking.document_page(some, words, Filter(limit=3), after)
            found += [hit.document.id for hit in page.documents]
            if (after := page.next) is None:
                break
        assert found == whole
        assert len(found) == len(set(found)) > 3


STRANGE = (
    "nonsense", "", "é", "W10", "bnVsbA",
    cursor_of("oldest", "2024-01-01", 3),  # of another order
    cursor_of("newest", 3.5, 3),  # a value that the column cannot have
    cursor_of("newest", "2024-01-01", -1),
    cursor_of("newest", "2024-01-01", 2**63 - 1),  # as large as a database's number
    cursor_of("newest", "a\0b", 1),  # PostgreSQL has no such letter
)  # fmt: skip


def test_a_cursor_of_something_else_is_a_sentence(some: Ledger) -> None:
    for cursor in STRANGE:
        with pytest.raises(LedgerError, match="no cursor of this list"):
            asking.page(some, None, Filter(), cursor)
