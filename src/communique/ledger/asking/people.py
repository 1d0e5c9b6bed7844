"""Who somebody is: the entities that a name may mean, with what the ledger knows of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.ledger import tables as t
from communique.ledger.asking.whom import entities_named, family
from communique.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class EntityView:
    """A person, body, state or group of the ledger, as it stands."""

    number: int
    """Its key in this ledger only."""
    id: str
    name: str
    kind: str
    """person | organization | state | group"""
    title: str | None
    """The latest one."""
    affiliation: str | None
    """Name of the body or state it acts for."""
    country: str | None
    """ISO 3166-1 alpha-3."""
    sectors: tuple[str, ...]
    """PLOVER sectors, the primary one first."""
    known: str | None
    """Id in a registry: Wikidata's where the registry has it."""
    names: tuple[str, ...]
    """All names that documents give it."""
    appearances: int
    """Documents that it appears in."""
    first_day: str | None
    last_day: str | None
    """ISO days of the first and last of them."""
    entries: dict[str, int]
    """Number of its entries by kind, hidden ones included."""


def who(ledger: Ledger, name: str, *, limit: int | None = 20) -> list[EntityView]:
    """The entities that a name, acronym, part of a name or id may mean, those that appear most first.

    Args:
        ledger: an open ledger.
        name: in any spelling; ``Lav*`` finds names with a word that begins so.
        limit: at most so many; None for all.

    Raises:
        LedgerError: it is the beginning of several ids, or the database failed.
    """
    n = t.entities.c
    with ledger.reading() as connection:
        named = entities_named(connection, name.strip())
        # Those that were merged into others are shown as these.
        numbers = family(connection, named)
        query = entity_rows().where(n.number.in_(numbers), n.merged_into.is_(None))
        query = query.where(n.review.is_distinct_from("rejected"))
        return entity_views(connection, query.order_by(n.appearances.desc(), n.name, n.number).limit(limit))


def entity_rows() -> sa.Select[Any]:
    """The rows of which `entity_views` makes views, yet to be narrowed and ordered."""
    body = t.entities.alias("body")
    joined = t.entities.outerjoin(body, body.c.number == t.entities.c.affiliation)
    return sa.select(t.entities, body.c.name.label("affiliated")).select_from(joined)


def entity_views(connection: Connection, query: sa.Select[Any], *, with_counts: bool = True) -> list[EntityView]:
    """The entities of a query that began as `entity_rows`, in its order; what people corrected is in its place.

    Args:
        connection: to the ledger.
        query: gives their rows.
        with_counts: count their entries, which takes long for states; without it ``entries`` is empty.
    """
    rows, p = connection.execute(query).all(), t.parties.c
    if not with_counts:
        return [_view(row, {}) for row in rows]
    counted = (
        sa.select(p.entity, p.kind, sa.func.count(sa.distinct(p.entry)).label("told"))
        .where(p.entity.in_([row.number for row in rows]))
        .group_by(p.entity, p.kind)
    )
    told: dict[int, dict[str, int]] = {}
    for row in connection.execute(counted):
        told.setdefault(row.entity, {})[row.kind] = row.told
    return [_view(row, told.get(row.number, {})) for row in rows]


def _view(row: Row[Any], told: dict[str, int]) -> EntityView:
    known = {name: getattr(row, name) for name in ("name", "kind", "title", "country", "sectors", "known")}
    known |= row.correction or {}
    return EntityView(
        row.number, row.id, known["name"], known["kind"], known["title"], row.affiliated, known["country"],
        tuple(known["sectors"]), known["known"], tuple(row.names), row.appearances, row.first_day, row.last_day, told,
    )  # fmt: skip
