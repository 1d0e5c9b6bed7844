"""``communique read``: documents in, readings out."""

from __future__ import annotations

import codecs
import datetime
import functools
import os
import shutil
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from communique import logs
from communique.cli.ending import FAILED, complain, ending_well
from communique.cli.output import opened
from communique.cli.progress import Progress
from communique.cli.write import Format, write
from communique.errors import SourceError, unexpected
from communique.ingest.readers import load_reader
from communique.jobs.in_order import read_in_order
from communique.records import Document, Reading, Rejected
from communique.settings import Settings
from communique.show.threshold import at_least

if TYPE_CHECKING:
    from communique.sources.base import SourceOptions

EXAMPLES = """\b
Examples:
  communique read examples/01-wire.txt
  communique read examples/03-page.html --format json
  communique read examples/*.txt --format jsonl --output readings.jsonl
  communique read examples/05-items.jsonl --field title=headline --min-confidence 0.5
  communique read - --published 2024-03-05 < examples/06-quotations.txt
  communique read examples/02-readout.md examples/03-page.html --output readings.html
"""

FIELDS = ("text", "title", "published", "publisher", "author", "language", "source")
_BY_ENDING = {
    ".json": Format.json,
    ".jsonl": Format.jsonl,
    ".html": Format.html,
    ".htm": Format.html,
    ".txt": Format.text,
}


def read(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Files, folders, web addresses, or - for standard input.",
            show_default=False,
        ),
    ],
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="Default: by the ending of --output, else text on a terminal and jsonl in a pipe.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Write to a file; - is standard output.")
    ] = "-",
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes to read with; the order is kept.")
    ] = 1,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Date given to all documents, as 2023-01-20.", show_default=False),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=KEY",
            help="Take the field NAME of JSON lines from KEY, as text=body; may be repeated.",
            show_default=False,
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Encoding of the files; default: found out.", show_default=False)
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="Longest wait for a web address.")] = 20.0,
    max_bytes: Annotated[
        int, typer.Option(min=1, metavar="N", help="Largest document to read, in bytes.")
    ] = 20_000_000,
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, metavar="P", help="Leave out records less sure than this, 0 to 1.")
    ] = 0.0,
    registry: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Registry of known persons and bodies; default: your own.", show_default=False
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    no_color: Annotated[
        bool, typer.Option("--no-color", help="No colours; NO_COLOR in the environment does the same.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")] = False,
) -> None:
    """Read documents and print who met whom, who said, did and promised what.

    The exit code is 0 when all documents were read, 1 when any was not (the others are printed all the same), 2 for
    wrong usage.
    """
    logs.set_up(debug=debug)
    day, fields, codec = _day(published), _fields(field or []), _encoding(encoding)
    on_terminal = output == "-" and sys.stdout.isatty()
    chosen = format_ if format_ is not None else _default_format(output, on_terminal)
    rejected = 0

    def readings(outcomes: Iterable[Reading | Rejected], progress: Progress) -> Iterator[Reading]:
        nonlocal rejected
        for outcome in outcomes:
            progress.advance()
            if isinstance(outcome, Rejected):
                rejected += 1
                complain(reason_of(outcome))
            else:
                yield at_least(outcome, min_confidence)

    with ending_well(debug=debug):
        from communique.sources.base import SourceOptions

        settings = Settings.from_environment()
        options = SourceOptions(published=day, fields=fields, encoding=codec, timeout=timeout, max_bytes=max_bytes)
        documents = documents_of(sources, options, debug=debug)
        make_reader = functools.partial(load_reader, settings.model, settings.threads, registry or settings.registry)
        shows_progress = not quiet and sys.stderr.isatty() and not on_terminal
        outcomes = read_in_order(documents, make_reader, jobs=jobs, debug=debug)
        with opened(output, for_terminal=on_terminal) as stream, Progress(shown=shows_progress) as progress:
            write(
                readings(outcomes, progress),
                stream,
                chosen,
                width=shutil.get_terminal_size().columns,
                colour=on_terminal and not no_color and _colours_wanted(),
            )
    if rejected > 0:
        raise typer.Exit(FAILED)


def documents_of(
    sources: Iterable[str], options: SourceOptions, *, debug: bool = False
) -> Iterator[Document | Rejected]:
    """What the sources hold, one after the other; a source that fails is rejected and the next one follows.

    Args:
        sources: paths, addresses or "-".
        options: how to read them.
        debug: print the stack trace of an error that nobody foresaw.
    """
    from communique.sources.base import open_source

    for source in sources:
        try:
            yield from open_source(source, options)
        except SourceError as error:
            yield Rejected(error.source if error.source is not None else source, str(error), line=error.line)
        except Exception as error:
            if debug:
                traceback.print_exception(error)
            yield Rejected(source, unexpected(error))


def reason_of(rejected: Rejected) -> str:
    """One sentence: which document was not read, and why."""
    where = rejected.source
    if rejected.line is not None and not where.endswith(f"#{rejected.line}"):
        where = f"{where}, line {rejected.line}"
    return rejected.reason if rejected.reason.startswith(rejected.source) else f"{where}: {rejected.reason}"


def _default_format(output: str, on_terminal: bool) -> Format:
    if output != "-":
        return _BY_ENDING.get(Path(output).suffix.lower(), Format.jsonl)
    return Format.text if on_terminal else Format.jsonl


def _colours_wanted() -> bool:
    return os.environ.get("NO_COLOR", "") == "" and os.environ.get("TERM") != "dumb"


def _day(published: str | None) -> str | None:
    if published is None:
        return None
    try:
        return datetime.date.fromisoformat(published).isoformat()
    except ValueError:
        raise typer.BadParameter(
            f"{published!r} is not a day; write it as 2023-01-20.", param_hint="--published"
        ) from None


def _fields(given: list[str]) -> dict[str, str]:
    fields = {}
    for pair in given:
        name, equals, key = pair.partition("=")
        if equals == "" or key == "" or name not in FIELDS:
            raise typer.BadParameter(
                f"{pair!r} does not fit; write NAME=KEY with one of {', '.join(FIELDS)} as NAME.", param_hint="--field"
            )
        fields[name] = key
    return fields


def _encoding(name: str | None) -> str | None:
    try:
        return None if name is None else codecs.lookup(name).name
    except LookupError:
        raise typer.BadParameter(
            f"{name!r} is not known; give one that Python knows, as utf-8 or cp1252.", param_hint="--encoding"
        ) from None
