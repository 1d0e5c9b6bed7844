"""The reader's statements held against PolNeAR's attributions, article by article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evaluate import overlap, pair_up, words

from communique.pipeline import Reader
from communique.records import Document, Statement

HALF = 0.5
"""Least share of words (Dice) that two spans must have in common to agree."""
Roles = tuple[set[int], set[int]]
"""Starts of the words of a content, and of its speaker."""


@dataclass(frozen=True, slots=True)
class Article:
    """What is annotated in an article, what the reader found, and which of both agree."""

    name: str
    text: str
    statements: tuple[Statement, ...]
    wanted: list[Roles]
    content: list[tuple[int, int]]
    """(annotated, found) numbers of those whose contents agree, one to one."""
    attributed: list[tuple[int, int]]
    """The same for content and speaker."""


def _said(statement: Statement, text: str) -> Roles:
    who = statement.speaker_span
    content = words(text, *((c.start, c.end) for c in statement.content))
    return content, words(text, (who.start, who.end)) if who else set()


def articles(reader: Reader, rows: Sequence[dict[str, Any]]) -> Iterator[Article]:
    """Each row of PolNeAR's JSON Lines (``name``, ``text``, ``attributions`` with ``source``, ``cue``, ``content`` extents), read."""
    documents = [Document(str(r["name"]), str(r["name"]), str(r["text"]), language="en") for r in rows]
    fit = lambda g, p: o if (o := overlap(g[0], p[0])) >= HALF else 0.0
    fit_both = lambda g, p: o if (o := min(overlap(g[0], p[0]), overlap(g[1], p[1]))) >= HALF else 0.0
    for row, reading in zip(rows, reader.read_many(documents), strict=True):
        text = reading.document.text
        wanted = [(words(text, *a["content"]), words(text, *a["source"])) for a in row["attributions"] if a["content"]]
        said = [_said(s, text) for s in reading.statements]
        yield Article(
            str(row["name"]),
            text,
            reading.statements,
            wanted,
            pair_up(wanted, said, fit),
            pair_up(wanted, said, fit_both),
        )
