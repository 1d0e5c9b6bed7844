"""The shipped reader is not worse than it was: every figure on the team's held-out texts keeps its floor."""

from __future__ import annotations

import json
from pathlib import Path

from communique.pipeline import Reader
from evaluation import own

FLOORS = json.loads((Path(own.__file__).parent / "floors.json").read_text(encoding="utf-8"))


def test_floors() -> None:
    table, judged = own.score(Reader(), own.dispatches())
    scores = own.scores(table, judged)
    assert set(FLOORS["floors"]) <= set(scores), "a floor without a figure"
    fallen = {name: (round(scores[name], 3), floor) for name, floor in FLOORS["floors"].items() if scores[name] < floor}
    assert not fallen
