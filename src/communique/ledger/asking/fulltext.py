"""Words that somebody looks for, as each database wants them: whatever is typed, it is never a syntax error.

All words must be there, in any order; ``"two words"`` are looked for as a phrase, ``negotiat*`` as the beginning of a
word. Case, accents and punctuation do not count, and endings do not in English ("talks" finds "talk").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

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
    def index(self) -> sa.FromClause:
        """SQLite's index as a table."""
        return _index(self.table)

    @property
    def source(self) -> Source:
        """The rows' numbers, in no order."""
        if self.sqlite:
            return Source(self.index, self.index.c.rowid, None, (self.matched,), sorted_=False)
        rows = sa.table(self.table, sa.column("number", sa.BigInteger), sa.column("search")).alias("found")
        return Source(rows, rows.c.number, None, (self._at(rows.c.search),), sorted_=False)

    @property
    def matched(self) -> ColumnElement[bool]:
        """On SQLite: that a row of `index` has the words."""
        return self.index.c[f"{self.table}_search"].op("MATCH")(for_sqlite(parts_of(self.text)))

    def has(self, number: ColumnElement[int]) -> ColumnElement[bool]:
        """That the row of a number is one of them, tested for that row alone."""
        if self.sqlite:
            return sa.exists().where(self.index.c.rowid == number, self.matched).correlate_except(self.index)
        rows = sa.table(self.table, sa.column("number", sa.BigInteger), sa.column("search")).alias("searched")
        return sa.exists().where(rows.c.number == number, self._at(rows.c.search)).correlate_except(rows)

    def _at(self, vector: ColumnElement[object]) -> ColumnElement[bool]:
        # Names are of no language; the configuration is the one that the column was made with.
        configuration: ColumnElement[str] = sa.literal_column("'simple'" if self.table == "entities" else "'english'")
        return vector.op("@@")(sa.func.to_tsquery(configuration, for_postgresql(parts_of(self.text))))


@cache
def _index(table: str) -> sa.FromClause:
    # One and the same object each time: SQLAlchemy tells tables apart by identity.
    name = f"{table}_search"
    return sa.table(name, sa.column("rowid", sa.Integer), sa.column(name, sa.Text))


def match(connection: Connection, table: str, text: str) -> Match | None:
    """What has the words; None where the text holds none, which nothing has."""
    return Match(table, text, connection.dialect.name == "sqlite") if parts_of(text) else None
