"""Kill an ingest again and again at random moments, and compare the ledger in the end with one made in one go.

    python -m benchmarks.kill_soak [--documents 2000] [--kills 50] [--seconds 1.2 2.6] [--postgres URL]

The seconds should be such that the runs write something before they are killed, and that the last one still has to.

Prints a line for each database; exit code 1 where a ledger differs. The database that URL names must be empty.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from communique.ledger import open_ledger
from tests.ingest.feeding import contents, feed, write_file

ROOT = Path(__file__).parents[1]


def soak(where: str, file: Path, kills: int, whole: object, seed: int, seconds: tuple[float, float]) -> bool:
    """Whether the ledger is the whole one after so many kills."""
    rng, done, ended = random.Random(seed), 0, 0
    began = time.monotonic()
    while done < kills:
        command = [sys.executable, "-m", "tests.ingest.feeding", where, str(file)]
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        try:
            process.wait(rng.uniform(*seconds))
            ended += 1
            if process.returncode != 0:
                print(process.stderr.read() if process.stderr else "")
                return False
            if ended > 3:
                break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            done += 1
    with open_ledger(where) as ledger:
        before = sum(1 for _ in contents(ledger)["documents"])
        feed(ledger, file)
        same = contents(ledger) == whole
    print(
        f"{where.partition(':')[0] if '://' in where else 'sqlite'}: {done} kills in {time.monotonic() - began:.0f} s, "
        f"{ended} runs that ended, {before} documents before the last run; {'the same' if same else 'DIFFERENT'}"
    )
    return same


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--postgres", help="address of an empty database, to do the same there")
    parser.add_argument("--seconds", type=float, nargs=2, default=(1.2, 2.6), help="shortest and longest life of a run")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.jsonl"
        write_file(file, args.documents)
        with open_ledger(Path(folder) / "whole.db") as ledger:
            print(feed(ledger, file))
            whole = contents(ledger)
        places = [str(Path(folder) / "killed.db"), *([args.postgres] if args.postgres else [])]
        same = [soak(where, file, args.kills, whole, args.seed, tuple(args.seconds)) for where in places]
        if not all(same):
            sys.exit(1)


if __name__ == "__main__":
    main()
