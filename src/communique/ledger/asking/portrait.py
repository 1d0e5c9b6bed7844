"""One entity in full: who it is, which offices it held when, and what was merged into it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.errors import LedgerError
from communique.ledger import tables as t
from communique.ledger.asking.people import EntityView, entity_rows, entity_views
from communique.ledger.reviewing.finding import thing
from communique.ledger.reviewing.log import Decision, decisions, standing
from communique.ledger.store import Ledger

NEWEST = 3_000
"""Appearances of which offices are told: states appear in most documents, and hold none."""


@dataclass(frozen=True, slots=True)
class OfficeView:
    """A title with a body or state that documents give an entity, and when they do."""

    title: str
    affiliation: str | None
    """Name of the body or state."""
    affiliation_id: str | None
    documents: int
    first_day: str | None
    last_day: str | None
    """ISO days of the first and last document that says so."""


@dataclass(frozen=True, slots=True)
class MergedView:
    """What was merged into an entity."""

    id: str
    name: str
    kind: str
    title: str | None
    decision: int | None
    """Number of the decision, to be taken back; None where a registry or an older ledger joined them."""
    by: str | None
    at: str | None


@dataclass(frozen=True, slots=True)
class PortraitView:
    """An entity in full."""

    entity: EntityView
    review: str | None
    """None | confirmed | corrected | rejected"""
    affiliation_id: str | None
    """Of the body or state it acts for."""
    offices: tuple[OfficeView, ...]
    """The latest first."""
    merged: tuple[MergedView, ...]
    came_from: str | None
    """The id that was asked for, where that one is part of this entity now."""


def portrait(ledger: Ledger, id: str) -> PortraitView:
    """An entity in full; one that was merged into another is shown as that one.

    Args:
        ledger: an open ledger.
        id: of the entity, or the beginning of it that no other has.

    Raises:
        LedgerError: there is no such entity, or there are several.
    """
    n = t.entities.c
    with ledger.reading() as connection:
        asked = thing(connection, id)
        if not asked.id.startswith("n"):
            raise LedgerError(f"{asked.id} is a {asked.kind} and no entity; ids of entities begin with n.")
        number = asked.merged_into or asked.number
        (view,) = entity_views(connection, entity_rows().where(n.number == number))
        row = connection.execute(sa.select(n.review, n.affiliation).where(n.number == number)).one()
        body = connection.execute(sa.select(n.id).where(n.number == row.affiliation)).scalar()
        offices = _offices(connection, number)
        merged = _merged(connection, number)
    return PortraitView(view, row.review, body, offices, merged, asked.id if asked.id != view.id else None)


def _offices(connection: Connection, number: int) -> tuple[OfficeView, ...]:
    a, d, n = t.appearances.alias(), t.documents.c, t.entities.c
    title = a.c.data["title"].as_string()
    body = t.appearances.alias("body")
    query = (
        sa.select(title.label("title"), n.id, n.name, d.published)
        .join(t.documents, d.number == a.c.document)
        .outerjoin(body, sa.and_(body.c.document == a.c.document, body.c.record == a.c.data["affiliation"].as_string()))
        .outerjoin(t.entities, n.number == body.c.entity)
        .where(a.c.entity == number, a.c.retired == sa.false(), title.is_not(None))
        .order_by(a.c.number.desc())
        .limit(NEWEST)
    )
    found: dict[tuple[str, str | None], OfficeView] = {}
    for row in connection.execute(query):
        # "Foreign Minister" and "foreign minister" are one office.
        key = (row.title.casefold(), row.id)
        had = found.get(key)
        days = [day for day in (row.published, had and had.first_day, had and had.last_day) if day]
        title, documents = (row.title, 0) if had is None else (had.title, had.documents)
        found[key] = OfficeView(
            title, row.name, row.id, documents + 1, min(days, default=None), max(days, default=None)
        )
    return tuple(sorted(found.values(), key=lambda one: (one.last_day or "", one.documents), reverse=True))


def _merged(connection: Connection, number: int) -> tuple[MergedView, ...]:
    n = t.entities.c
    rows = connection.execute(
        sa.select(n.id, n.name, n.kind, n.title).where(n.merged_into == number).order_by(n.number)
    ).all()
    if not rows:
        return ()
    # Rows of decisions are few beside what they are about; which of them stand follows from all of them.
    by_other = {one.other: one for one in standing(decisions(connection)) if one.what == "merge"}
    return tuple(MergedView(row.id, row.name, row.kind, row.title, *_of_decision(by_other.get(row.id))) for row in rows)


def _of_decision(decision: Decision | None) -> tuple[int | None, str | None, str | None]:
    return (None, None, None) if decision is None else (decision.number, decision.by, decision.at)
