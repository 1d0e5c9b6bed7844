"""Corrections checked: the fields of each kind, their values against the ontology, their places against the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.errors import LedgerError, OntologyError
from communique.ledger import tables as t
from communique.ledger.reviewing.finding import open_thing
from communique.ontology import load as ontology
from communique.records import CommitmentStatus, EngagementKind, EventStatus, Force, StatementKind
from communique.resolve.across.comparison import span_of

Json = dict[str, Any]
LIFE = ("kept", "partly kept", "superseded")
"""What a commitment may come to, beside what the contract knows."""
_COUNTRY, _CURRENCY = re.compile(r"[A-Z]{3}"), re.compile(r"[A-Z]{3}")


class Checks:
    """The checks of one correction.

    Args:
        connection: to the ledger.
        row: of the entry or entity.
        fields: all that is corrected at once.
    """

    def __init__(self, connection: Connection, row: Row[Any], fields: Mapping[str, Any]) -> None:
        self._connection, self._row, self._fields = connection, row, fields
        self._text: str | None = None

    def words(self, name: str, value: Any) -> str | None:
        """Words, or None for nothing."""
        if value is not None and not isinstance(value, str):
            raise self._fault(name, value, "give words")
        return value.strip() or None if value is not None else None

    def some_words(self, name: str, value: Any) -> str:
        """Words that may not be empty."""
        found = self.words(name, value)
        if found is None:
            raise self._fault(name, value, "it cannot be empty")
        return found

    def list_of_words(self, name: str, value: Any) -> list[str]:
        """A list of words, each once."""
        if not isinstance(value, (list, tuple)):
            raise self._fault(name, value, "give a list")
        return list(dict.fromkeys(self.some_words(name, one) for one in value))

    def one_of(self, *allowed: str) -> Callable[[str, Any], str]:
        """A check that the value is one of these."""

        def check(name: str, value: Any) -> str:
            if value not in allowed:
                raise self._fault(name, value, f"use one of {', '.join(allowed)}")
            return str(value)

        return check

    def date(self, name: str, value: Any) -> str | None:
        """A day, month, year or range."""
        if value is None:
            return None
        try:
            first, last = span_of(str(value))
        except (ValueError, IndexError):
            raise self._fault(name, value, "write it as 2024-05-14, 2024-05, 2024 or 2024-05-14/2024-05-16") from None
        if last < first:
            raise self._fault(name, value, "it ends before it begins")
        return str(value)

    def country(self, name: str, value: Any) -> str | None:
        """An ISO 3166-1 alpha-3 code."""
        from communique.resolve import states

        if value is not None and (not _COUNTRY.fullmatch(str(value)) or str(value) not in states.codes()):
            raise self._fault(name, value, "give a country by its three letters, as KEN")
        return None if value is None else str(value)

    def sectors(self, name: str, value: Any) -> list[str]:
        """PLOVER sectors, the primary one first."""
        known = ontology.load().sectors
        found = self.list_of_words(name, value)
        if unknown := [code for code in found if code not in known]:
            raise self._fault(name, unknown[0], f"use some of {', '.join(known)}")
        return found

    def contexts(self, name: str, value: Any) -> list[str]:
        """PLOVER contexts."""
        known = ontology.load().contexts
        found = self.list_of_words(name, value)
        if unknown := [code for code in found if code not in known]:
            raise self._fault(name, unknown[0], f"use some of {', '.join(known)}")
        return found

    def mode(self, name: str, value: Any) -> str | None:
        """A mode of the event's type as it is to be."""
        if value is None:
            return None
        try:
            return ontology.load().mode(str(self._fields.get("type", self._row.data.get("type"))), str(value)).name
        except OntologyError as error:
            raise LedgerError(str(error)) from error

    def party(self, name: str, value: Any) -> str | None:
        """The id of an entity, or None."""
        if value is None:
            return None
        found = open_thing(self._connection, str(value))
        if not found.id.startswith("n"):
            raise self._fault(name, value, "give the id of an entity, which begins with n")
        return str(found.id)

    def parties(self, name: str, value: Any) -> list[str]:
        """Ids of entities."""
        return [found for one in self.list_of_words(name, value) if (found := self.party(name, one)) is not None]

    def place(self, name: str, value: Any) -> Json | None:
        """A place of the contract."""
        if value is None:
            return None
        known = ("name", "country", "lat", "lon", "geonameid")
        if not isinstance(value, Mapping) or set(value) - set(known) or "name" not in value:
            raise self._fault(name, value, f"give a name and perhaps {', '.join(known[1:])}")
        found: Json = {key: value.get(key) for key in known}
        found["name"] = self.some_words(name, found["name"])
        found["country"] = self.country(name, found["country"])
        for key, most in (("lat", 90.0), ("lon", 180.0)):
            if found[key] is not None and not (isinstance(found[key], (int, float)) and abs(found[key]) <= most):
                raise self._fault(name, found[key], f"{key} is in degrees from {-most:g} to {most:g}")
        return found

    def amount(self, name: str, value: Any) -> Json | None:
        """A sum of money."""
        if value is None:
            return None
        fits = isinstance(value, Mapping) and set(value) == {"value", "currency"}
        if not fits or not isinstance(value["value"], (int, float)) or value["value"] < 0:
            raise self._fault(name, value, "give a value and a currency, as 5000000 CHF")
        if not _CURRENCY.fullmatch(str(value["currency"])):
            raise self._fault(name, value["currency"], "give a currency by its three letters, as CHF")
        return {"value": float(value["value"]), "currency": value["currency"]}

    def due(self, name: str, value: Any) -> Json | None:
        """When a commitment is due."""
        if value is None:
            return None
        if not isinstance(value, Mapping) or set(value) - {"from", "to", "text"}:
            raise self._fault(name, value, "give from, to (ISO days, either may be empty) and text")
        days = {key: value.get(key) for key in ("from", "to")}
        for day in days.values():
            if day is not None and (len(str(day)) != 10 or self.date(name, day) is None):
                raise self._fault(name, day, "write a day as 2024-05-14")
        if days["from"] is not None and days["to"] is not None and days["to"] < days["from"]:
            raise self._fault(name, days["to"], "it ends before it begins")
        before = (self._row.data.get("due") or {}).get("text", "")
        return {**days, "text": value.get("text") or before}

    def span(self, name: str, value: Any) -> Json:
        """A place in the document that leads the entry."""
        fits = isinstance(value, Mapping) and set(value) == {"start", "end"}
        if not fits or not all(type(value[key]) is int for key in ("start", "end")):
            raise self._fault(name, value, "give start and end in characters of the document, as 12:80")
        size = len(self.text)
        if not 0 <= value["start"] < value["end"] <= size:
            raise self._fault(name, f"{value['start']}:{value['end']}", f"the document has the characters 0 to {size}")
        return {"start": value["start"], "end": value["end"]}

    def span_or_none(self, name: str, value: Any) -> Json | None:
        """The same, or None."""
        return None if value is None else self.span(name, value)

    def spans(self, name: str, value: Any) -> list[Json]:
        """Places in the document, one or more, in its order, that do not overlap."""
        found = [self.span(name, one) for one in value] if isinstance(value, (list, tuple)) else []
        found.sort(key=lambda span: span["start"])
        if not found or any(a["end"] > b["start"] for a, b in pairwise(found)):
            raise self._fault(name, value, "give one or more places that do not overlap")
        return found

    @property
    def text(self) -> str:
        """The text of the document that leads the entry."""
        if self._text is None:
            query = sa.select(t.documents.c.text).where(t.documents.c.number == self._row.document)
            self._text = str(self._connection.execute(query).scalar_one())
        return self._text

    def of(self, kind: str) -> dict[str, Callable[[str, Any], Any]]:
        """The checks of each field of a kind of entry, or of an entity."""
        happened = {"status": self.one_of(*get_args(EventStatus)), "date": self.date, "place": self.place,
                    "evidence": self.span}  # fmt: skip
        if kind == "event":
            types = self.one_of(*ontology.load().types)
            return {"type": types, "mode": self.mode, "contexts": self.contexts, "actor": self.parties,
                    "recipient": self.parties, "trigger": self.span, **happened}  # fmt: skip
        if kind == "engagement":
            return {"kind": self.one_of(*get_args(EngagementKind)), "participants": self.parties,
                    "topics": self.list_of_words, **happened}  # fmt: skip
        if kind == "statement":
            return {"kind": self.one_of(*get_args(StatementKind)), "speaker": self.parties, "addressee": self.parties,
                    "content": self.spans, "cue": self.span_or_none, "speaker_span": self.span_or_none}  # fmt: skip
        if kind == "commitment":
            return {"force": self.one_of(*get_args(Force)), "committer": self.parties, "beneficiary": self.parties,
                    "action": self.some_words, "amount": self.amount, "due": self.due, "condition": self.words,
                    "status": self.one_of(*get_args(CommitmentStatus), *LIFE), "evidence": self.span}  # fmt: skip
        return {"name": self.some_words, "title": self.words, "affiliation": self.party, "country": self.country,
                "sectors": self.sectors}  # fmt: skip

    def _fault(self, name: str, value: Any, step: str) -> LedgerError:
        return LedgerError(f"{name}: {value!r} does not fit; {step}.")


def checked(connection: Connection, row: Row[Any], fields: Mapping[str, Any]) -> Json:
    """The fields with their values as they are kept.

    Args:
        connection: to the ledger.
        row: of the entry or entity that is corrected.
        fields: of the record of the contract -> right value.

    Raises:
        LedgerError: there is no such field, or a value does not hold.
    """
    checks = Checks(connection, row, fields)
    kind = "entity" if row.id.startswith("n") else row.kind
    known = checks.of(kind)
    if not fields:
        raise LedgerError(f"nothing is corrected; give a field and its value, one of {', '.join(known)}.")
    if unknown := [name for name in fields if name not in known]:
        raise LedgerError(f"{unknown[0]!r} of this {kind} cannot be corrected; use one of {', '.join(known)}.")
    found = {name: known[name](name, value) for name, value in fields.items()}
    if found.get("affiliation") == row.id:
        raise LedgerError(f"{row.id} cannot act for itself; give another entity, or nothing.")
    return found
