"""What a registry of known persons and bodies tells of a name on a day, and how it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from communique.records import EntityKind


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of a registry, as it was on the day that was asked for."""

    id: str
    name: str
    kind: EntityKind
    country: str | None
    """ISO 3166-1 alpha-3."""
    sectors: tuple[str, ...]
    """PLOVER sectors, the primary one first."""
    title: str | None = None
    """The office held on that day, where there was one."""
    of: str | None = None
    """Name of the state or body of that office."""


class Registry(Protocol):
    """Anything that knows persons and bodies by name."""

    def find(
        self, name: str, kind: EntityKind, day: str | None = None, countries: tuple[str, ...] = ()
    ) -> Known | None:
        """The one entry that a name means, or None where there is none or it might be several.

        Args:
            name: a full name as written.
            kind: what the text takes the name for.
            day: ISO date of the document, which decides about offices; None where it is not known.
            countries: ISO alpha-3 codes that the text speaks of; they decide between namesakes.
        """
