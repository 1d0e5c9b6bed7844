"""Entries by their numbers, with their parties and documents, as views."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.ledger import tables as t
from communique.ledger.asking.periods import first_day
from communique.ledger.asking.views import DocumentView, EntryView, PartyView
from communique.ledger.drafts import LABEL, ROLES, role

_DOCUMENT = ("number", "id", "source", "title", "publisher", "published", "language")
_ENTITY = ("id", "name", "kind", "title", "country", "sectors", "known", "correction")
_LATEST = t.entities.alias("latest")
_BODY = t.entities.alias("body")
_TARGET = t.entries.alias("target")
ORDER = ("participant", "speaker", "actor", "committer", "addressee", "recipient", "beneficiary")

Json = dict[str, Any]


def views(connection: Connection, numbers: Sequence[int]) -> list[EntryView]:
    """The entries of numbers, in their order."""
    query = (
        sa.select(t.entries, _TARGET.c.id.label("target"), *document_columns())
        .join(t.documents, t.documents.c.number == t.entries.c.document)
        .outerjoin(_TARGET, _TARGET.c.number == t.entries.c.merged_into)
        .where(t.entries.c.number.in_(numbers))
    )
    rows = {row.number: row for row in connection.execute(query)}
    parties = _parties(connection, numbers)
    corrected = _corrected_parties(connection, rows.values())
    found = []
    for number in numbers:
        row = rows[number]
        own = parties.get(number, [])
        if row.correction and row.kind in ROLES:
            own = _replaced(row, own, corrected)
        found.append(_view(row, tuple(sorted(own, key=lambda party: ORDER.index(party.role)))))
    return found


def document_of(row: Row[Any]) -> DocumentView:
    """A document from the columns ``d_…`` of a row."""
    return DocumentView(*(getattr(row, f"d_{name}") for name in _DOCUMENT))


def document_columns() -> list[sa.Label[Any]]:
    """The columns that `document_of` needs."""
    return [t.documents.c[name].label(f"d_{name}") for name in _DOCUMENT]


def _parties(connection: Connection, numbers: Sequence[int]) -> dict[int, list[PartyView]]:
    p = t.parties.c
    found: dict[int, list[PartyView]] = {}
    query = _entities(sa.select(p.entry, p.role), t.parties).where(p.entry.in_(numbers)).order_by(p.entry, p.entity)
    for row in connection.execute(query):
        found.setdefault(row.entry, []).append(_party(row, row.role))
    return found


def _entities(query: sa.Select[Any], parties: sa.Table) -> sa.Select[Any]:
    # Who was merged into somebody else is shown as that one; mergers of mergers are kept flat by those who merge.
    own = t.entities
    latest = sa.func.coalesce(own.c.merged_into, own.c.number)
    return (
        query.add_columns(*(_LATEST.c[name] for name in _ENTITY), _BODY.c.name.label("affiliated"))
        .join_from(parties, own, own.c.number == parties.c.entity)
        .join(_LATEST, _LATEST.c.number == latest)
        .outerjoin(_BODY, _BODY.c.number == _LATEST.c.affiliation)
    )  # fmt: skip


def _party(row: Any, role_: str) -> PartyView:
    told: Json = {
        name: getattr(row, name) for name in ("name", "kind", "title", "country", "sectors", "known")
    } | (row.correction or {})  # fmt: skip
    return PartyView(
        role_, row.id, told["name"], told["kind"], told["title"], row.affiliated, told["country"],
        tuple(told["sectors"]), told["known"],
    )  # fmt: skip


def _corrected_parties(connection: Connection, rows: Iterable[Row[Any]]) -> dict[str, Any]:
    """Rows of the entities that corrections name, by id."""
    ids = {
        named for row in rows if row.correction
        for field in ROLES[row.kind] for named in row.correction.get(field, ())
    }  # fmt: skip
    if not ids:
        return {}
    n = t.entities
    query = sa.select(n, _BODY.c.name.label("affiliated")).outerjoin(_BODY, _BODY.c.number == n.c.affiliation)
    return {row.id: row for row in connection.execute(query.where(n.c.id.in_(sorted(ids))))}


def _replaced(row: Row[Any], own: list[PartyView], by_id: dict[str, Any]) -> list[PartyView]:
    for field in ROLES[row.kind]:
        if field in row.correction:
            own = [party for party in own if party.role != role(field)]
            own += [_party(by_id[named], role(field)) for named in row.correction[field] if named in by_id]
    return own


def _view(row: Row[Any], parties: tuple[PartyView, ...]) -> EntryView:
    told = {name: getattr(row, name) for name in _PLAIN}
    data: Json = row.data
    if row.correction:
        data = {**data, **row.correction}
        told |= _columns(row.kind, row.correction)
    return EntryView(
        **told, merged_into=row.target, document=document_of(row), parties=parties, data=data, correction=row.correction
    )


_PLAIN = (
    "number", "id", "kind", "label", "mode", "status", "day", "date", "due_from", "due_to", "place", "country", "lat",
    "lon", "geonameid", "quad", "intensity", "amount", "currency", "confidence", "words", "tellings", "outlets",
    "review",
)  # fmt: skip


def _columns(kind: str, correction: Json) -> Json:
    """The columns that corrected fields of a record stand in."""
    found: Json = {}
    for field, value in correction.items():
        if field == LABEL[kind]:
            found["label"] = value
        elif field == "place":
            found |= {"place": None, **dict.fromkeys(("country", "lat", "lon", "geonameid"))}
            found |= {("place" if k == "name" else k): v for k, v in (value or {}).items()}
        elif field == "due":
            found |= {"due_from": (value or {}).get("from"), "due_to": (value or {}).get("to")}
        elif field == "amount":
            found |= {"amount": (value or {}).get("value"), "currency": (value or {}).get("currency")}
        elif field == "date" and value is not None:
            found |= {"date": value, "day": first_day(str(value).partition("/")[0])}
        elif field in ("mode", "status", "quad", "intensity", "confidence", "date"):
            found[field] = value
    return found
