"""Where a command writes: standard output or a file."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from communique.errors import OutputError


@contextmanager
def opened(output: str, *, for_terminal: bool = False) -> Iterator[TextIO]:
    """A text stream in UTF-8 with plain line feeds.

    Args:
        output: the path of a file, or "-" for standard output, which is left open.
        for_terminal: keep the terminal's own encoding, and replace what it cannot show.

    Raises:
        OutputError: the file cannot be written.
    """
    if output == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            if for_terminal:
                sys.stdout.reconfigure(errors="replace")
            else:
                sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        yield sys.stdout
        return
    try:
        with Path(output).open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            yield stream
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{output}: cannot be written ({reason}); give another path with --output.") from error
