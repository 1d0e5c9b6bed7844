"""Feeds made readings into a ledger as `communique ingest` would, and can be told to die at any statement.

    python -m tests.ingest.feeding LEDGER FILE.jsonl [DIES_AT]

It is run as a process of its own, so that it can die by SIGKILL as a machine does that loses its power: nothing is
cleaned up. The reader is a fake that knows the readings of the file beforehand; all else is the real thing.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from benchmarks.made_readings import readings
from communique.ingest.run import Ingest
from communique.ledger import Ledger, open_ledger
from communique.ledger.batch import Counts
from communique.ledger.tables import metadata
from communique.records import Document, Reading

PASSING = {"at", "added", "started", "ended", "tries"}
"""Columns that tell of the run, not of what was read."""


def write_file(path: Path, count: int) -> None:
    """Made documents as JSON Lines, every tenth of them followed by one that cannot be read."""
    with path.open("w", encoding="utf-8") as stream:
        for n, reading in enumerate(readings(count)):
            d = reading.document
            row = {"text": d.text, "source": d.source, "title": d.title, "published": d.published, "publisher": d.publisher}
            stream.write(json.dumps(row) + "\n")
            if n % 10 == 9:
                stream.write('{"title": "no text"}\n')


class FakeReader:
    """Gives the made readings back, by their sources."""

    def __init__(self, count: int) -> None:
        self._readings = {r.document.source: r for r in readings(count)}

    def read_many(self, items: Iterable[str | Document], /) -> Iterator[Reading]:
        for item in items:
            assert isinstance(item, Document)
            made = self._readings[item.source]
            assert item.text == made.document.text, "a made text is what the sources make of it"
            yield replace(made, document=item)


def feed(ledger: Ledger, path: Path) -> Counts:
    """Ingest a file that `write_file` made."""
    count = sum('"text"' in line for line in path.open(encoding="utf-8"))
    total = Counts()
    for counts, _ in Ingest(ledger, lambda: FakeReader(count), "test").run([str(path)]):
        total += counts
    return total


def contents(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a ledger but what tells of its runs."""
    found = {}
    with ledger.reading() as connection:
        for table in metadata.sorted_tables:
            if table.name in ("runs", "facts"):
                continue
            columns = [c for c in table.columns if c.name not in PASSING]
            rows = connection.execute(sa.select(*columns))
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def _die_at(ledger: Ledger, statement: int) -> None:
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1
        if count == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    # Before any statement, and around the commit, which is none.
    sa.event.listen(ledger.engine, "before_cursor_execute", counted)
    sa.event.listen(ledger.engine, "commit", counted)


def main() -> None:
    where, path, *dies_at = sys.argv[1:]
    with open_ledger(where) as ledger:
        if dies_at:
            _die_at(ledger, int(dies_at[0]))
        feed(ledger, Path(path))


if __name__ == "__main__":
    main()
