"""What the reader's heads find in a text, before anything is resolved: spans, links between them, classes.

It is the one thing that passes from ``reader`` to ``resolve``.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Found:
    """A span of one layer of tags.

    ``start`` and ``end`` are code points of the text, ``first`` and ``last`` pieces (last excluded); ``score`` is the
    probability of its label.
    """

    layer: str
    label: str
    start: int
    end: int
    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of a trigger: probabilities by value, and the contexts that hold."""

    status: dict[str, float]
    fate: dict[str, float]
    mode: str | None
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a mention tells of a party: probabilities."""

    sectors: dict[str, float]
    """By PLOVER sector."""
    tied: float
    """That the text ties it to a state."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found in one text. Spans are in the order of the text; a link names two of them by number."""

    spans: tuple[Found, ...] = ()
    links: dict[str, dict[int, list[tuple[int, float]]]] = field(default_factory=dict)
    """link name -> head span -> [(tail span, probability)], the likeliest first."""
    classes: dict[int, Classes] = field(default_factory=dict)
    standings: dict[int, Standing] = field(default_factory=dict)
    """Of the names and nominals of parties."""
    quoted: tuple[tuple[int, int], ...] = ()
    """Quotations: extents inside quotation marks, marks included, cut at paragraph ends."""
    continued: tuple[tuple[int, int], ...] = ()
    """Those of them that go on with a quotation which the paragraph before did not close."""

    def of(self, layer: str) -> list[int]:
        """Numbers of the spans of a layer."""
        return [n for n, span in enumerate(self.spans) if span.layer == layer]

    def tails(self, link: str, head: int) -> list[tuple[int, float]]:
        """What a span is linked to, the likeliest first."""
        return self.links.get(link, {}).get(head, [])

    def best(self, link: str, head: int) -> int | None:
        """The likeliest span that a span is linked to."""
        tails = self.tails(link, head)
        return tails[0][0] if tails else None
