"""``communique registry``: your own persons and bodies, with their offices and days."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique import logs
from communique.cli.ending import FAILED, complain, ending_well
from communique.cli.output import opened
from communique.errors import RegistryError
from communique.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.registry import Store
    from communique.registry.entry import Row
    from communique.registry.store import Added

ADD = """\b
Examples:
  communique registry add examples/registry.csv
  communique registry add entities.ftm.json --registry desk.db

\b
A CSV file has a head line with some of these columns:
  id, kind, name, aliases, country, sectors, title, of, from, to, wikidata
Only name is needed. Several rows with one id are one person with several offices.
"""
FIND = """\b
Examples:
  communique registry find "Amara Diallo" --on 2021-05-01
"""
app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Known persons and bodies of your own: who they are, which offices they held when.",
)

_Where = Annotated[
    Path | None,
    typer.Option("--registry", metavar="FILE", help="Registry to use; default: your own.", show_default=False),
]
_Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")]


@app.command(epilog=ADD)
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV files or FollowTheMoney JSON.")],
    registry: _Where = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    debug: _Debug = False,
) -> None:
    """Add the entries of files; a file added before is replaced.

    A CSV file with a fault is not added at all; of FollowTheMoney JSON the faulty lines are passed over and told.
    """
    logs.set_up(debug=debug)
    failed = False
    with ending_well(debug=debug), _store(registry) as store:
        from communique.registry.files import is_csv

        for file in files:
            if not file.is_file():
                raise RegistryError(f"{file}: there is no such file; check its name.")
            strict = is_csv(file)
            with _rows(file, shown=not quiet and sys.stderr.isatty()) as rows:
                added = store.add(str(file.resolve()), rows, datetime.date.today().isoformat(), strict=strict)
            failed |= _tell(file, added, strict=strict)
    if failed:
        raise typer.Exit(FAILED)


@app.command("list")
def list_(registry: _Where = None, debug: _Debug = False) -> None:
    """List the files that were added, with the day and the number of entries."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), _store(registry) as store, opened("-") as stream:
        for row in store.files():
            stream.write(f"{row.added}  {row.entries:>9,}  {row.name}\n")


@app.command(epilog=FIND)
def find(
    name: Annotated[str, typer.Argument(help="A person's or body's name, as a text might write it.")],
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day that decides about offices, as 2021-05-01.")
    ] = None,
    registry: _Where = None,
    debug: _Debug = False,
) -> None:
    """Show who a name might be, the likeliest first, one JSON line each. The exit code is 1 when nobody is found."""
    logs.set_up(debug=debug)
    found = 0
    with ending_well(debug=debug), _store(registry) as store, opened("-") as stream:
        for number, likeness in store.search(name):
            entry = store.entry(number)
            held = [asdict(office) for office in entry.offices if office.held_on(on)]
            line = {
                "likeness": round(likeness, 3),
                **asdict(entry),
                "offices": held if on else asdict(entry)["offices"],
            }
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
            found += 1
    if found == 0:
        complain(f"nobody of the name {name!r} is in the registry.")
        raise typer.Exit(FAILED)


@app.command()
def remove(
    file: Annotated[Path, typer.Argument(help="A file as `communique registry list` names it.")],
    registry: _Where = None,
    debug: _Debug = False,
) -> None:
    """Take out all that a file brought."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), _store(registry) as store:
        if not any(store.remove(name) for name in (str(file), str(file.resolve()))):
            raise RegistryError(f"{file}: nothing came from this file; `communique registry list` shows the names.")
        typer.echo(f"Removed what came from {file}.")


@contextmanager
def _store(given: Path | None) -> Iterator[Store]:
    from communique.registry import Store, default_path

    store = Store(given or Settings.from_environment().registry or default_path())
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _rows(file: Path, *, shown: bool) -> Iterator[Iterator[Row]]:
    """The rows of a file, with a progress bar by bytes."""
    from communique.registry.files import read_rows
    from communique.resolve import states

    advance: Callable[[int], None] = lambda _: None
    if not shown:
        yield read_rows(file, states.codes(), states.alpha3, advance)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task(file.name, total=file.stat().st_size)
        yield read_rows(file, states.codes(), states.alpha3, lambda n: progress.update(task, advance=n))


def _tell(file: Path, added: Added, *, strict: bool) -> bool:
    """Say what became of a file; whether nothing was added."""
    for fault in added.faults:
        complain(f"{file}, {fault.where}: {fault.reason}")
    if added.passed_over > len(added.faults):
        complain(f"{file}: {added.passed_over - len(added.faults):,} more lines cannot be used.")
    if added.passed_over and (strict or added.entries == 0):
        complain(f"{file}: nothing was added; mend the lines and add it again.")
        return True
    if added.entries == 0:
        complain(f"{file}: it holds no person or body; nothing was added.")
        return True
    typer.echo(f"{file}: {added.entries:,} entries, {added.offices:,} offices.")
    return False
