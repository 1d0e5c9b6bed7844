"""``communique export-corrections``: what people reviewed, as training data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from communique import logs
from communique.cli.ending import complain, ending_well
from communique.cli.ledger_option import LedgerOption, opened_ledger

EXAMPLES = """\b
Examples:
  communique export-corrections reviewed.yaml --ledger desk.db
  communique export-corrections reviewed.yaml --partly --ledger desk.db
"""


def export_corrections(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="File to write.")],
    partly: Annotated[
        bool, typer.Option("--partly", help="Also documents in which not everything was looked at.")
    ] = False,
    ledger: LedgerOption = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")] = False,
) -> None:
    """Write the documents that people reviewed, as texts that the reader can be trained on.

    What was confirmed and corrected is in them, what was rejected is not. Only documents of which every entry was
    looked at are written: what a training text leaves out counts as wrong. The format is that of the project's corpus.
    """
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.export.corrections import export_corrections as write

        found = write(opened, file, partly=partly)
        typer.echo(f"{file}: {found.documents:,} documents, {found.records:,} records.", err=True)
        if found.in_part:
            complain(f"{found.in_part:,} documents were looked at in part only; --partly writes them, too.")
        if found.unmarkable:
            complain(f"{found.unmarkable:,} documents have letters that the format needs itself; they are left out.")
        if found.unquotable:
            complain(f"{found.unquotable:,} records cannot be quoted from their text; they are left out.")
