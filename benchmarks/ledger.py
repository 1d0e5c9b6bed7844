"""How fast a ledger takes readings in, and how fast it answers.

    python benchmarks/ledger.py --documents 100000 --ledger big.db

makes the ledger once (a second run measures the one that is there, or goes on making it), then asks each question of
the list many times with varied arguments. Ingest is the writer's own time, the making up of the readings left out, as
time of the processor (of all threads) and as elapsed time, which is longer where other programs run; it is told for the
first tenth and for all, with the ratio of what a document costs. A new ledger is filled: what only questions need is
made when all are in, which counts for all; with ``--maintained`` it is kept up from the first document on.

A question is timed from the call to the last entry of a page, after one of its kind that is not counted. Times are of
the processor, so that other programs do not count; the elapsed median stands beside.

The documents come in no order of days, which is the hardest; with ``--by-day`` they come as news do.

The ledger may also be the address of an empty PostgreSQL database; what was spent is then kept in the file that
``--log`` names. The server's own work is in the elapsed times alone.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

from benchmarks.ledger_questions import measure
from benchmarks.made_readings import readings
from communique.ledger import open_ledger
from communique.ledger.writer import Writer

PIECE = 10_240
"""Readings that are made up, and then written, at a time."""

Spent = tuple[float, float]
"""Seconds of the processor, and elapsed ones."""


def make(
    where: str, documents: int, log: Path, *, by_day: bool = False, maintained: bool = False
) -> dict[int, Spent]:
    """Make a ledger of made-up readings, or go on with one; gives seconds of the writer by number of documents.

    They are also kept in a file beside the ledger, which a run that was broken off goes on from.
    """
    told = {int(n): (spent[0], spent[1]) for n, spent in json.loads(log.read_text()).items()} if log.exists() else {}
    done = max(told, default=0)
    spent, elapsed = told.get(done, (0.0, 0.0))
    with open_ledger(where) as ledger:
        writer = Writer(ledger, "made up")
        source = readings(documents - done, first=done, by_day=by_day)
        with nullcontext() if maintained else ledger.filling():
            while piece := list(islice(source, PIECE)):
                wall, start = time.perf_counter(), time.process_time()
                for _ in writer.write(piece):
                    pass
                spent, elapsed = spent + time.process_time() - start, elapsed + time.perf_counter() - wall
                done += len(piece)
                told[done] = round(spent, 3), round(elapsed, 3)
                log.write_text(json.dumps(told))
                print(f"{done:>9,} documents  {done / spent:6.0f} a second of CPU time, {done / elapsed:6.0f} a second",
                      flush=True)  # fmt: skip
            wall, start = time.perf_counter(), time.process_time()
        spent, elapsed = spent + time.process_time() - start, elapsed + time.perf_counter() - wall
        told[done] = round(spent, 3), round(elapsed, 3)
        log.write_text(json.dumps(told))
    return told


def ingest_report(told: dict[int, Spent]) -> Iterator[str]:
    """Documents a second for the first tenth and for all, and the ratio of what a document costs."""
    counts = sorted(told)
    last = counts[-1]
    first = min(counts, key=lambda n: abs(n - last / 10))
    early, late = first / told[first][0], last / told[last][0]
    yield f"ingest: {early:.0f} documents/s of CPU time for the first {first:,}, {late:.0f} for all {last:,}"
    yield f"        {first / told[first][1]:.0f} and {last / told[last][1]:.0f} documents/s of elapsed time"
    yield f"        a document costs {early / late:.2f} of what it cost in the first tenth (1.00 is linear growth)"


def main() -> None:
    """Make where needed, then measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--ledger", default="benchmark.db", help="a file, or the address of an empty database")
    parser.add_argument("--log", type=Path, help="what was spent, to go on from; a file beside the ledger if not given")
    parser.add_argument("--by-day", action="store_true", help="documents come in the order of their days, as news do")
    parser.add_argument("--maintained", action="store_true", help="keep all indexes up while a new ledger is filled")
    parser.add_argument("--times", type=int, default=60, help="how often each question is asked")
    parser.add_argument("--only", default="", help="questions whose name begins so")
    options = parser.parse_args()
    if options.log is None and "://" in options.ledger:
        parser.error("a database has no file beside it; name one with --log FILE.json")
    log = options.log or Path(options.ledger).with_suffix(".json")
    told = make(options.ledger, options.documents, log, by_day=options.by_day, maintained=options.maintained)
    for line in ingest_report(told):
        print(line)
    with open_ledger(options.ledger, create=False) as ledger:
        measure(ledger, options.times, options.only)


if __name__ == "__main__":
    main()
