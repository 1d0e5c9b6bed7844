"""Fit the curves that make probabilities of the reader's scores, on held-out text, and write them into a settings file.

    python calibrate.py MODEL --own corpora/dispatches --settings settings.json [--standoff … --texts …] [--polnear polnear_dev.jsonl]

A record counts as right if its core is: an event's type in its sentence, a statement's content, a commitment's action, an
engagement's kind and most of its parties. Beside each curve the calibration error is printed as it is without it and as it
is on the half of the texts that the curve was not fitted on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
from attributions import articles
from evaluate import Table, compare, document_of, held_out_texts
from numpy.typing import NDArray
from reliability import calibration_error
from scipy.optimize import minimize

from communique.pipeline import Reader
from communique.resolve.calibration import logit

Row = tuple[float, bool, str]
"""Score, right, name of the text."""


def fit(rows: list[Row]) -> tuple[float, float]:
    """Slope and shift of the log odds with the highest likelihood, a little drawn to (1, 0)."""
    x = np.array([logit(score) for score, _, _ in rows])
    y = np.array([float(right) for _, right, _ in rows])

    def loss(p: NDArray[np.float64]) -> float:
        z = p[0] * x + p[1]
        return float(np.logaddexp(0, z).sum() - (y * z).sum() + (p[0] - 1) ** 2 + 0.2 * p[1] ** 2)

    best = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return round(float(best[0]), 3), round(float(best[1]), 3)


def error(rows: list[Row], curve: tuple[float, float] = (1.0, 0.0)) -> float:
    """Expected calibration error under a curve."""
    sure = lambda score: 1 / (1 + math.exp(-(curve[0] * logit(score) + curve[1])))
    return calibration_error([(sure(score), right) for score, right, _ in rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--standoff", type=Path, nargs="*", default=[])
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--polnear", type=Path)
    parser.add_argument("--settings", type=Path, required=True)
    args = parser.parse_args()
    reader = Reader(args.model)
    reader.manifest.calibration.clear()
    owns = held_out_texts(args.own, args.standoff, args.texts)
    rows: dict[str, list[Row]] = defaultdict(list)
    for own, reading in zip(owns, reader.read_many(map(document_of, owns)), strict=True):

        def note(kind: str, _label: str, score: float | None, right: bool, _parties: bool, _line: str, _words: str,
                 name: str = own.name) -> None:  # fmt: skip
            if score is not None:
                rows[kind].append((score, right, name))

        compare(own, reading, Table(), [], note)
    if args.polnear:
        for article in articles(reader, [json.loads(line) for line in args.polnear.open(encoding="utf-8")]):
            hits = {j for _, j in article.content}
            rows["statement"] += [(s.confidence, j in hits, article.name) for j, s in enumerate(article.statements)]
    settings = json.loads(args.settings.read_text(encoding="utf-8"))
    settings["calibration"] = {}
    for kind, found in sorted(rows.items()):
        half = lambda row: int(hashlib.sha256(row[2].encode()).hexdigest(), 16) // 16 % 2
        halves = [[r for r in found if half(r) == k] for k in (0, 1)]
        crossed = sum(error(halves[k], fit(halves[1 - k])) * len(halves[k]) for k in (0, 1)) / len(found)
        curve = settings["calibration"][kind] = fit(found)
        print(
            f"{kind:11} n {len(found):5}  curve {curve}  error {error(found):.3f} without, {crossed:.3f} crossed, {error(found, curve):.3f} with"
        )
    args.settings.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
