"""The contract of a format: what it is called, which columns it has, how it writes entries.

A new format is a file with a class like those beside this one and a line in ``communique.export.FORMATS``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, ClassVar, Literal

from communique.ledger.asking import KINDS, EntryView, Kind
from communique.ledger.asking.periods import first_day, last_day

Type = Literal["text", "day", "integer", "number", "texts", "integers"]
"""What a cell holds: text, an ISO day, a whole number of 32 bits, a floating-point number, or a list of them."""
Value = str | int | float | list[str] | list[int] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a format, as the documentation tells it."""

    name: str
    type: Type
    meaning: str
    """One phrase, with the unit where there is one."""
    kinds: tuple[Kind, ...] = KINDS
    """Entries of the other kinds have nothing in it."""


@dataclass(frozen=True, slots=True)
class Story:
    """What formats tell of the document that leads an entry, beside the entry."""

    reader: str | None = None
    """The version that read it."""
    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    """Names of all persons, of all bodies and groups, of all states and places that the document tells of."""
    mentions: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    """Of each entity, by its id, where it begins in the document and the words, in order; names before other words."""

    def as_written(self, entity: str, start: int, end: int) -> str | None:
        """The words for an entity within a span of the document, else its first ones; None where it is not found."""
        found = self.mentions.get(entity, ())
        return next((words for at, words in found if start <= at < end), found[0][1] if found else None)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry to be written."""

    entry: EntryView
    story: Story = Story()


class Format(ABC):
    """A way to write entries."""

    name: ClassVar[str]
    extension: ClassVar[str]
    """Of its files, with the dot."""
    about: ClassVar[str]
    """One phrase."""
    kinds: ClassVar[tuple[Kind, ...]] = KINDS
    """The kinds of entries that it can hold."""
    statuses: ClassVar[tuple[str, ...]] = ()
    """Statuses of the entries that are written unless others are asked for; none for all."""
    tells_story: ClassVar[bool] = False
    """Whether it needs `Row.story`, which costs a look into each document."""

    @abstractmethod
    def columns(self, kind: Kind | None) -> tuple[Column, ...]:
        """Its columns in their order, for entries of one kind or of all that it can hold."""

    @abstractmethod
    def write(self, rows: Iterable[Row], stream: BinaryIO, kind: Kind | None = None) -> int:
        """Write entries as they come, without keeping them.

        Args:
            rows: the entries.
            stream: where to; it need not be seekable and is left open.
            kind: the kind of all entries; None where they are of several.

        Returns:
            The number of entries.

        Raises:
            ExportError: something that the format needs is not installed.
            OSError: the stream cannot be written.
        """


def days_of(date: str | None) -> tuple[str | None, str | None]:
    """The first and last day of a date of the contract: a day, month or year, or two of them as ``first/last``."""
    if date is None:
        return None, None
    first, _, last = date.partition("/")
    return first_day(first), last_day(last or first)


def span_of(data: Mapping[str, Any], name: str) -> tuple[int | None, int | None]:
    """Start and end of a span of a record, in code points of the document's text; None where it has none."""
    span = data.get(name)
    return (span["start"], span["end"]) if span is not None else (None, None)
