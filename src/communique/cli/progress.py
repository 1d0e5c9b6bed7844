"""How far a long run has come, on standard error."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress


class Progress:
    """A line that counts documents; it appears with the second one, for a single document needs none.

    Args:
        shown: False makes it do nothing, where standard error is no terminal.
    """

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._done = 0
        self._bar: RichProgress | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, by: int = 1) -> None:
        """One more document is done, or several."""
        self._done += by
        if self._shown and self._bar is None and self._done > 1:
            self._bar = self._start()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done)

    def _start(self) -> RichProgress:
        from rich.console import Console
        from rich.progress import Progress as RichProgress
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        bar = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.completed} documents"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            # Standard output is the user's data and must not pass through the display.
            redirect_stdout=False,
            transient=True,
        )
        bar.start()
        bar.add_task("reading", total=None)
        return bar
