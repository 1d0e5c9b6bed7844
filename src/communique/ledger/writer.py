"""Readings into a ledger: each document once, each thing once, in one transaction a batch.

The same documents in the same order make the same ledger, however they are cut into batches and whatever happened in
between: what is there already is passed over, and what is met again is decided from what was kept before it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import bulk, matching, twins
from communique.ledger import tables as t
from communique.ledger.drafts import ROLES, Appearance, Drafts, Telling, columns, drafts
from communique.ledger.kept import NAMES, Kept, KeptEntity, KeptEntry, chunked
from communique.ledger.reviewing.settle import settle_told
from communique.ledger.store import Ledger
from communique.records import Reading, Rejected

BATCH = 64
"""Outcomes of one transaction."""
MET_AGAIN = frozenset({t.sightings, t.entity_keys, t.blocks, t.doubts})
"""Tables whose rows may be there already, which is no fault."""

Outcome = Reading | Rejected
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """A document that the ledger has already."""

    id: str
    source: str
    """Where it was met this time."""
    mark: tuple[str, str] | None = None
    """(feed, item) of which it was the text."""


@dataclass(slots=True)
class Counts:
    """What became of the outcomes of a run."""

    added: int = 0
    known: int = 0
    """Documents that were there already."""
    twins: int = 0
    """Of the added ones: copies of others."""
    rejected: int = 0
    entries: int = 0
    """New entries."""
    tellings: int = 0
    """Records of the added documents; what is beyond the new entries was told before."""

    def __iadd__(self, other: Counts) -> Counts:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self


class Writer:
    """Writes readings into a ledger.

    Args:
        ledger: an open ledger.
        reader: the version of what made the readings.
    """

    def __init__(self, ledger: Ledger, reader: str) -> None:
        self._ledger, self._reader = ledger, reader

    def write(self, outcomes: Iterable[Outcome], batch: int = BATCH) -> Iterator[Counts]:
        """Write outcomes; yields the counts of each batch when it is safely kept.

        Raises:
            LedgerError: the database failed. The batches that were yielded are kept.
        """
        waiting: list[Outcome] = []
        for outcome in outcomes:
            waiting.append(outcome)
            if len(waiting) >= batch:
                yield self.add(waiting)
                waiting = []
        if waiting:
            yield self.add(waiting)

    def add(
        self,
        outcomes: Sequence[Outcome],
        *,
        known: Sequence[Known] = (),
        also: Callable[[Connection, str], None] | None = None,
    ) -> Counts:
        """Write a batch in one transaction.

        Args:
            outcomes: readings, and documents that were rejected.
            known: documents that were not read since the ledger has them.
            also: writes more in the same transaction; called with the connection and the time.

        Raises:
            LedgerError: the database failed; nothing of the batch was kept.
        """
        # What does not need the ledger is done before its lock is taken.
        prepared = [Prepared(o) for o in outcomes if isinstance(o, Reading)]
        with self._ledger.writing() as connection:
            at = self._ledger.clock()
            batch = Batch(connection, self._reader, at)
            batch.reject([o for o in outcomes if isinstance(o, Rejected)])
            batch.take_in(prepared)
            batch.meet_again(known)
            if also is not None:
                also(connection, at)
            return batch.counts

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of these documents the ledger has."""
        with self._ledger.reading() as connection:
            rows = chunked(connection, sa.select(t.documents.c.id), t.documents.c.id, set(ids))
            return frozenset(row.id for row in rows)


class Prepared:
    """A reading with what is computed of it alone.

    Args:
        reading: of one document.
        only: the part of its drafts that is to be written; by default all.
    """

    def __init__(self, reading: Reading, only: Drafts | None = None) -> None:
        self.document = reading.document
        self.drafts: Drafts = drafts(reading) if only is None else only
        self.signature = twins.signature(reading.document.text)
        self.bands = twins.bands(self.signature) if self.signature is not None else []
        self.dateline = asdict(reading.document.dateline) if reading.document.dateline is not None else None
        self.entity_keys = {
            a.record: matching.kept_under(a.profile) for a in self.drafts.appearances if a.profile is not None
        }
        self.entry_keys = {
            d.record: [*matching.kept_under(d.profile), matching.said_under(d.kind, d.label, d.words)]
            for d in self.drafts.tellings
        }
        self.looked_for = {d.record: matching.looked_for_under(d.profile) for d in self.drafts.tellings}


@dataclass(frozen=True, slots=True)
class Again:
    """A document that is there and was read again."""

    number: int
    family: int
    """The first document of which it is a copy, itself for an original."""
    more: Prepared
    """What was not found in it before."""
    who: dict[str, int]
    """Entities of what was found before, by the ids in the new reading."""
    told: frozenset[int]
    """Entries that it tells already."""


class Batch:
    """One transaction."""

    def __init__(self, connection: Connection, reader: str, at: str) -> None:
        self._connection, self._reader, self._at = connection, reader, at
        self._kept = Kept(connection)
        self._rows: dict[sa.Table, list[Json]] = {}
        self._next: dict[sa.Table, int] = {}
        self._signatures: dict[int, bytes] = {}
        self._banded: dict[int, list[int]] = {}
        self._told_here: set[int] = set()
        """Entries that the present document tells: it does not tell one twice."""
        self._numbers: dict[str, int] = {}
        self._again: list[Known] = []
        self.counts = Counts()

    def reject(self, rejected: Sequence[Rejected]) -> None:
        """Keep documents that were not read; one that was rejected before counts one more try."""
        for one in rejected:
            line = one.line or 0
            row = {"reason": one.reason, "language": one.language, "at": self._at, "settled": False}
            same = sa.and_(t.rejected.c.source == one.source, t.rejected.c.line == line)
            again = sa.update(t.rejected).where(same).values(**row, tries=t.rejected.c.tries + 1)
            if self._connection.execute(again).rowcount == 0:
                first = {"number": self._number(t.rejected), "source": one.source, "line": line, "tries": 1}
                self._connection.execute(sa.insert(t.rejected).values(**row, **first))
            self.counts.rejected += 1

    def take_in(self, prepared: Sequence[Prepared]) -> None:
        """Take documents in; those that are there already are passed over."""
        fresh = self._unknown(prepared)
        if not fresh:
            return
        self._load_signatures(fresh)
        told = [(one, d.record) for one in fresh for d in one.drafts.tellings]
        self._kept.load(
            (key for one in fresh for keys in one.entity_keys.values() for key in keys),
            (key for one, record in told for key in (*one.looked_for[record], one.entry_keys[record][-1])),
        )
        for one in fresh:
            self._document(one)
        self._settle(fresh)
        self._write()

    def tell_more(self, again: Sequence[Again]) -> None:
        """Write what a newer reader finds in documents that are there, beyond what was found in them before."""
        whole = [one.more for one in again]
        told = [(one, d.record) for one in whole for d in one.drafts.tellings]
        self._kept.load(
            (key for one in whole for keys in one.entity_keys.values() for key in keys),
            (key for one, record in told for key in (*one.looked_for[record], one.entry_keys[record][-1])),
        )
        self._kept.hold({number for one in again for number in one.who.values()})
        for one in again:
            self._kept.family[one.number] = one.family
            who = {record: self._kept.entities[number] for record, number in one.who.items()}
            who = self._entities(one.more, one.number, who)
            self._told_here = set(one.told)
            for telling in one.more.drafts.tellings:
                self._telling(one.more, telling, one.number, who)
                self.counts.tellings += 1
        self._write()

    def _unknown(self, prepared: Sequence[Prepared]) -> list[Prepared]:
        """The documents that are not yet there."""
        query = sa.select(t.documents.c.id)
        ids = {p.document.id for p in prepared}
        known = {row.id for row in chunked(self._connection, query, t.documents.c.id, ids)}
        fresh: dict[str, Prepared] = {}
        again = []
        for one in prepared:
            if one.document.id in known or one.document.id in fresh:
                again.append(Known(one.document.id, one.document.source))
            else:
                fresh[one.document.id] = one
        first = self._number(t.documents, len(fresh))
        self._numbers = {name: first + n for n, name in enumerate(fresh)}
        self._again = again
        return list(fresh.values())

    def meet_again(self, known: Sequence[Known]) -> None:
        """Documents that are there already: only a source that is new is noted."""
        again = [*self._again, *known]
        query = sa.select(t.documents.c.id, t.documents.c.number, t.documents.c.source)
        rows = chunked(self._connection, query, t.documents.c.id, {one.id for one in again})
        have = {row.id: (row.number, row.source) for row in rows}
        for one in again:
            number, source = have[one.id]
            self.counts.known += 1
            if one.source != source:
                self._add(t.sightings, document=number, source=one.source, added=self._at)
        self._flush(t.sightings)

    def _load_signatures(self, fresh: Sequence[Prepared]) -> None:
        keys = {key for one in fresh for key in one.bands}
        query = (
            sa.select(t.bands.c.key, t.documents.c.number, t.documents.c.signature, t.documents.c.twin_of)
            .join(t.documents, t.documents.c.number == t.bands.c.document)
            .order_by(t.documents.c.number)
        )
        for row in chunked(self._connection, query, t.bands.c.key, keys):
            self._banded.setdefault(row.key, []).append(row.number)
            self._signatures[row.number] = row.signature
            self._kept.family[row.number] = row.twin_of or row.number

    def _document(self, one: Prepared) -> None:
        number = self._numbers[one.document.id]
        twin = self._twin(one)
        family = self._kept.family[twin] if twin is not None else number
        self._kept.family[number] = family
        if one.signature is not None:
            self._signatures[number] = one.signature
            for key in one.bands:
                self._banded.setdefault(key, []).append(number)
                self._add(t.bands, key=key, document=number)
        document = one.document
        self._add(
            t.documents, number=number, id=document.id, source=document.source, title=document.title,
            publisher=document.publisher, author=document.author, language=document.language,
            published=document.published, dateline=one.dateline, text=document.text, signature=one.signature,
            twin_of=family if family != number else None, added=self._at,
        )  # fmt: skip
        reading = self._number(t.readings)
        self._add(t.readings, number=reading, document=number, reader=self._reader, at=self._at, standing=True)
        self.counts.added += 1
        self.counts.twins += family != number
        who = self._entities(one, number)
        self._told_here = set()
        for telling in one.drafts.tellings:
            self._telling(one, telling, number, who)
            self.counts.tellings += 1

    def _twin(self, one: Prepared) -> int | None:
        """The document of which this one is a copy, the most alike."""
        if one.signature is None:
            return None
        near = {n for key in one.bands for n in self._banded.get(key, ())[-matching.MOST :]}
        likest = max(((twins.likeness(one.signature, self._signatures[n]), -n) for n in near), default=(0.0, 0))
        return -likest[1] if likest[0] >= twins.ALIKE else None

    # Entities

    def _entities(
        self, one: Prepared, document: int, before: dict[str, KeptEntity] | None = None
    ) -> dict[str, KeptEntity]:
        """The entity of each appearance of a document, by its id in the reading; some may be there before."""
        day = one.document.published
        found: dict[str, KeptEntity] = dict(before or {})
        for appearance in one.drafts.appearances:
            keys = one.entity_keys.get(appearance.record, [])
            met = self._met(appearance, keys)
            if met is None:
                met = self._new_entity(appearance)
            for key in self._kept.keep_entity(met, keys):
                self._add(t.entity_keys, key=key, entity=met.number)
            entity = self._kept.root(met)
            for kept in (met,) if met is entity else (met, entity):
                if not kept.fresh or kept.appearances:
                    self._enrich(kept, appearance)
                kept.appearances += 1
                if day is not None:
                    kept.first_day = min(kept.first_day or day, day)
                    kept.last_day = max(kept.last_day or day, day)
            found[appearance.record] = entity
            self._add(
                t.appearances, number=self._number(t.appearances), entity=entity.number, document=document,
                record=appearance.record, data=appearance.data, retired=False,
                home=met.number if met is not entity else None,
            )  # fmt: skip
        for appearance in one.drafts.appearances:
            body = appearance.data["affiliation"]
            entity = found[appearance.record]
            open_ = entity.affiliation is None and "affiliation" not in entity.correction
            if body is not None and open_ and found[body].number != entity.number:
                entity.affiliation, entity.changed = found[body].number, True
        return found

    def _met(self, appearance: Appearance, keys: Sequence[int]) -> KeptEntity | None:
        if appearance.profile is None:
            return None
        person = appearance.profile.sort == "person"
        kept = [e for e in self._kept.entities_under(keys) if (e.kind == "person") == person]
        match = matching.best(appearance.profile, ((e.number, e.profile) for e in kept))
        if match is None or match.judgement.verdict == "not same":
            return None
        entity = self._kept.entities[match.number]
        if match.judgement.verdict == "same":
            return self._kept.met_as(entity, appearance.profile, kept)
        self._doubt(appearance.id, entity.id, match)
        return None

    def _new_entity(self, appearance: Appearance) -> KeptEntity:
        data, profile = appearance.data, appearance.profile
        return KeptEntity(
            self._number(t.entities), appearance.id, data["name"], data["kind"], data["country"], data["known"],
            appearance.role, list(profile.names) if profile is not None else [], 0, None, None, data["title"],
            list(data["sectors"]), None, fresh=True,
        )  # fmt: skip

    def _enrich(self, entity: KeptEntity, appearance: Appearance) -> None:
        """What another document tells of an entity that was met before: gaps are filled, its latest title stands."""
        data, role_before = appearance.data, entity.role
        entity.changed = True
        if appearance.profile is not None:
            new = [name for name in appearance.profile.names if name not in entity.names]
            entity.names = (entity.names + new)[:NAMES]
            if entity.kind == "person" and len(data["name"].split()) > len(entity.name.split()):
                entity.name = data["name"]
        entity.known = entity.known or data["known"]
        entity.country = entity.country or data["country"]
        entity.title = data["title"] or entity.title
        entity.role = appearance.role or entity.role
        entity.sectors = entity.sectors or list(data["sectors"])
        for field in entity.correction.keys() - {"affiliation"}:
            setattr(entity, field, entity.correction[field])
        if "title" in entity.correction:
            entity.role = role_before

    # Entries

    def _telling(self, one: Prepared, telling: Telling, document: int, who: dict[str, KeptEntity]) -> None:
        said = one.entry_keys[telling.record][-1]
        entry = self._told_before(one, telling, document, said)
        if entry is None:
            number = self._number(t.entries)
            entry = KeptEntry(number, telling.entry_id, telling.kind, telling.profile, document, 0, -1.0, fresh=True)
            self.counts.entries += 1
        self._told_here.add(entry.root)
        entry.tellings += 1
        entry.changed = True
        if telling.fullness > entry.fullness:
            self._lead(entry, telling, document, one.document.published, who)
        for key in self._kept.keep_entry(entry, one.entry_keys[telling.record]):
            self._add(t.blocks, key=key, entry=entry.number)
        self._add(
            t.tellings, number=self._number(t.tellings), id=telling.id, entry=entry.root, document=document,
            record=telling.record, start=telling.start, end=telling.end, data=telling.data, retired=False,
            home=entry.number if entry.root != entry.number else None,
        )  # fmt: skip

    def _told_before(self, one: Prepared, telling: Telling, document: int, said: int) -> KeptEntry | None:
        family = self._kept.family[document]
        mine = self._told_here
        for entry in self._kept.entries_under([said]):
            if entry.kind == telling.kind and entry.root not in mine and self._kept.family[entry.document] == family:
                return entry
        kept = [
            e for e in self._kept.entries_under(one.looked_for[telling.record])
            if e.kind == telling.kind and e.root not in mine and e.document != document
        ]  # fmt: skip
        match = matching.best(telling.profile, (one for e in kept for one in e.profiles))
        if match is None or match.judgement.verdict == "not same":
            return None
        entry = self._kept.entries[match.number]
        if match.judgement.verdict == "same":
            return entry
        self._doubt(telling.entry_id, entry.id, match)
        return None

    def _lead(
        self, entry: KeptEntry, telling: Telling, document: int, published: str | None, who: dict[str, KeptEntity]
    ) -> None:
        """Make a telling the one that an entry shows."""
        entry.document, entry.fullness, entry.profile = document, telling.fullness, telling.profile
        data = dict(telling.data)
        for field in ROLES[telling.kind]:
            data[field] = list(dict.fromkeys(who[local].id for local in data[field]))
        row = columns(telling, published)
        if entry.kind == "commitment" and entry.tellings > 1:
            # Its life is followed apart: a later telling does not change it, however the run is cut into batches.
            if entry.fresh:
                row["status"] = entry.row["status"]
            else:
                row.pop("status")
        entry.row = {
            **row, "document": document, "data": data,
            "profile": {**matching.to_json(telling.profile), "fullness": telling.fullness},
            "parties": list(dict.fromkeys((role, who[local].number) for role, local in telling.parties)),
        }  # fmt: skip

    def _doubt(self, one: str, other: str, match: matching.Match) -> None:
        first, second = sorted((one, other))
        self._add(t.doubts, one=first, other=second, score=match.judgement.score, reasons=list(match.judgement.reasons))

    # Writing

    def _settle(self, fresh: Sequence[Prepared]) -> None:
        """A document that was rejected before and is read now is settled."""
        sources = {one.document.source for one in fresh}
        waiting = sa.select(t.rejected.c.number).where(~t.rejected.c.settled)
        rows = chunked(self._connection, waiting, t.rejected.c.source, sources)
        if numbers := [row.number for row in rows]:
            self._connection.execute(sa.update(t.rejected).where(t.rejected.c.number.in_(numbers)).values(settled=True))

    def _number(self, table: sa.Table, count: int = 1) -> int:
        """The next free number of a table, or the first of several."""
        if table not in self._next:
            highest = self._connection.execute(sa.select(sa.func.max(table.c.number))).scalar()
            self._next[table] = (highest or 0) + 1
        number = self._next[table]
        self._next[table] += count
        return number

    def _add(self, table: sa.Table, **row: Any) -> None:
        self._rows.setdefault(table, []).append(row)

    def _flush(self, table: sa.Table) -> None:
        bulk.insert(self._connection, table, self._rows.pop(table, []), known=table in MET_AGAIN)

    def _write(self) -> None:
        self._flush(t.documents)
        self._flush(t.readings)
        self._flush(t.bands)
        self._write_entities()
        self._flush(t.appearances)
        self._flush(t.entity_keys)
        self._write_entries()
        self._flush(t.tellings)
        self._flush(t.blocks)
        self._flush(t.doubts)
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
                self._add(
                    t.parties, entry=entry.number, role=role_, entity=number, kind=entry.kind, country=entity.country,
                    day=entry.row["day"],
                )  # fmt: skip
        self._flush(t.parties)


def _entity_row(entity: KeptEntity) -> Json:
    return {
        "number": entity.number, "id": entity.id, "name": entity.name, "kind": entity.kind, "title": entity.title,
        "affiliation": entity.affiliation, "country": entity.country,
        "sector": entity.sectors[0] if entity.sectors else None, "sectors": entity.sectors, "known": entity.known,
        "named": bool(entity.names), "names": entity.names, "role": entity.role, "appearances": entity.appearances,
        "first_day": entity.first_day, "last_day": entity.last_day,
    }  # fmt: skip
