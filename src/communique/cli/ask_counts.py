"""Counts printed with bars, and drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from communique.cli.ask_options import SHOWN, Asked, AskFormat, CountedBy
from communique.cli.ask_print import format_of, none_of, on_console, print_csv, print_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from communique.ledger import Ledger
    from communique.ledger.asking import CountView, Kind

NOT_TOLD = "(not told)"
PERIODS = (CountedBy.week, CountedBy.month, CountedBy.year)


def print_counts(ledger: Ledger, kind: Kind | None, asked: Asked) -> None:
    """Print the entries' counts in groups, and draw them where a file for it is given.

    Raises:
        LedgerError: what was asked for cannot be.
        OutputError: the plot cannot be written.
    """
    from communique.ledger.asking import count_to_dict, counts

    by, format_ = asked.count_by or CountedBy.month, format_of(asked)
    # Of periods all are shown: a row of them with holes would mislead.
    usual = SHOWN if format_ is AskFormat.table and by not in PERIODS else None
    limit = usual if asked.limit is None else (asked.limit or None)
    found = counts(ledger, kind, replace(asked.filter, limit=limit), by=by.value)
    if asked.plot is not None and found:
        from communique.cli.ask_plot import draw

        draw(found, by, asked.plot, kind)
    if format_ is AskFormat.jsonl:
        print_lines((count_to_dict(count, by.value) for count in found), ledger.name)
    elif format_ is AskFormat.csv:
        from communique.export.csv_table import cell

        rows = ([cell(count.key), cell(count.number), cell(count.intensity)] for count in found)
        print_csv([by.value, "number", "intensity"], rows, ledger.name)
    elif not none_of(found, ledger.name):
        _bars(found, by, with_intensity=any(count.intensity is not None for count in found))


def _bars(found: list[CountView], by: CountedBy, *, with_intensity: bool) -> None:
    from rich.bar import Bar
    from rich.table import Table
    from rich.text import Text

    most = max(count.number for count in found)
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column(by.value, no_wrap=True)
    table.add_column("number", justify="right", no_wrap=True)
    table.add_column("", ratio=1)
    if with_intensity:
        table.add_column("mean intensity", justify="right", no_wrap=True)
    for count in found:
        shown = "" if count.intensity is None else f"{count.intensity:+.2f}"
        cells: list[RenderableType] = [Text(count.key or NOT_TOLD), f"{count.number:,}", Bar(most, 0, count.number)]
        table.add_row(*cells, *([shown] if with_intensity else []))
    with on_console() as console:
        console.print(table)
