"""A reading from its JSON: what ``communique.show.as_json`` writes, read back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from communique.records import Commitment, Document, Engagement, Entity, Event, Reading, Statement


def reading_of(row: Mapping[str, Any], document: Document) -> Reading:
    """The reading that a row of the contract ``communique/1`` tells.

    Args:
        row: entities, events, statements, commitments and engagements as plain values.
        document: which they are of.
    """
    return Reading(
        document,
        tuple(_made(Entity, one) for one in row["entities"]),
        tuple(_made(Event, one) for one in row["events"]),
        tuple(_made(Statement, one) for one in row["statements"]),
        tuple(_made(Commitment, one) for one in row["commitments"]),
        tuple(_made(Engagement, one) for one in row["engagements"]),
    )


@cache
def _fields(kind: type) -> tuple[tuple[str, str, Any], ...]:
    """Name of each field, its key in JSON, and its type."""
    hints = get_type_hints(kind)
    return tuple((f.name, f.name.rstrip("_"), hints[f.name]) for f in dataclasses.fields(kind))


def _made(kind: Any, row: Mapping[str, Any]) -> Any:
    return kind(**{name: _value(hint, row[key]) for name, key, hint in _fields(kind) if key in row})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], one) for one in value)
    return _made(hint, value) if dataclasses.is_dataclass(hint) else value
