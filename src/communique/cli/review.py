"""``communique review`` and ``history``: what waits for people, and what they decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from communique import logs
from communique.cli.ask_options import AskFormat
from communique.cli.ending import complain, ending_well
from communique.cli.ledger_option import LedgerOption, opened_ledger

if TYPE_CHECKING:
    from communique.ledger.reviewing import Waiting

REVIEW = """\b
Examples:
  communique review --ledger desk.db
  communique review --only unsure --below 0.7 --format jsonl --ledger desk.db
"""
HISTORY = """\b
Examples:
  communique history --ledger desk.db
  communique history e77ad0123 --ledger desk.db
"""
ID = 9
"""Letters of an id in a table."""

_Format = Annotated[
    AskFormat | None,
    typer.Option("--format", "-f", help="Default: table on a terminal, jsonl in a pipe.", show_default=False),
]
_Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")]


class Only(StrEnum):
    """What of all that waits."""

    doubt = "doubt"
    unsure = "unsure"
    proposal = "proposal"


def review(
    only: Annotated[Only | None, typer.Option("--only", help="Only this kind.", show_default=False)] = None,
    below: Annotated[
        float, typer.Option(min=0.0, max=1.0, metavar="P", help="Entries less sure than this, 0 to 1.")
    ] = 0.5,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="At most so many of each kind; 0 is all.")] = 20,
    format_: _Format = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """List what waits: pairs that may be one, entries that are not sure, evidence that may settle a promise."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.ledger.reviewing import waiting

        def rows() -> Iterator[Waiting]:
            for what in [only] if only is not None else list(Only):
                yield from islice(waiting(opened, below=below, what=what.value), limit or None)

        _print(
            map(asdict, rows()), ["what", "id", "other", "kind", "score", "words", "other_words", "reasons"], format_,
            {"words": 3, "other_words": 3, "reasons": 3}, "nothing waits for review.",
        )  # fmt: skip


def history(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Id of an entry or entity.")] = None,
    format_: _Format = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Show who decided what, when and why, and of what a thing consists; without an id all decisions."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.ledger import reviewing

        found = [asdict(row) | {"stands": stands} for row, stands in reviewing.history(opened, id)]
        names = ["number", "what", "subject", "other", "by", "at", "why", "stands"]
        rows: list[dict[str, Any]] = found
        if id is not None:
            own = [asdict(part) for part in reviewing.parts(opened, id)]
            if format_ is AskFormat.jsonl:
                rows = [{"row": "decision", **row} for row in found] + [{"row": "part", **part} for part in own]
            else:
                _print(own, ["id", "document", "publisher", "published", "words", "retired"], format_, {"words": 1},
                       "it has no parts.", whole=True)  # fmt: skip
        _print(rows, names, format_, {"why": 1}, "nobody has decided anything yet.")


def _print(
    rows: Any,
    names: Sequence[str],
    format_: AskFormat | None,
    ratios: dict[str, int],
    none: str,
    *,
    whole: bool = False,
) -> None:
    """Print rows in a format; a table shows the beginnings of ids, which are enough to go on with."""
    import sys

    from communique.cli.ask_print import print_csv, print_lines, print_table

    chosen = format_ or (AskFormat.table if sys.stdout.isatty() else AskFormat.jsonl)
    every = list(rows)
    if not every:
        complain(none)
    elif chosen is AskFormat.jsonl:
        print_lines(every, "")
    else:
        short = chosen is AskFormat.table and not whole
        cells = [[_cell(name, row[name], short) for name in names] for row in every]
        if chosen is AskFormat.csv:
            print_csv(names, cells, "")
        else:
            print_table(names, cells, ratios)


def _cell(name: str, value: Any, short: bool) -> str:
    if value is None:
        return ""
    if name in ("id", "other", "subject") and short:
        return str(value)[:ID]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
