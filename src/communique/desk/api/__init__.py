"""The REST API. Each module here has the routes of one collection below ``/api/v1``."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from communique.desk.api import (
    decisions,
    documents,
    entities,
    entries,
    exports,
    people,
    sources,
    watches,
)
from communique.desk.asked import require
from communique.desk.guard.forms import from_the_desk

router = APIRouter(prefix="/api/v1", dependencies=[Depends(from_the_desk), Depends(require("reader"))])
for _module in (documents, entities, entries, decisions, exports, watches, sources, people):
    router.include_router(_module.router)
