"""``communique backup``, ``restore`` and ``check``: keeping a ledger safe and sound."""

from __future__ import annotations

from typing import Annotated

import typer

from communique import logs
from communique.cli.bar import bar
from communique.cli.ending import FAILED, complain, ending_well
from communique.cli.ledger_option import DEFAULT, LedgerOption, opened_ledger
from communique.settings import Settings

BACKUP = """\b
Examples:
  communique backup desk.backup.gz --ledger desk.db
"""
RESTORE = """\b
Examples:
  communique restore desk.backup.gz --ledger restored.db
  communique restore desk.backup.gz --ledger postgresql+psycopg://me@server/desk
"""
CHECK = """\b
Examples:
  communique check --ledger desk.db
  communique check --repair --ledger desk.db
"""
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")]
_Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")]


def backup(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to; a backup that was there before is replaced.")],
    ledger: LedgerOption = None,
    quiet: _Quiet = False,
    debug: _Debug = False,
) -> None:
    """Write all of a ledger into one compressed file, while others may go on writing to it.

    The file restores into either kind of database.
    """
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from pathlib import Path

        from communique.ledger.backup import backup as write

        with bar("backing up", quiet=quiet) as advance:
            write(opened, file, advance)
        if not quiet:
            typer.echo(f"{file}: {Path(file).stat().st_size / 1e6:,.1f} MB.", err=True)


def restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file made by `communique backup`.")],
    ledger: LedgerOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Even if the ledger has entries, which are lost.")] = False,
    quiet: _Quiet = False,
    debug: _Debug = False,
) -> None:
    """Bring a ledger back from a backup, or move it to another database.

    If anything goes wrong, the ledger is left as it was.
    """
    logs.set_up(debug=debug)
    with ending_well(debug=debug):
        from communique.ledger.backup import restore as read

        where = ledger or Settings.from_environment().ledger or DEFAULT
        with bar("restoring", quiet=quiet) as advance:
            count = read(file, where, replace=replace, advance=advance)
        if not quiet:
            typer.echo(f"{count:,} documents restored.", err=True)


def check(
    ledger: LedgerOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Make anew what can be computed: counts, indexes.")] = False,
    quiet: _Quiet = False,
    debug: _Debug = False,
) -> None:
    """Look whether a ledger is sound: the database, and that all evidence is still in its document.

    Each fault is a line. The exit code is 1 when there is any that was not repaired.
    """
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.ledger.checking import faults, mend

        mendable, others = [], 0
        with bar("checking", quiet=quiet) as advance:
            for fault in faults(opened, advance):
                if fault.mend is not None:
                    mendable.append(fault)
                else:
                    others += 1
                if not (repair and fault.mend is not None):
                    typer.echo(str(fault))
        if repair and mendable:
            mend(opened, mendable)
            for fault in mendable:
                typer.echo(f"{fault} (repaired)")
        if others or (mendable and not repair):
            complain(_advice(others, 0 if repair else len(mendable)))
            raise typer.Exit(FAILED)
        if not quiet:
            typer.echo("The ledger is sound." if not mendable else "The ledger is sound again.", err=True)


def _advice(others: int, mendable: int) -> str:
    total = others + mendable
    said = f"{total:,} {'fault' if total == 1 else 'faults'}"
    if mendable and others:
        return f"{said}; `communique check --repair` mends {mendable:,} of them, a backup the others."
    if mendable:
        return f"{said}; `communique check --repair` mends {'it' if total == 1 else 'them'}."
    return f"{said} that cannot be computed anew; restore a backup with `communique restore`."
