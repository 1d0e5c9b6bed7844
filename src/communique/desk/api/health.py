"""Whether the desk serves, and figures of how it does."""

from __future__ import annotations

import os
import time
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from communique.desk.api import wire
from communique.desk.api.answers import Json, may_fail
from communique.desk.asked import OfLedger, require
from communique.desk.people import Person
from communique.ledger import tables as t
from communique.version import __version__

router = APIRouter(tags=["health"])
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Variable that names the folder through which several processes count together."""
REQUESTS = Counter("communique_requests", "Requests that were answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "communique_request_seconds", "Seconds from a request to the begin of its answer.", ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip
PREFIX = "/api/v1"
_TEXT: dict[int | str, Json] = {
    200: {"description": "Figures.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


class Health(wire.Wire):
    """The desk serves, and its ledger answers."""

    status: str
    version: str


@router.get("/health", response_model=Health, responses=may_fail(), operation_id="get_health")
def health(ledger: OfLedger) -> Json:
    """Whether the desk serves and its ledger answers; open to all."""
    with ledger.reading() as connection:
        connection.execute(sa.select(t.facts.c.name).limit(1)).first()
    return {"status": "ok", "version": __version__}


@router.get(
    "/metrics", operation_id="get_metrics", response_class=PlainTextResponse,
    responses={**_TEXT, **may_fail()},
)  # fmt: skip
def metrics(_: Annotated[Person, Depends(require("reader"))]) -> PlainTextResponse:
    """Figures for Prometheus, for who may read; give its scraper an API token."""
    registry = REGISTRY
    if os.environ.get(SHARED):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return PlainTextResponse(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class Measured:
    """Counts requests and how long they take, by route rather than by address: ids would make endless series.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, method = time.perf_counter(), scope["method"]

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = _route(scope)
                REQUESTS.labels(method if method in _METHODS else "other", route, message["status"]).inc()
                SECONDS.labels(route).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, counted)


def _route(scope: Scope) -> str:
    found = getattr(scope.get("route"), "path", None)
    if found is None:
        return "/static" if scope["path"].startswith("/static/") else "none"
    # A route of an included router knows its own part of the path only.
    below = scope["path"].startswith(PREFIX + "/") and not found.startswith(PREFIX)
    return f"{PREFIX}{found}" if below else str(found)


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
