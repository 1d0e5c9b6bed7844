"""The rows of one transaction: numbered, gathered, and written in bulk in the order that their references need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import bulk
from communique.ledger import tables as t
from communique.ledger.kept import TOLD, Kept, KeptEntity, chunked
from communique.ledger.reviewing.settle import settle_told

MET_AGAIN = frozenset({t.sightings, t.doubts})
"""Tables whose rows may be there already, which is no fault."""
WORDS = {t.entries: ("words",), t.documents: ("title", "text")}
"""Tables of which many new rows come with a batch, and what of them is indexed by its words."""
APART = "words apart"
"""The fact that tells SQLite's triggers to leave the words of new rows to the batch; it lasts as long as a batch."""
SEEN = ("appearances", "first_day", "last_day")
"""What changes of an entity each time it is met."""

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
        self._keys: dict[sa.Table, list[tuple[int, int]]] = {}
        """Rows of tables that are nothing but a key and what is found under it."""
        self._wordy: dict[sa.Table, int] = {}
        """First new row of each table whose words are still to be indexed."""

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

    def add_keys(self, table: sa.Table, keys: Sequence[int], thing: int) -> None:
        """Gather the keys under which a thing will be found."""
        self._keys.setdefault(table, []).extend([(key, thing) for key in keys])

    def flush(self, table: sa.Table) -> None:
        """Write what was gathered for a table."""
        bulk.insert(self._connection, table, self._rows.pop(table, []), known=table in MET_AGAIN)

    def _flush_keys(self, table: sa.Table) -> None:
        # In the order of the table, of which each part is then changed once.
        bulk.insert_pairs(self._connection, table, sorted(self._keys.pop(table, [])))

    def write(self) -> None:
        """Write everything, but for what `finish` does."""
        self._leave_words()
        self.flush(t.documents)
        self.flush(t.readings)
        self._flush_keys(t.bands)
        self._write_entities()
        self.flush(t.appearances)
        self._flush_keys(t.entity_keys)
        self._write_entries()
        self.flush(t.tellings)
        self._flush_keys(t.blocks)
        self.flush(t.doubts)

    def finish(self) -> None:
        """What is left to do when all rows are there: a few long statements of the database's own."""
        self._index_words()
        changed = [e for e in self._kept.entries.values() if e.changed]
        self._count_outlets([e.number for e in changed if e.tellings > 1])
        settle_told(self._connection, {number for e in changed for number in (e.number, e.root)})

    def _leave_words(self) -> None:
        """Have the words of new rows left out, to be indexed by `_index_words`."""
        if self._connection.dialect.name != "sqlite":
            return
        new = {t.documents: [row["number"] for row in self._rows.get(t.documents, ())],
               t.entries: [e.number for e in self._kept.entries.values() if e.fresh]}  # fmt: skip
        # Nobody else writes meanwhile: all from the first of them on are new.
        self._wordy = {table: min(numbers) for table, numbers in new.items() if numbers}
        self._connection.execute(sa.insert(t.facts).values(name=APART, value="yes"))

    def _index_words(self) -> None:
        """Index all new words at once, for which the database needs nothing of this program."""
        for table, first in self._wordy.items():
            columns = ", ".join(WORDS[table])
            self._connection.exec_driver_sql(
                f"INSERT INTO {table.name}_search (rowid, {columns}) "
                f"SELECT number, {columns} FROM {table.name} WHERE number >= ? ORDER BY number",
                (first,),
            )
        self._wordy = {}
        if self._connection.dialect.name == "sqlite":
            self._connection.execute(sa.delete(t.facts).where(t.facts.c.name == APART))

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
        before = {e.number: e.stored for e in entities if not e.fresh}
        # Most were only met once more, which is in no index.
        seen = [row for row in changed if before.get(row["number"]) == told_of(row)]
        bulk.update(self._connection, t.entities, [{k: row[k] for k in ("number", *SEEN)} for row in seen])
        met = {row["number"] for row in seen}
        bulk.update(self._connection, t.entities, [row for row in changed if row["number"] not in met])
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


def told_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of an entity's row seldom changes."""
    return tuple(row[name] for name in TOLD)


def _entity_row(entity: KeptEntity) -> Json:
    return {
        "number": entity.number, "id": entity.id, "name": entity.name, "kind": entity.kind, "title": entity.title,
        "affiliation": entity.affiliation, "country": entity.country,
        "sector": entity.sectors[0] if entity.sectors else None, "sectors": entity.sectors, "known": entity.known,
        "named": bool(entity.names), "names": entity.names, "role": entity.role, "appearances": entity.appearances,
        "first_day": entity.first_day, "last_day": entity.last_day,
    }  # fmt: skip
