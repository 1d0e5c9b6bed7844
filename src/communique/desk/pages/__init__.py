"""The web pages. Each module here has one page; its template has the same name.

What a template receives is what its page's JSON twin answers, see `answer`.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends

from communique.desk.asked import require
from communique.desk.guard.forms import from_the_desk
from communique.desk.pages.answering import answer, error_page, render

__all__ = ["answer", "error_page", "open_router", "render", "router"]

router = APIRouter(include_in_schema=False, dependencies=[Depends(from_the_desk), Depends(require("reader"))])
"""Pages for people who may read; a page that takes more asks for it."""
open_router = APIRouter(include_in_schema=False, dependencies=[Depends(from_the_desk)])
"""Pages for everybody: the login."""
