"""``communique commitments``: promises and what became of them. Without a subcommand it lists them."""

from __future__ import annotations

from dataclasses import replace

import typer

from communique.cli import verdicts
from communique.cli.ask import answer
from communique.cli.ask_options import PLACE, Asked, asking

LIST = """\b
Examples:
  communique commitments --status open --due-before 2025 --ledger desk.db
  communique commitments --by UZB --sort due --ledger desk.db
"""
app = typer.Typer(rich_markup_mode=None)


@asking(without=PLACE)
def commitments(context: typer.Context, *, asked: Asked) -> None:
    """List pledges, promises, offers and refusals: who promised what to whom, and until when."""
    if context.invoked_subcommand is None:
        answer("commitment", replace(asked))


app.callback(invoke_without_command=True, epilog=LIST)(commitments)
app.command("show", epilog=verdicts.SHOW)(verdicts.show)
app.command("proposals", epilog=verdicts.PROPOSALS)(verdicts.proposals)
app.command("confirm", epilog=verdicts.CONFIRM)(verdicts.confirm)
app.command("reject", epilog=verdicts.REJECT)(verdicts.reject)
app.command("take-back", epilog=verdicts.TAKE_BACK)(verdicts.take_back)
