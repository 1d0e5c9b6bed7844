"""How fast a ledger takes readings in, and how fast it answers.

    python benchmarks/ledger.py --documents 100000 --ledger big.db

makes the ledger once (a second run measures the one that is there, or goes on making it), then asks each question of
the list many times with varied arguments. Ingest is the writer's own time, the making up of the readings left out; it
is told for the first tenth and for all, with the ratio of what a document costs. A question is timed from the call to
the last entry of a page, after one of its kind that is not counted. Times are of the processor, so that other programs
do not count; the elapsed median stands beside.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.ledger_questions import measure
from benchmarks.made_readings import readings
from communique.ledger import open_ledger
from communique.ledger.writer import Writer

BATCH = 64


def make(path: Path, documents: int, log: Path) -> dict[int, float]:
    """Make a ledger of made-up readings, or go on with one; gives seconds of the writer by number of documents.

    They are also kept in a file beside the ledger, which a run that was broken off goes on from.
    """
    told = {int(n): spent for n, spent in json.loads(log.read_text()).items()} if log.exists() else {}
    done = max(told, default=0)
    spent = told.get(done, 0.0)
    with open_ledger(path) as ledger:
        writer = Writer(ledger, "made up")
        source = readings(documents - done, first=done)
        while batch := list(islice(source, BATCH)):
            start = time.process_time()
            writer.add(batch)
            spent += time.process_time() - start
            done += len(batch)
            if done % (BATCH * 50) == 0 or done == documents:
                told[done] = round(spent, 3)
                log.write_text(json.dumps(told))
                print(f"{done:>9,} documents  {done / spent:7.0f} a second", flush=True)
    return told


def ingest_report(told: dict[int, float]) -> Iterator[str]:
    """Documents a second for the first tenth and for all, and the ratio of what a document costs."""
    counts = sorted(told)
    last = counts[-1]
    first = min(counts, key=lambda n: abs(n - last / 10))
    early, late = first / told[first], last / told[last]
    yield f"ingest: {early:.0f} documents/s for the first {first:,}, {late:.0f} for all {last:,}"
    yield f"        a document costs {early / late:.2f} of what it cost in the first tenth (1.00 is linear growth)"


def main() -> None:
    """Make where needed, then measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--ledger", type=Path, default=Path("benchmark.db"))
    parser.add_argument("--times", type=int, default=60, help="how often each question is asked")
    parser.add_argument("--only", default="", help="questions whose name begins so")
    options = parser.parse_args()
    for line in ingest_report(make(options.ledger, options.documents, options.ledger.with_suffix(".json"))):
        print(line)
    with open_ledger(options.ledger, create=False) as ledger:
        measure(ledger, options.times, options.only)


if __name__ == "__main__":
    main()
