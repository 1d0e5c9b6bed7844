"""Train the match head of `communique.following` on the made promises of ``corpora/promises.jsonl``.

    python -m training.match [--set FILE] [--output FILE] [--errors]

A softmax over `communique.following.head.OUTCOMES` with an L2 penalty, fitted by L-BFGS. Five folds by promise give
held-out probabilities, on which the calibration is fitted and the threshold chosen; the head that is written is fitted
on all. Two minutes on one core, most of it reading the texts. The set of ``evaluation/`` is never looked at here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from communique.following import words as words_module
from communique.following.head import OUTCOMES, TURNED, VERDICTS
from communique.following.loading import papers, promises
from communique.following.searching import Candidate, Searcher, pairs
from communique.ledger import open_ledger
from communique.pipeline import Reader
from evaluation.promise_ledger import BEARS, Placed, load, place

FOLDS, PENALTY, SEED = 5, 1.0, "promises"
LEAST_PRECISION = 0.86
"""Of the proposals on held-out training promises: the bar of issue 4 is 0.8 on another set."""
TRUNK = Path(__file__).parents[1]
BACKGROUND = sorted((TRUNK / "training/corpora/dispatches").glob("*.yaml"))


@dataclass
class Rows:
    """Candidates with what is right of them."""

    names: list[str]
    x: np.ndarray
    """(rows, features)"""
    y: np.ndarray
    """(rows,) numbers of outcomes"""
    fold: np.ndarray
    pair: list[tuple[str, int]]
    """(promise, document) of each row"""
    candidates: list[Candidate]


def count_words(texts: list[str]) -> None:
    """Write how many texts each stem is in; it is read by `communique.following.words.weight`."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({w.stem for w in words_module.words(text)})
    kept = {stem: n for stem, n in sorted(counts.items()) if n > 2}
    path = words_module.DATA / "words.json"
    about = (
        "How many of the training texts have a stem; those in fewer than 3 are left out. Written by training/match.py."
    )
    path.write_text(
        json.dumps({"about": about, "texts": len(texts), "stems": kept}, ensure_ascii=False, indent=0) + "\n"
    )
    words_module._counts.cache_clear()
    words_module.data.cache_clear()


def rows_of(candidates: list[Candidate], placed: Placed) -> Rows:
    """What the head learns from; of a report that is evidence only the best passage, of others each."""
    kept, y, fold, pair, seen = [], [], [], [], set()
    for one in candidates:
        promise = placed.promises.get(one.promise.number)
        if promise is None or one.passage.paper.number not in placed.reports:
            continue
        key = (promise["id"], one.passage.paper.number)
        label = placed.labels.get(key, "another matter")
        if label in BEARS and key in seen:
            continue
        seen.add(key)
        if one.promise.force == "refuse":
            label = TURNED.get(label, label)
        kept.append(one)
        y.append(OUTCOMES.index(label if label in OUTCOMES else "another matter"))
        fold.append(hashlib.sha256((SEED + promise["id"]).encode()).digest()[0] % FOLDS)
        pair.append(key)
    names = list(kept[0].features)
    x = np.array([[one.features[name] for name in names] for one in kept])
    return Rows(names, x, np.array(y), np.array(fold), pair, kept)


def fit(x: np.ndarray, y: np.ndarray, penalty: float = PENALTY) -> tuple[np.ndarray, np.ndarray]:
    """Weights (outcomes, features) and biases (outcomes,) of a softmax; x is (rows, features), standardised."""
    n, f = x.shape
    k = len(OUTCOMES)
    target = np.eye(k)[y]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w, b = flat[: k * f].reshape(k, f), flat[k * f :]
        logits = x @ w.T + b
        logits -= logits.max(1, keepdims=True)
        p = np.exp(logits)
        p /= p.sum(1, keepdims=True)
        value = -np.log(np.maximum(p[np.arange(n), y], 1e-12)).sum() + 0.5 * penalty * (w * w).sum()
        d = p - target
        return float(value), np.concatenate([(d.T @ x + penalty * w).ravel(), d.sum(0)])

    best = minimize(loss, np.zeros(k * f + k), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return best[: k * f].reshape(k, f), best[k * f :]


def shares(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Probabilities (rows, outcomes)."""
    logits = x @ w.T + b
    p = np.exp(logits - logits.max(1, keepdims=True))
    return p / p.sum(1, keepdims=True)


def held_out(rows: Rows, penalty: float = PENALTY) -> np.ndarray:
    """Probabilities (rows, outcomes), each row by a head that has not seen its promise."""
    mean, scale = scaling(rows.x)
    x = (rows.x - mean) / scale
    out = np.zeros((len(x), len(OUTCOMES)))
    for n in range(FOLDS):
        test = rows.fold == n
        out[test] = shares(x[test], *fit(x[~test], rows.y[~test], penalty))
    return out


def scaling(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread of each feature; one that hardly ever varies is not blown up."""
    return x.mean(0), np.maximum(x.std(0), 0.1)


def calibrate(bears: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and shift of the logit, by maximum likelihood (Platt 1999). Both arrays are (rows,)."""
    logit = np.log(np.clip(bears, 1e-6, 1 - 1e-6) / np.clip(1 - bears, 1e-6, 1))

    def loss(v: np.ndarray) -> float:
        p = 1 / (1 + np.exp(-(v[0] * logit + v[1])))
        return float(-(right * np.log(p + 1e-12) + (1 - right) * np.log(1 - p + 1e-12)).sum())

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(slope), float(shift)


def best_of(rows: Rows, p: np.ndarray) -> dict[tuple[str, int], int]:
    """The likeliest row of each promise and document."""
    found: dict[tuple[str, int], int] = {}
    for n, key in enumerate(rows.pair):
        if key not in found or p[n] > p[found[key]]:
            found[key] = n
    return found


def scored(rows: Rows, out: np.ndarray, p: np.ndarray, threshold: float, total: int) -> dict[str, float]:
    """Precision, recall and right verdicts at a threshold; ``total`` reports are evidence, also those not found."""
    count = len(VERDICTS)
    chosen = [n for n in best_of(rows, p).values() if p[n] >= threshold]
    hits = [n for n in chosen if rows.y[n] < count]
    right = sum(out[n, :count].argmax() == rows.y[n] for n in hits)
    return {
        "precision": round(len(hits) / max(1, len(chosen)), 3), "recall": round(len(hits) / total, 3),
        "verdict": round(float(right) / max(1, len(hits)), 3),
    }  # fmt: skip


def choose(rows: Rows, out: np.ndarray, p: np.ndarray, total: int) -> float:
    """The lowest threshold with the precision that is wanted on held-out promises.

    None below 0.4: among the documents of a real ledger far fewer are evidence than among the reports of a made set.
    """
    for threshold in np.arange(0.4, 0.9, 0.01):
        if scored(rows, out, p, threshold, total)["precision"] >= LEAST_PRECISION:
            return round(float(threshold), 2)
    return 0.9


def gather(path: Path, reader: Reader) -> tuple[Rows, Placed]:
    """The rows of a set, by way of a ledger as following meets it."""
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "promises.db") as ledger:
        placed = place(ledger, load(path), reader)
        with ledger.reading() as connection:
            found = promises(connection, set(placed.promises))
            read = papers(connection, set(placed.reports))
        candidates = Searcher(reader.vectors).candidates(pairs(found, read))
    return rows_of(candidates, placed), placed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, default=TRUNK / "training/corpora/promises.jsonl")
    parser.add_argument("--output", type=Path, default=words_module.DATA / "match.json")
    parser.add_argument("--errors", action="store_true", help="list what the held-out heads got wrong")
    options = parser.parse_args()
    made = load(options.set)
    count_words([f.read_text(encoding="utf-8") for f in BACKGROUND]
                + [text for p in made for text in (p["text"], *(r["text"] for r in p["reports"]))])  # fmt: skip
    reader = Reader()
    rows, placed = gather(options.set, reader)
    total = sum(label in BEARS for label in placed.labels.values())
    out = held_out(rows)
    bears = out[:, : len(VERDICTS)].sum(1)
    slope, shift = calibrate(bears, (rows.y < len(VERDICTS)).astype(float))
    p = 1 / (1 + np.exp(-(slope * np.log(np.clip(bears, 1e-6, 1 - 1e-6) / np.clip(1 - bears, 1e-6, 1)) + shift)))
    threshold = choose(rows, out, p, total)
    figures = scored(rows, out, p, threshold, total)
    print(
        f"{len(made)} promises, {len(placed.labels)} reports, {len(rows.y)} candidates; threshold {threshold}; held out {figures}"
    )
    if options.errors:
        print_errors(rows, out, p, threshold)
    write(options, rows, reader, (slope, shift), threshold, figures)


def print_errors(rows: Rows, out: np.ndarray, p: np.ndarray, threshold: float) -> None:
    """What the held-out heads got wrong."""
    for n in best_of(rows, p).values():
        right, said = OUTCOMES[rows.y[n]], OUTCOMES[int(out[n, : len(VERDICTS)].argmax())]
        shown = p[n] >= threshold
        if (right in VERDICTS) != shown or (shown and right != said):
            print(
                f"{rows.pair[n][0]} {right} -> {said if shown else '-'} {p[n]:.2f}: {rows.candidates[n].passage.paper.text[:200]}"
            )


def write(
    options: Any,
    rows: Rows,
    reader: Reader,
    calibration: tuple[float, float],
    threshold: float,
    figures: dict[str, float],
) -> None:
    """The head fitted on all rows, as a readable file."""
    mean, scale = scaling(rows.x)
    w, b = fit((rows.x - mean) / scale, rows.y)
    made = hashlib.sha256(options.set.read_bytes()).hexdigest()[:16]
    model = reader.manifest
    head = {
        "about": "Weights of the match head of communique.following: see head.py there. Written by training/match.py.",
        "version": hashlib.sha256(w.tobytes()).hexdigest()[:8],
        "provenance": {
            "set": options.set.name, "set_hash": made, "model": model.version, "encoder": model.encoder_hash[:16],
            "heads": model.heads_hash[:16], "rows": len(rows.y), "penalty": PENALTY, "folds": FOLDS, "held_out": figures,
        },
        "threshold": threshold,
        "calibration": {"slope": round(calibration[0], 4), "shift": round(calibration[1], 4)},
        "scale": {name: [round(float(mean[n]), 4), round(float(scale[n]), 4)] for n, name in enumerate(rows.names)},
        "bias": {outcome: round(float(b[k]), 4) for k, outcome in enumerate(OUTCOMES)},
        "weights": {
            outcome: {name: round(float(w[k, n]), 4) for n, name in enumerate(rows.names)}
            for k, outcome in enumerate(OUTCOMES)
        },
    }  # fmt: skip
    options.output.write_text(json.dumps(head, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"written: {options.output}")


if __name__ == "__main__":
    main()
