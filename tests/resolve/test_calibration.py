"""A score becomes a probability by the curve of its kind."""

from __future__ import annotations

import pytest

from communique.resolve.calibration import Calibration, logit

CURVES = Calibration({"event": (0.5, -1.0)})


@pytest.mark.parametrize(
    ("kind", "score", "probability", "why"),
    [
        ("event", 0.5, 0.269, "even odds become those of the shift"),
        ("event", 0.9, 0.525, "a slope below one says that the reader was too sure"),
        ("event", 1.0, 0.974, "a score has an edge, so that its log odds have an end"),
        ("event", 0.0, 0.004, "the same at the other end"),
        ("statement", 0.87654, 0.877, "a kind without a curve keeps its scores"),
    ],
)
def test_probability(kind: str, score: float, probability: float, why: str) -> None:
    assert CURVES.probability(kind, score) == pytest.approx(probability, abs=5e-4), why


def test_more_score_is_never_less_probable() -> None:
    found = [CURVES.probability("event", n / 100) for n in range(101)]
    assert found == sorted(found)


def test_log_odds_are_even_at_a_half() -> None:
    assert logit(0.5) == 0.0
