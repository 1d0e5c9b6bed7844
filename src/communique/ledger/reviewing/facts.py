"""Tellings as they were stored, with what the program makes of each: the ground on which entries are computed anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.ledger import matching
from communique.ledger import tables as t
from communique.ledger.drafts import COLLECTION, Telling, drafts
from communique.ledger.kept import chunked
from communique.ledger.reviewing import as_records
from communique.records import Document, Entity, Reading

Json = dict[str, Any]
_MAKE: dict[str, Callable[[Json], Any]] = {
    "engagement": as_records.engagement, "statement": as_records.statement, "event": as_records.event,
    "commitment": as_records.commitment,
}  # fmt: skip
_KIND = {"g": "engagement", "s": "statement", "e": "event", "c": "commitment"}


@dataclass(frozen=True, slots=True)
class Told:
    """A telling of the ledger."""

    number: int
    id: str
    home: int
    """Number of the entry where the program put it."""
    document: int
    published: str | None
    family: int
    """The first document of which its document is a copy, itself for an original."""
    retired: bool
    telling: Telling
    """As its reader found it."""

    @property
    def keys(self) -> list[int]:
        """Under which its entry is kept, as the writer has them."""
        return keys_of(self.telling)


def keys_of(telling: Telling) -> list[int]:
    """The blocks of a telling."""
    said = matching.said_under(telling.kind, telling.label, telling.words)
    return [*matching.kept_under(telling.profile), said]


class Facts:
    """Tellings with their documents and the entities that appear in them.

    Args:
        connection: to the ledger.
        rows: of the table of tellings.
    """

    def __init__(self, connection: Connection, rows: Sequence[Row[Any]]) -> None:
        self._documents: dict[int, Document] = {}
        self._family: dict[int, int] = {}
        self.cast: dict[int, dict[str, tuple[int, Json]]] = {}
        """Document -> id in the reading -> (number of the entity, the entity as it was read)."""
        wanted = {row.document for row in rows}
        self._load(connection, wanted)
        self.told: list[Told] = []
        by_document: dict[int, list[Row[Any]]] = {}
        for row in rows:
            by_document.setdefault(row.document, []).append(row)
        for number, own in by_document.items():
            self._tell(number, own)
        self.told.sort(key=lambda told: told.number)

    def _load(self, connection: Connection, wanted: Iterable[int]) -> None:
        d, a = t.documents.c, t.appearances.c
        query = sa.select(d.number, d.id, d.source, d.text, d.published, d.twin_of)
        for row in chunked(connection, query, d.number, wanted):
            self._documents[row.number] = Document(row.id, row.source, row.text, published=row.published)
            self._family[row.number] = row.twin_of or row.number
        seen = sa.select(a.number, a.document, a.record, a.entity, a.data).order_by(a.number)
        for row in chunked(connection, seen, a.document, wanted):
            self.cast.setdefault(row.document, {})[row.record] = (row.entity, row.data)

    def _tell(self, number: int, rows: Sequence[Row[Any]]) -> None:
        people = [as_records.entity(data | {"id": r}) for r, (_, data) in self.cast.get(number, {}).items()]
        found = self.read(number, people, [row.data for row in rows])
        document = self._documents[number]
        for row in rows:
            self.told.append(
                Told(row.number, row.id, row.home or row.entry, number, document.published, self._family[number],
                     row.retired, found[row.record])
            )  # fmt: skip

    def read(self, document: int, entities: Sequence[Entity], records: Sequence[Json]) -> dict[str, Telling]:
        """Tellings of some records of a document, by their ids: what the writer would make of them."""
        found: dict[str, list[Any]] = {name: [] for name in COLLECTION.values()}
        for data in records:
            kind = _KIND[data["id"][0]]
            found[COLLECTION[kind]].append(_MAKE[kind](data))
        whole = Reading(
            self._documents[document], tuple(entities), tuple(found["events"]), tuple(found["statements"]),
            tuple(found["commitments"]), tuple(found["engagements"]),
        )  # fmt: skip
        return {telling.record: telling for telling in drafts(whole).tellings}

    def document(self, number: int) -> Document:
        """A document, of which only id, source, text and day are filled."""
        return self._documents[number]
