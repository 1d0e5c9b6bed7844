"""``communique follow`` and ``communique due``: evidence for promises, and what falls due."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique import logs
from communique.cli.ending import ending_well
from communique.cli.ledger_option import LedgerOption, opened_ledger
from communique.cli.progress import Progress
from communique.settings import Settings

if TYPE_CHECKING:
    from communique.ledger import Ledger

FOLLOW = """\b
Examples:
  communique follow --ledger desk.db
  communique follow --again --ledger desk.db
"""
DUE = """\b
Examples:
  communique due --until 2024-12-31 --ledger desk.db
  communique due --ical due.ics --ledger desk.db
"""
_Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")]
Today = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="The day on which it is looked at; default: today.", show_default=False),
]


def follow(
    ledger: LedgerOption = None,
    again: Annotated[bool, typer.Option("--again", help="Search all documents, not only the new ones.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")] = False,
    debug: _Debug = False,
) -> None:
    """Search documents for what became of promises, and propose what is found.

    Each document is searched once; interrupted and run again, it goes on where it stopped. Proposals wait for a person:
    `communique commitments proposals` lists them.
    """
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        if again:
            from communique.following import search_again

            search_again(opened)
        documents, proposals = search(opened, shown=not quiet and sys.stderr.isatty())
        if not quiet:
            typer.echo(f"{documents:,} documents searched, {proposals:,} new proposals.", err=True)


def search(opened: Ledger, *, shown: bool) -> tuple[int, int]:
    """Search the documents that were not searched yet. Returns their number and that of the new proposals."""
    from communique.following import Follower, all_searched

    if all_searched(opened):
        return 0, 0  # the model need not be loaded
    from communique.pipeline import Reader

    settings = Settings.from_environment()
    follower = Follower(opened, Reader(settings.model, threads=settings.threads))
    documents = proposals = 0
    with Progress(shown=shown) as progress:
        for some in follower.follow_new():
            documents, proposals = documents + some.documents, proposals + some.proposals
            progress.advance(some.documents)
    return documents, proposals


def due(
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Last day, as 2024-12-31.", show_default=False)
    ] = None,
    ical: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a calendar file instead.", show_default=False)
    ] = None,
    today: Today = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """List open commitments by their last day, with those that are overdue marked."""
    logs.set_up(debug=debug)
    last, now = day_of(until, "--until"), day_of(today, "--today") or datetime.date.today().isoformat()
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.following import due as due_until
        from communique.following import is_overdue

        found = due_until(opened, until=last)
        if ical is not None:
            from communique.errors import OutputError
            from communique.following.calendar import calendar

            try:
                ical.write_bytes(calendar(found, opened.clock()))
            except OSError as error:
                raise OutputError(f"{ical}: cannot be written ({error.strerror}); give another path.") from error
            typer.echo(f"{len(found):,} deadlines written to {ical}.", err=True)
            return
        if not found:
            typer.echo("No open commitment has a last day in that time.", err=True)
            return
        from communique.cli.ask_print import ID, print_table
        from communique.following.calendar import title

        rows = [
            [e.due_to or "", "overdue" if is_overdue(e.status, e.due_to, now) else "", e.id[:ID], title(e)]
            for e in found
        ]
        print_table(["due", "", "id", "what"], rows, {"what": 1})


def day_of(given: str | None, option: str) -> str | None:
    """A day that was typed.

    Raises:
        typer.BadParameter: it is no day.
    """
    if given is None:
        return None
    try:
        return datetime.date.fromisoformat(given).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{given!r} is not a day; write it as 2024-12-31.", param_hint=option) from None
