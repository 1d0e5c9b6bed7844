"""From the reader's scores to probabilities that hold: of the records at 0.9, about 90 % are right."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

EDGE = 1e-4
"""Scores nearer to 0 or 1 than this are taken for it: a logit has no end."""


def logit(score: float) -> float:
    """The log odds of a score between 0 and 1."""
    inner = min(max(score, EDGE), 1 - EDGE)
    return math.log(inner / (1 - inner))


@dataclass(frozen=True, slots=True)
class Calibration:
    """One curve for each kind of record (after Platt 1999), fitted on texts that were not trained on.

    ``curves`` has, by kind ("event", "statement", "commitment", "engagement"), slope and shift of the log odds; a kind
    without a curve keeps its scores.
    """

    curves: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def probability(self, kind: str, score: float) -> float:
        """The probability that a record with this score is right, to three places."""
        if kind not in self.curves:
            return round(score, 3)
        slope, shift = self.curves[kind]
        return round(1 / (1 + math.exp(-(slope * logit(score) + shift))), 3)
