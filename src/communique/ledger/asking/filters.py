"""What is asked for: which entries of a ledger, in which order, how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["engagement", "statement", "event", "commitment"]
KINDS: tuple[Kind, ...] = ("engagement", "statement", "event", "commitment")
Sort = Literal["newest", "oldest", "due", "confidence", "intensity", "outlets"]
"""newest and oldest by day; due the earliest first; confidence, intensity and outlets the highest first."""
UNREVIEWED = "none"
"""The review of an entry that nobody has looked at."""
OVERDUE = "overdue"
"""The status of a commitment that is open though its last day is past; it is computed, not stored."""
LIFE = ("open", "kept", "partly kept", "broken", "withdrawn", "superseded", "fulfilled", OVERDUE)
"""Statuses of commitments: as a document tells them, and as they are followed."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries. All fields must hold; of the values of one field any may hold, but for ``with_``.

    A party is an ISO 3166-1 alpha-3 code (every party of that country), an acronym or a name in any spelling and case,
    or the id of an entity or the beginning of it that no other has.
    """

    by: tuple[str, ...] = ()
    """Parties that act, speak, promise or take part in an engagement."""
    to: tuple[str, ...] = ()
    """Parties that are acted upon, spoken or promised to, or take part in an engagement."""
    with_: tuple[str, ...] = ()
    """Parties in whatever role; each of them takes part."""
    type: tuple[str, ...] = ()
    """Kinds of engagements or statements, PLOVER types of events, forces of commitments; in any case of letters."""
    status: tuple[str, ...] = ()
    """As told; of commitments their life, or `OVERDUE`."""
    from_: str | None = None
    """First day, as ``2024-01-31``, ``2024-01`` or ``2024``."""
    until: str | None = None
    """Last day, included; of a month or a year its last one."""
    due_after: str | None = None
    """The last day on which it is due is this day or later."""
    due_before: str | None = None
    """The last day on which it is due is before this day."""
    country: tuple[str, ...] = ()
    """ISO alpha-3 codes of the place."""
    place: tuple[str, ...] = ()
    """Names of the place, in any case of letters."""
    sector: tuple[str, ...] = ()
    """PLOVER sectors of any party, such as GOV."""
    outlet: tuple[str, ...] = ()
    """Publishers of a document that tells it, in any case of letters."""
    text: str | None = None
    """Words of its evidence: all of them, ``"a phrase"``, the beginning of a word as ``negotiat*``."""
    review: tuple[str, ...] = ()
    """confirmed, corrected, rejected or `UNREVIEWED`."""
    min_confidence: float | None = None
    """From 0 to 1."""
    hidden: bool = False
    """Show also what was rejected, merged into another entry, or is no longer found by the reader that counts."""
    limit: int | None = None
    """At most so many; None for all."""
    sort: Sort = "newest"


EVERYTHING = Filter()
"""Everything that is shown, the newest first."""
