"""Findings made of the annotation, as if the reader had found all of it: measures what comes after the reader."""

from __future__ import annotations

from typing import Any

from data import Gold

from communique.findings import Classes, Findings, Found, Standing
from communique.reader import labels as L
from communique.reader.encode import PieceEncoder
from communique.reader.finder import quotations


def findings_of(gold: Gold, pieces: PieceEncoder) -> Findings:
    """The findings of an annotated text, all with probability 1."""
    order = sorted(range(len(gold.spans)), key=lambda n: (gold.spans[n][1], -gold.spans[n][2]))
    number = {n: k for k, n in enumerate(order)}
    spans = []
    for n in order:
        label, start, end = gold.spans[n]
        layer, _, name = label.partition(":")
        spans.append(Found(layer, name, start, end, start, end, 1.0))
    links: dict[str, dict[int, list[tuple[int, float]]]] = {}
    for head, tail, name in sorted(gold.links):
        links.setdefault(name, {}).setdefault(number[head], []).append((number[tail], 1.0))
    classes = {number[n]: _classes(given) for n, given in gold.classes.items() if "tied" not in given}
    standings = {
        number[n]: Standing({given.get("sector", "UNK"): 1.0}, float(given["tied"] == "yes"))
        for n, given in gold.classes.items()
        if "tied" in given
    }
    encoded = pieces.encode(gold.text)
    quoted, continued = quotations(encoded) if len(encoded.pieces) else ((), ())
    return Findings(tuple(spans), links, classes, standings, quoted, continued)


def _classes(given: dict[str, Any]) -> Classes:
    sure = lambda values, right: {v: float(v == right) for v in values}
    mode = given.get("mode")
    return Classes(
        sure(L.STATUSES, given.get("status")),
        sure(L.FATES, given.get("fate")),
        None if mode in (None, "none") else mode,
        tuple(given.get("context", ())),
    )
