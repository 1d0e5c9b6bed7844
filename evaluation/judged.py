"""Records that were judged right or wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judged:
    """One record that the reader found, or one that it missed."""

    kind: str
    """event | statement | commitment | engagement | relation"""
    label: str
    """Its type, force or kind."""
    confidence: float | None
    """None for one that was missed."""
    right: bool
    parties: bool
    """Whether its parties are right, too."""
    text: str
    """The document's name."""
    sentence: str
    note: str
    """What was found or missed, in words."""


def of_kind(judged: Iterable[Judged], kind: str) -> list[Judged]:
    """Those of one kind, found and missed."""
    return [one for one in judged if one.kind == kind]


def rows_of(judged: Iterable[Judged]) -> list[tuple[float, bool]]:
    """(confidence, right) of the records that were found."""
    return [(one.confidence, one.right) for one in judged if one.confidence is not None]
