"""Errors as answers: one shape for programs (RFC 9457, problem details) and one page for people."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from communique.desk.guard.headers import ALWAYS
from communique.errors import (
    CommuniqueError,
    NotAllowedError,
    NotSignedInError,
    NotThereError,
    ReaderError,
    TooManyTriesError,
)

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
Page = Callable[[Request, int, str], Response]


class BusyError(CommuniqueError):
    """The reader reads other texts; it is tried again later."""


def problem(
    status: int, detail: str, *, errors: Sequence[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An error as programs get it.

    Args:
        status: of HTTP.
        detail: one sentence with the next step.
        errors: where a request does not fit: ``where`` and ``what`` of each fault.
        headers: more headers.
    """
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status,
                            "detail": detail}  # fmt: skip
    if errors:
        body["errors"] = [dict(one) for one in errors]
    return JSONResponse(body, status, dict(headers or {}), MEDIA_TYPE)


def status_of(error: CommuniqueError) -> int:
    """The status of HTTP of an error."""
    if isinstance(error.__cause__, DBAPIError | PoolTimeout) or isinstance(error, ReaderError | BusyError):
        return 503
    for kind, status in ((NotSignedInError, 401), (NotAllowedError, 403), (NotThereError, 404),
                         (TooManyTriesError, 429)):  # fmt: skip
        if isinstance(error, kind):
            return status
    return 422


def add_handlers(app: FastAPI, page: Page) -> None:
    """Answer all errors of an app.

    Args:
        app: the desk.
        page: makes the page for people from the status and a sentence.
    """

    def told(request: Request, status: int, detail: str, **more: Any) -> Response:
        if wants_json(request):
            return problem(status, detail, **more)
        response = page(request, status, detail)
        response.headers.update(more.get("headers") or {})
        return response

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, CommuniqueError)
        status = status_of(error)
        if status == 401 and not wants_json(request):
            return _to_login(request)
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        if isinstance(error, TooManyTriesError):
            headers["Retry-After"] = str(error.wait)
        elif status == 503:
            headers["Retry-After"] = "5"
            logger.warning("not served", extra={"path": request.url.path, "why": str(error)})
        # Where the ledger lies is nobody's business.
        said = str(error).removeprefix(f"{request.app.state.ledger.name}: ")
        return told(request, status, said, headers=headers)

    async def unfit(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = [
            {"where": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in error.errors()
        ]  # fmt: skip
        first = faults[0] if faults else {"where": "request", "what": "it cannot be read"}
        said = f"{first['where']}: {first['what'].rstrip('.')}; correct it and send it again."
        return told(request, 422, said, errors=faults)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        said = {404: "there is nothing at this address; check it, or begin at the desk's first page.",
                405: "this address does not take such requests; /openapi.json tells which.",
                400: "the request cannot be read; check it."}.get(error.status_code, error.detail)  # fmt: skip
        return told(request, error.status_code, said, headers=error.headers)

    async def unforeseen(request: Request, error: Exception) -> Response:
        # The middleware that calls this logs the stack trace; people get a sentence.
        said = "something went wrong that nobody foresaw; try again, and tell your admin the time if it stays so."
        # It is answered outside of all middleware.
        return told(request, 500, said, headers=ALWAYS | {"Cache-Control": "no-store"})

    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        CommuniqueError: ours, RequestValidationError: unfit, HTTPException: http, Exception: unforeseen,
    }  # fmt: skip
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def wants_json(request: Request) -> bool:
    """Whether a program asks: below /api, with ``?format=json``, or with an Accept that names JSON and not HTML."""
    path = request.url.path
    if path.startswith("/api/") or path in ("/health", "/metrics", "/openapi.json"):
        return True
    if request.query_params.get("format") == "json":
        return True
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


def _to_login(request: Request) -> Response:
    where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = "/login" if where == "/" else f"/login?next={quote(where, safe='/')}"
    if request.headers.get("hx-request") == "true":
        # A redirect would put the login page into a corner of the page that asked.
        return Response(status_code=204, headers={"HX-Redirect": "/login"})
    return RedirectResponse(target, 303)
