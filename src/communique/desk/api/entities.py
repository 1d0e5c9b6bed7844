"""Persons, bodies, states and groups."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query

from communique.desk.api import wire
from communique.desk.api.answers import Json, history_to_list, may_fail
from communique.desk.api.filters import MOST, Cursor
from communique.desk.asked import OfLedger, OfSettings
from communique.ledger import asking, reviewing
from communique.ledger.asking.everybody import EntityFilter, entities
from communique.ledger.asking.portrait import portrait

router = APIRouter(tags=["entities"])


@router.get("/entities", response_model=wire.Entities, responses=may_fail(), operation_id="list_entities")
def listed(
    ledger: OfLedger,
    settings: OfSettings,
    name: Annotated[str | None, Query(max_length=400, description="Name, acronym, part of a name or id.")] = None,
    kind: Annotated[str | None, Query(max_length=40, description="person, organization, state or group.")] = None,
    country: Annotated[str | None, Query(max_length=40, description="As KEN.")] = None,
    sector: Annotated[str | None, Query(max_length=40, description="PLOVER's primary sector, such as GOV.")] = None,
    named: Annotated[bool, Query(description="Only those whose name some text gives.")] = True,
    limit: Annotated[int | None, Query(ge=1, le=MOST)] = None,
    after: Cursor = None,
) -> Json:
    """List entities, those that appear in most documents first."""
    asked = EntityFilter(name, kind, country, sector, named, limit or settings.page, after)
    page = entities(ledger, asked)
    return {"items": [asking.entity_to_dict(one) for one in page.entities], "next": page.next}


@router.get("/entities/{id}", response_model=wire.EntityInFull, responses=may_fail(404), operation_id="get_entity")
def opened(ledger: OfLedger, id: Annotated[str, Path(max_length=40)]) -> Json:
    """An entity in full; one that was merged into another is answered as that one."""
    found = portrait(ledger, id)
    return {
        "entity": asking.entity_to_dict(found.entity), "review": found.review, "affiliation_id": found.affiliation_id,
        "offices": [asdict(one) for one in found.offices], "merged": [asdict(one) for one in found.merged],
        "doubts": [asdict(one) for one in found.doubts], "came_from": found.came_from,
        "history": history_to_list(reviewing.history(ledger, found.entity.id)),
    }  # fmt: skip
