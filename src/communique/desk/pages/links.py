"""Addresses within the desk, made of what a page asks for."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode


def link(path: str, /, **words: str | int | Sequence[str] | None) -> str:
    """An address with its query; what is None or empty is left out, and ``from_`` is written ``from``.

    >>> link("/events", by="KEN", from_="2024-01", type=None)
    '/events?by=KEN&from=2024-01'
    """
    pairs = []
    for name, value in words.items():
        some = [value] if isinstance(value, str | int) else value or []
        pairs += [(name.rstrip("_"), str(one)) for one in some if one != ""]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def said(word: str | None) -> str | None:
    """What a field of a form says; None where it was left empty."""
    told = (word or "").strip()
    return told or None
