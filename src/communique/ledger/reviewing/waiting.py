"""What waits for somebody to look at it: pairs in doubt, entries of which the reader is not sure, proposals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.ledger import tables as t
from communique.ledger.kept import chunked
from communique.ledger.reviewing.log import TAKE_BACK, about_these, standing
from communique.ledger.store import Ledger

What = Literal["doubt", "unsure", "proposal"]
UNSURE = 0.5
"""Confidence below which an entry waits for somebody to look at it."""
PAGE = 500
APART = ("apart", TAKE_BACK)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits."""

    what: What
    """doubt: whether two things are one; unsure: whether an entry is right; proposal: what became of a promise."""
    id: str
    other: str | None
    """The second of a pair."""
    kind: str
    score: float
    """0 to 1: of a pair how alike they are, of an entry the reader's confidence, of a proposal its probability."""
    words: str
    other_words: str | None
    reasons: tuple[str, ...]
    """What speaks for and against it."""


def waiting(ledger: Ledger, *, below: float = UNSURE, what: What | None = None) -> Iterator[Waiting]:
    """What waits: first the pairs, the most alike first; then entries, the least sure first; then proposals.

    Args:
        ledger: an open ledger.
        below: entries are listed whose confidence is below this, 0 to 1.
        what: only this; None for all.
    """
    with ledger.reading() as connection:
        if what in (None, "doubt"):
            yield from _doubts(connection)
        if what in (None, "unsure"):
            yield from _unsure(connection, below)
        if what in (None, "proposal"):
            yield from _proposals(connection)


def _doubts(connection: Connection) -> Iterator[Waiting]:
    d = t.doubts.c
    place = sa.tuple_(d.score, d.one, d.other)
    query = sa.select(t.doubts).order_by(d.score.desc(), d.one.desc(), d.other.desc()).limit(PAGE)
    # Page by page, each from where the last one ended: whoever takes them one by one may decide about them meanwhile.
    rows = connection.execute(query).all()
    while rows:
        things = _things(connection, {key for row in rows for key in (row.one, row.other)})
        apart = _apart(connection, {thing.id for thing in things.values()})
        for row in rows:
            one, other = things.get(row.one), things.get(row.other)
            if one is None or other is None or one.id == other.id or frozenset((one.id, other.id)) in apart:
                continue
            told = (_words(one), _words(other), tuple(row.reasons))
            yield Waiting("doubt", one.id, other.id, one.kind, row.score, *told)
        last = rows[-1]
        rows = connection.execute(query.where(place < sa.tuple_(last.score, last.one, last.other))).all()


def _apart(connection: Connection, ids: set[str]) -> set[frozenset[str | None]]:
    """Pairs of some things of which people have said that they are two."""
    rows = about_these(connection, ids, what=APART)
    return {frozenset((d.subject, d.other)) for d in standing(rows) if d.what == "apart"}


def _things(connection: Connection, ids: set[str]) -> dict[str, Row[Any]]:
    """What the things of some ids have become, without those that are rejected or hidden."""
    found: dict[str, Row[Any]] = {}
    for table in (t.entries, t.entities):
        rows = {row.number: row for row in chunked(connection, sa.select(table), table.c.id, ids)}
        roots = {row.merged_into for row in rows.values()} - {None} - rows.keys()
        rows |= {row.number: row for row in chunked(connection, sa.select(table), table.c.number, roots)}
        for row in rows.values():
            root = rows[row.merged_into] if row.merged_into is not None else row
            if root.review != "rejected" and not getattr(root, "hidden", False):
                found[row.id] = root
    return found


def _words(row: Row[Any]) -> str:
    if not row.id.startswith("n"):
        return str(row.words)
    return ", ".join(part for part in (row.name, row.title, row.country) if part)


def _unsure(connection: Connection, below: float) -> Iterator[Waiting]:
    e = t.entries.c
    query = sa.select(e.id, e.kind, e.confidence, e.words).order_by(e.confidence, e.number)
    query = query.where(e.confidence < below, e.review.is_(None), e.hidden == sa.false())
    for row in _streamed(connection, query):
        yield Waiting("unsure", row.id, None, row.kind, row.confidence, row.words, None, ())


def _proposals(connection: Connection) -> Iterator[Waiting]:
    p, e, d = t.proposals.c, t.entries.c, t.documents.c
    open_ = (p.state == "open", e.hidden == sa.false())
    order = sa.select(p.number).join_from(t.proposals, t.entries, e.number == p.commitment).where(*open_)
    # Texts are long: they are read for a page, not sorted.
    numbers = iter(connection.scalars(order.order_by(p.probability.desc(), p.number)).all())
    query = (
        sa.select(p.number, p.id, p.verdict, p.probability, p.reasons, p.start, p.end, e.words, d.text)
        .join_from(t.proposals, t.entries, e.number == p.commitment)
        .join(t.documents, d.number == p.document)
        .where(*open_)
    )
    while page := list(islice(numbers, PAGE)):
        rows = {row.number: row for row in chunked(connection, query, p.number, page)}
        for row in (rows[number] for number in page if number in rows):
            told = f"{row.verdict}: {row.text[row.start : row.end]}"
            reasons = tuple(map(str, row.reasons)) if isinstance(row.reasons, list) else (str(row.reasons),)
            yield Waiting("proposal", row.id, None, "commitment", row.probability, row.words, told, reasons)


def _streamed(connection: Connection, query: sa.Select[Any]) -> Iterable[Row[Any]]:
    return connection.execution_options(yield_per=PAGE).execute(query)
