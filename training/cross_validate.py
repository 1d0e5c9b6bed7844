"""PLV by five-fold cross-validation, folds by sentence: train five times, relate what each time was left out.

    python cross_validate.py --plv plv_train.jsonl --start runs/all/last.pt --tokenizer tokenizer.json --out runs/cv

The model of each fold is exported as the shipped one is (int8) and asked through the public ``Reader.relate``. What is
printed is macro F1 over PLV's 15 types (CONCEDE and RETREAT are one, YIELD), over the four quads, and the expected
calibration error with the temperature that fits best.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from pathlib import Path

import data
from data import folded
from reliability import calibration_error
from train import fold_of

from communique.pipeline import Reader
from communique.records import Pair, Span

QUADS = {
    "verbal cooperation": "AGREE CONSULT SUPPORT",
    "material cooperation": "COOPERATE AID YIELD",
    "verbal conflict": "REQUEST ACCUSE REJECT THREATEN",
    "material conflict": "PROTEST SANCTION MOBILIZE COERCE ASSAULT",
}
QUAD = {kind: quad for quad, kinds in QUADS.items() for kind in kinds.split()}
HERE = Path(__file__).parent


def f1_by_label(gold: list[str], predicted: list[str]) -> dict[str, float]:
    found = {}
    for label in sorted(set(gold)):
        right = sum(g == p == label for g, p in zip(gold, predicted, strict=True))
        found[label] = 2 * right / max(1, gold.count(label) + predicted.count(label))
    return found


def tempered(scores: dict[str, float], temperature: float) -> dict[str, float]:
    raised = {k: math.exp(math.log(max(v, 1e-9)) / temperature) for k, v in scores.items()}
    total = sum(raised.values())
    return {k: v / total for k, v in raised.items()}


def report(rows: list[dict[str, object]]) -> None:
    gold = [str(r["gold"]) for r in rows]
    predicted = [folded(str(r["type"])) for r in rows]
    table = f1_by_label(gold, predicted)
    for label, f1 in table.items():
        wrong = [p for g, p in zip(gold, predicted, strict=True) if g == label != p]
        worst = max(set(wrong), key=wrong.count) if wrong else ""
        print(f"{label:10} n {gold.count(label):4}  F1 {f1:.3f}  {worst} {wrong.count(worst) or ''}")
    quads = f1_by_label([QUAD[g] for g in gold], [QUAD[p] for p in predicted])
    best = min((calibration_error([_judged(r, t / 20) for r in rows]), t / 20) for t in range(10, 61))
    print(
        f"pairs {len(rows)}  macro F1 {sum(table.values()) / len(table):.4f}  quad macro F1 {sum(quads.values()) / 4:.4f}"
    )
    print(
        f"expected calibration error {best[0]:.4f} at temperature {best[1]}, "
        f"{calibration_error([_judged(r, 1.0) for r in rows]):.4f} at 1"
    )


def _judged(row: dict[str, object], temperature: float) -> tuple[float, bool]:
    scores: dict[str, float] = tempered(row["scores"], temperature)  # type: ignore[arg-type]
    best = max(scores, key=lambda k: scores[k])
    return scores[best], folded(best) == row["gold"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plv", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, nargs="*", default=[0, 1, 2, 3, 4])
    parser.add_argument("more", nargs="*", help="options for train.py, after --")
    args = parser.parse_args()
    rows: list[dict[str, object]] = []
    for fold in args.folds:
        folder = args.out / f"fold{fold}"
        run = [sys.executable, HERE / "train.py", "all", "--start", args.start, "--tokenizer", args.tokenizer, "--plv", args.plv,
               "--plv-fold", str(fold), "--out", folder, *args.more]  # fmt: skip
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        export = [
            sys.executable,
            HERE / "export_onnx.py",
            folder / "last.pt",
            "--tokenizer",
            args.tokenizer,
            "--out",
            folder / "model",
        ]
        subprocess.run(export, check=True, capture_output=True)
        subprocess.run([sys.executable, HERE / "make_manifest.py", folder / "model", "--version", "fold"], check=True)
        held = [g for g in data.read_plv(args.plv) if fold_of(g) == fold]
        pairs = [
            Pair(g.name, g.text, Span(*g.pairs[0][0]), Span(*g.pairs[0][1]) if g.pairs[0][1] else None) for g in held
        ]
        for gold, relation in zip(held, Reader(folder / "model").relate(pairs), strict=True):
            rows.append(
                {
                    "id": gold.name,
                    "fold": fold,
                    "gold": gold.pairs[0][2],
                    "type": relation.type,
                    "scores": relation.scores,
                }
            )
        (args.out / "predictions.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
        print(f"fold {fold} of {len(held)} pairs", flush=True)
    report(rows)


if __name__ == "__main__":
    main()
