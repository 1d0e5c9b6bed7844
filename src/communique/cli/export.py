"""``communique export``: entries of a ledger in the formats of other programs."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, cast

import typer

from communique.cli.ask_options import FILTERS, Asked, asking
from communique.cli.bar import bar
from communique.cli.ledger_option import opened_ledger

if TYPE_CHECKING:
    from communique.ledger.asking import Kind

EXAMPLES = """\b
Examples:
  communique export --format polecat --from 2024 --output events.txt --ledger desk.db
  communique export --format parquet --output ledger.parquet --ledger desk.db
  communique export --format csv --kind commitments --by UZB --status open --ledger desk.db > promises.csv
  communique export --format plover-jsonl --type CONSULT --ledger desk.db
"""


class ExportFormat(StrEnum):
    """Formats; a test holds them against ``communique.export.FORMATS``, which is not loaded for the help alone."""

    plover_jsonl = "plover-jsonl"
    polecat = "polecat"
    csv = "csv"
    parquet = "parquet"


class Kinds(StrEnum):
    """Kinds of entries, as people write them."""

    events = "events"
    statements = "statements"
    commitments = "commitments"
    engagements = "engagements"
    all = "all"


@asking(only=(*FILTERS, "limit"))
def export(
    format_: Annotated[ExportFormat, typer.Option("--format", "-f", help="Columns: see docs/export.md.")],
    kind: Annotated[
        Kinds | None,
        typer.Option(help="Default: events for plover-jsonl and polecat, which hold nothing else; all for the others.",
                     show_default=False),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Write to a file; - is standard output.")
    ] = "-",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")] = False,
    *,
    asked: Asked,
) -> None:  # fmt: skip
    """Write entries for event-data scripts, spreadsheets and databases.

    A file appears when it is whole; if anything goes wrong the one that was there before is left as it was.
    """
    from dataclasses import replace

    from communique.errors import ExportError
    from communique.export import export as write
    from communique.export import make

    made = make(format_.value)
    if kind is Kinds.all and len(made.kinds) == 1:
        raise ExportError(
            f"{made.name} holds {made.kinds[0]}s only; leave out --kind, or give --format csv or parquet."
        )
    chosen = cast("Kind | None", kind.value.removesuffix("s")) if kind not in (None, Kinds.all) else None
    if output == "-" and made.extension == ".parquet" and sys.stdout.isatty():
        raise ExportError("Parquet is no text for a terminal; give --output FILE.")
    wanted = replace(asked.filter, limit=asked.limit or None)
    with (
        opened_ledger(asked.ledger) as ledger,
        bar("exporting", quiet=quiet or (output == "-" and sys.stdout.isatty())) as show,
    ):
        done = 0

        def advance(more: int) -> None:
            nonlocal done
            done += more
            if done % 100 == 0:
                show(done, 0)

        count = write(ledger, made, output, chosen, wanted, advance)
    if output != "-" and not quiet:
        typer.echo(f"{output}: {count:,} {'entry' if count == 1 else 'entries'}.", err=True)
