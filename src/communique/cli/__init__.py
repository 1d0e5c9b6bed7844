"""The command ``communique``: each subcommand parses, calls one public function of the package, and prints."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from communique import __version__
from communique.cli import (
    accounts,
    alerts,
    archive,
    ask,
    ask_who,
    backup,
    commitments,
    corrections,
    decide,
    doctor,
    export,
    feeds,
    follow,
    ingest,
    read,
    registry,
    relate,
    reread,
    review,
    schema,
    serve,
)
from communique.cli.ending import INTERRUPTED, PIPE_CLOSED

__all__ = ["app", "main"]

app = typer.Typer(
    name="communique",
    no_args_is_help=True,
    add_completion=False,
    # Plain help: it costs no import of rich and can be copied into a shell.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("read", epilog=read.EXAMPLES)(read.read)
app.command("relate", epilog=relate.EXAMPLES)(relate.relate)
app.add_typer(registry.app, name="registry")
app.command("ingest", epilog=ingest.INGEST)(ingest.ingest)
app.command("watch", epilog=ingest.WATCH)(ingest.watch)
app.add_typer(feeds.app, name="feeds")
app.command("rejected")(ingest.rejected)
app.command("search", epilog=ask.SEARCH)(ask.search)
app.command("who", epilog=ask_who.WHO)(ask_who.who)
app.command("engagements", epilog=ask.ENGAGEMENTS)(ask.engagements)
app.command("statements", epilog=ask.STATEMENTS)(ask.statements)
app.command("events", epilog=ask.EVENTS)(ask.events)
app.add_typer(commitments.app, name="commitments")
app.command("timeline", epilog=ask.TIMELINE)(ask.timeline)
app.command("pair", epilog=ask.PAIR)(ask.pair)
app.command("export", epilog=export.EXAMPLES)(export.export)
app.add_typer(alerts.app, name="alerts")
app.command("follow", epilog=follow.FOLLOW)(follow.follow)
app.command("due", epilog=follow.DUE)(follow.due)
app.command("backup", epilog=backup.BACKUP)(backup.backup)
app.command("restore", epilog=backup.RESTORE)(backup.restore)
app.command("check", epilog=backup.CHECK)(backup.check)
app.command("review", epilog=review.REVIEW)(review.review)
app.command("confirm", epilog=decide.CONFIRM)(decide.confirm)
app.command("reject", epilog=decide.REJECT)(decide.reject)
app.command("correct", epilog=decide.CORRECT)(decide.correct)
app.command("merge", epilog=decide.MERGE)(decide.merge)
app.command("split", epilog=decide.SPLIT)(decide.split)
app.command("apart", epilog=decide.APART)(decide.apart)
app.command("undo", epilog=decide.UNDO)(decide.undo)
app.command("history", epilog=review.HISTORY)(review.history)
app.command("export-corrections", epilog=corrections.EXAMPLES)(corrections.export_corrections)
app.command("reread", epilog=reread.EXAMPLES)(reread.reread)
app.add_typer(archive.app, name="archive")
app.command("doctor", epilog=doctor.EXAMPLES)(doctor.doctor)
app.command("serve", epilog=serve.SERVE)(serve.serve)
app.add_typer(accounts.app, name="accounts")
app.command("schema", epilog=schema.EXAMPLES)(schema.schema)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"communique {__version__}")
        raise typer.Exit


@app.callback(epilog="\b\nExample:\n  communique read examples/01-wire.txt")
def _communique(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Reads news and official readouts and keeps the record: engagements, statements, events, commitments."""


def main() -> None:
    """Run the command and end the process with its exit code.

    0 all went well, 1 something could not be read, 2 wrong usage, 130 interrupted, 141 the reader of a pipe went away.
    """
    try:
        app(standalone_mode=True)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Python flushes standard output once more at its end, and would complain there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(PIPE_CLOSED)
