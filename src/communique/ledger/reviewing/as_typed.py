"""The values of a record as people type them: the other way of `typed`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from communique.ledger.reviewing.shape import SPANS
from communique.ledger.reviewing.typed import LISTS

Json = dict[str, Any]


def as_typed(data: Mapping[str, Any]) -> dict[str, str]:
    """Field -> value, as `typed` reads it: unchanged it says what stands there already.

    Args:
        data: a record of the contract, its parties as ids of entities, or the fields of an entity.
    """
    return {name: _told(name, value) for name, value in data.items()}


def _told(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "content":
        return ";".join(map(_span, value))
    if name in SPANS:
        return _span(value)
    if name in LISTS:
        return {",": ",", ";": "; "}[LISTS[name]].join(value)
    if name == "place":
        return ", ".join(part for part in (value["name"], value.get("country")) if part)
    if name == "amount":
        return f"{value['value']:.2f}".removesuffix(".00") + f" {value['currency']}"
    if name == "due":
        first, last = value.get("from") or "", value.get("to") or ""
        return f"{first}/{last}" if first else last
    return str(value)


def _span(value: Json) -> str:
    return f"{value['start']}:{value['end']}"
