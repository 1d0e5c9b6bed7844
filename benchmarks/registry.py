"""Look-ups in a registry of a million entries, beside rapidfuzz going through the list of their names.

    python benchmarks/registry.py [--entries 1000000]

Prints CPU milliseconds a look-up (half of them names that are there, half that are not) and the ratio. Names are made
of syllables with a fixed seed.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz, process

from communique.registry import Entry, Store

SYLLABLES = "ka lo mi ra ti no sa be du ve ri an el or in mo ha zu ji pe gor shi tan mar lin".split()


def name(rng: random.Random) -> str:
    """An invented name of two parts."""
    return " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).title() for _ in range(2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--lookups", type=int, default=2_000)
    args = parser.parse_args()
    rng = random.Random(20)
    names = [name(rng) for _ in range(args.entries)]

    def entries() -> Iterator[Entry]:
        for number, said in enumerate(names):
            given, family = said.split()
            yield Entry(f"e{number}", "person", said, (f"{family}, {given}",), "KEN", ("GOV",))

    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "registry.db")
        started = time.perf_counter()
        store.add("made", entries(), "2026-01-01")
        print(f"added {args.entries:,} entries in {time.perf_counter() - started:.0f} s")
        asked = [rng.choice(names) if n % 2 else name(rng) for n in range(args.lookups)]
        times = []
        for said in asked:
            started = time.process_time()
            store.find(said, "person", "2020-01-01")
            times.append((time.process_time() - started) * 1000)
        mean = sum(times) / len(times)
        print(f"registry: {mean:.3f} ms a look-up, 99th percentile {sorted(times)[int(0.99 * len(times))]:.3f} ms")
        started = time.process_time()
        for said in asked[:5]:
            process.extractOne(said, names, scorer=fuzz.ratio, score_cutoff=82)
        peer = (time.process_time() - started) / 5 * 1000
        print(f"rapidfuzz over the list: {peer:.0f} ms; ratio {peer / mean:,.0f}")
        store.close()


if __name__ == "__main__":
    main()
