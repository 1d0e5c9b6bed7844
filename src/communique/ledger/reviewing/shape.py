"""Which things are one, and what belongs to which: followed anew from the decisions that stand, in their order.

The rule, from which everything else is computed:

- A telling (or appearance) belongs where the program put it, its *home*, unless a standing split lists it; of several
  the last one counts.
- A merger makes what two things have become until then one: the root of the second becomes part of the root of the
  first.
- What a split made is a thing of its own. Where the split does not stand it is part of what it was split from.

So a decision may be taken back in any order: the others are followed again without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from communique.ledger.reviewing.log import Decision, standing

Part = str | int
"""Id of a telling, number of an appearance."""
SPANS = frozenset({"evidence", "trigger", "cue", "speaker_span", "content"})
"""Fields of a record that are places in the document it was found in."""


@dataclass(slots=True)
class Stand:
    """What people have said of one thing."""

    review: str | None = None
    correction: dict[str, Any] = field(default_factory=dict)
    telling: str | None = None
    """The telling that they looked at: it leads the entry, so that what was vouched for is what is shown."""
    placed_in: dict[str, str] = field(default_factory=dict)
    """Of corrected fields that are places: the document's id."""


class Shape:
    """What follows from all rows.

    Args:
        rows: every decision of the ledger, in order.
    """

    def __init__(self, rows: Sequence[Decision]) -> None:
        self._into: dict[str, str] = {}
        self._near: dict[str, set[str]] = {}
        self._moved: dict[Part, str] = {}
        self._stands: dict[str, Stand] = {}
        self.made: dict[str, tuple[str, bool]] = {}
        """What a split made: what it was split from, and whether the split stands."""
        count = standing(rows)
        alive = {row.number for row in count}
        for row in rows:
            if row.what in ("merge", "split") and row.other is not None:
                self._near.setdefault(row.subject, set()).add(row.other)
                self._near.setdefault(row.other, set()).add(row.subject)
            if row.what == "split" and row.other is not None:
                self.made[row.other] = (row.subject, row.number in alive)
                if row.number not in alive:
                    self._into[row.other] = row.subject
        for row in count:
            self._follow(row)

    def _follow(self, row: Decision) -> None:
        after = row.after or {}
        if row.what == "merge" and row.other is not None:
            one, other = self.root(row.subject), self.root(row.other)
            if one != other:
                self._into[other] = one
        elif row.what == "split" and row.other is not None:
            self._moved.update(dict.fromkeys(after["parts"], row.other))
        elif row.what in ("confirm", "correct", "reject"):
            stand = self._stands.setdefault(row.subject, Stand())
            stand.telling = after.get("telling") or stand.telling
            fields = after.get("fields", {})
            stand.correction.update(fields)
            stand.placed_in.update({name: after["document"] for name in fields if name in SPANS})
            stand.review = "rejected" if row.what == "reject" else "corrected" if stand.correction else "confirmed"

    def root(self, key: str) -> str:
        """What a thing is part of, itself if of nothing else."""
        while key in self._into:
            key = self._into[key]
        return key

    def place(self, part: Part, home: str) -> str:
        """To which thing a part belongs, mergers not counted."""
        return self._moved.get(part, home)

    def stand(self, key: str) -> Stand:
        """What people have said of a thing."""
        return self._stands.get(key, Stand())

    def family(self, ids: Iterable[str]) -> set[str]:
        """All things that any merger or split, standing or not, ever tied to these; and these."""
        found: set[str] = set()
        fresh = set(ids)
        while fresh:
            found |= fresh
            fresh = {near for key in fresh for near in self._near.get(key, ())} - found
        return found
