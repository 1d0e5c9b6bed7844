"""``communique reread``: the documents of a ledger read again with the present reader."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from communique import logs
from communique.cli.ending import FAILED, complain, ending_well
from communique.cli.ledger_option import LedgerOption, opened_ledger
from communique.cli.progress import Progress
from communique.cli.read import reason_of
from communique.ingest.readers import load_reader
from communique.settings import Settings

if TYPE_CHECKING:
    from communique.ledger.rereading import Reread

EXAMPLES = """\b
Examples:
  communique reread --ledger desk.db
  communique reread --all --jobs 2 --ledger desk.db
"""


def reread(
    everything: Annotated[
        bool, typer.Option("--all", help="Also what this very reader has read, as after a change of the registry.")
    ] = False,
    ledger: LedgerOption = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes to read with.")] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")] = False,
) -> None:
    """Read again what an older reader read; entries keep their ids, and what people decided stays.

    What is found no more is kept, and hidden unless somebody confirmed or corrected it. Broken off and run again, it
    goes on where it was (with --all from the beginning). The exit code is 1 when a document could not be read; it keeps
    its old reading.
    """
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.ingest.readers import version_of_reader
        from communique.jobs import read_in_order
        from communique.ledger.rereading import Reread, Rereading
        from communique.ledger.writer import BATCH
        from communique.records import Reading

        settings = Settings.from_environment()
        make = functools.partial(load_reader, settings.model, settings.threads, settings.registry)
        again = Rereading(opened, version_of_reader(settings.model))
        total, failed = Reread(), 0
        waiting: list[Reading] = []
        with Progress(shown=not quiet and sys.stderr.isatty()) as progress:
            for outcome in read_in_order(again.documents(everything=everything), make, jobs=jobs, debug=debug):
                if isinstance(outcome, Reading):
                    waiting.append(outcome)
                else:
                    failed += 1
                    complain(reason_of(outcome))
                if len(waiting) >= BATCH:
                    total += again.replace(waiting)
                    waiting = []
                progress.advance()
            if waiting:
                total += again.replace(waiting)
        if not quiet:
            typer.echo(summary(total), err=True)
    if failed:
        raise typer.Exit(FAILED)


def summary(counts: Reread) -> str:
    """What became of a run, in one line."""
    if counts.documents == 0:
        return "No document was read again: this reader has read them all."
    return (
        f"{counts.documents:,} documents read again: {counts.kept:,} records found again, {counts.added:,} for the "
        f"first time, {counts.retired:,} no more."
    )
