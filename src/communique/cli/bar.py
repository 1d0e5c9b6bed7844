"""A progress bar of known length, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show how far something has come, where standard error is a terminal.

    Args:
        what: is being done, in a word or two.
        quiet: show nothing.

    Yields:
        A function that is told how much is done, and of how much; 0 where that is not known.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    # Standard output is the user's data and must not pass through the display.
    with Progress(console=Console(stderr=True), redirect_stdout=False, transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total or None)
