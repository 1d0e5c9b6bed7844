"""The REST API. Each module here has the routes of one collection below ``/api/v1``."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from communique.desk.asked import require
from communique.desk.guard.forms import from_the_desk

router = APIRouter(prefix="/api/v1", dependencies=[Depends(from_the_desk), Depends(require("reader"))])
