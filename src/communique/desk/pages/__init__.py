"""The web pages. Each module here has one page and is named below; its template has the same name.

What a template receives is what its page's JSON twin answers, see `answering.answer`.
"""

from __future__ import annotations

from communique.desk.pages import (
    account,
    article,
    commitments,
    entities,
    entity,
    go,
    lists,
    login,
    pair,
    read,
    review,
    search,
    sources,
    timeline,
    today,
    world_map,
)
from communique.desk.pages.answering import answer, error_page, render
from communique.desk.pages.routers import open_router, router

__all__ = [
    "account", "answer", "article", "commitments", "entities", "entity", "error_page", "go", "lists", "login",
    "open_router", "pair", "read", "render", "review", "router", "search", "sources", "timeline", "today", "world_map",
]  # fmt: skip
