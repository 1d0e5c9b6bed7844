"""Words that somebody looks for, as each database wants them: whatever is typed, it is never a syntax error.

All words must be there, in any order; ``"two words"`` are looked for as a phrase, ``negotiat*`` as the beginning of a
word. Case, accents and punctuation do not count, and endings do not in English ("talks" finds "talk").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from communique.ledger.asking.sources import Source

_PART = re.compile(r'"([^"]*)"?|(\S+)')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Part:
    """Words that follow one another; of the last one it may be the beginning only."""

    words: tuple[str, ...]
    begins: bool


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of what somebody typed; none where it holds no letter or digit."""
    found = []
    for phrase, word in _PART.findall(text):
        words = tuple(_WORD.findall(phrase or word))
        if words:
            found.append(Part(words, begins=word.endswith("*")))
    return tuple(found)


def for_sqlite(parts: tuple[Part, ...]) -> str:
    """The parts in FTS5's language, each of them quoted."""
    return " AND ".join('"' + " ".join(p.words) + '"' + (" *" if p.begins else "") for p in parts)


def for_postgresql(parts: tuple[Part, ...]) -> str:
    """The parts in the language of tsquery, each word of them quoted."""
    return " & ".join("(" + " <-> ".join(_quoted(p)) + ")" for p in parts)


def _quoted(part: Part) -> list[str]:
    words = [f"'{word}'" for word in part.words]
    if part.begins:
        words[-1] += ":*"
    return words


@dataclass(frozen=True, slots=True)
class Match:
    """Rows of a table whose full-text index has the words.

    Args:
        table: entries, documents or entities.
        text: what somebody typed; it must have a word.
        sqlite: which of the two databases it is.
    """

    table: str
    text: str
    sqlite: bool

    @property
    def rows(self) -> sa.FromClause:
        """The table that is searched, with ``number`` and ``search``."""
        return _rows(self.table, self.sqlite, "found")

    @property
    def source(self) -> Source:
        """The rows' numbers, in no order."""
        return Source(self.rows, self.rows.c.number, None, (self._at(self.rows),), order=None)

    def has(self, number: ColumnElement[int]) -> ColumnElement[bool]:
        """That the row of a number is one of them, tested for that row alone: 40 µs on SQLite."""
        rows = _rows(self.table, self.sqlite, "searched")
        return sa.exists().where(rows.c.number == number, self._at(rows)).correlate_except(rows)

    def among(self, number: ColumnElement[int]) -> ColumnElement[bool]:
        """That the row of a number is one of them, all of which are found first: 0.1 µs each on SQLite."""
        rows = _rows(self.table, self.sqlite, "searched")
        return number.in_(sa.select(rows.c.number).where(self._at(rows)).correlate_except(rows))

    @property
    def begins(self) -> bool:
        """A word is looked for by its beginning."""
        return any(part.begins for part in parts_of(self.text))

    @property
    def query(self) -> ColumnElement[Any]:
        """On PostgreSQL: the words as a tsquery."""
        # Names are of no language; the configuration is the one that the column was made with.
        configuration: ColumnElement[str] = sa.literal_column("'simple'" if self.table == "entities" else "'english'")
        return sa.func.to_tsquery(configuration, for_postgresql(parts_of(self.text)))

    def _at(self, rows: sa.FromClause) -> ColumnElement[bool]:
        if self.sqlite:
            return rows.c.search.op("MATCH", is_comparison=True)(for_sqlite(parts_of(self.text)))
        return rows.c.search.op("@@", is_comparison=True)(self.query)


@cache
def _rows(table: str, sqlite: bool, alias: str) -> sa.FromClause:
    """The table with ``number`` and ``search``, each time the same object: SQLAlchemy tells tables apart by it."""
    if sqlite:
        name = f"{table}_search"
        number, search = sa.Column("rowid", sa.Integer, key="number"), sa.Column(name, sa.Text, key="search")
        return sa.Table(name, sa.MetaData(), number, search).alias(alias)
    return sa.table(table, sa.column("number", sa.BigInteger), sa.column("search")).alias(alias)


def match(connection: Connection, table: str, text: str) -> Match | None:
    """What has the words; None where the text holds none, which nothing has."""
    return Match(table, text, connection.dialect.name == "sqlite") if parts_of(text) else None
