"""What batches of readings need to know of what the ledger keeps: loaded once, added to as they go on."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Row
from sqlalchemy.dialects.postgresql import ARRAY

from communique.ledger import tables as t
from communique.ledger.matching import MOST, from_json
from communique.resolve.across import Profile, compare

MANY = 5_000
"""Values of one question."""

TOLD = ("name", "title", "affiliation", "country", "sectors", "known", "names", "role")
"""Columns of an entity that documents fill."""
told_of = attrgetter(*TOLD)
"""What of an entity, or of its row, seldom changes."""
NAMES = 12
"""Names of an entity that are kept for comparing."""
REMEMBERED = 30_000
"""Profiles that are kept from batch to batch: the latest under busy keys are loaded again and again."""

HELD = 100_000
"""Entities and entries that are held when a batch ends; with more, only those that it used are."""

Json = dict[str, Any]


@dataclass(slots=True)
class KeptEntity:
    """An entity as far as it is met again."""

    number: int
    id: str
    name: str
    kind: str
    country: str | None
    known: str | None
    role: str | None
    names: list[str]
    appearances: int
    first_day: str | None
    last_day: str | None
    title: str | None
    sectors: list[str]
    affiliation: int | None
    merged_into: int | None = None
    correction: Json = field(default_factory=dict)
    """What people put right; no document changes it."""
    country_kept: str | None = None
    """As its parties have it."""
    stored: tuple[Any, ...] = ()
    """The columns `TOLD` as they are stored."""
    fresh: bool = False
    """Made in this batch: to be inserted rather than updated."""
    changed: bool = False
    _profile: Profile | None = None

    @property
    def compared(self) -> tuple[Any, ...]:
        """Of what its profile is made, as far as documents change it."""
        return self.names, self.role, self.country, self.known

    def profile_again(self) -> None:
        """Something of what it is compared by has changed."""
        self._profile = None

    @property
    def profile(self) -> Profile:
        """By what it is compared; made once, since common ones are compared with most of what comes."""
        if self._profile is None:
            self._profile = self._as_it_is()
        return self._profile

    def _as_it_is(self) -> Profile:
        sort: Any = "person" if self.kind == "person" else "body"
        # What people put right, others may still tell wrong: it says nothing about who is meant.
        role = self.role if "title" not in self.correction else None
        country = self.country if "country" not in self.correction else None
        known = self.known or (country if self.kind == "state" else None)
        return Profile(f"{self.id}#", sort, tuple(self.names), role if sort == "person" else self.kind, country, known)


@dataclass(slots=True)
class KeptEntry:
    """An entry as far as it is met again."""

    number: int
    id: str
    kind: str
    profile: Profile
    document: int
    tellings: int
    fullness: float
    merged_into: int | None = None
    also: Profile | None = None
    """Of a corrected one: as it was read, since others may tell it so, too."""
    fresh: bool = False
    changed: bool = False
    row: Json = field(default_factory=dict)
    """Columns to write."""

    @property
    def profiles(self) -> list[tuple[int, Profile]]:
        """By what it is compared, with its number."""
        return [(self.number, one) for one in (self.profile, self.also) if one is not None]

    @property
    def root(self) -> int:
        """The number of the entry of which it is part, if people merged it: it is met by what it tells itself."""
        return self.number if self.merged_into is None else self.merged_into


@dataclass(slots=True)
class Last:
    """The documents of the last batch, which the database may not have yet."""

    ids: set[str] = field(default_factory=set)
    signatures: dict[int, bytes] = field(default_factory=dict)
    """Of their words, by the document's number."""
    banded: dict[int, list[int]] = field(default_factory=dict)
    """The documents under each key of a signature."""


class Kept:
    """The things under a batch's keys, and those of batches before it: busy keys come again and again.

    What was decided about one batch is here before the database has it, so that the next may be decided meanwhile: only
    what is not here is loaded. It holds as long as nobody else changes the ledger; then it is to be made anew.

    Args:
        filling: the ledger is being filled, see `communique.ledger.filling`.
    """

    def __init__(self, *, filling: bool = False) -> None:
        self.filling = filling
        self.entities: dict[int, KeptEntity] = {}
        self.entries: dict[int, KeptEntry] = {}
        self.family: dict[int, int] = {}
        """Document -> the first document of which it is a copy, itself for an original."""
        self.last = Last()
        self.next: dict[sa.Table, int] = {}
        """The next free number of tables."""
        self._entity_keys = _Index()
        self._entry_keys = _Index()
        self._used_entities: set[int] = set()
        self._used_entries: set[int] = set()

    def load(
        self, connection: Connection, entity_keys: Collection[int], entry_keys: Mapping[int, int]
    ) -> None:
        """Load what is kept under the keys of a batch.

        Args:
            connection: sees all batches but, perhaps, the last one that was decided about.
            entity_keys: of the entities.
            entry_keys: of the entries, each with how many of the latest ones under it are wanted.
        """
        self._entity_keys.learn(connection, t.entity_keys.c.key, t.entity_keys.c.entity, entity_keys)
        self._entry_keys.learn(connection, t.blocks.c.key, t.blocks.c.entry, entry_keys)
        under = self._entity_keys.under
        self.hold(connection, {n for key in entity_keys for n in under.get(key, ())[-MOST:]})
        parts = [self.entities[n].merged_into for n in self._used_entities if n in self.entities]
        self.hold(connection, (number for number in parts if number is not None))
        under = self._entry_keys.under
        wanted = {n for key, most in entry_keys.items() for n in under.get(key, ())[-most:]}
        self._used_entries |= wanted
        columns: tuple[ColumnElement[Any], ...] = (
            t.entries.c.number, t.entries.c.id, t.entries.c.kind, t.entries.c.label, t.entries.c.document,
            t.entries.c.tellings, sa.cast(t.entries.c.profile, sa.Text),
            t.documents.c.twin_of, t.entries.c.merged_into,
        )  # fmt: skip
        query = sa.select(*columns).join(t.documents, t.documents.c.number == t.entries.c.document)
        for row in chunked(connection, query, t.entries.c.number, wanted - self.entries.keys()):
            number, name, kind, label, document, tellings, stored, twin_of, merged_into = tuple(row)
            profile, fullness, also = _profiles(kind, label, stored)
            self.entries[number] = KeptEntry(
                number, name, kind, profile, document, tellings, fullness, merged_into, also
            )  # fmt: skip
            self.family[document] = twin_of or document

    def hold(self, connection: Connection, numbers: Iterable[int]) -> None:
        """Load entities by their numbers."""
        wanted = set(numbers)
        self._used_entities |= wanted
        for row in chunked(connection, sa.select(t.entities), t.entities.c.number, wanted - self.entities.keys()):
            self.entities[row.number] = entity_of(row)

    def settle(self, last: Last) -> None:
        """A batch is decided about and its rows are made: what comes now is of the next one.

        Args:
            last: its documents.
        """
        self.last = last
        for entity in self.entities.values():
            if entity.changed or entity.fresh:
                self._used_entities.add(entity.number)
                entity.stored, entity.country_kept = told_of(entity), entity.country
                entity.fresh = entity.changed = False
        for entry in self.entries.values():
            if entry.changed:
                self._used_entries.add(entry.number)
                entry.fresh = entry.changed = False
                entry.row = {}
        if len(self.entries) + len(self.entities) > HELD:
            self._forget_the_unused()
        self._used_entities, self._used_entries = set(), set()
        self._entity_keys.settle()
        self._entry_keys.settle()

    def _forget_the_unused(self) -> None:
        """Keep what the last batch used, which the database may not have yet, and let the rest go."""
        self.entities = {n: e for n, e in self.entities.items() if n in self._used_entities}
        self.entries = {n: e for n, e in self.entries.items() if n in self._used_entries}
        documents = {e.document for e in self.entries.values()} | self.last.signatures.keys()
        self.family = {n: first for n, first in self.family.items() if n in documents}
        self._entity_keys.keep_used()
        self._entry_keys.keep_used()

    def root(self, entity: KeptEntity) -> KeptEntity:
        """The entity of which one is part, if people merged it: it is met under its own names."""
        return entity if entity.merged_into is None else self.entities[entity.merged_into]

    def met_as(self, root: KeptEntity, profile: Profile, among: Iterable[KeptEntity]) -> KeptEntity:
        """As what an entity was met: as itself, or as one that people merged into it, if that one's names are liker.

        So it goes with that one when the merger is taken back. A root has the names of all, of which only its first is
        surely its own.
        """
        parts = [entity for entity in among if entity.merged_into == root.number]
        alike = {part.number: compare(profile, part.profile).score for part in parts}
        likest = max(parts, key=lambda part: (alike[part.number], -part.number), default=root)
        if likest is root:
            return root
        own = compare(profile, replace(root.profile, names=(root.name,))).score
        return likest if alike[likest.number] > own else root

    def entities_under(self, keys: Sequence[int]) -> list[KeptEntity]:
        """Entities under any of the keys, the earliest first."""
        numbers = {n for key in keys for n in self._entity_keys.under.get(key, ())[-MOST:]}
        return [self.entities[n] for n in sorted(numbers) if n in self.entities]

    def entries_under(self, keys: Sequence[int], most: int = MOST) -> list[KeptEntry]:
        """Entries under any of the keys, of each the latest, in the order in which they came."""
        numbers = {n for key in keys for n in self._entry_keys.under.get(key, ())[-most:]}
        return [self.entries[n] for n in sorted(numbers) if n in self.entries]

    def keep_entity(self, entity: KeptEntity, keys: Iterable[int]) -> list[int]:
        """Add an entity, or further keys of one. Returns the keys that are new."""
        self.entities[entity.number] = entity
        return self._entity_keys.add(entity.number, keys)

    def keep_entry(self, entry: KeptEntry, keys: Iterable[int]) -> list[int]:
        """Add an entry, or further keys of one. Returns the keys that are new."""
        self.entries[entry.number] = entry
        return self._entry_keys.add(entry.number, keys)


class _Index:
    """The latest things under keys."""

    def __init__(self) -> None:
        self.under: dict[int, list[int]] = {}
        """Key -> numbers, rising. Those of a key that was not learnt may be only the newest ones."""
        self._learnt: set[int] = set()
        self._used: set[int] = set()

    def learn(
        self, connection: Connection, key: sa.Column[int], thing: sa.Column[int], keys: Collection[int]
    ) -> None:
        """Have what is under these keys, up to `MOST` of each."""
        wanted = set(keys)
        self._used |= wanted
        found: dict[int, list[int]] = {}
        for one, number in latest(connection, key, thing, wanted - self._learnt):
            found.setdefault(one, []).append(number)
        for one, numbers in found.items():
            newest = self.under.get(one)
            self.under[one] = numbers if newest is None else sorted({*numbers, *newest})
        self._learnt |= wanted

    def add(self, number: int, keys: Iterable[int]) -> list[int]:
        """Add a thing under keys; returns those under which it was not."""
        new = []
        for key in dict.fromkeys(keys):
            under = self.under.setdefault(key, [])
            self._used.add(key)
            if not under or number not in under[-MOST:]:
                insort(under, number)
                new.append(key)
                if len(under) > 4 * MOST:
                    del under[:-MOST]
        return new

    def settle(self) -> None:
        """What is asked for and added from now on is of the next batch."""
        self._used = set()

    def keep_used(self) -> None:
        """Let go what this batch did not ask for or add."""
        self.under = {key: self.under[key] for key in self._used if key in self.under}
        self._learnt &= self._used


@lru_cache(maxsize=REMEMBERED)
def _profiles(kind: str, label: str, stored: str) -> tuple[Profile, float, Profile | None]:
    """An entry's profile, how full its telling is, and of a corrected one its profile as it was read."""
    found = orjson.loads(stored)
    also = found.get("also")
    as_read = None if also is None else from_json(kind, _label(kind, also["label"]), also)
    return from_json(kind, _label(kind, label), found), found["fullness"], as_read


def _label(kind: str, label: str) -> str:
    """What of a label is compared: statements of all kinds are alike."""
    return "statement" if kind == "statement" else label


def entity_of(row: Row[Any]) -> KeptEntity:
    """An entity from its row."""
    return KeptEntity(
        row.number, row.id, row.name, row.kind, row.country, row.known, row.role, list(row.names), row.appearances,
        row.first_day, row.last_day, row.title, list(row.sectors), row.affiliation, row.merged_into,
        row.correction or {}, row.country, told_of(row),
    )  # fmt: skip


def latest(
    connection: Connection, key: sa.Column[int], thing: sa.Column[int], keys: Iterable[int]
) -> Iterable[tuple[int, int]]:
    """(key, number) of the latest things under each key, up to `MOST` of each, in the order of the numbers.

    A key may have thousands: each is looked up by itself, from the end of its index backwards.
    """
    wanted, name, number = sorted(set(keys)), key.table.name, thing.name
    if connection.dialect.name == "sqlite":
        # The oldest of the latest bounds a part of the index; where there are fewer, all of it.
        oldest = (
            f"SELECT i.{number} FROM {name} AS i WHERE i.key = k.value "
            f"ORDER BY i.{number} DESC LIMIT 1 OFFSET {MOST - 1}"
        )
        query = (
            f"SELECT k.value, b.{number} FROM json_each(?) AS k CROSS JOIN {name} AS b "
            f"WHERE b.key = k.value AND b.{number} >= coalesce(({oldest}), 0) ORDER BY b.{number}"
        )
        rows = connection.exec_driver_sql(query, (orjson.dumps(wanted).decode(),))
    else:
        query = (
            f"SELECT k.key, b.{number} FROM unnest(%s::bigint[]) AS k (key) CROSS JOIN LATERAL "
            f"(SELECT {number} FROM {name} WHERE {name}.key = k.key ORDER BY {number} DESC LIMIT {MOST}) AS b "
            f"ORDER BY b.{number}"
        )
        rows = connection.exec_driver_sql(query, (wanted,))
    return ((row[0], row[1]) for row in rows.all())  # at once: one by one they cost three times as much


def chunked(
    connection: Connection, query: sa.Select[Any], column: ColumnElement[Any], values: Iterable[Any]
) -> Iterable[Row[Any]]:
    """Rows whose column has one of the values, asked for in pieces, in a fixed order.

    A piece is one parameter: thousands of them cost as much as what the database does.
    """
    wanted = sorted(values)
    for n in range(0, len(wanted), MANY):
        yield from connection.execute(query.where(among(connection, column, wanted[n : n + MANY]))).all()


def among(connection: Connection, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """That a column has one of the values, which are one parameter."""
    if connection.dialect.name == "sqlite":
        each = sa.func.json_each(orjson.dumps(list(values)).decode()).table_valued("value")
        return column.in_(sa.select(each.c.value))
    return column == sa.any_(sa.literal(list(values), ARRAY(column.type)))
