"""One entity in full: who it is, which offices it held when, and what was merged into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.errors import LedgerError
from communique.ledger import tables as t
from communique.ledger.asking.people import EntityView, entity_rows, entity_views
from communique.ledger.reviewing.finding import thing
from communique.ledger.reviewing.log import Decision, around, standing
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
class DoubtView:
    """Another entity that may be the same."""

    id: str
    name: str
    kind: str
    title: str | None
    score: float
    """0 to 1: how alike they are."""
    reasons: tuple[str, ...]


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
    doubts: tuple[DoubtView, ...]
    """Who may be the same: nobody has decided. The most alike first."""
    came_from: str | None
    """The id that was asked for, where that one is part of this entity now."""


def portrait(ledger: Ledger, id: str, *, with_counts: bool = True) -> PortraitView:
    """An entity in full; one that was merged into another is shown as that one.

    Args:
        ledger: an open ledger.
        id: of the entity, or the beginning of it that no other has.
        with_counts: count its entries, which takes long for states.

    Raises:
        LedgerError: there is no such entity, or there are several.
    """
    n = t.entities.c
    with ledger.reading() as connection:
        asked = thing(connection, id)
        if not asked.id.startswith("n"):
            raise LedgerError(f"{asked.id} is of the kind {asked.kind} and no entity; ids of entities begin with n.")
        number = asked.merged_into or asked.number
        (view,) = entity_views(connection, entity_rows().where(n.number == number), with_counts=with_counts)
        row = connection.execute(sa.select(n.review, n.affiliation).where(n.number == number)).one()
        body = connection.execute(sa.select(n.id).where(n.number == row.affiliation)).scalar()
        offices = _offices(connection, number)
        standing_ = standing(around(connection, [view.id]))
        merged = _merged(connection, number, standing_)
        doubts = _doubts(connection, view.id, standing_)
    return PortraitView(view, row.review, body, offices, merged, doubts, asked.id if asked.id != view.id else None)


def _offices(connection: Connection, number: int) -> tuple[OfficeView, ...]:
    a, d, n = t.appearances.c, t.documents.c, t.entities.c
    # The newest first, whatever they tell: to look into all of a state's appearances for a title takes long.
    newest = sa.select(a.number).where(a.entity == number, a.retired == sa.false()).order_by(a.number.desc())
    one, body = t.appearances.alias("one"), t.appearances.alias("body")
    title = one.c.data["title"].as_string()
    acts_for = sa.and_(body.c.document == one.c.document, body.c.record == one.c.data["affiliation"].as_string())
    query = (
        sa.select(title.label("title"), n.id, n.name, d.published)
        .select_from(one)
        .join(t.documents, d.number == one.c.document)
        .outerjoin(body, acts_for)
        .outerjoin(t.entities, n.number == body.c.entity)
        .where(one.c.number.in_(newest.limit(NEWEST)), title.is_not(None))
        .order_by(one.c.number.desc())
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


def _merged(connection: Connection, number: int, rows: Sequence[Decision]) -> tuple[MergedView, ...]:
    n = t.entities.c
    found = connection.execute(
        sa.select(n.id, n.name, n.kind, n.title).where(n.merged_into == number).order_by(n.number)
    ).all()
    by_other = {one.other: one for one in rows if one.what == "merge"}
    return tuple(
        MergedView(row.id, row.name, row.kind, row.title, *_of_decision(by_other.get(row.id))) for row in found
    )


def _of_decision(decision: Decision | None) -> tuple[int | None, str | None, str | None]:
    return (None, None, None) if decision is None else (decision.number, decision.by, decision.at)


def _doubts(connection: Connection, id: str, rows: Sequence[Decision]) -> tuple[DoubtView, ...]:
    d, n = t.doubts.c, t.entities.c
    apart = {frozenset((one.subject, one.other)) for one in rows if one.what == "apart"}
    query = sa.select(t.doubts).where(sa.or_(d.one == id, d.other == id)).order_by(d.score.desc())
    pairs = {(row.other if row.one == id else row.one): row for row in connection.execute(query)}
    about = sa.select(n.id, n.name, n.kind, n.title).where(
        n.id.in_(pairs), n.merged_into.is_(None), n.review.is_distinct_from("rejected")
    )
    others = {row.id: row for row in connection.execute(about)}
    return tuple(
        DoubtView(key, others[key].name, others[key].kind, others[key].title, row.score, tuple(map(str, row.reasons)))
        for key, row in pairs.items()
        if key in others and frozenset((id, key)) not in apart
    )
