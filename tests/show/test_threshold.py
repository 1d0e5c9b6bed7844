"""Less sure records go, and no id is left that points to nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from communique.show.threshold import at_least
from tests.factory import full_reading


@pytest.mark.parametrize(
    ("bound", "left"),
    [
        (0.0, "e1 e2 s1 c1 g1"),
        (0.4, "e1 e2 s1 c1 g1"),  # the bound itself is reached
        (0.41, "e1 s1 c1 g1"),
        (0.92, "e1 g1"),
        (1.0, ""),
    ],
)
def test_records_reach_the_bound(bound: float, left: str) -> None:
    found = at_least(full_reading(), bound)
    kept = [*found.events, *found.statements, *found.commitments, *found.engagements]
    assert " ".join(record.id for record in kept) == left
    assert len(found.entities) == 4


def test_a_commitment_loses_a_statement_that_went() -> None:
    reading = full_reading()
    unsure = replace(reading, statements=(replace(reading.statements[0], confidence=0.1),))
    assert at_least(unsure, 0.5).commitments[0].statement is None
    assert at_least(reading, 0.5).commitments[0].statement == "s1"
