"""Who is meant by a word of a filter: a country's parties, or some entities of the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.errors import LedgerError, NobodyError
from communique.ledger import tables as t
from communique.ledger.asking.fulltext import match
from communique.ledger.asking.sources import Whom
from communique.ledger.keys import block
from communique.resolve import organizations, states
from communique.resolve.across import Profile, blocks
from communique.text.spelling import plain

MOST = 200
"""Entities that one word may mean; a word that means more tells nobody."""
_ID = re.compile(r"n[0-9a-f]{3,16}")


def whom(connection: Connection, word: str) -> Whom:
    """Who is meant.

    Args:
        connection: to the ledger.
        word: an ISO alpha-3 code in capitals, a name, an acronym, or the id of an entity or its beginning.

    Raises:
        LedgerError: nobody of that name or id is in the ledger, or too many are.
    """
    word = word.strip()
    if len(word) == 3 and word.isupper() and word in states.codes():
        return Whom(countries=(word,))
    found = entities_named(connection, word)
    if not found:
        raise NobodyError(f"nobody in the ledger is called {word!r}; `communique who` finds names by their parts.")
    if len(found) > MOST:
        raise LedgerError(f"{word!r} may mean more than {MOST} parties of the ledger; give a fuller name or an id.")
    return Whom(entities=tuple(family(connection, found)))


def all_of(connection: Connection, words: Iterable[str]) -> Whom:
    """Who is meant by any of several words.

    Raises:
        LedgerError: one of them means nobody.
    """
    found = Whom()
    for word in words:
        found |= whom(connection, word)
    return found


def entities_named(connection: Connection, word: str) -> list[int]:
    """Numbers of the entities of an id or of a name, by the first of these ways that finds any, at most `MOST` + 1.

    Its id or the beginning of it; the very name, its words in another order, or the body or state that the word is a
    known name of; all words in one of its names; a name that sounds alike.

    Raises:
        LedgerError: it is the beginning of several ids.
    """
    if _ID.fullmatch(word) and (number := _by_id(connection, word)) is not None:
        return [number]
    known: str | None = None
    names = [word]
    if (body := organizations.find(word)) is not None:
        names.append(body.name)
        known = body.wikidata
    elif (state := states.find(word)) is not None and state.via in ("name", "historical"):
        names.append(state.name)
        known = state.country
    exact = {f"{sort} {mark}" for sort in ("person", "body") for name in names for mark in _exact(name)}
    exact |= {f"body @{known}"} if known is not None else set()
    if found := _under(connection, exact):
        return found
    if (words := match(connection, "entities", word)) is not None:
        query = sa.select(words.source.number).where(*words.source.where).limit(MOST + 1)
        if found := list(connection.scalars(query)):
            return found
    alike = blocks(Profile("asked#", "person", (word,))) | blocks(Profile("asked#", "body", (word,)))
    return _under(connection, alike)


def family(connection: Connection, numbers: Iterable[int]) -> list[int]:
    """Entities with all that were merged into them, and that they were merged into."""
    found = set(numbers)
    fresh = set(found)
    while fresh:
        up = sa.select(t.entities.c.merged_into).where(
            t.entities.c.number.in_(fresh), t.entities.c.merged_into.is_not(None)
        )
        down = sa.select(t.entities.c.number).where(t.entities.c.merged_into.in_(fresh))
        fresh = {number for query in (up, down) for number in connection.scalars(query) if number is not None} - found
        found |= fresh
    return sorted(found)


def _by_id(connection: Connection, word: str) -> int | None:
    ids = t.entities.c.id
    # A range rather than LIKE, which would not use the index.
    query = sa.select(t.entities.c.number, ids).where(ids >= word, ids < word + "g").order_by(ids).limit(2)
    rows = connection.execute(query).all()
    if len(rows) == 2 and rows[0].id != word:
        raise LedgerError(f"{word!r} is the beginning of several ids; give more of its digits.")
    return rows[0].number if rows else None


def _exact(name: str) -> tuple[str, ...]:
    said = plain(name)
    return (f"={said}", "+" + " ".join(sorted(said.split()))) if said else ()


def _under(connection: Connection, keys: Iterable[str]) -> list[int]:
    hashed = sorted({block(key) for key in keys})
    query = sa.select(t.entity_keys.c.entity).where(t.entity_keys.c.key.in_(hashed)).distinct().limit(MOST + 1)
    return list(connection.scalars(query)) if hashed else []
