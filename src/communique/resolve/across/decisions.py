"""What was decided about pairs, by whom and when: rows are added, none is changed, and any can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from communique.resolve.across.comparison import Verdict

PROGRAM = "communique"
"""Who decides where no person did."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row."""

    number: int
    one: str
    other: str
    """Keys of two profiles, the smaller first."""
    verdict: Verdict
    by: str
    at: str
    """ISO time."""
    score: float | None = None
    reasons: tuple[str, ...] = ()
    takes_back: int | None = None
    """Number of the decision that this one takes back; its own verdict then counts for nothing."""


class Decisions:
    """The log of decisions, and what follows from it.

    Args:
        rows: decisions made before, in their order.
    """

    def __init__(self, rows: Iterable[Decision] = ()) -> None:
        self._rows = list(rows)

    @property
    def rows(self) -> tuple[Decision, ...]:
        """All decisions ever made, in their order."""
        return tuple(self._rows)

    def decide(
        self, one: str, other: str, verdict: Verdict, *, by: str, at: str,
        score: float | None = None, reasons: tuple[str, ...] = (),
    ) -> Decision:  # fmt: skip
        """Add a decision about a pair. A person's goes before the program's, a later one before an earlier one.

        Raises:
            ValueError: the pair is one thing.
        """
        if one == other:
            raise ValueError(f"{one} is always the same as itself")
        first, second = sorted((one, other))
        row = Decision(len(self._rows) + 1, first, second, verdict, by, at, score, reasons)
        self._rows.append(row)
        return row

    def take_back(self, number: int, *, by: str, at: str) -> Decision:
        """Take a decision back: what stood before it stands again. A taking back can be taken back, too.

        Raises:
            KeyError: there is no such decision.
        """
        if not 1 <= number <= len(self._rows):
            raise KeyError(number)
        taken = self._rows[number - 1]
        row = Decision(len(self._rows) + 1, taken.one, taken.other, taken.verdict, by, at, takes_back=number)
        self._rows.append(row)
        return row

    def standing(self) -> dict[tuple[str, str], Decision]:
        """The decision that stands about each pair."""
        gone: set[int] = set()
        for row in reversed(self._rows):
            if row.takes_back is not None and row.number not in gone:
                gone.add(row.takes_back)
        found: dict[tuple[str, str], Decision] = {}
        for row in self._rows:
            if row.number in gone or row.takes_back is not None:
                continue
            before = found.get((row.one, row.other))
            if before is None or before.by == PROGRAM or row.by != PROGRAM:
                found[row.one, row.other] = row
        return found

    def groups(self) -> list[frozenset[str]]:
        """Keys that are the same thing, two or more a group.

        Groups grow from the surest decision to the least sure, people's first; two are never joined where a standing
        decision says of one of each that they are not the same.
        """
        standing = self.standing()
        apart: dict[str, set[str]] = {}
        for (one, other), row in standing.items():
            if row.verdict == "not same":
                apart.setdefault(one, set()).add(other)
                apart.setdefault(other, set()).add(one)
        of: dict[str, set[str]] = {}
        same = [row for row in standing.values() if row.verdict == "same"]
        for row in sorted(same, key=lambda r: (r.by == PROGRAM, -(r.score or 0.0), r.number)):
            a, b = of.setdefault(row.one, {row.one}), of.setdefault(row.other, {row.other})
            if a is b or any(apart.get(key, set()) & b for key in a):
                continue
            a |= b
            of.update(dict.fromkeys(b, a))
        return sorted((frozenset(g) for g in {id(g): g for g in of.values()}.values() if len(g) > 1), key=min)
