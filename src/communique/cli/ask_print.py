"""Entries and documents printed: as a table on a terminal, as JSON Lines or CSV for other programs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from communique.cli.ask_options import SHOWN, Asked, AskFormat
from communique.cli.ending import complain
from communique.cli.output import opened
from communique.show.as_json import dumps_line
from communique.show.controls import harmless

if TYPE_CHECKING:
    from rich.console import Console

    from communique.ledger import Ledger
    from communique.ledger.asking import EntryView, Kind

ID = 9
"""Letters of an id in a table: with them `--open` finds an entry among millions, nearly always."""
NUMBERS = frozenset({"outlets", "sure", "documents"})
"""Columns of numbers."""
LINE = 300
"""Letters of a cell that a terminal may show."""


def format_of(asked: Asked) -> AskFormat:
    """The format that was asked for, else a table on a terminal and JSON Lines elsewhere."""
    if asked.format is not None:
        return asked.format
    return AskFormat.table if sys.stdout.isatty() else AskFormat.jsonl


def print_entries(
    found: Iterable[EntryView], kind: Kind | None, asked: Asked, shown: int | None, ledger: str
) -> None:
    """Print entries.

    Args:
        found: taken one by one but for a table.
        kind: of all of them, or None.
        asked: how to print them.
        shown: lines of a table, or None for all; what is beyond is only told of.
        ledger: its name, for the sentence that nothing was found.
    """
    format_ = format_of(asked)
    if format_ is AskFormat.table:
        rows = list(found)
        if not none_of(rows, ledger):
            _entry_table(rows[:shown], kind)
            if shown is not None and len(rows) > shown:
                complain(f"the first {shown} are shown; --limit 0 shows all.")
    elif format_ is AskFormat.csv:
        from communique.export.csv_table import cell
        from communique.export.table import table

        columns = table(kind)
        head = [filled.column.name for filled in columns]
        print_csv(head, ([cell(filled.value(e)) for filled in columns] for e in found), ledger)
    else:
        from communique.ledger.asking import entry_to_dict

        print_lines((entry_to_dict(entry) for entry in found), ledger)


def print_documents(ledger: Ledger, words: str, asked: Asked) -> None:
    """Print the documents that have some words."""
    from dataclasses import replace

    from communique.ledger.asking import documents, hit_to_dict

    format_ = format_of(asked)
    limit = (SHOWN if format_ is AskFormat.table else None) if asked.limit is None else (asked.limit or None)
    hits = (hit_to_dict(hit) for hit in documents(ledger, words, replace(asked.filter, limit=limit)))
    names = ["id", "published", "publisher", "title", "passage", "source"]
    print_dicts(hits, names, format_, ledger.name, {"passage": 3, "title": 2, "source": 2})


def print_dicts(
    rows: Iterable[dict[str, Any]], names: Sequence[str], format_: AskFormat, ledger: str, ratios: dict[str, int]
) -> None:
    """Print rows of which the table and CSV show some fields, JSON Lines all.

    Args:
        rows: what to print.
        names: the fields, in order.
        format_: how.
        ledger: its name, for the sentence that nothing was found.
        ratios: how much of the width the columns get that are cut short.
    """
    if format_ is AskFormat.jsonl:
        print_lines(rows, ledger)
    elif format_ is AskFormat.csv:
        from communique.export.csv_table import cell

        print_csv(list(names), ([cell(row[name]) for name in names] for row in rows), ledger)
    else:
        every = list(rows)
        if not none_of(every, ledger):
            print_table(names, [[str(_plain(row[name])) for name in names] for row in every], ratios)


def print_lines(rows: Iterable[dict[str, Any]], ledger: str) -> None:
    """Print JSON Lines, each as soon as it is there."""
    count = 0
    with opened("-") as stream:
        for count, row in enumerate(rows, 1):  # noqa: B007
            stream.write(dumps_line(row) + "\n")
    if count == 0:
        none_of((), ledger)


def print_csv(head: Sequence[str], rows: Iterable[Sequence[str]], ledger: str) -> None:
    """Print CSV with a head line; the cells are such that no spreadsheet calculates them."""
    count = 0
    with opened("-") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        for count, row in enumerate(rows, 1):  # noqa: B007
            writer.writerow(row)
    if count == 0:
        none_of((), ledger)


def none_of(rows: Sequence[object], ledger: str) -> bool:
    """Whether there is nothing, which is told in a sentence."""
    if rows:
        return False
    complain(f"nothing in {ledger} is what was asked for; leave out a filter, or see `communique search --help`.")
    return True


def print_table(names: Sequence[str], rows: Iterable[Sequence[str]], ratios: dict[str, int]) -> None:
    """Print a table, one line a row; columns with a ratio are cut to the terminal's width."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", expand=any(name in ratios for name in names))
    for name in names:
        ratio = ratios.get(name)
        table.add_column(name, ratio=ratio, min_width=len(name), no_wrap=True, overflow="ellipsis",
                         justify="right" if name in NUMBERS else "left")  # fmt: skip
    for row in rows:
        table.add_row(*(Text(harmless(" ".join(cell.split()))[:LINE]) for cell in row))
    with on_console() as console:
        console.print(table)


@contextmanager
def on_console() -> Iterator[Console]:
    """Rich's console on standard output: the terminal's width, or 120 columns without colour elsewhere."""
    from rich.console import Console

    with opened("-", for_terminal=True) as stream:
        yield Console(
            file=stream, width=None if sys.stdout.isatty() else 120, highlight=False, markup=False, emoji=False,
            color_system="standard" if _in_colour(stream) else None,
        )  # fmt: skip


def _in_colour(stream: TextIO) -> bool:
    import os

    return stream.isatty() and os.environ.get("NO_COLOR", "") == ""


def _entry_table(rows: Sequence[EntryView], kind: Kind | None) -> None:
    columns: dict[str, Callable[[EntryView], str]] = {"id": lambda e: e.id[:ID], "day": lambda e: e.day or ""}
    if kind is None:
        columns["kind"] = lambda e: e.kind
    columns["type"] = lambda e: e.label
    if kind in ("event", "engagement", "commitment"):
        columns["status"] = lambda e: e.status or ""
    columns["who"] = lambda e: who_of(e, BY)
    if kind != "engagement":
        columns["to"] = lambda e: who_of(e, TO)
    if kind == "commitment":
        columns["due"] = lambda e: e.due_to or e.due_from or ""
    if kind in ("event", "engagement"):
        columns["place"] = lambda e: e.place or ""
    columns["words"] = lambda e: e.words
    columns["outlets"] = lambda e: str(e.outlets)
    columns["sure"] = lambda e: f"{e.confidence:.2f}"
    print_table(list(columns), [[show(e) for show in columns.values()] for e in rows],
                {"who": 3, "to": 2, "place": 1, "words": 6})  # fmt: skip


BY = ("participant", "speaker", "actor", "committer")
TO = ("addressee", "recipient", "beneficiary")


def who_of(entry: EntryView, roles: tuple[str, ...]) -> str:
    """Names of the parties in some roles."""
    return ", ".join(party.name for party in entry.of(*roles))


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else value
