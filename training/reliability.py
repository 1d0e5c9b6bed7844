"""Whether confidences are probabilities: of the records at 0.9, are about 90 % right?"""

from __future__ import annotations

from collections.abc import Sequence

BINS = 10


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
