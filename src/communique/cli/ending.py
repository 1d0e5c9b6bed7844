"""How a command ends: each way out is an exit code and at most one sentence, never a stack trace."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from communique.errors import CommuniqueError, unexpected
from communique.show.controls import harmless

FAILED = 1
INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""
PIPE_CLOSED = 141
"""128 + SIGPIPE: ``communique read … | head`` ends like any other program there."""


@contextmanager
def ending_well(*, debug: bool = False) -> Iterator[None]:
    """Turn whatever ends a command early into a sentence on standard error and an exit code.

    Args:
        debug: print the stack trace as well.

    Raises:
        typer.Exit: with the exit code.
    """
    try:
        yield
        # Here rather than at the end of the process, where a closed pipe could no longer be handled.
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        _silence_stdout()
        raise typer.Exit(PIPE_CLOSED) from None
    except CommuniqueError as error:
        _show(error, debug)
        complain(str(error))
        raise typer.Exit(FAILED) from None
    except (typer.Exit, typer.BadParameter):
        raise
    except Exception as error:
        _show(error, debug)
        advice = "" if debug else " Run the command again with --debug and report what it shows."
        complain(f"{unexpected(error)}{advice}")
        raise typer.Exit(FAILED) from None


def complain(sentence: str) -> None:
    """One sentence on standard error, with the command's name before it."""
    print(f"communique: {harmless(' '.join(sentence.split()))}", file=sys.stderr, flush=True)


def _show(error: BaseException, debug: bool) -> None:
    if debug:
        traceback.print_exception(error)


def _silence_stdout() -> None:
    # What is still in the buffer would raise once more when the process ends.
    devnull = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(devnull, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    finally:
        os.close(devnull)
