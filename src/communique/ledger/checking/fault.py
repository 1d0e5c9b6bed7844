"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mend = Literal["counts", "hidden", "search"]
"""What can be made anew from the rest of the ledger."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a ledger that is not as it must be."""

    about: str
    """Id of the entry, telling, document or proposal, or name of the table."""
    said: str
    """What is wrong, in a phrase."""
    mend: Mend | None = None
    """How it can be mended; None if only a backup or reading anew can help."""
    number: int | None = None
    """Key of the row that is to be mended."""

    def __str__(self) -> str:
        return f"{self.about}: {self.said}"
