"""The cookie of a session, and where people go after the login."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import Response

from communique.desk.guard.forms import FORMS, SESSION, cookie_name


def begin(request: Request, response: Response, secret: str) -> None:
    """Give the browser the cookie of a session that was begun."""
    settings = request.app.state.settings
    response.set_cookie(
        cookie_name(request, SESSION), secret, max_age=settings.session_hours * 3600, httponly=True,
        secure=settings.https, samesite="lax", path="/",
    )  # fmt: skip


def end(request: Request, response: Response) -> None:
    """Take the cookies away."""
    for name in (SESSION, FORMS):
        response.delete_cookie(
            cookie_name(request, name), path="/", secure=request.app.state.settings.https, httponly=True
        )


def inner(where: str | None) -> str:
    """A path of this desk to go on to; the first page for all that leads elsewhere (``//evil.example``)."""
    said = where or "/"
    try:
        parts = urlsplit(said)
    except ValueError:
        return "/"
    strange = any(ord(letter) < 33 or ord(letter) == 127 for letter in said) or "\\" in said
    return said if said.startswith("/") and not said.startswith("//") and not parts.netloc and not strange else "/"
