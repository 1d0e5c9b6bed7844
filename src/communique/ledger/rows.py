"""The rows of one transaction: numbered, gathered, and written in bulk in the order that their references need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import bulk
from communique.ledger import tables as t
from communique.ledger.kept import Kept, KeptEntity, chunked
from communique.ledger.reviewing.settle import settle_told

MET_AGAIN = frozenset({t.sightings, t.entity_keys, t.blocks, t.doubts})
"""Tables whose rows may be there already, which is no fault."""

Json = dict[str, Any]


class Rows:
    """Rows that wait to be written.

    Args:
        connection: to the ledger, in a transaction.
        kept: the entities and entries of the batch; those that are fresh or changed are written with it.
    """

    def __init__(self, connection: Connection, kept: Kept) -> None:
        self._connection, self._kept = connection, kept
        self._rows: dict[sa.Table, list[Json]] = {}
        self._next: dict[sa.Table, int] = {}

    def number(self, table: sa.Table, count: int = 1) -> int:
        """The next free number of a table, or the first of several."""
        if table not in self._next:
            highest = self._connection.execute(sa.select(sa.func.max(table.c.number))).scalar()
            self._next[table] = (highest or 0) + 1
        number = self._next[table]
        self._next[table] += count
        return number

    def add(self, table: sa.Table, **row: Any) -> None:
        """Gather a row."""
        self._rows.setdefault(table, []).append(row)

    def flush(self, table: sa.Table) -> None:
        """Write what was gathered for a table."""
        bulk.insert(self._connection, table, self._rows.pop(table, []), known=table in MET_AGAIN)

    def write(self) -> None:
        """Write everything."""
        self.flush(t.documents)
        self.flush(t.readings)
        self.flush(t.bands)
        self._write_entities()
        self.flush(t.appearances)
        self.flush(t.entity_keys)
        self._write_entries()
        self.flush(t.tellings)
        self.flush(t.blocks)
        self.flush(t.doubts)
        changed = [e for e in self._kept.entries.values() if e.changed]
        self._count_outlets([e.number for e in changed if e.tellings > 1])
        settle_told(self._connection, {number for e in changed for number in (e.number, e.root)})

    def _count_outlets(self, entries: Sequence[int]) -> None:
        """How many tell an entry, copies of one text counted once."""
        outlets = sa.func.count(sa.distinct(sa.func.coalesce(t.documents.c.twin_of, t.documents.c.number)))
        query = sa.select(t.tellings.c.entry, outlets.label("outlets")).group_by(t.tellings.c.entry)
        query = query.join(t.documents, t.documents.c.number == t.tellings.c.document).where(~t.tellings.c.retired)
        rows = chunked(self._connection, query, t.tellings.c.entry, set(entries))
        counted = [{"number": row.entry, "outlets": row.outlets} for row in rows]
        bulk.update(self._connection, t.entries, counted)

    def _write_entities(self) -> None:
        entities = list(self._kept.entities.values())
        # An affiliation may point to a later one: it is set when all are there.
        fresh = [e for e in entities if e.fresh]
        bulk.insert(self._connection, t.entities, [{**_entity_row(e), "affiliation": None} for e in fresh])
        changed = [
            {k: v for k, v in _entity_row(e).items() if k not in ("id", "kind", "named")}
            for e in entities if (e.changed and not e.fresh) or (e.fresh and e.affiliation is not None)
        ]  # fmt: skip
        bulk.update(self._connection, t.entities, changed)
        # A country that a later document tells holds for what was told before, too.
        placed = [e for e in entities if not e.fresh and e.country != e.country_kept]
        for entity in placed:
            told = t.parties.c.entity == entity.number
            self._connection.execute(sa.update(t.parties).where(told).values(country=entity.country))

    def _write_entries(self) -> None:
        entries = [e for e in self._kept.entries.values() if e.changed]
        fresh = [e for e in entries if e.fresh]
        bulk.insert(
            self._connection,
            t.entries,
            [
                {"number": e.number, "id": e.id, "kind": e.kind, "tellings": e.tellings, "outlets": 1}
                | {k: v for k, v in e.row.items() if k != "parties"}
                for e in fresh
            ],
        )
        told_again = [e for e in entries if not e.fresh]
        bulk.update(self._connection, t.entries, [{"number": e.number, "tellings": e.tellings} for e in told_again])
        for entry in told_again:
            if entry.row:
                row = {k: v for k, v in entry.row.items() if k != "parties"}
                self._connection.execute(sa.update(t.entries).where(t.entries.c.number == entry.number).values(**row))
                self._connection.execute(sa.delete(t.parties).where(t.parties.c.entry == entry.number))
        for entry in entries:
            for role_, number in entry.row.get("parties", ()):
                entity = self._kept.entities[number]
                self.add(
                    t.parties, entry=entry.number, role=role_, entity=number, kind=entry.kind, country=entity.country,
                    day=entry.row["day"],
                )  # fmt: skip
        self.flush(t.parties)


def _entity_row(entity: KeptEntity) -> Json:
    return {
        "number": entity.number, "id": entity.id, "name": entity.name, "kind": entity.kind, "title": entity.title,
        "affiliation": entity.affiliation, "country": entity.country,
        "sector": entity.sectors[0] if entity.sectors else None, "sectors": entity.sectors, "known": entity.known,
        "named": bool(entity.names), "names": entity.names, "role": entity.role, "appearances": entity.appearances,
        "first_day": entity.first_day, "last_day": entity.last_day,
    }  # fmt: skip
