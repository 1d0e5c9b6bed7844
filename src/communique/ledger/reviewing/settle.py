"""The ledger brought in line with its decisions."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import tables as t
from communique.ledger.kept import chunked
from communique.ledger.reviewing import entities, entries
from communique.ledger.reviewing.log import anything_about, around, decisions
from communique.ledger.reviewing.shape import Shape


def settle(connection: Connection, ids: Iterable[str]) -> None:
    """Compute anew what decisions about these things, or new facts about them, may have changed.

    Everything is followed from the tellings, the appearances and all decisions that stand, in their order: nothing
    depends on what the ledger showed before. Of entries only the decisions about them and their family are read, so
    that a decision costs the same among ten others and among a million; an entity's are read with all others, since
    whatever it is a party of may have been decided about.

    Args:
        connection: to the ledger, in a writing transaction.
        ids: of entries and entities.
    """
    wanted = set(ids)
    people = {key for key in wanted if key.startswith("n")}
    if people:
        rows = decisions(connection)
        entities.settle(connection, Shape(rows), rows, people)
    if told := wanted - people:
        entries.settle(connection, Shape(around(connection, told)), told)


def settle_told(connection: Connection, numbers: Iterable[int]) -> None:
    """After documents were added: bring those of the entries in line that people decided about, or their parties.

    Args:
        connection: to the ledger, in a writing transaction.
        numbers: of entries that were told.
    """
    wanted = set(numbers)
    e, n, p = t.entries.c, t.entities.c, t.parties.c
    if connection.execute(sa.select(t.decisions.c.number).limit(1)).first() is None:
        return
    key = {row.number: row.id for row in chunked(connection, sa.select(e.number, e.id), e.number, wanted)}
    decided = anything_about(connection, key.values())
    reviewed = sa.select(p.entry).join(t.entities, n.number == p.entity).where(n.review.is_not(None))
    touched = {row.entry for row in chunked(connection, reviewed, p.entry, wanted)}
    if not decided and not touched:
        return
    shape = Shape(around(connection, decided | {key[number] for number in touched}))
    if decided:
        entries.settle(connection, shape, decided)
    entries.settle_told(connection, shape, touched)


def settle_reread(connection: Connection, people: Iterable[int], told: Iterable[int]) -> None:
    """After documents were read again: compute what they told and tell.

    Args:
        connection: to the ledger, in a writing transaction.
        people: numbers of entities of which they tell something else.
        told: numbers of entries that they tell or told.
    """
    shape = Shape(decisions(connection))
    changed = set(people)
    entities.refresh(connection, shape, changed)
    e, p = t.entries.c, t.parties.c
    # A party that people named is met by its name as it is now.
    named = sa.select(p.entry).join(t.entries, e.number == p.entry).where(e.correction.is_not(None))
    wanted = set(told) | {row.entry for row in chunked(connection, named, p.entity, changed)}
    keys = {row.id for row in chunked(connection, sa.select(e.id), e.number, wanted)}
    entries.settle(connection, shape, keys, reread=True)
