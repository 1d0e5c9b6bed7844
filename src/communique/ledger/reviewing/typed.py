"""Corrections as people type them, ``field=value``, to the values of the contract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from communique.errors import LedgerError
from communique.ledger import tables as t
from communique.ledger.drafts import ROLES
from communique.ledger.reviewing.finding import open_thing
from communique.ledger.reviewing.shape import SPANS
from communique.ledger.store import Ledger

Json = dict[str, Any]
LISTS = {name: "," for names in ROLES.values() for name in names} | {"contexts": ",", "sectors": ",", "topics": ";"}
"""Fields that are lists, and what parts them."""
_PLACE = re.compile(r"(?P<name>[^,]+?)\s*(?:,\s*(?P<country>[A-Z]{3}))?")
_AMOUNT = re.compile(r"(?P<value>\d+(?:\.\d+)?)\s*(?P<currency>[A-Z]{3})")
_SPAN = re.compile(r"(\d+):(\d+)")


def typed(ledger: Ledger, key: str, pairs: Sequence[str]) -> Json:
    """Fields of a correction.

    Args:
        ledger: an open ledger.
        key: id of the entry or entity.
        pairs: ``field=value``; an empty value is nothing. Places in the text are ``12:80`` in characters, or the very
            words where the document has them once; parties are ids parted by commas.

    Raises:
        LedgerError: there is no such thing, or a pair cannot be read.
    """
    with ledger.reading() as connection:
        row = open_thing(connection, key)
        text = ""
        if not row.id.startswith("n"):
            query = sa.select(t.documents.c.text).where(t.documents.c.number == row.document)
            text = connection.execute(query).scalar_one()
    fields: Json = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if equals == "" or name.strip() == "":
            raise LedgerError(f"{pair!r} is no correction; write FIELD=VALUE, as date=2024-05-14.")
        fields[name.strip()] = _value(name.strip(), value.strip(), row, text)
    return fields


def _value(name: str, value: str, row: Row[Any], text: str) -> Any:
    if name in LISTS:
        return [part for one in value.split(LISTS[name]) if (part := one.strip())]
    if value == "":
        return None
    if name == "content":
        return [_span(name, part.strip(), text) for part in value.split(";") if part.strip()]
    if name in SPANS:
        return _span(name, value, text)
    parse = {"place": _place, "amount": _amount, "due": _due}.get(name)
    return parse(value) if parse is not None else value


def _span(name: str, value: str, text: str) -> Json:
    if (places := _SPAN.fullmatch(value)) is not None:
        return {"start": int(places[1]), "end": int(places[2])}
    count = text.count(value)
    if count != 1:
        found = "are not in the document" if count == 0 else f"are in the document {count} times"
        raise LedgerError(f"{name}: the words {value[:60]!r} {found}; give START:END in characters, as {name}=12:80.")
    start = text.index(value)
    return {"start": start, "end": start + len(value)}


def _place(value: str) -> Json:
    found = _PLACE.fullmatch(value)
    if found is None:
        raise LedgerError(f"place: {value!r} cannot be read; write a name and perhaps a country, as Geneva, CHE.")
    return {"name": found["name"], "country": found["country"]}


def _amount(value: str) -> Json:
    found = _AMOUNT.fullmatch(value.replace("_", "").replace("'", ""))
    if found is None:
        raise LedgerError(f"amount: {value!r} cannot be read; write a number and a currency, as 5000000 CHF.")
    return {"value": float(found["value"]), "currency": found["currency"]}


def _due(value: str) -> Json:
    first, slash, last = value.partition("/")
    return {"from": first or None, "to": last or None} if slash else {"from": None, "to": value}
