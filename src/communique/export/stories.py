"""What formats tell of the documents behind entries, looked up for many entries at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.export.base import Row, Story
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.asking import EntryView
from communique.resolve import states

TOGETHER = 200
"""Entries whose documents are looked up at once: their texts are in memory."""
_FIRST = {"name": 0, "nominal": 1, "pronoun": 2}
"""Which words for somebody are preferred."""


def with_stories(ledger: Ledger, entries: Iterable[EntryView]) -> Iterator[Row]:
    """Entries with what is told of their leading documents.

    Raises:
        LedgerError: the database failed.
    """
    source = iter(entries)
    with ledger.reading() as connection:
        while some := list(islice(source, TOGETHER)):
            found = _stories(connection, {entry.document.number for entry in some})
            yield from (Row(entry, found.get(entry.document.number, Story())) for entry in some)


def _stories(connection: Connection, documents: set[int]) -> dict[int, Story]:
    d, r = t.documents.c, t.readings.c
    texts: dict[int, tuple[str, str | None]] = {}
    query = sa.select(d.number, d.text, r.reader).select_from(
        t.documents.outerjoin(t.readings, sa.and_(r.document == d.number, r.standing == sa.true()))
    )
    for row in connection.execute(query.where(d.number.in_(documents))):
        texts[row.number] = (row.text, row.reader)
    told = _appearances(connection, documents)
    places = _places(connection, documents)
    return {n: _story(*about, told.get(n, []), places.get(n, [])) for n, about in texts.items()}


def _appearances(connection: Connection, documents: set[int]) -> dict[int, list[tuple[str, dict[str, Any]]]]:
    """Of each document the entities, as (id, the entity of the contract)."""
    own, latest, a = t.entities, t.entities.alias("latest"), t.appearances.c
    query = (
        sa.select(a.document, latest.c.id, a.data)
        .select_from(t.appearances)
        .join(own, own.c.number == a.entity)
        # Who was merged into somebody else is shown as that one.
        .join(latest, latest.c.number == sa.func.coalesce(own.c.merged_into, own.c.number))
        .where(a.document.in_(documents), a.retired == sa.false())
        .order_by(a.number)
    )
    found: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.document, []).append((row.id, row.data))
    return found


def _places(connection: Connection, documents: set[int]) -> dict[int, list[str]]:
    """Of each document the places of its records."""
    c = t.tellings.c
    query = sa.select(c.document, c.data).where(c.document.in_(documents), c.retired == sa.false()).order_by(c.number)
    found: dict[int, list[str]] = {}
    for row in connection.execute(query):
        place = row.data.get("place")
        if place is not None:
            found.setdefault(row.document, []).append(place["name"])
    return found


def _story(text: str, reader: str | None, told: list[tuple[str, dict[str, Any]]], places: list[str]) -> Story:
    by_kind: dict[str, list[str]] = {}
    mentions: dict[str, list[tuple[int, int, str]]] = {}
    for who, entity in told:
        if any(m["kind"] == "name" for m in entity["mentions"]):
            by_kind.setdefault(entity["kind"], []).append(entity["name"])
        mentions.setdefault(who, []).extend(
            (_FIRST.get(m["kind"], 3), m["start"], text[m["start"] : m["end"]]) for m in entity["mentions"]
        )
    locations = [*by_kind.get("state", ()), *(p for p in places if states.find(p) is None)]
    return Story(
        reader,
        tuple(dict.fromkeys(by_kind.get("person", ()))),
        tuple(dict.fromkeys([*by_kind.get("organization", ()), *by_kind.get("group", ())])),
        tuple(dict.fromkeys(locations)),
        {who: tuple((start, words) for _, start, words in sorted(spans)) for who, spans in mentions.items()},
    )
