"""What a person asks the board and the calendar for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from communique.desk.pages.links import said
from communique.ledger.asking import Filter, types_of

Word = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of the form above the board."""

    by: str = ""
    to: str = ""
    text: str = ""
    type: str = ""
    due_after: str = ""
    due_before: str = ""

    @property
    def filter(self) -> Filter:
        """The same as the ledger is asked for it."""
        return Filter(
            by=_some(self.by), to=_some(self.to), type=_some(self.type), text=said(self.text),
            due_after=said(self.due_after), due_before=said(self.due_before),
        )  # fmt: skip

    @property
    def words(self) -> dict[str, str]:
        """Fields that say something, for addresses."""
        return {name: word for name in FIELDS if (word := getattr(self, name).strip())}


FIELDS = ("by", "to", "text", "type", "due_after", "due_before")
FORCES = types_of("commitment")


def _some(word: str) -> tuple[str, ...]:
    return (word.strip(),) if word.strip() else ()


def _asked(
    by: Word = "", to: Word = "", text: Word = "", type: Word = "", due_after: Word = "", due_before: Word = ""
) -> Asked:
    return Asked(by, to, text, type, due_after, due_before)


OfAsked = Annotated[Asked, Depends(_asked)]
