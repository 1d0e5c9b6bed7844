"""One batch of readings: what is new in it, and what was met before.

What is decided about a thing depends on what was written before it alone, not on how documents are cut into batches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import bulk, matching, twins
from communique.ledger import tables as t
from communique.ledger.drafts import ROLES, Appearance, Drafts, Telling, columns, drafts
from communique.ledger.kept import NAMES, Kept, KeptEntity, KeptEntry, Last, chunked
from communique.ledger.rows import Rows, Written
from communique.records import Reading, Rejected

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
        self.entry_keys: dict[str, list[int]] = {}
        self.looked_for: dict[str, list[int]] = {}
        for d in self.drafts.tellings:
            kept, self.looked_for[d.record] = matching.keys_of(d.profile)
            self.entry_keys[d.record] = [*kept, matching.said_under(d.kind, d.label, d.words)]

    def wanted(self, *, copied: bool) -> Iterator[tuple[int, int]]:
        """Keys of what the entries may be, with how many of the kept ones are compared.

        Args:
            copied: the document has copies, or is one: what these say in the very same words is wanted, too.
        """
        for d in self.drafts.tellings:
            most = matching.most_of(d.kind)
            yield from ((key, most) for key in self.looked_for[d.record])
            if copied:
                yield self.entry_keys[d.record][-1], matching.MOST


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


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a batch, ready to be written; it takes nothing but the database, in whatever thread."""

    at: str
    rejected: Sequence[Rejected]
    rows: Written | None
    read: frozenset[str]
    """Sources of the documents that are added: one that was rejected before is settled."""
    known: Sequence[Known]
    """Documents that are there already."""
    counts: Counts

    def write(self, connection: Connection) -> None:
        """Write it, in the connection's transaction."""
        for one in self.rejected:
            _reject(connection, one, self.at)
        if self.rows is not None:
            self.rows.write(connection)
            _settle(connection, self.read)
        if self.known:
            _meet_again(connection, self.known, self.at)


class Batch:
    """Decides about the readings of one transaction.

    Args:
        connection: sees all batches but, perhaps, the last one that was decided about.
        reader: the version of what made the readings.
        at: the time that is written with them.
        kept: what is known of batches before.
    """

    def __init__(self, connection: Connection, reader: str, at: str, kept: Kept) -> None:
        self._connection, self._reader, self._at = connection, reader, at
        self._kept = kept
        self._rows = Rows(connection, self._kept)
        self._signatures: dict[int, bytes] = {}
        self._banded: dict[int, list[int]] = {}
        self._told_here: set[int] = set()
        """Entries that the present document tells: it does not tell one twice."""
        self._copied: set[int] = set()
        """Documents whose copies may have been there before."""
        self._numbers: dict[str, int] = {}
        self._last = Last()
        """The documents of this batch, as the next one is to know them."""
        self._again: list[Known] = []
        self.counts = Counts()

    def decide(self, prepared: Sequence[Prepared], rejected: Sequence[Rejected], known: Sequence[Known]) -> Decided:
        """Decide about documents; those that are there already are passed over.

        Args:
            prepared: documents that were read.
            rejected: documents that were not.
            known: documents that were not read since the ledger has them.
        """
        fresh = self._unknown(prepared)
        if fresh:
            self._load_signatures(fresh)
            for one in fresh:
                self._find_family(one)
            self._load(fresh, self._copied)
            for one in fresh:
                self._document(one)
        self.counts.rejected += len(rejected)
        again = [*self._again, *known]
        self.counts.known += len(again)
        rows = self._rows.made() if fresh else None
        self._kept.settle(self._last)
        read = frozenset(one.document.source for one in fresh)
        return Decided(self._at, rejected, rows, read, again, self.counts)

    def tell_more(self, again: Sequence[Again]) -> Written:
        """What a newer reader finds in documents that are there, beyond what was found in them before."""
        self._numbers = {one.more.document.id: one.number for one in again}
        self._copied = {one.number for one in again}
        self._load([one.more for one in again], self._copied)
        self._kept.hold(self._connection, {number for one in again for number in one.who.values()})
        for one in again:
            self._kept.family[one.number] = one.family
            who = {record: self._kept.entities[number] for record, number in one.who.items()}
            who = self._entities(one.more, one.number, who)
            self._told_here = set(one.told)
            for telling in one.more.drafts.tellings:
                self._telling(one.more, telling, one.number, who)
                self.counts.tellings += 1
        return self._rows.made()

    def _load(self, prepared: Sequence[Prepared], copied: Collection[int]) -> None:
        wanted: dict[int, int] = {}
        for one in prepared:
            wanted.update(one.wanted(copied=self._numbers[one.document.id] in copied))
        keys = {key for one in prepared for keys in one.entity_keys.values() for key in keys}
        self._kept.load(self._connection, keys, wanted)

    def _unknown(self, prepared: Sequence[Prepared]) -> list[Prepared]:
        """The documents that are not yet there."""
        query = sa.select(t.documents.c.id)
        ids = {p.document.id for p in prepared}
        known = {row.id for row in chunked(self._connection, query, t.documents.c.id, ids)} | self._kept.last.ids
        fresh: dict[str, Prepared] = {}
        for one in prepared:
            if one.document.id in known or one.document.id in fresh:
                self._again.append(Known(one.document.id, one.document.source))
            else:
                fresh[one.document.id] = one
        first = self._rows.number(t.documents, len(fresh)) if fresh else 0
        self._numbers = {name: first + n for n, name in enumerate(fresh)}
        return list(fresh.values())

    def _load_signatures(self, fresh: Sequence[Prepared]) -> None:
        keys = {key for one in fresh for key in one.bands}
        last = self._kept.last
        query = (
            sa.select(t.bands.c.key, t.documents.c.number, t.documents.c.signature, t.documents.c.twin_of)
            .join(t.documents, t.documents.c.number == t.bands.c.document)
            .order_by(t.documents.c.number)
        )
        for row in chunked(self._connection, query, t.bands.c.key, keys):
            if row.number not in last.signatures:
                self._banded.setdefault(row.key, []).append(row.number)
                self._signatures[row.number] = row.signature
                self._kept.family[row.number] = row.twin_of or row.number
        for key in keys & last.banded.keys():
            self._banded.setdefault(key, []).extend(last.banded[key])
        self._signatures |= last.signatures

    def _find_family(self, one: Prepared) -> None:
        """Find the first document of which one is a copy: itself, if it is none."""
        number = self._numbers[one.document.id]
        self._last.ids.add(one.document.id)
        twin = self._twin(one)
        self._kept.family[number] = number if twin is None else self._kept.family[twin]
        if twin is not None:
            self._copied.add(number)
        if one.signature is not None:
            self._signatures[number] = self._last.signatures[number] = one.signature
            for key in one.bands:
                self._banded.setdefault(key, []).append(number)
                self._last.banded.setdefault(key, []).append(number)
            self._rows.add_keys(t.bands, one.bands, number)

    def _document(self, one: Prepared) -> None:
        number = self._numbers[one.document.id]
        family = self._kept.family[number]
        document = one.document
        self._rows.add(
            t.documents, number=number, id=document.id, source=document.source, title=document.title,
            publisher=document.publisher, author=document.author, language=document.language,
            published=document.published, dateline=one.dateline, text=document.text, signature=one.signature,
            twin_of=family if family != number else None, added=self._at,
        )  # fmt: skip
        reading = self._rows.number(t.readings)
        self._rows.add(t.readings, number=reading, document=number, reader=self._reader, at=self._at, standing=True)
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
            self._rows.add_keys(t.entity_keys, self._kept.keep_entity(met, keys), met.number)
            entity = self._kept.root(met)
            for kept in (met,) if met is entity else (met, entity):
                if not kept.fresh or kept.appearances:
                    self._enrich(kept, appearance)
                kept.appearances += 1
                if day is not None:
                    kept.first_day = min(kept.first_day or day, day)
                    kept.last_day = max(kept.last_day or day, day)
            found[appearance.record] = entity
            self._rows.add(
                t.appearances, number=self._rows.number(t.appearances), entity=entity.number, document=document,
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
        if match is None:
            return None
        entity = self._kept.entities[match.number]
        if match.judgement.verdict == "same":
            return self._kept.met_as(entity, appearance.profile, kept)
        self._doubt(appearance.id, entity.id, match)
        return None

    def _new_entity(self, appearance: Appearance) -> KeptEntity:
        data, profile = appearance.data, appearance.profile
        return KeptEntity(
            self._rows.number(t.entities), appearance.id, data["name"], data["kind"], data["country"], data["known"],
            appearance.role, list(profile.names) if profile is not None else [], 0, None, None, data["title"],
            list(data["sectors"]), None, fresh=True,
        )  # fmt: skip

    def _enrich(self, entity: KeptEntity, appearance: Appearance) -> None:
        """What another document tells of an entity that was met before: gaps are filled, its latest title stands."""
        data, role_before, before = appearance.data, entity.role, entity.compared
        entity.changed = True
        if appearance.profile is not None:
            new = [name for name in appearance.profile.names if name not in entity.names]
            if new:
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
        if entity.compared != before:
            entity.profile_again()

    # Entries

    def _telling(self, one: Prepared, telling: Telling, document: int, who: dict[str, KeptEntity]) -> None:
        said = one.entry_keys[telling.record][-1]
        entry = self._told_before(one, telling, document, said)
        if entry is None:
            number = self._rows.number(t.entries)
            entry = KeptEntry(number, telling.entry_id, telling.kind, telling.profile, document, 0, -1.0, fresh=True)
            self.counts.entries += 1
        self._told_here.add(entry.root)
        entry.tellings += 1
        entry.changed = True
        if (fullness := telling.fullness) > entry.fullness:
            entry.fullness = fullness
            self._lead(entry, telling, document, one.document.published, who)
        self._rows.add_keys(t.blocks, self._kept.keep_entry(entry, one.entry_keys[telling.record]), entry.number)
        self._rows.add(
            t.tellings, number=self._rows.number(t.tellings), id=telling.id, entry=entry.root, document=document,
            record=telling.record, start=telling.start, end=telling.end, data=telling.data, retired=False,
            home=entry.number if entry.root != entry.number else None,
        )  # fmt: skip

    def _told_before(self, one: Prepared, telling: Telling, document: int, said: int) -> KeptEntry | None:
        family = self._kept.family[document]
        mine = self._told_here
        for entry in self._kept.entries_under([said]) if document in self._copied else ():
            if entry.kind == telling.kind and entry.root not in mine and self._kept.family[entry.document] == family:
                return entry
        kept = [
            e for e in self._kept.entries_under(one.looked_for[telling.record], matching.most_of(telling.kind))
            if e.kind == telling.kind and e.root not in mine and e.document != document
        ]  # fmt: skip
        match = matching.best(telling.profile, (one for e in kept for one in e.profiles))
        if match is None:
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
        entry.document, entry.profile = document, telling.profile
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
            "profile": {**matching.to_json(telling.profile), "fullness": entry.fullness},
            "parties": list(dict.fromkeys((role, who[local].number) for role, local in telling.parties)),
        }  # fmt: skip

    def _doubt(self, one: str, other: str, match: matching.Match) -> None:
        first, second = sorted((one, other))
        judgement = match.judgement
        self._rows.add(t.doubts, one=first, other=second, score=judgement.score, reasons=list(judgement.reasons))


def _reject(connection: Connection, one: Rejected, at: str) -> None:
    """Keep a document that was not read; one that was rejected before counts one more try."""
    r = t.rejected.c
    line = one.line or 0
    row = {"reason": one.reason, "language": one.language, "at": at, "settled": False}
    again = sa.update(t.rejected).where(r.source == one.source, r.line == line).values(**row, tries=r.tries + 1)
    if connection.execute(again).rowcount == 0:
        number = (connection.execute(sa.select(sa.func.max(r.number))).scalar() or 0) + 1
        first = {"number": number, "source": one.source, "line": line, "tries": 1}
        connection.execute(sa.insert(t.rejected).values(**row, **first))


def _settle(connection: Connection, sources: Collection[str]) -> None:
    """A document that was rejected before and is read now is settled."""
    waiting = sa.select(t.rejected.c.number).where(~t.rejected.c.settled)
    rows = chunked(connection, waiting, t.rejected.c.source, sources)
    if numbers := [row.number for row in rows]:
        connection.execute(sa.update(t.rejected).where(t.rejected.c.number.in_(numbers)).values(settled=True))


def _meet_again(connection: Connection, known: Sequence[Known], at: str) -> None:
    """Documents that are there already: only a source that is new is noted."""
    d = t.documents.c
    rows = chunked(connection, sa.select(d.id, d.number, d.source), d.id, {one.id for one in known})
    have = {row.id: (row.number, row.source) for row in rows}
    new = [
        {"document": have[one.id][0], "source": one.source, "added": at}
        for one in known if one.source != have[one.id][1]
    ]  # fmt: skip
    bulk.run(connection, bulk.inserted(connection.dialect.name, t.sightings, new, known=True))
