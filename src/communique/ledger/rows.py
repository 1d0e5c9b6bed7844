"""The rows of one batch: numbered, gathered, and written in bulk in the order that their references need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import bulk
from communique.ledger import tables as t
from communique.ledger.bulk import Step
from communique.ledger.kept import Kept, KeptEntity, KeptEntry, among, told_of
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


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be written of one batch; it takes nothing but the database, in whatever thread."""

    steps: tuple[Step, ...]
    told: tuple[int, ...]
    """Entries that were told, with those that they are part of."""
    told_again: tuple[int, ...]
    """Of these, the ones that several tell."""
    first: dict[sa.Table, int] = field(default_factory=dict)
    """First new row of each table whose words are to be indexed."""

    def write(self, connection: Connection) -> None:
        """Write it, in the connection's transaction."""
        apart = bool(self.first) and connection.dialect.name == "sqlite"
        if apart:
            connection.execute(sa.insert(t.facts).values(name=APART, value="yes"))
        bulk.run(connection, self.steps)
        if apart:
            self._index_words(connection)
            connection.execute(sa.delete(t.facts).where(t.facts.c.name == APART))
        self._count_outlets(connection)
        settle_told(connection, self.told)

    def _index_words(self, connection: Connection) -> None:
        """Index all new words at once. Nobody else writes meanwhile: all from the first new row on are new."""
        for table, first in self.first.items():
            columns = ", ".join(WORDS[table])
            connection.exec_driver_sql(
                f"INSERT INTO {table.name}_search (rowid, {columns}) "
                f"SELECT number, {columns} FROM {table.name} WHERE number >= ? ORDER BY number",
                (first,),
            )

    def _count_outlets(self, connection: Connection) -> None:
        """How many tell an entry, copies of one text counted once; the database counts, without a row coming here."""
        outlets = (
            sa.select(sa.func.count(sa.distinct(sa.func.coalesce(t.documents.c.twin_of, t.documents.c.number))))
            .join_from(t.tellings, t.documents, t.documents.c.number == t.tellings.c.document)
            .where(t.tellings.c.entry == t.entries.c.number, ~t.tellings.c.retired)
            .scalar_subquery()
        )
        some = among(connection, t.entries.c.number, self.told_again)
        connection.execute(sa.update(t.entries).where(some).values(outlets=outlets))


class Rows:
    """Rows that wait to be written.

    Args:
        connection: to the ledger, for the numbers that are free.
        kept: the entities and entries of the batch; those that are fresh or changed are written with it.
    """

    def __init__(self, connection: Connection, kept: Kept) -> None:
        self._connection, self._kept = connection, kept
        self._rows: dict[sa.Table, list[Json]] = {}
        self._keys: dict[sa.Table, list[tuple[int, int]]] = {}
        """Rows of tables that are nothing but a key and what is found under it."""

    def number(self, table: sa.Table, count: int = 1) -> int:
        """The next free number of a table, or the first of several."""
        free = self._kept.next
        if table not in free:
            highest = self._connection.execute(sa.select(sa.func.max(table.c.number))).scalar()
            free[table] = (highest or 0) + 1
        number = free[table]
        free[table] += count
        return number

    def add(self, table: sa.Table, **row: Any) -> None:
        """Gather a row."""
        self._rows.setdefault(table, []).append(row)

    def add_keys(self, table: sa.Table, keys: Sequence[int], thing: int) -> None:
        """Gather the keys under which a thing will be found."""
        self._keys.setdefault(table, []).extend([(key, thing) for key in keys])

    def made(self) -> Written:
        """Everything that was gathered, ready to be written."""
        entities = [e for e in self._kept.entities.values() if e.fresh or e.changed]
        entries = [e for e in self._kept.entries.values() if e.changed]
        new = {t.documents: [row["number"] for row in self._rows.get(t.documents, ())],
               t.entries: [e.number for e in entries if e.fresh]}  # fmt: skip
        steps = [
            *self._rows_of(t.documents),
            *self._rows_of(t.readings),
            *self._keys_of(t.bands),
            *self._entities(entities),
            *self._rows_of(t.appearances),
            *self._keys_of(t.entity_keys),
            *self._entries(entries),
            *self._rows_of(t.tellings),
            *self._keys_of(t.blocks),
            *self._rows_of(t.doubts),
        ]
        return Written(
            tuple(steps),
            tuple({number for e in entries for number in (e.number, e.root)}),
            tuple(e.number for e in entries if e.tellings > 1),
            {table: min(numbers) for table, numbers in new.items() if numbers},
        )

    @property
    def _dialect(self) -> str:
        return self._connection.dialect.name

    def _rows_of(self, table: sa.Table) -> Iterator[Step]:
        return bulk.inserted(self._dialect, table, self._rows.pop(table, []), known=table in MET_AGAIN)

    def _keys_of(self, table: sa.Table) -> Iterator[Step]:
        # In the order of the table, of which each part is then changed once.
        return bulk.inserted_pairs(self._dialect, table, sorted(self._keys.pop(table, [])))

    def _entities(self, entities: Sequence[KeptEntity]) -> Iterator[Step]:
        # An affiliation may point to a later one: it is set when all are there.
        fresh = [e for e in entities if e.fresh]
        yield from bulk.inserted(self._dialect, t.entities, [{**_entity_row(e), "affiliation": None} for e in fresh])
        # Most were only met once more, which is in no index.
        seen = [e for e in entities if not e.fresh and e.stored == told_of(e)]
        met = {e.number for e in seen}
        names = ("number", *SEEN)
        yield from bulk.updated(self._dialect, t.entities, [{k: getattr(e, k) for k in names} for e in seen])
        changed = [
            {k: v for k, v in _entity_row(e).items() if k not in ("id", "kind", "named")}
            for e in entities if e.number not in met and (not e.fresh or e.affiliation is not None)
        ]  # fmt: skip
        yield from bulk.updated(self._dialect, t.entities, changed)
        if self._kept.filling:
            return
        # A country that a later document tells holds for what was told before, too.
        placed = [e for e in entities if not e.fresh and e.country != e.country_kept]
        countries = [{"entity": e.number, "country": e.country} for e in placed]
        yield from bulk.updated(self._dialect, t.parties, countries, "entity")

    def _entries(self, entries: Sequence[KeptEntry]) -> Iterator[Step]:
        fresh = [e for e in entries if e.fresh]
        rows = [
            {"number": e.number, "id": e.id, "kind": e.kind, "tellings": e.tellings, "outlets": 1}
            | {k: v for k, v in e.row.items() if k != "parties"}
            for e in fresh
        ]
        yield from bulk.inserted(self._dialect, t.entries, rows)
        again = [e for e in entries if not e.fresh]
        told = [{"number": e.number, "tellings": e.tellings} for e in again]
        yield from bulk.updated(self._dialect, t.entries, told)
        led: dict[tuple[str, ...], list[Json]] = {}
        for entry in again:
            if entry.row:
                row = {"number": entry.number} | {k: v for k, v in entry.row.items() if k != "parties"}
                led.setdefault(tuple(row), []).append(row)
        for rows in led.values():
            yield from bulk.updated(self._dialect, t.entries, rows)
        numbers = [row["number"] for rows in led.values() for row in rows]
        yield from bulk.removed(self._dialect, t.parties, "entry", numbers)
        for entry in entries:
            for role_, number in entry.row.get("parties", ()):
                entity = self._kept.entities[number]
                self.add(
                    t.parties, entry=entry.number, role=role_, entity=number, kind=entry.kind, country=entity.country,
                    day=entry.row["day"],
                )  # fmt: skip
        yield from self._rows_of(t.parties)


def _entity_row(entity: KeptEntity) -> Json:
    return {
        "number": entity.number, "id": entity.id, "name": entity.name, "kind": entity.kind, "title": entity.title,
        "affiliation": entity.affiliation, "country": entity.country,
        "sector": entity.sectors[0] if entity.sectors else None, "sectors": entity.sectors, "known": entity.known,
        "named": bool(entity.names), "names": entity.names, "role": entity.role, "appearances": entity.appearances,
        "first_day": entity.first_day, "last_day": entity.last_day,
    }  # fmt: skip
