"""Measure how well promises are followed, on the hand-made set ``promises.jsonl``.

    python -m evaluation.promises [--errors] [--as-read]

All texts go into one ledger, so that every promise is held against every report, and `Follower` searches them. A report is
evidence for its own promise if it is labelled kept, partly kept, broken, withdrawn or superseded; any other proposal is
wrong. By default the promises are given as annotated, for following alone is measured; with ``--as-read`` they are what
the reader finds in their texts. About a minute on one core.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from communique.following import Follower
from communique.ledger import open_ledger
from communique.ledger import tables as t
from communique.pipeline import Reader
from evaluation.promise_ledger import BEARS, Placed, load, place

SET = Path(__file__).parent / "promises.jsonl"
Found = dict[tuple[str, int], tuple[str, float]]
"""(promise, document) -> verdict and probability of the proposal."""


def follow(reader: Reader, path: Path, *, as_read: bool) -> tuple[Placed, Found]:
    """Put a set into a ledger and follow its promises; proposals on other commitments of the texts do not count."""
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "promises.db") as ledger:
        placed = place(ledger, load(path), reader, as_read=as_read)
        for _ in Follower(ledger, reader).follow_new():
            pass
        with ledger.reading() as connection:
            rows = connection.execute(sa.select(t.proposals)).all()
    found = {
        (placed.promises[row.commitment]["id"], row.document): (row.verdict, row.probability)
        for row in rows if row.commitment in placed.promises
    }  # fmt: skip
    return placed, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list what was missed, wrong or given a wrong verdict")
    parser.add_argument("--as-read", action="store_true", help="take the promises that the reader finds in their texts")
    parser.add_argument("--set", type=Path, default=SET)
    options = parser.parse_args()
    placed, found = follow(Reader(), options.set, as_read=options.as_read)
    right = {key: label for key, label in placed.labels.items() if label in BEARS}
    hits = [key for key in found if key in right]
    agreed = [key for key in hits if found[key][0] == right[key]]
    print(
        f"{len(placed.promises)} promises, {len(placed.labels)} reports, {len(right)} of them evidence; {len(found)} proposals"
    )
    print(f"evidence: precision {len(hits) / max(1, len(found)):.3f}, recall {len(hits) / len(right):.3f}")
    print(f"verdict right of the found: {len(agreed) / max(1, len(hits)):.3f}")
    there, seen = Counter(placed.labels.values()), Counter(placed.labels.get(key, "another promise's") for key in found)
    good = Counter(right[key] for key in agreed)
    print(f"{'label':<18}{'reports':>8}{'proposed':>10}{'verdict right':>15}")
    for label in [*BEARS, "repetition", "another matter", "unrelated", "another promise's"]:
        verdict = f"{good[label]:>15}" if label in BEARS else f"{'-':>15}"
        print(f"{label:<18}{there[label] or '-':>8}{seen[label]:>10}{verdict}")
    if options.errors:
        print_errors(placed, found, right)


def print_errors(placed: Placed, found: Found, right: dict[tuple[str, int], str]) -> None:
    """Each mistake with the text of its report."""
    for key in sorted(right.keys() - found.keys()):
        print(f"missed  {key[0]} {right[key]}: {placed.reports[key[1]]}")
    for key in sorted(found):
        verdict, p = found[key]
        label = placed.labels.get(key, "another promise's")
        if label not in BEARS:
            print(f"wrong   {key[0]} {label} -> {verdict} {p:.2f}: {placed.reports.get(key[1], 'text of a promise')}")
        elif label != verdict:
            print(f"verdict {key[0]} {label} -> {verdict} {p:.2f}: {placed.reports[key[1]]}")


if __name__ == "__main__":
    main()
