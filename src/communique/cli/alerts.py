"""``communique alerts``: saved watches, and the delivery of what they find."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from communique import logs
from communique.cli.ask_options import FILTERS, Asked, asking
from communique.cli.ending import FAILED, complain, ending_well
from communique.cli.export import Kinds
from communique.cli.ledger_option import LedgerOption, opened_ledger

if TYPE_CHECKING:
    from communique.alerts import Report, Tally, Watch
    from communique.ledger.asking import Kind

ADD = """\b
Examples:
  communique alerts add "promises of Uzbekistan" --kind commitments --by UZB --atom promises.xml --ledger desk.db
  communique alerts add late --overdue --mail desk@example.org --ledger desk.db
  communique alerts add talks --type CONSULT --webhook https://example.org/hook --ledger desk.db
"""
RUN = """\b
Examples:
  communique alerts run --ledger desk.db
  communique alerts run --dry-run --today 2024-12-31 --ledger desk.db

\b
Mail goes through the server of COMMUNIQUE_SMTP_HOST (_PORT, _SECURITY, _USER, _PASSWORD, _FROM). Webhooks are signed
with COMMUNIQUE_WEBHOOK_SECRET, and go to private addresses only where the address or, in COMMUNIQUE_WEBHOOK_HOSTS, the
host is named.
"""
LIST = """\b
Examples:
  communique alerts list --ledger desk.db
"""
REMOVE = """\b
Examples:
  communique alerts remove late --ledger desk.db
"""
app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Saved watches: what is new is delivered as a feed, to a web service or by mail, each entry once.",
)
_Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")]
_SAVED = tuple(name for name in FILTERS if name not in ("sort", "hidden"))


@asking(only=_SAVED)
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the watch is called.")],
    kind: Annotated[Kinds, typer.Option(help="Kind of entries.")] = Kinds.all,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Commitments that are open though their last day is past.")
    ] = False,
    atom: Annotated[
        str | None, typer.Option("--atom", metavar="FILE", help="Write an Atom feed.", show_default=False)
    ] = None,
    webhook: Annotated[
        str | None, typer.Option("--webhook", metavar="URL", help="Send JSON to a web service.", show_default=False)
    ] = None,
    mail: Annotated[str | None, typer.Option("--mail", metavar="TO", help="Send mail.", show_default=False)] = None,
    past: Annotated[bool, typer.Option("--past", help="Deliver also what the ledger holds already.")] = False,
    *,
    asked: Asked,
) -> None:
    """Save a watch; `communique alerts run` delivers what it finds from now on."""
    from communique.alerts import Watch, begin

    given = {"atom": atom, "webhook": webhook, "mail": mail}
    targets = [(channel, target) for channel, target in given.items() if target is not None]
    if len(targets) != 1:
        raise typer.BadParameter("give one of --atom, --webhook and --mail.", param_hint="NAME")
    chosen = None if kind is Kinds.all else cast("Kind", kind.value.removesuffix("s"))
    ((channel, target),) = targets
    watch = Watch(0, name, chosen, asked.filter, overdue, cast(Any, channel), target, "")
    with opened_ledger(asked.ledger) as ledger:
        saved, count = begin(ledger, watch, past=past)
    if count:
        found = f"{count:,} {'entry matches' if count == 1 else 'entries match'} already"
        typer.echo(f"{saved.name}: {found}" + (" and will be delivered." if past else "; only new ones are delivered."))
    else:
        typer.echo(f"{saved.name}: saved; nothing matches yet.")


app.command("add", epilog=ADD)(add)


@app.command("list", epilog=LIST)
def list_(
    ledger: LedgerOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="As lines of JSON.")] = False,
    debug: _Debug = False,
) -> None:
    """List the watches, with what was delivered and what waits to be tried again."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.alerts import tallies

        for tally in tallies(opened):
            typer.echo(json.dumps(_as_json(tally)) if as_json else _as_text(tally))


@app.command(epilog=REMOVE)
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `communique alerts list` shows it.")],
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Forget a watch; a feed that it wrote is left."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.alerts import remove as forget

        forget(opened, name)
        typer.echo(f"{' '.join(name.split())}: removed.")


@app.command(epilog=RUN)
def run(
    ledger: LedgerOption = None,
    today: Annotated[
        str | None, typer.Option(metavar="DAY", help="Day that decides what is overdue.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be delivered.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show only what goes wrong.")] = False,
    debug: _Debug = False,
) -> None:
    """Deliver what the watches found since the last run; call it from cron or a timer.

    The exit code is 1 when something could not be delivered; it is tried again by later runs.
    """
    logs.set_up(debug=debug)
    failed = False
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.alerts import Channels, MailSettings
        from communique.alerts import run as deliver
        from communique.alerts.webhook import HOSTS_VARIABLE, SECRET_VARIABLE
        from communique.alerts.wording import title
        from communique.ledger.asking.periods import first_day

        def tell(watch: Watch, entry: dict[str, Any]) -> None:
            if dry_run:
                typer.echo(f"{watch.name}: {entry['id']} {title(entry, overdue=watch.overdue)}")

        inside = tuple(host for host in os.environ.get(HOSTS_VARIABLE, "").replace(",", " ").split())
        mail = MailSettings.from_environment(os.environ)
        channels = Channels(mail, os.environ.get(SECRET_VARIABLE) or None, inside)
        day = first_day(today) if today is not None else None
        for report in deliver(opened, channels, today=day, dry_run=dry_run, tell=tell):
            if not quiet and not dry_run:
                typer.echo(_told(report))
            if report.error is not None:
                failed = True
                complain(_why(report))
    if failed:
        raise typer.Exit(FAILED)


def _told(report: Report) -> str:
    said = [f"{report.found:,} new", f"{report.sent:,} delivered"]
    if report.waiting:
        said.append(f"{report.waiting:,} wait to be tried again")
    return f"{report.watch.name}: {', '.join(said)}."


def _why(report: Report) -> str:
    error = (report.error or "").rstrip(".")
    advice = "it is tried again by later runs" if report.waiting else "remove the watch, or add it anew"
    return f"{report.watch.name}: {error}; {advice}."


def _as_text(tally: Tally) -> str:
    watch = tally.watch
    what = ["overdue" if watch.overdue else f"{watch.kind}s" if watch.kind else "all entries"]
    what += [f"{name.rstrip('_')}={_short(value)}" for name, value in _saved(watch).items()]
    said = f"{watch.name}: {' '.join(what)}; {watch.channel} {watch.target}; {tally.sent:,} delivered"
    if tally.waiting:
        said += f", {tally.waiting:,} wait ({tally.error or 'not tried yet'})"
    return f"{said}."


def _as_json(tally: Tally) -> dict[str, Any]:
    watch = tally.watch
    return {
        "name": watch.name, "kind": watch.kind, "filter": _saved(watch), "overdue": watch.overdue,
        "channel": watch.channel, "target": watch.target, "created": watch.created, "sent": tally.sent,
        "waiting": tally.waiting, "error": tally.error,
    }  # fmt: skip


def _saved(watch: Watch) -> dict[str, Any]:
    from dataclasses import asdict

    from communique.ledger.asking import EVERYTHING

    usual = asdict(EVERYTHING)
    return {name: value for name, value in asdict(watch.filter).items() if value != usual[name]}


def _short(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
