"""``communique feeds``: what `communique watch` asks for what is new, kept in the ledger."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from communique import logs
from communique.cli.decide import login
from communique.cli.ending import ending_well
from communique.cli.ledger_option import LedgerOption, opened_ledger

ADD = """\b
Examples:
  communique feeds add https://www.example.org/news.rss --ledger desk.db
  communique watch --ledger desk.db
"""
LIST = """\b
Examples:
  communique feeds list --ledger desk.db
"""
PAUSE = """\b
Examples:
  communique feeds pause 3 --ledger desk.db
  communique feeds pause 3 --resume --ledger desk.db
"""
REMOVE = """\b
Examples:
  communique feeds remove 3 --ledger desk.db
"""
app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Feeds kept in the ledger, which `communique watch` asks again and again.",
)
_Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")]
_Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in `communique feeds list`.")]


@app.command("add", epilog=ADD)
def add(
    urls: Annotated[
        list[str], typer.Argument(metavar="URL...", help="Addresses of feeds, lists of feeds, sitemaps, pages.")
    ],
    title: Annotated[str | None, typer.Option(metavar="NAME", help="How you call it.", show_default=False)] = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Watch feeds from now on; `communique watch` without sources asks them."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger, create=True) as opened:
        from communique.ledger.feeds import add_feed

        for url in urls:
            typer.echo(f"{add_feed(opened, url, by=login(), title=title)}: {url.strip()} is watched from now on.")


@app.command("list", epilog=LIST)
def list_feeds(ledger: LedgerOption = None, debug: _Debug = False) -> None:
    """List the feeds with their last visit, errors and items, one JSON line each."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.ledger.feeds import feeds

        for one in feeds(opened):
            typer.echo(json.dumps(asdict(one), ensure_ascii=False))


@app.command("pause", epilog=PAUSE)
def pause(
    number: _Number,
    resume: Annotated[bool, typer.Option("--resume", help="Go on asking it.")] = False,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Stop asking a feed for a while, or go on."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.ledger.feeds import pause_feed

        pause_feed(opened, number, paused=not resume)


@app.command("remove", epilog=REMOVE)
def remove(number: _Number, ledger: LedgerOption = None, debug: _Debug = False) -> None:
    """Watch a feed no more; what came from it stays."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.ledger.feeds import remove_feed

        remove_feed(opened, number)
