"""``communique relate``: the PLOVER type of what given actors do to one another."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, BinaryIO, Protocol

import typer

from communique import logs
from communique.cli.ending import FAILED, complain, ending_well
from communique.cli.output import opened
from communique.cli.pairs import PairLine, parse_pairs
from communique.errors import CommuniqueError, SourceError, unexpected
from communique.jobs.apart import each_apart
from communique.records import Pair, Relation
from communique.settings import Settings
from communique.show.as_json import dumps_line, relation_to_dict

EXAMPLES = """\b
Examples:
  communique relate examples/pairs.jsonl
  communique relate examples/pairs.jsonl --output relations.jsonl
"""

CHUNK = 256
"""Pairs handed to the reader together."""


class Relates(Protocol):
    """What this command needs of the pipeline's reader."""

    def relate(self, pairs: Iterable[Pair], /) -> Iterator[Relation]:
        """Relations of pairs, in order."""


def relate(
    pairs: Annotated[str, typer.Argument(metavar="PAIRS.jsonl", help="File of JSON lines, or - for standard input.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Write to a file; - is standard output.")
    ] = "-",
    debug: Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")] = False,
) -> None:
    """Print the PLOVER type of what one given actor does to another, one line for each line of PAIRS.jsonl.

    A line of PAIRS.jsonl is {"id", "text", "actor": [start, end], "recipient": [start, end] or null}.
    """
    logs.set_up(debug=debug)
    failed = 0
    with ending_well(debug=debug):
        from communique.pipeline import Reader

        settings = Settings.from_environment()
        with _lines(pairs) as lines:
            reader: Relates = Reader(settings.model, threads=settings.threads)
            with opened(output) as stream:
                for outcome in relations(parse_pairs(lines, pairs), reader, source=pairs, debug=debug):
                    if isinstance(outcome, SourceError):
                        failed += 1
                        line = "" if outcome.line is None else f", line {outcome.line}"
                        complain(f"{pairs}{line}: {outcome}")
                    else:
                        stream.write(outcome + "\n")
    if failed > 0:
        raise typer.Exit(FAILED)


def relations(
    lines: Iterable[PairLine | SourceError], reader: Relates, *, source: str, debug: bool = False
) -> Iterator[str | SourceError]:
    """JSON lines of the relations, and the errors of lines without one, all in order.

    Args:
        lines: pairs and errors, as `parse_pairs` gives them.
        reader: relates pairs.
        source: the file's name, for the errors.
        debug: print the stack trace of a pair that fails.
    """
    lines = iter(lines)
    while chunk := list(islice(lines, CHUNK)):
        given = [line for line in chunk if isinstance(line, PairLine)]
        results = iter(each_apart([line.pair for line in given], reader.relate) if given else [])
        for line in chunk:
            if isinstance(line, SourceError):
                yield line
                continue
            result = next(results)
            if isinstance(result, Relation):
                yield dumps_line({**relation_to_dict(result), "id": line.id})
                continue
            if debug:
                traceback.print_exception(result)
            reason = str(result) if isinstance(result, CommuniqueError) else unexpected(result)
            yield SourceError(f"the pair {line.id!r} was not related: {reason}", source=source)


@contextmanager
def _lines(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(path).open("rb")
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise SourceError(f"{path}: cannot be opened ({reason}); check the path.", source=path) from error
    with stream:
        yield stream
