"""``communique archive``: whole archives read by a plan, on this machine or on a cluster."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique import logs
from communique.cli.bar import bar
from communique.cli.ending import FAILED, complain, ending_well
from communique.cli.ledger_option import LedgerOption, opened_ledger
from communique.errors import ArchiveError

if TYPE_CHECKING:
    from communique.archive.plan import Plan
    from communique.archive.progress import Aside
    from communique.archive.store import Store

RUN = """\b
Examples:
  communique archive run docs/archive.toml
  communique archive run docs/archive.toml --engine ray --workers 64 --address auto
  communique archive run docs/archive.toml --retry
"""
STATUS = """\b
Examples:
  communique archive status docs/archive.toml
  communique archive status docs/archive.toml --format json
"""
VERIFY = """\b
Examples:
  communique archive verify docs/archive.toml
"""
LOAD = """\b
Examples:
  communique archive load docs/archive.toml --ledger desk.db
"""
ESTIMATE = """\b
Examples:
  communique archive estimate docs/archive.toml
  communique archive estimate docs/archive.toml --documents 1000 --pieces 20
"""
SHOWN = 20
"""Faults, and pieces set aside, that are told one by one."""

app = typer.Typer(help="Read whole archives by a plan: WARC, Parquet, JSON Lines.", no_args_is_help=True)

_Plan = Annotated[
    Path, typer.Argument(metavar="PLAN.toml", help="The plan; docs/archive.md tells what may stand in it.")
]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")]
_Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")]


class Form(StrEnum):
    """How something is printed."""

    text = "text"
    json = "json"


_Format = Annotated[Form, typer.Option("--format", "-f", help="How to print it.")]


@app.command("run", epilog=RUN)
def run(
    plan: _Plan,
    engine: Annotated[
        str | None, typer.Option(metavar="NAME", help="local or ray, instead of the plan's.", show_default=False)
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", "-j", min=1, metavar="N", help="Instead of the plan's.", show_default=False),
    ] = None,
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Of the Ray cluster, as auto.", show_default=False)
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what was set aside before.")] = False,
    log: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Append the log to a file, as lines of JSON.")
    ] = None,
    quiet: _Quiet = False,
    debug: _Debug = False,
) -> None:
    """Read the archive that a plan names, or what is missing of it.

    Interrupted anywhere and run again, it goes on, and ends with the same records. A piece that fails three times is
    set aside with its reason; the exit code is then 1, and all else is there.
    """
    logs.set_up(debug=debug)
    with ending_well(debug=debug):
        if log is not None:
            logs.to_file(log)
        from dataclasses import replace

        from communique.archive import Run, Step, load_plan
        from communique.archive.plan import ENGINES

        if engine is not None and engine not in ENGINES:
            raise typer.BadParameter(f"{engine!r} is not known; give {' or '.join(ENGINES)}.", param_hint="--engine")
        whole = load_plan(plan)
        runs_on = replace(
            whole.engine,
            name=engine or whole.engine.name,
            workers=workers or whole.engine.workers,
            address=address or whole.engine.address,
        )
        whole = replace(whole, engine=runs_on)
        with bar("reading the archive", quiet=quiet) as advance, _output(whole):

            def watch(step: Step) -> None:
                advance(step.done, step.tasks)

            ended = Run(whole, watch=watch).go(retry=retry)
        _tell_aside(ended.aside)
        if not quiet:
            typer.echo(_summary(ended.counts), err=True)
        if ended.aside:
            raise typer.Exit(FAILED)


@app.command("status", epilog=STATUS)
def status(plan: _Plan, format_: _Format = Form.text, debug: _Debug = False) -> None:
    """Tell how far the run of a plan has come, and what is set aside."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug):
        from communique.archive.progress import status as ask

        whole, store = _opened(plan)
        with _output(whole):
            found = ask(store, whole.engine.tries)
        if format_ is Form.json:
            typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
            return
        for stage, one in found.stages.items():
            of = "" if one.tasks is None else f" of {one.tasks:,}"
            counts = ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in sorted(one.counts.items()))
            typer.echo(f"{stage:<8} {one.done:>9,}{of:<12} {one.seconds / 3600:10.2f} core-hours  {counts}")
        typer.echo("finished" if found.finished else "not finished; `communique archive run` goes on with it")
        _tell_aside(found.aside)


@app.command("verify", epilog=VERIFY)
def verify(plan: _Plan, quiet: _Quiet = False, debug: _Debug = False) -> None:
    """See that all files of a finished run are there and as they were written, and that evidence lies in its text.

    The exit code is 1 when anything is wrong.
    """
    logs.set_up(debug=debug)
    with ending_well(debug=debug):
        from communique.archive.verify import verify as look

        whole, store = _opened(plan)
        faults = 0
        with bar("verifying", quiet=quiet) as advance, _output(whole):
            for fault in look(store, advance):
                faults += 1
                if faults <= SHOWN:
                    complain(f"{fault.file} {fault.what}")
        if faults > SHOWN:
            complain(f"{faults - SHOWN:,} more faults.")
        if faults:
            raise typer.Exit(FAILED)
        if not quiet:
            typer.echo("All files are as they were written.", err=True)


@app.command("load", epilog=LOAD)
def load(plan: _Plan, ledger: LedgerOption = None, quiet: _Quiet = False, debug: _Debug = False) -> None:
    """Bring the readings of a finished run into a ledger, each document once; what triage skipped stays outside."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug):
        from communique.archive.load import load as bring
        from communique.cli.ingest import summary
        from communique.cli.progress import Progress
        from communique.ledger.batch import Counts

        whole, store = _opened(plan)
        total = Counts()
        with (
            opened_ledger(ledger, create=True) as opened,
            Progress(shown=not quiet and sys.stderr.isatty()) as progress,
            _output(whole),
        ):
            for counts in bring(store, opened):
                total += counts
                progress.advance(counts.added + counts.known + counts.rejected)
        if not quiet:
            typer.echo(summary(total, 0), err=True)


@app.command("estimate", epilog=ESTIMATE)
def estimate(
    plan: _Plan,
    documents: Annotated[int, typer.Option(min=1, metavar="N", help="How many to look at in all.")] = 200,
    pieces: Annotated[int, typer.Option(min=1, metavar="N", help="At how many places of the archive.")] = 8,
    format_: _Format = Form.text,
    debug: _Debug = False,
) -> None:
    """Read a sample and tell the hours, core-hours and money that the whole will take."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug):
        from communique.archive import load_plan
        from communique.archive.estimate import estimate as measure

        whole = load_plan(plan)
        with _output(whole):
            told = measure(whole, documents, pieces)
        if format_ is Form.json:
            typer.echo(json.dumps(asdict(told), indent=2))
            return
        typer.echo(f"documents   about {told.articles:,.0f} in {told.pieces:,} pieces ({told.sampled:,} looked at)")
        typer.echo(f"to be read  about {told.read:,.0f}; copies in the sample {told.copies:.1%}")
        typer.echo(f"core-hours  {told.core_hours:,.2f} (standard error {told.spread:.0%})")
        typer.echo(f"hours       {told.hours:,.2f} with {whole.engine.workers:,} workers")
        if whole.cost.core_hour:
            typer.echo(f"money       {told.money:,.2f} {told.currency}")


def _opened(plan: Path) -> tuple[Plan, Store]:
    """The plan of a file and the output of its run."""
    from communique.archive import load_plan
    from communique.archive.store import Store

    whole = load_plan(plan)
    return whole, Store(whole.output.address, whole.output.options)


@contextmanager
def _output(plan: Plan) -> Iterator[None]:
    """What stores raise, as a sentence."""
    try:
        yield
    except OSError as error:
        from communique.archive.work import reason_of

        raise ArchiveError(
            f"The output {plan.output.address} cannot be used ({reason_of(error)}); make room or mend it, and run the "
            "plan again: it goes on."
        ) from error


def _tell_aside(aside: list[Aside]) -> None:
    for one in aside[:SHOWN]:
        complain(f"{one.what} was set aside in stage {one.stage} after {one.tries} tries: {one.reason}")
    if len(aside) > SHOWN:
        complain(f"{len(aside) - SHOWN:,} more were set aside; `communique archive status` tells them as JSON.")
    if aside:
        complain("`communique archive run --retry` tries them again.")


def _summary(counts: dict[str, int]) -> str:
    """What became of a run, in one line."""
    of = Counter(counts)
    parts = [
        f"{of['documents']:,} documents",
        f"{of['read_whole'] + of['read_in_part']:,} read ({of['read_in_part']:,} in part)",
        f"{of['skipped']:,} skipped by the triage",
        f"{of['copies']:,} copies",
        f"{of['records'] + of['inherited']:,} records",
    ]
    for name, words in (("other_language", "in other languages"), ("filtered", "filtered"), ("rejected", "rejected")):
        if of[name]:
            parts.append(f"{of[name]:,} {words}")
    return ", ".join(parts) + "."
