"""An entry in its source: the text that leads with the places it rests on, and all its tellings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from communique.ledger import tables as t
from communique.ledger.asking.entries import entry
from communique.ledger.asking.rows import document_columns, document_of
from communique.ledger.asking.views import DocumentView, EntryView
from communique.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class TellingView:
    """One record of one document. Offsets are half-open ``[start, end)`` in code points of that document's text."""

    id: str
    record: str
    """Its id in the reading of its document."""
    document: DocumentView
    start: int
    end: int
    words: str
    """The evidence."""
    spans: tuple[tuple[int, int], ...]
    """What is marked: the parts of a statement's content, else the evidence."""
    retired: bool
    """The reader that counts does not find it any more."""
    copy: bool
    """It is in a copy of another document of the ledger."""
    data: dict[str, Any]
    """The record as it was read."""


@dataclass(frozen=True, slots=True)
class OpenedView:
    """An entry with its source."""

    entry: EntryView
    text: str
    """Of the document that leads."""
    leading: TellingView | None
    """The telling in that document."""
    tellings: tuple[TellingView, ...]
    """All of them, by the day and the outlet of their documents; the leading one, too."""


def opened(ledger: Ledger, id: str) -> OpenedView:
    """An entry in its source.

    Args:
        ledger: an open ledger.
        id: of the entry, or the beginning of it that no other has.

    Raises:
        LedgerError: there is no such entry, or there are several.
    """
    found = entry(ledger, id)
    told, d = t.tellings.c, t.documents.c
    query = (
        sa.select(t.tellings, *document_columns(), d.twin_of, d.text.label("whole"))
        .join(t.documents, d.number == told.document)
        .where(told.entry == found.number)
        .order_by(d.published.asc().nulls_last(), d.publisher, told.number)
    )
    tellings, text, leading = [], "", None
    with ledger.reading() as connection:
        for row in connection.execute(query):
            one = TellingView(
                row.id, row.record, document_of(row), row.start, row.end, row.whole[row.start : row.end],
                _spans(row.data, row.start, row.end), bool(row.retired), row.twin_of is not None, row.data,
            )  # fmt: skip
            tellings.append(one)
            if row.d_number == found.document.number and (leading is None or leading.retired):
                leading, text = one, row.whole
        if leading is None:
            text = connection.execute(sa.select(d.text).where(d.number == found.document.number)).scalar_one()
    return OpenedView(found, text, leading, tuple(tellings))


def _spans(data: dict[str, Any], start: int, end: int) -> tuple[tuple[int, int], ...]:
    parts = data.get("content")
    return tuple((part["start"], part["end"]) for part in parts) if parts else ((start, end),)
