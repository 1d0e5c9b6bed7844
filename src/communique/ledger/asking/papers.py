"""A document with all that it tells: its entries and entities, each with its places in the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.errors import LedgerError, NotThereError
from communique.ledger import tables as t
from communique.ledger.asking.rows import document_columns, document_of, views
from communique.ledger.asking.views import DocumentView, EntryView
from communique.ledger.store import Ledger

Places = tuple[tuple[int, int], ...]
"""Half-open ``[start, end)`` in code points of the document's text."""


@dataclass(frozen=True, slots=True)
class ToldView:
    """An entry as one document tells it."""

    entry: EntryView
    telling: str
    """Id of the telling."""
    start: int
    end: int
    """Of the evidence."""
    places: Places
    """What is marked: the parts of a statement's content, the trigger of an event, else the evidence."""
    leads: bool
    """The entry is shown as this document tells it, and places of a correction are in this text."""


@dataclass(frozen=True, slots=True)
class AppearanceView:
    """An entity in one document."""

    entity: str
    """Id of what it is now."""
    name: str
    kind: str
    title: str | None
    country: str | None
    record: str
    """Its id in the reading."""
    rejected: bool
    mentions: Places


@dataclass(frozen=True, slots=True)
class PaperView:
    """A document with its text, or a part of it."""

    document: DocumentView
    author: str | None
    added: str
    """ISO time at which it came into the ledger."""
    twin_of: DocumentView | None
    """The document of which it is a copy."""
    text: str
    """The whole text."""
    entries: tuple[ToldView, ...]
    """In the order of the text; rejected ones, too."""
    entities: tuple[AppearanceView, ...]
    """Those that appear most first."""


def paper(ledger: Ledger, id: str, part: Callable[[str], tuple[int, int]] | None = None) -> PaperView:
    """A document with what it tells.

    Args:
        ledger: an open ledger.
        id: of the document, or the beginning of it that no other has.
        part: given the text, tells a stretch of it, half-open, in code points: only entries and mentions that touch it
            are wanted. None for all.

    Raises:
        NotThereError: there is no such document.
        LedgerError: there are several.
    """
    with ledger.reading() as connection:
        row = _found(connection, ledger.name, id)
        within = part(row.text) if part is not None else None
        twin = None
        if row.twin_of is not None:
            query = sa.select(*document_columns()).where(t.documents.c.number == row.twin_of)
            twin = document_of(connection.execute(query).one())
        return PaperView(
            document_of(row), row.author, row.added, twin, row.text, _entries(connection, row.d_number, within),
            _entities(connection, row.d_number, within),
        )  # fmt: skip


def _found(connection: Connection, name: str, id: str) -> Any:
    asked, d = id.strip().lower(), t.documents.c
    if not asked.isascii() or not asked.isalnum():
        raise LedgerError(f"{id!r} is no id of a document; ids look like 0f1e2d3c4b5a6978.")
    query = sa.select(*document_columns(), d.text, d.author, d.added, d.twin_of)
    rows = connection.execute(query.where(d.id >= asked, d.id < asked + "g").order_by(d.id).limit(2)).all()
    if not rows:
        raise NotThereError(f"{name}: there is no document {id!r}; `communique search WORDS` shows documents.")
    if len(rows) > 1 and rows[0].d_id != asked:
        raise LedgerError(f"{id!r} is the beginning of several ids; give more of its characters.")
    return rows[0]


def _entries(connection: Connection, document: int, within: tuple[int, int] | None) -> tuple[ToldView, ...]:
    s = t.tellings.c
    query = sa.select(s.id, s.entry, s.start, s.end, s.data, s.record, s.retired).where(s.document == document)
    if within is not None:
        query = query.where(s.start < within[1], s.end > within[0])
    rows = connection.execute(query.order_by(s.start, s.number)).all()
    shown = {view.number: view for view in views(connection, list(dict.fromkeys(row.entry for row in rows)))}
    found = []
    for row in rows:
        entry = shown[row.entry]
        if row.retired and entry.review is None:
            continue  # the reader that counts does not find it, and nobody vouched for it
        leads = entry.document.number == document and entry.data["id"] == row.record
        start, end, places = _places(entry.kind, entry.data if leads else row.data, row.start, row.end)
        found.append(ToldView(entry, row.id, start, end, places, leads))
    return tuple(found)


def _places(kind: str, data: dict[str, Any], start: int, end: int) -> tuple[int, int, Places]:
    marked = data["content"] if kind == "statement" else [data["trigger"] if kind == "event" else data["evidence"]]
    places = tuple((one["start"], one["end"]) for one in marked)
    evidence = data.get("evidence")
    if evidence is not None:
        return evidence["start"], evidence["end"], places
    return min([start, *(a for a, _ in places)]), max([end, *(b for _, b in places)]), places


def _entities(connection: Connection, document: int, within: tuple[int, int] | None) -> tuple[AppearanceView, ...]:
    a, n = t.appearances.c, t.entities.c
    query = (
        sa.select(a.record, a.data, n.id, n.name, n.kind, n.title, n.country, n.review, n.correction)
        .join_from(t.appearances, t.entities, n.number == a.entity)
        .where(a.document == document, a.retired == sa.false())
        .order_by(a.number)
    )
    found = []
    for row in connection.execute(query):
        mentions = tuple((one["start"], one["end"]) for one in row.data["mentions"])
        if within is not None:
            mentions = tuple(one for one in mentions if one[0] < within[1] and one[1] > within[0])
        told = {"name": row.name, "title": row.title, "country": row.country} | (row.correction or {})
        rejected = row.review == "rejected"
        found.append(
            AppearanceView(
                row.id, told["name"], row.kind, told["title"], told["country"], row.record, rejected, mentions
            )
        )
    return tuple(sorted(found, key=lambda one: -len(one.mentions)))
