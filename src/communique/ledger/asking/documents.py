"""Documents whose title or text has some words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from communique.ledger import tables as t
from communique.ledger.asking.checked import checked
from communique.ledger.asking.conditions import MANY, spellings
from communique.ledger.asking.filters import EVERYTHING, KINDS, Filter
from communique.ledger.asking.fulltext import Match, match
from communique.ledger.asking.rows import document_columns, document_of
from communique.ledger.asking.views import DocumentView
from communique.ledger.store import Ledger

AROUND = 24
"""Words of a passage."""
d = t.documents.c


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A document that has the words."""

    document: DocumentView
    passage: str
    """Some words around them, on one line."""
    copy: bool
    """It is a copy of another document."""


def documents(ledger: Ledger, words: str, filter: Filter = EVERYTHING) -> Iterator[DocumentHit]:
    """Documents that have all the words, the newest first.

    Args:
        ledger: an open ledger.
        words: as ``Filter.text``.
        filter: of it ``from_``, ``until``, ``outlet`` and ``limit`` matter.

    Raises:
        LedgerError: a day is none, or the database failed.
    """
    fit = checked(KINDS, filter)
    with ledger.reading() as connection:
        found = match(connection, "documents", words)
        if found is None:
            return
        source = found.source
        some = sa.select(source.number).select_from(source.table).where(*source.where).limit(MANY + 1)
        size = connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one()
        columns = (*document_columns(), d.twin_of, _passage(found).label("passage"))
        tests: list[ColumnElement[bool]] = []
        if fit.from_ is not None:
            tests.append(d.published >= fit.from_)
        if fit.until is not None:
            tests.append(d.published <= fit.until)
        if fit.outlet:
            tests.append(d.publisher.in_(spellings(fit.outlet)))
        query = sa.select(d.number).where(*tests).order_by(d.published.desc().nulls_last(), d.number.desc())
        if size <= MANY:
            joined = source.table.join(t.documents, d.number == source.number)
            query = query.select_from(joined).where(*source.where)
        else:
            query = query.where(found.among(d.number) if found.begins else found.has(d.number))
            query = query.with_hint(t.documents, "INDEXED BY ix_documents_published", dialect_name="sqlite")
        for number in connection.execute(query.limit(fit.limit), execution_options={"yield_per": 100}).scalars():
            # The passage is made of a whole text: of those that are shown only.
            whole = sa.select(*columns).select_from(source.table.join(t.documents, d.number == source.number))
            row = connection.execute(whole.where(source.number == number, *source.where)).one()
            passage = " ".join((row.passage or "").split())
            yield DocumentHit(document_of(row), passage, row.twin_of is not None)


def _passage(found: Match) -> ColumnElement[str]:
    if found.sqlite:
        return sa.func.snippet(found.rows.c.search, 1, "", "", "…", AROUND)
    options = f"StartSel='', StopSel='', MaxWords={AROUND}, MinWords=8"
    return sa.func.ts_headline(sa.literal_column("'english'"), sa.func.left(d.text, 400_000), found.query, options)
