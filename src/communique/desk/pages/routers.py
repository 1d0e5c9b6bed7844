"""Where pages are hung up; their modules are named in ``communique.desk.pages``."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from communique.desk.asked import require
from communique.desk.guard.forms import from_the_desk

router = APIRouter(include_in_schema=False, dependencies=[Depends(from_the_desk), Depends(require("reader"))])
"""Pages for people who may read; a page that takes more asks for it."""
open_router = APIRouter(include_in_schema=False, dependencies=[Depends(from_the_desk)])
"""Pages for everybody: the login."""
