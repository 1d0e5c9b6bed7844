"""The curve of a reader that is too sure is found again."""

from __future__ import annotations

import math
import random

import calibrate
import pytest


def rows(slope: float, shift: float, number: int = 12000) -> list[calibrate.Row]:
    rng = random.Random(5)
    found = []
    for n in range(number):
        odds = rng.gauss(0.0, 1.5)
        right = rng.random() < 1 / (1 + math.exp(-(slope * odds + shift)))
        found.append((1 / (1 + math.exp(-odds)), right, f"t{n}"))
    return found


@pytest.mark.parametrize(("slope", "shift"), [(0.5, 0.0), (0.7, -0.5), (0.9, 0.2)])
def test_fit(slope: float, shift: float) -> None:
    some = rows(slope, shift)
    curve = calibrate.fit(some)
    assert curve == (pytest.approx(slope, abs=0.08), pytest.approx(shift, abs=0.12))
    assert calibrate.error(some, curve) < 0.03


def test_a_reader_that_is_too_sure_errs() -> None:
    some = rows(0.5, 0.0)
    assert calibrate.error(some) > 2 * calibrate.error(some, (0.5, 0.0))
