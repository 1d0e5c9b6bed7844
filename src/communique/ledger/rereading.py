"""Documents read again with a newer reader: what is found again keeps its entries, and people's decisions stay.

A document's new reading takes the place of the old one in one transaction with others of its batch, so that a run
that is broken off anywhere goes on where it was. What was found before keeps its number, its entry and its id, and
tells what the new reading tells; what is found no more is retired, not removed; what is new is met with what is kept as
in any ingest. Everything touched is then computed anew, with all decisions that stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.ledger import again
from communique.ledger import tables as t
from communique.ledger.batch import Again, Batch, Prepared
from communique.ledger.drafts import Appearance, Drafts, drafts
from communique.ledger.kept import Kept, chunked
from communique.ledger.reviewing.rows import rewrite
from communique.ledger.reviewing.settle import settle_reread
from communique.ledger.store import Ledger
from communique.ledger.writer import BATCH
from communique.records import Dateline, Document, Reading

Json = dict[str, Any]
_TOLD = ("name", "kind", "title", "country", "sectors", "known")


@dataclass(slots=True)
class Reread:
    """What became of documents that were read again; all but the first are records of theirs."""

    documents: int = 0
    kept: int = 0
    """Found again."""
    added: int = 0
    """Found for the first time."""
    retired: int = 0
    """Found no more."""

    def __iadd__(self, other: Reread) -> Reread:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
        return self


class Rereading:
    """Puts new readings in the place of old ones.

    Args:
        ledger: an open ledger.
        reader: the version of what makes the new readings.
    """

    def __init__(self, ledger: Ledger, reader: str) -> None:
        self._ledger, self._reader = ledger, reader

    def waiting(self, *, everything: bool = False) -> int:
        """How many documents are to be read again: those that another version read, or all."""
        with self._ledger.reading() as connection:
            query = self._which(sa.select(sa.func.count()), everything)
            return int(connection.execute(query).scalar_one())

    def documents(self, *, everything: bool = False) -> Iterator[Document]:
        """The documents to be read again, in the order in which they came; new readings may be written meanwhile."""
        after = 0
        d = t.documents.c
        while True:
            query = self._which(sa.select(*t.documents.c), everything).where(d.number > after)
            with self._ledger.reading() as connection:
                rows = connection.execute(query.order_by(d.number).limit(BATCH)).all()
            if not rows:
                return
            yield from map(_document, rows)
            after = rows[-1].number

    def replace(self, readings: Sequence[Reading]) -> Reread:
        """Put new readings in the place of the old ones, in one transaction.

        Raises:
            LedgerError: the database failed; nothing of it was kept.
        """
        found = [(reading, drafts(reading)) for reading in readings]
        with self._ledger.writing() as connection:
            one = _Replacement(connection, self._reader, self._ledger.clock())
            one.replace(found)
            return one.counts

    def _which(self, query: sa.Select[Any], everything: bool) -> sa.Select[Any]:
        r = t.readings.c
        query = query.join_from(t.documents, t.readings, sa.and_(r.document == t.documents.c.number, r.standing))
        return query if everything else query.where(r.reader != self._reader)


class _Replacement:
    """One transaction."""

    def __init__(self, connection: Connection, reader: str, at: str) -> None:
        self._connection, self._reader, self._at = connection, reader, at
        self._entries: set[int] = set()
        self._people: set[int] = set()
        """Of whom the documents tell something else."""
        self.counts = Reread()

    def replace(self, found: Sequence[tuple[Reading, Drafts]]) -> None:
        d = t.documents.c
        ids = {reading.document.id for reading, _ in found}
        rows = {r.id: r for r in chunked(self._connection, sa.select(d.number, d.id, d.twin_of), d.id, ids)}
        numbers = {row.number for row in rows.values()}
        seen = self._of(t.appearances, numbers)
        told = self._of(t.tellings, numbers)
        again_ = []
        for reading, whole in found:
            row = rows[reading.document.id]
            again_.append(self._document(row, reading, whole, seen.get(row.number, []), told.get(row.number, [])))
        batch = Batch(self._connection, self._reader, self._at, Kept())
        batch.tell_more(again_).write(self._connection)
        self.counts.added += batch.counts.tellings
        s = t.tellings.c
        query = sa.select(s.entry).distinct()
        told_of = {r.entry for r in chunked(self._connection, query, s.document, numbers)}
        settle_reread(self._connection, self._people, told_of | self._entries)

    def _of(self, table: sa.Table, documents: set[int]) -> dict[int, list[Row[Any]]]:
        found: dict[int, list[Row[Any]]] = {}
        query = sa.select(table).order_by(table.c.number)
        for row in chunked(self._connection, query, table.c.document, documents):
            found.setdefault(row.document, []).append(row)
        return found

    def _document(
        self, row: Row[Any], reading: Reading, whole: Drafts, seen: Sequence[Row[Any]], told: Sequence[Row[Any]]
    ) -> Again:
        number = self._reading(row.number)
        people = again.appearances(reading.document.id, seen, whole.appearances)
        records = again.tellings(told, whole.tellings)
        who = {old.record: new.record for old, new in people.same}
        who |= {old.record: f"{old.record}~{number:x}" for old in people.gone}
        said = {old.record: new.record for old, new in records.same}
        said |= {old.record: f"{old.record}~{number:x}" for old in records.gone}
        changes: dict[int, Json] = {
            old.number: {"record": new.record, "data": new.data, "retired": False} for old, new in people.same
        }
        changes |= {
            old.number: {"record": who[old.record], "data": {**old.data, "id": who[old.record]}, "retired": True}
            for old in people.gone
        }  # fmt: skip
        rewrite(self._connection, t.appearances, changes)
        self._people |= _otherwise(seen, people)
        self._entries |= {old.entry for old in told}
        changes = {
            old.number: {"record": new.record, "data": new.data, "retired": False, "start": new.start, "end": new.end}
            for old, new in records.same
        }
        met = set(changes)
        for old in told:
            if old.number not in met:
                record = said[old.record] if not old.retired else old.record
                changes[old.number] = {
                    "record": record, "data": again.renamed(old.data, record, who, said), "retired": True,
                    "start": old.start, "end": old.end,
                }  # fmt: skip
        rewrite(self._connection, t.tellings, changes)
        self.counts += Reread(1, len(records.same), 0, len(records.gone))
        more = Drafts(people.more, records.more)
        return Again(
            row.number, row.twin_of or row.number, Prepared(reading, more),
            {new.record: old.entity for old, new in people.same}, frozenset(old.entry for old, _ in records.same),
        )  # fmt: skip

    def _reading(self, document: int) -> int:
        r = t.readings.c
        last = sa.update(t.readings).where(r.document == document, r.standing)
        self._connection.execute(last.values(standing=False))
        number: int = (self._connection.execute(sa.select(sa.func.max(r.number))).scalar() or 0) + 1
        row = {"number": number, "document": document, "reader": self._reader, "at": self._at, "standing": True}
        self._connection.execute(sa.insert(t.readings).values(row))
        return number


def _otherwise(seen: Sequence[Row[Any]], found: again.Paired[Appearance]) -> set[int]:
    """Entities of which a new reading tells something else: seldom that of a state that every other document names."""
    was = {old.record: old.entity for old in seen}
    now = {new.record: old.entity for old, new in found.same}

    def told(data: Json, entity: dict[str, int]) -> list[Any]:
        named = any(m["kind"] == "name" for m in data["mentions"])
        return [*(data[name] for name in _TOLD), named, entity.get(data["affiliation"])]

    changed = {old.entity for old in found.gone}
    return changed | {
        old.entity for old, new in found.same if old.retired or told(old.data, was) != told(new.data, now)
    }


def _document(row: Row[Any]) -> Document:
    dateline = Dateline(**row.dateline) if row.dateline is not None else None
    return Document(
        row.id, row.source, row.text, row.title, row.publisher, row.author, row.language, row.published, dateline
    )  # fmt: skip
