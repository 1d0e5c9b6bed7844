"""The shipped reader is not worse than it was: every figure on the team's held-out texts keeps its floor."""

from __future__ import annotations

import json
from pathlib import Path

from communique.pipeline import Reader
from evaluation import own
from evaluation.judged import calibration_error, of_kind, rows_of

FLOORS = json.loads((Path(own.__file__).parent / "floors.json").read_text(encoding="utf-8"))


def test_floors() -> None:
    table, judged = own.score(Reader(), own.dispatches())
    scores = {f"own: {name}": table.f1(name) for name in table.rows}
    scores |= {f"own: calibration of {k}s": 1 - calibration_error(rows_of(of_kind(judged, k))) for k in FLOORS["kinds"]}
    assert set(FLOORS["floors"]) <= set(scores), "a floor without a figure"
    fallen = {name: (round(scores[name], 3), floor) for name, floor in FLOORS["floors"].items() if scores[name] < floor}
    assert not fallen
