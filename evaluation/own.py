"""The held-out part of the team's own corpus, judged record by record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import corpus
import data
import standoff
from evaluate import Table, compare, document_of, held_out_texts
from reliability import calibration_error

from communique.pipeline import Reader
from evaluation.judged import Judged, of_kind, rows_of

KINDS = ("event", "statement", "commitment", "engagement")
DISPATCHES = Path(__file__).parents[1] / "training" / "corpora" / "dispatches"
STANDOFF = {
    "wh_briefings.jsonl": "standoff.jsonl",
    "plv_train.jsonl": "standoff-plv.jsonl",
    "re3d.jsonl": "standoff-re3d.jsonl",
    "polnear_train.jsonl": "standoff-polnear.jsonl",
    "ontogum.jsonl": "standoff-gum.jsonl",
}
"""The team's annotations, in ``training/corpora``, of each public corpus."""


def dispatches() -> list[corpus.Annotated]:
    """The team's own texts that are never trained on."""
    return held_out_texts(DISPATCHES)


def real_texts(corpora: Path) -> list[corpus.Annotated]:
    """The annotated public texts that are never trained on, as far as the folder holds their corpora."""
    there = [
        (corpora / texts, DISPATCHES.parent / off) for texts, off in STANDOFF.items() if (corpora / texts).is_file()
    ]
    return [a for texts, off in there for a in standoff.read(off, [texts]) if data.held_out(a.name)]


def score(reader: Reader, texts: Sequence[corpus.Annotated]) -> tuple[Table, list[Judged]]:
    """Counts by measure, and every record judged."""
    table, judged = Table(), list[Judged]()
    for own, reading in zip(texts, reader.read_many(map(document_of, texts)), strict=True):

        def note(kind: str, label: str, confidence: float | None, right: bool, parties: bool, line: str, words: str,
                 name: str = own.name) -> None:  # fmt: skip
            judged.append(Judged(kind, label, confidence, right, parties, name, line, words))

        compare(own, reading, table, [], note)
    return table, judged


def scores(table: Table, judged: Sequence[Judged]) -> dict[str, float]:
    """The figures that ``floors.json`` may have floors for: F1 by measure, and by kind 1 less the calibration error."""
    found = {f"own: {name}": table.f1(name) for name in table.rows}
    return found | {f"own: calibration of {k}s": 1 - calibration_error(rows_of(of_kind(judged, k))) for k in KINDS}
