"""``communique ingest`` and ``communique watch``: sources into a ledger, once or again and again."""

from __future__ import annotations

import functools
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique import logs
from communique.cli.ending import FAILED, complain, ending_well
from communique.cli.follow import search
from communique.cli.ledger_option import LedgerOption, opened_ledger
from communique.cli.progress import Progress
from communique.cli.read import reason_of
from communique.ingest.readers import load_reader, version_of_reader
from communique.settings import Settings

if TYPE_CHECKING:
    from communique.ingest.run import Ingest
    from communique.ledger import Ledger
    from communique.ledger.batch import Counts

INGEST = """\b
Examples:
  communique ingest examples/ --ledger desk.db
  communique ingest feeds.opml https://www.example.org/news.rss archive.warc.gz
  communique ingest --retry --ledger desk.db
"""
WATCH = """\b
Examples:
  communique watch feeds.opml --every 15m --ledger desk.db
  communique watch --ledger desk.db
"""
_EVERY = re.compile(r"(\d+)\s*(s|m|h|d)?")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, None: 60}
SHOWN = 20
"""Rejected documents that are told one by one; the ledger keeps them all."""

_Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes to read with.")]
_Log = Annotated[Path | None, typer.Option(metavar="FILE", help="Append the log to a file, as lines of JSON.")]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")]
_Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")]


def ingest(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE...",
            help="Files, folders, feeds, OPML lists, sitemaps, WARC files, web addresses, or -.",
            show_default=False,
        ),
    ] = None,
    ledger: LedgerOption = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what was rejected before.")] = False,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date given to all documents, as 2023-01-20.", show_default=False)
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow/--no-follow", help="Search the new documents for what became of promises.")
    ] = True,
    jobs: _Jobs = 1,
    log: _Log = None,
    quiet: _Quiet = False,
    debug: _Debug = False,
) -> None:
    """Read sources into a ledger, each document once.

    Interrupted anywhere and run again, it ends as if it had never been interrupted. Documents that cannot be read are
    kept with their reason. The exit code is 0 even so, and 1 when nothing at all could be read.
    """  # fmt: skip
    _set_up(debug, log)
    from communique.cli.read import _day

    day = _day(published)
    with ending_well(debug=debug), opened_ledger(ledger, create=True) as opened:
        wanted = list(sources or [])
        if retry:
            from communique.ledger.rejections import sources_to_retry

            wanted += [s for s in sources_to_retry(opened) if s not in wanted]
        if not wanted:
            if retry:
                typer.echo("Nothing waits to be tried again.", err=True)
                return
            raise typer.BadParameter("give at least one source, or --retry.", param_hint="SOURCE")
        total = _run(opened, wanted, jobs=jobs, quiet=quiet, debug=debug, published=day)
        proposals = search(opened, shown=not quiet and sys.stderr.isatty())[1] if follow else 0
        if not quiet:
            typer.echo(summary(total, proposals), err=True)
        if total.rejected > 0 and total.added + total.known == 0:
            raise typer.Exit(FAILED)


def watch(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Feeds, OPML lists, sitemaps, addresses; none: the feeds kept in the ledger.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[str, typer.Option(metavar="TIME", help="How often to look: 30s, 15m, 2h, 1d.")] = "15m",
    fetch_hosts: Annotated[
        list[str] | None,
        typer.Option(
            envvar="COMMUNIQUE_DESK_FETCH_HOSTS",
            metavar="HOST",
            show_default=False,
            help="Hosts that feeds kept in the ledger may be fetched from; default: all public ones.",
        ),
    ] = None,
    ledger: LedgerOption = None,
    rounds: Annotated[int, typer.Option(min=0, metavar="N", help="End after so many rounds; 0: never.")] = 0,
    jobs: _Jobs = 1,
    log: _Log = None,
    quiet: _Quiet = False,
    debug: _Debug = False,
) -> None:
    """Keep a ledger up to date: ingest sources again and again until it is stopped (Ctrl-C or SIGTERM).

    Without sources the feeds of `communique feeds`, which are also those of the desk's page Sources, are asked; those
    that are added while it runs from the next round on.
    """  # fmt: skip
    _set_up(debug, log)
    seconds = _seconds(every)
    from communique.ledger.feeds import watched

    with ending_well(debug=debug), opened_ledger(ledger, create=True) as opened, _stopping() as stopped:
        done = 0
        while not stopped():
            # A clock that is set back or forth must not stop the rounds: the wait is by a clock that only counts.
            began = time.monotonic()
            wanted = sources or watched(opened)
            # Who adds a feed at the desk must not reach by it what only this machine can reach.
            guarded = None if sources else [h for some in fetch_hosts or ["*"] for h in some.split(",")]
            if not wanted and not quiet and not done:
                typer.echo("No feed is kept in the ledger yet; add one with `communique feeds add URL`.", err=True)
            total = None
            if wanted:
                total = _run(opened, wanted, jobs=jobs, quiet=quiet, debug=debug, published=None, hosts=guarded)
            proposals = search(opened, shown=False)[1] if total is not None else 0
            if total is not None and not quiet:
                typer.echo(summary(total, proposals), err=True)
            done += 1
            if rounds and done >= rounds:
                return
            while not stopped() and (left := began + seconds - time.monotonic()) > 0:
                time.sleep(min(left, 0.5))


def summary(counts: Counts, proposals: int) -> str:
    """What became of a run, in one line."""
    parts = [f"{counts.added:,} documents added"]
    if counts.twins:
        parts[0] += f" ({counts.twins:,} of them copies)"
    if counts.known:
        parts.append(f"{counts.known:,} known already")
    if counts.rejected:
        parts.append(f"{counts.rejected:,} rejected")
    parts.append(f"{counts.entries:,} new entries")
    if counts.tellings > counts.entries:
        parts.append(f"{counts.tellings - counts.entries:,} told again")
    if proposals:
        parts.append(f"{proposals:,} new proposals about promises (`communique commitments proposals`)")
    return ", ".join(parts) + "."


def _set_up(debug: bool, log: Path | None) -> None:
    logs.set_up(debug=debug)
    if log is not None:
        with ending_well(debug=debug):
            logs.to_file(log)


def _run(
    opened: Ledger,
    sources: Sequence[str],
    *,
    jobs: int,
    quiet: bool,
    debug: bool,
    published: str | None,
    hosts: Sequence[str] | None = None,
) -> Counts:
    """Ingest sources; of hosts only where they are given."""
    from communique.ledger.batch import Counts

    total, told = Counts(), 0
    with Progress(shown=not quiet and sys.stderr.isatty()) as progress:
        for counts, rejected in _ingest(opened, jobs, debug, published, hosts).run(sources):
            total += counts
            progress.advance(counts.added + counts.known + counts.rejected)
            for one in rejected:
                told += 1
                if told <= SHOWN:
                    complain(reason_of(one))
    if told > SHOWN:
        complain(f"{told - SHOWN:,} more documents were rejected; `communique rejected` lists them all.")
    return total


def _ingest(opened: Ledger, jobs: int, debug: bool, published: str | None, hosts: Sequence[str] | None) -> Ingest:
    from communique.ingest.run import Ingest
    from communique.sources.base import SourceOptions
    from communique.sources.guard import Guard
    from communique.sources.visits import Visitor

    settings = Settings.from_environment()
    make = functools.partial(load_reader, settings.model, settings.threads, settings.registry)
    version = version_of_reader(settings.model)
    visitor = Visitor if hosts is None else functools.partial(Visitor, guard=Guard(hosts))
    options = SourceOptions(published=published)
    return Ingest(opened, make, version, options=options, jobs=jobs, visitor=visitor, debug=debug)


def _seconds(every: str) -> float:
    found = _EVERY.fullmatch(every.strip().lower())
    if found is None or int(found[1]) == 0:
        raise typer.BadParameter(f"{every!r} is no time; write 30s, 15m, 2h or 1d.", param_hint="--every")
    return float(int(found[1]) * _SECONDS[found[2]])


@contextmanager
def _stopping() -> Iterator[functools.partial[bool]]:
    """Whether SIGTERM asked to stop: the round that is under way is finished first."""
    asked: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    try:
        yield functools.partial(bool, asked)
    finally:
        signal.signal(signal.SIGTERM, before)


def rejected(
    ledger: LedgerOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that were read later, too.")] = False,
    debug: _Debug = False,
) -> None:
    """List the documents that could not be read, with their reasons, one JSON line each."""
    logs.set_up(debug=debug)
    import json

    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.ledger.rejections import rejections

        for one in rejections(opened, settled=everything):
            typer.echo(json.dumps(asdict(one), ensure_ascii=False))
