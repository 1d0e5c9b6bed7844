"""The entities of a ledger, page by page: those that appear most first."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from communique.errors import LedgerError
from communique.ledger import tables as t
from communique.ledger.asking.people import EntityView, entity_rows, entity_views
from communique.ledger.asking.whom import entities_named, family
from communique.ledger.store import Ledger
from communique.resolve import states

ENTITY_KINDS = ("person", "organization", "state", "group")
_CURSOR = re.compile(r"(\d{1,12})-(\d{1,18})")
n = t.entities.c


@dataclass(frozen=True, slots=True)
class EntityFilter:
    """Which entities. All fields must hold."""

    name: str | None = None
    """A name, acronym, part of a name or id, as `asking.who` takes it."""
    kind: str | None = None
    """One of `ENTITY_KINDS`."""
    country: str | None = None
    """ISO 3166-1 alpha-3, in any case of letters."""
    sector: str | None = None
    """PLOVER's primary sector, such as GOV, in any case of letters."""
    named: bool = True
    """Only those whose name some text gives; without it also "a spokesman"."""
    limit: int = 50
    after: str | None = None
    """``EntityPage.next`` of the page before."""


@dataclass(frozen=True, slots=True)
class EntityPage:
    """One page."""

    entities: tuple[EntityView, ...]
    next: str | None
    """What ``EntityFilter.after`` wants for the next page; None on the last one."""


def entities(ledger: Ledger, filter: EntityFilter | None = None) -> EntityPage:
    """A page of entities, those that appear in most documents first; without those rejected or merged into others.

    Raises:
        LedgerError: a kind, country or cursor is none, the name is the beginning of several ids, or the database
            failed.
    """
    asked = filter if filter is not None else EntityFilter()
    with ledger.reading() as connection:
        tests = _tests(connection, asked)
        query = entity_rows().where(*tests).order_by(n.appearances.desc(), n.number.desc()).limit(asked.limit + 1)
        if asked.name is None and asked.country is None:
            # SQLite would rather sort all that are not merged into others.
            query = query.with_hint(t.entities, "INDEXED BY ix_entities_appearances", dialect_name="sqlite")
        found = entity_views(connection, query)
    page = found[: asked.limit]
    more = len(found) > len(page) and page
    return EntityPage(tuple(page), f"{page[-1].appearances}-{page[-1].number}" if more else None)


def _tests(connection: Connection, asked: EntityFilter) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = [n.merged_into.is_(None), n.review.is_distinct_from("rejected")]
    if asked.name is not None:
        tests.append(n.number.in_(family(connection, entities_named(connection, asked.name.strip()))))
    elif asked.named:
        tests.append(n.named == sa.true())
    if asked.kind is not None:
        if asked.kind not in ENTITY_KINDS:
            raise LedgerError(f"there is no kind {asked.kind!r} of entity; there are: {', '.join(ENTITY_KINDS)}.")
        tests.append(n.kind == asked.kind)
    if asked.country is not None:
        country = states.alpha3(asked.country.strip())
        if country is None:
            raise LedgerError(f"{asked.country!r} is no country code; write ISO 3166-1 codes such as KEN.")
        tests.append(n.country == country)
    if asked.sector is not None:
        tests.append(n.sector == asked.sector.strip().upper())
    if asked.after is not None:
        cursor = _CURSOR.fullmatch(asked.after)
        if cursor is None:
            raise LedgerError("this is no cursor of a list of entities; begin again with the first page.")
        appearances, number = int(cursor[1]), int(cursor[2])
        tests.append(sa.or_(n.appearances < appearances, sa.and_(n.appearances == appearances, n.number < number)))
    return tests
