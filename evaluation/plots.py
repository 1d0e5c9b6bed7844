"""The report's pictures, as SVG text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from reliability import bins_of, calibration_error

INK, RIGHT, MISSED = "#1f3a5f", "#2f7d6b", "#c8553d"


def _svg(figure: plt.Figure) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
    text = out.getvalue()
    return text[text.index("<svg") :]


def reliability(rows: Mapping[str, Sequence[tuple[float, bool]]]) -> str:
    """Reliability diagrams side by side: how many are right (up) of those that are so sure (right); bars tell how many there are."""
    figure, axes = plt.subplots(1, len(rows), figsize=(2.7 * len(rows), 2.9), sharey=True, squeeze=False)
    for axis, (kind, found) in zip(axes[0], rows.items(), strict=True):
        points = bins_of(found)
        most = max((n for _, _, n in points), default=1)
        axis.bar([p for p, _, _ in points], [0.25 * n / most for _, _, n in points], width=0.06, color="#c9d3df")
        axis.plot([0, 1], [0, 1], color="#999", linewidth=0.8, linestyle=":")
        axis.plot([p for p, _, _ in points], [s for _, s, _ in points], marker="o", color=INK, linewidth=1.4)
        axis.set_title(f"{kind}\nerror {calibration_error(found):.3f}, n {len(found)}", fontsize=9)
        axis.set_xlim(0, 1), axis.set_ylim(0, 1)
        axis.set_xlabel("confidence", fontsize=8)
        axis.tick_params(labelsize=7)
    axes[0][0].set_ylabel("share that is right", fontsize=8)
    return _svg(figure)


def by_label(title: str, rows: Mapping[str, tuple[int, int, int]]) -> str:
    """Bars of what was found right, found wrong and missed, by label: rows are (right, false, missed)."""
    names = sorted(rows, key=lambda name: sum(rows[name]))
    figure, axis = plt.subplots(figsize=(6.4, 0.28 * len(names) + 0.9))
    at = [0] * len(names)
    for part, (word, colour) in enumerate((("right", RIGHT), ("false", MISSED), ("missed", "#d9b44a"))):
        values = [rows[name][part] for name in names]
        axis.barh(names, values, left=at, color=colour, label=word)
        at = [a + v for a, v in zip(at, values, strict=True)]
    axis.set_title(title, fontsize=10)
    axis.tick_params(labelsize=8)
    axis.legend(fontsize=8, frameon=False)
    return _svg(figure)
