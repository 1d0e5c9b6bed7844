"""Counts drawn into a file with matplotlib, which is an extra."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from communique.cli.ask_options import CountedBy
from communique.errors import OutputError

if TYPE_CHECKING:
    from communique.ledger.asking import CountView, Kind

ENDINGS = (".png", ".svg")
GROUPS = 30
"""Groups that can be told apart in a drawing, the largest."""
TICKS = 12
"""Periods that are written below it."""


def draw(found: Sequence[CountView], by: CountedBy, path: Path, kind: Kind | None) -> None:
    """Draw counts as bars, and the mean intensity of events as a line over periods.

    Args:
        found: at least one group.
        by: what they were counted by.
        path: a file that ends in .png or .svg.
        kind: of the entries, for the title.

    Raises:
        OutputError: the ending is another one, matplotlib is missing, or the file cannot be written.
    """
    if path.suffix.lower() not in ENDINGS:
        raise OutputError(f"{path}: a plot is a .png or .svg file; give one with such an ending.")
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise OutputError(
            "drawing needs matplotlib, which is not installed; run `pip install 'communique[plot]'` and try again."
        ) from error
    figure = Figure(figsize=(10, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.set_title(f"{f'{kind.capitalize()}s' if kind is not None else 'Entries'} by {by.value}")
    if by in (CountedBy.week, CountedBy.month, CountedBy.year):
        _periods(axes, found, by)
    else:
        _groups(axes, found)
    try:
        # Without a date the same counts make the same file.
        figure.savefig(path, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{path}: cannot be written ({reason}); give another path with --plot.") from error


def _periods(axes: Any, found: Sequence[CountView], by: CountedBy) -> None:
    known = {count.key: count for count in found if count.key is not None}
    keys = list(between(min(known), max(known), by)) if known else []
    axes.bar(range(len(keys)), [known[key].number if key in known else 0 for key in keys], color="#4c78a8", width=0.9)
    axes.set_ylabel("number")
    step = -(-len(keys) // TICKS) or 1
    axes.set_xticks(range(0, len(keys), step), keys[::step], rotation=30, ha="right")
    scored = [(n, known[key].intensity) for n, key in enumerate(keys) if key in known]
    points = [(n, mean) for n, mean in scored if mean is not None]
    if points:
        beside = axes.twinx()
        beside.plot([n for n, _ in points], [mean for _, mean in points], color="#e45756", marker=".", linewidth=1)
        beside.set_ylabel("mean intensity (-10 conflict, 10 cooperation)", color="#e45756")
        beside.set_ylim(-10, 10)


def _groups(axes: Any, found: Sequence[CountView]) -> None:
    shown = list(found[:GROUPS])[::-1]
    axes.barh(range(len(shown)), [count.number for count in shown], color="#4c78a8")
    labels = [
        (count.key or "(not told)") + (f"  ({count.intensity:+.1f})" if count.intensity is not None else "")
        for count in shown
    ]
    axes.set_yticks(range(len(shown)), labels)
    axes.set_xlabel("number" + ("  (mean intensity in brackets)" if any("(" in label for label in labels) else ""))


def between(first: str, last: str, by: CountedBy) -> Iterator[str]:
    """All periods from one to another, both included: those without entries are zeros, not gaps."""
    if by is CountedBy.year:
        yield from (f"{year:04}" for year in range(int(first), int(last) + 1))
    elif by is CountedBy.month:
        for n in range(int(first[:4]) * 12 + int(first[5:]) - 1, int(last[:4]) * 12 + int(last[5:])):
            yield f"{n // 12:04}-{n % 12 + 1:02}"
    else:
        day, end = (date.fromisocalendar(int(week[:4]), int(week[6:]), 1) for week in (first, last))
        while day <= end:
            year, week, _ = day.isocalendar()
            yield f"{year:04}-W{week:02}"
            day += timedelta(days=7)
