"""The follower: later documents are searched for what became of promises, and what is found is proposed.

Nothing is decided here: a proposal waits for a person. Its id is made of the promise and the document alone, so that a
run again, another batch size or a second follower at the same time add nothing. Promises and documents may come in any
order: a new document is searched for all promises before its day, and a new promise in documents that were there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from communique.following.features import count
from communique.following.head import Head, Judged
from communique.following.loading import later_documents, papers, promises, promises_on, told_in
from communique.following.searching import Candidate, Searcher, pairs
from communique.following.seen import Paper, Promise
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.keys import made_of

BATCH = 64
"""Documents that are searched at once; what came of them is written in one transaction."""
CURSOR = "followed"
"""The fact that says up to which number all documents were searched."""
TELLING = ("partly", "broken", "withdrawn", "superseded")
"""Cues for which the sentence after is shown, too."""

Json = dict[str, Any]


class GivesVectors(Protocol):
    """What following needs of a reader: see `communique.pipeline.Reader`."""

    def vectors(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Texts to vectors (texts, H)."""
        ...


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of a batch."""

    documents: int
    proposals: int
    """New ones."""


class Follower:
    """Searches documents of a ledger for evidence on its commitments.

    Args:
        ledger: an open ledger.
        reader: gives texts their vectors.
        head: judges passages; None for the one that the package ships.
    """

    def __init__(self, ledger: Ledger, reader: GivesVectors, head: Head | None = None) -> None:
        self._ledger, self._head = ledger, head or Head()
        self._searcher = Searcher(reader.vectors)

    def follow(self, numbers: Sequence[int]) -> Followed:
        """Search documents, in batches; each is kept when it is done.

        Args:
            numbers: of documents in the ledger; those that were searched before add nothing.

        Raises:
            LedgerError: the ledger failed; what was searched before is kept.
        """
        ordered = sorted(set(numbers))
        total = 0
        for n in range(0, len(ordered), BATCH):
            total += self._batch(ordered[n : n + BATCH])
        return Followed(len(ordered), total)

    def follow_new(self) -> Iterator[Followed]:
        """Search all documents that were not searched yet; yields what came of each batch when it is kept.

        Raises:
            LedgerError: the ledger failed; the batches that were yielded are kept.
        """
        while True:
            with self._ledger.reading() as connection:
                number = t.documents.c.number
                query = sa.select(number).where(number > cursor(connection)).order_by(number).limit(BATCH)
                numbers = [row.number for row in connection.execute(query)]
            if not numbers:
                return
            yield Followed(len(numbers), self._batch(numbers, up_to=numbers[-1]))

    def _batch(self, numbers: Sequence[int], up_to: int | None = None) -> int:
        with self._ledger.reading() as connection:
            found = list(self._pairs(connection, numbers))
        rows = self._judged(self._searcher.candidates(found))
        with self._ledger.writing() as connection:
            added = _add(connection, rows, self._ledger.clock())
            _move_cursor(connection, numbers, up_to)
        return added

    def _pairs(self, connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[Promise, Paper]]:
        new = papers(connection, numbers)
        yield from pairs(promises_on(connection, new), new)
        # A promise that these documents are the first to tell may have been kept in one that was there already.
        fresh = promises(connection, told_in(connection, numbers))
        earlier = {one.number: set(later_documents(connection, one, numbers[0])) for one in fresh}
        there = papers(connection, set().union(*earlier.values()))
        for promise in fresh:
            yield from pairs([promise], [paper for paper in there if paper.number in earlier[promise.number]])

    def _judged(self, candidates: Sequence[Candidate]) -> list[Json]:
        """Of each promise and document the likeliest candidate, if it is likely enough."""
        best: dict[tuple[int, int], tuple[Candidate, Judged]] = {}
        for one in candidates:
            judged = self._head.judge(one.features, refusal=one.promise.force == "refuse")
            key = (one.promise.number, one.passage.paper.number)
            if judged.probability >= self._head.threshold and (
                key not in best or judged.probability > best[key][1].probability
            ):
                best[key] = one, judged
        return [self._row(one, judged) for one, judged in best.values()]

    def _row(self, one: Candidate, judged: Judged) -> Json:
        paper, passage = one.passage.paper, one.passage
        after = passage.text(0, 1)[len(passage.text()) :]
        start, end = passage.extent(0, int(any(count(cue, after) for cue in TELLING)))
        return {
            "id": made_of("proposal", one.promise.id, paper.id), "commitment": one.promise.number,
            "document": paper.number, "start": start, "end": end, "day": paper.day, "verdict": judged.verdict,
            "probability": round(judged.probability, 3), "state": "open",
            "reasons": {"features": list(judged.reasons), "share": round(judged.share, 3), "head": self._head.version},
        }  # fmt: skip


def all_searched(ledger: Ledger) -> bool:
    """Whether every document of a ledger has been searched."""
    with ledger.reading() as connection:
        last = connection.execute(sa.select(sa.func.max(t.documents.c.number))).scalar()
        return last is None or last <= cursor(connection)


def cursor(connection: Connection) -> int:
    """The number up to which all documents were searched; 0 where none was."""
    value = connection.execute(sa.select(t.facts.c.value).where(t.facts.c.name == CURSOR)).scalar()
    return int(value) if value is not None else 0


def search_again(ledger: Ledger) -> None:
    """Let `Follower.follow_new` begin with the first document; proposals that there are stay."""
    with ledger.writing() as connection:
        connection.execute(sa.delete(t.facts).where(t.facts.c.name == CURSOR))


def _move_cursor(connection: Connection, numbers: Sequence[int], up_to: int | None) -> None:
    before = cursor(connection)
    if up_to is None:
        # Only what follows without a gap: documents between them may not have been searched.
        d = t.documents.c.number
        known = connection.execute(sa.select(d).where(d > before).order_by(d).limit(len(numbers))).scalars()
        wanted = set(numbers)
        up_to = before
        for number in known:
            if number not in wanted:
                break
            up_to = number
    if up_to <= before:
        return
    same = t.facts.c.name == CURSOR
    if connection.execute(sa.update(t.facts).where(same).values(value=str(up_to))).rowcount == 0:
        connection.execute(sa.insert(t.facts).values(name=CURSOR, value=str(up_to)))


def _add(connection: Connection, rows: Sequence[Json], at: str) -> int:
    """Insert proposals that are not there yet; returns how many."""
    if not rows:
        return 0
    p = t.proposals
    there = set(connection.execute(sa.select(p.c.id).where(p.c.id.in_([row["id"] for row in rows]))).scalars())
    first = (connection.execute(sa.select(sa.func.max(p.c.number))).scalar() or 0) + 1
    new = [row for row in rows if row["id"] not in there]
    insert = sqlite.insert(p) if connection.dialect.name == "sqlite" else postgresql.insert(p)
    if new:
        values = [{**row, "number": first + n, "at": at} for n, row in enumerate(new)]
        connection.execute(insert.on_conflict_do_nothing(index_elements=["id"]), values)
    return len(new)
