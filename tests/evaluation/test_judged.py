"""Bins and calibration error of judged records, against sums made by hand."""

from __future__ import annotations

import pytest
from reliability import bins_of, calibration_error

from evaluation.judged import Judged, of_kind, rows_of


def judged(kind: str, confidence: float | None, right: bool) -> Judged:
    return Judged(kind, "X", confidence, right, right, "t", "A sentence.", "words")


def test_bins_have_means_shares_and_numbers() -> None:
    rows = [(0.95, True), (0.91, False), (0.12, False)]
    assert bins_of(rows) == [(0.12, 0.0, 1), (pytest.approx(0.93), 0.5, 2)]


@pytest.mark.parametrize(
    ("rows", "error", "why"),
    [
        ([], 0.0, "nothing was claimed"),
        ([(1.0, True), (1.0, True)], 0.0, "sure and right; 1.0 falls into the last bin"),
        ([(1.0, False)], 1.0, "sure and wrong"),
        ([(0.9, True)] * 9 + [(0.9, False)], 0.0, "of ten at 0.9 nine are right"),
        ([(0.55, True), (0.15, True), (0.15, False)], 0.45 / 3 + 0.35 * 2 / 3, "gaps weigh by the number in the bin"),
    ],
)
def test_calibration_error(rows: list[tuple[float, bool]], error: float, why: str) -> None:
    assert calibration_error(rows) == pytest.approx(error), why


def test_missed_records_have_no_confidence_to_judge() -> None:
    found = [judged("event", 0.8, True), judged("event", None, False), judged("statement", 0.3, False)]
    assert rows_of(of_kind(found, "event")) == [(0.8, True)]
