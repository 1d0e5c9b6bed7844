"""What the form above a list asks for: the filter of an address without the fields that were left empty."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from communique.ledger.asking import EVERYTHING, Filter


def narrowed(asked: Filter) -> Filter:
    """The filter without its empty fields: a browser sends each field of a form, whether it holds words or not."""
    found: dict[str, Any] = {}
    for one in fields(asked):
        value = getattr(asked, one.name)
        if isinstance(value, tuple):
            found[one.name] = tuple(word.strip() for word in value if word.strip())
        elif isinstance(value, str):
            found[one.name] = value.strip() or getattr(EVERYTHING, one.name)
    if asked.min_confidence == 0:
        found["min_confidence"] = None
    return replace(asked, **found)


def counted(filter: Filter) -> Filter:
    """The filter of a page as counts take it: all entries that it means, not the page of them."""
    return replace(filter, limit=None, sort="newest")


def words_of(filter: Filter) -> dict[str, Any]:
    """The fields of a filter that say something, for `links.link` and for the form that shows them again."""
    found: dict[str, Any] = {}
    for one in fields(filter):
        value = getattr(filter, one.name)
        if one.name != "limit" and value != getattr(EVERYTHING, one.name):
            found[one.name] = list(value) if isinstance(value, tuple) else "true" if value is True else str(value)
    return found
