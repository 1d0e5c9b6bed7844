"""Records that were judged right or wrong, and what that says of their confidences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One record that the reader found, or one that it missed."""

    kind: str
    """event | statement | commitment | engagement | relation"""
    label: str
    """Its type, force or kind."""
    confidence: float | None
    """None for one that was missed."""
    right: bool
    parties: bool
    """Whether its parties are right, too."""
    text: str
    """The document's name."""
    sentence: str
    note: str
    """What was found or missed, in words."""


def of_kind(judged: Iterable[Judged], kind: str) -> list[Judged]:
    """Those of one kind, found and missed."""
    return [one for one in judged if one.kind == kind]


def rows_of(judged: Iterable[Judged]) -> list[tuple[float, bool]]:
    """(confidence, right) of the records that were found."""
    return [(one.confidence, one.right) for one in judged if one.confidence is not None]


def bins_of(rows: Sequence[tuple[float, bool]], bins: int = BINS) -> list[tuple[float, float, int]]:
    """The points of a reliability diagram: mean confidence, share that is right, number, of each bin that has any."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for row in rows:
        groups.setdefault(min(int(row[0] * bins), bins - 1), []).append(row)
    mean = lambda values: sum(values) / len(values)
    return [(mean([c for c, _ in g]), mean([r for _, r in g]), len(g)) for _, g in sorted(groups.items())]


def calibration_error(rows: Sequence[tuple[float, bool]], bins: int = BINS) -> float:
    """Expected calibration error (Naeini et al. 2015): the mean gap of the bins, weighted by their numbers; 0 for no rows."""
    return sum(abs(share - sure) * n for sure, share, n in bins_of(rows, bins)) / max(1, len(rows))
