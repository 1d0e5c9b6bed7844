"""Documents, and those whose title or text has some words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from communique.ledger import tables as t
from communique.ledger.asking.checked import checked
from communique.ledger.asking.conditions import MANY, spellings
from communique.ledger.asking.cursors import After, cursor_of, further, place_of
from communique.ledger.asking.estimates import estimated
from communique.ledger.asking.filters import EVERYTHING, KINDS, Filter
from communique.ledger.asking.fulltext import Match, match, parts_of
from communique.ledger.asking.rows import document_columns, document_of
from communique.ledger.asking.views import DocumentView
from communique.ledger.store import Ledger

AROUND = 24
"""Words of a passage."""
LONG = 200_000
"""Characters of a text above which SQLite takes seconds to choose the best passage: the first one is shown."""
REACH = 60
"""Characters before the first word of such a passage; twice as many follow."""
STEM = 5
"""Letters that a word's forms have in common, about."""
PAGE = 50
"""Documents of a page where the filter has no limit."""
ORDER = "documents"
"""Of the cursors."""
d = t.documents.c


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A document that has the words."""

    document: DocumentView
    passage: str
    """Some words around them, on one line."""
    copy: bool
    """It is a copy of another document."""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page of documents."""

    documents: tuple[DocumentHit, ...]
    next: str | None
    """Cursor of the next page; None on the last one."""


def documents(
    ledger: Ledger, words: str | None, filter: Filter = EVERYTHING, after: After | None = None
) -> Iterator[DocumentHit]:
    """Documents that have all the words, the newest first.

    Args:
        ledger: an open ledger.
        words: as ``Filter.text``; None for all documents, which then have no passage.
        filter: of it ``from_``, ``until``, ``outlet`` and ``limit`` matter.
        after: only those that come after this day and number, see `document_page`.

    Raises:
        LedgerError: a day is none, or the database failed.
    """
    fit = checked(KINDS, filter)
    with ledger.reading() as connection:
        found = match(connection, "documents", words) if words is not None else None
        if found is None and words is not None:
            return
        query = _numbers(connection, found, fit)
        numbers = chain.from_iterable(
            connection.execute(one, execution_options={"yield_per": 100}).scalars()
            for one in further(connection, query, d.published, d.number, after, highest_first=True)
        )
        for number in islice(numbers, fit.limit):
            # The passage is made of a whole text: of those that are shown only.
            row = connection.execute(_shown(found, number)).one()
            passage = row.passage if row.passage is not None else _around(row.whole, words or "")
            passage = " ".join(passage.split())
            yield DocumentHit(document_of(row), passage, row.twin_of is not None)


def document_page(
    ledger: Ledger, words: str | None = None, filter: Filter = EVERYTHING, after: str | None = None
) -> DocumentPage:
    """A page of documents, the newest first.

    Args:
        ledger: an open ledger.
        words: as ``Filter.text``; None for all documents.
        filter: as of `documents`; its limit, `PAGE` if there is none, is that of the page.
        after: ``DocumentPage.next`` of the page before, asked for with the same words and filter.

    Raises:
        LedgerError: a day or the cursor is none, or the database failed.
    """
    limit = filter.limit if filter.limit is not None else PAGE
    place = place_of(after, ORDER, str) if after is not None else None
    found = list(documents(ledger, words, replace(filter, limit=limit + 1), place)) if limit else []
    last = found[limit - 1].document if len(found) > limit else None
    following = cursor_of(ORDER, last.published, last.number) if last is not None else None
    return DocumentPage(tuple(found[:limit]), following)


def _numbers(connection: Connection, found: Match | None, fit: Filter) -> sa.Select[tuple[int]]:
    tests: list[ColumnElement[bool]] = []
    if fit.from_ is not None:
        tests.append(d.published >= fit.from_)
    if fit.until is not None:
        tests.append(d.published <= fit.until)
    if fit.outlet:
        tests.append(d.publisher.in_(spellings(fit.outlet)))
    query = sa.select(d.number).where(*tests).limit(fit.limit)
    by_day = query.with_hint(t.documents, "INDEXED BY ix_documents_published", dialect_name="sqlite")
    if found is None:
        return query if fit.outlet else by_day
    source = found.source
    if _size(connection, found) <= MANY:
        joined = source.table.join(t.documents, d.number == source.number)
        return query.select_from(joined).where(*source.where)
    return by_day.where(found.among(d.number) if found.begins else found.has(d.number))


def _size(connection: Connection, found: Match) -> int:
    query = sa.select(found.source.number).select_from(found.source.table).where(*found.source.where)
    if not found.sqlite:
        return estimated(connection, query)
    size: int = connection.execute(
        sa.select(sa.func.count()).select_from(query.limit(MANY + 1).subquery())
    ).scalar_one()
    return size


def _shown(found: Match | None, number: int) -> sa.Select[Any]:
    if found is None:
        return sa.select(*document_columns(), d.twin_of, sa.literal("").label("passage")).where(d.number == number)
    source = found.source
    long = sa.func.length(d.text) > LONG
    passage = sa.case((long, sa.null()), else_=_passage(found)) if found.sqlite else _passage(found)
    whole = sa.case((long, d.text))
    columns: list[Any] = [*document_columns(), d.twin_of, passage.label("passage"), whole.label("whole")]
    query = sa.select(*columns).select_from(source.table.join(t.documents, d.number == source.number))
    return query.where(source.number == number, *source.where)


def _around(text: str, words: str) -> str:
    """The first place of a long text with any of the words, or its beginning where they stand there otherwise."""
    stems = [re.escape(word[:STEM]) for part in parts_of(words) for word in part.words]
    place = re.search(rf"\b(?:{'|'.join(stems)})", text, re.IGNORECASE) if stems else None
    at = place.start() if place is not None else 0
    return ("…" if at > REACH else "") + text[max(at - REACH, 0) : at + 2 * REACH] + "…"


def _passage(found: Match) -> ColumnElement[str]:
    if found.sqlite:
        return sa.func.snippet(found.rows.c.search, 1, "", "", "…", AROUND)
    options = f"StartSel='', StopSel='', MaxWords={AROUND}, MinWords=8"
    return sa.func.ts_headline(sa.literal_column("'english'"), sa.func.left(d.text, 400_000), found.query, options)
