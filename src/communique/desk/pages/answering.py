"""A page from its template, or the same as JSON."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined

from communique.desk.guard.forms import FORMS, cookie_name, csrf_token, new_cookie
from communique.desk.pages.frame import add_frame
from communique.desk.problems import wants_json
from communique.show.controls import harmless
from communique.version import __version__


def web_address(address: str | None) -> str:
    """An address that may stand in a link; empty for all that is no http or https address (``javascript:`` …)."""
    said = (address or "").strip()
    return said if said.lower().startswith(("http://", "https://")) else ""


environment = Environment(
    loader=PackageLoader("communique.desk"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip
environment.filters |= {"harmless": harmless, "web_address": web_address}
add_frame(environment)
templates = Jinja2Templates(env=environment)


def render(request: Request, template: str, status: int = 200, /, **context: Any) -> Response:
    """A page, or a part of one for htmx.

    Args:
        request: what it answers.
        template: its name, as ``today.html``.
        status: of HTTP.
        context: what the template receives, beside ``person`` (None where nobody is logged in), ``csrf_token``,
            ``version``, ``request`` and ``settings``.
    """
    shared = {
        "person": getattr(request.state, "person", None), "csrf_token": csrf_token(request), "version": __version__,
        "settings": request.app.state.settings,
    }  # fmt: skip
    response = templates.TemplateResponse(request, template, {**shared, **context}, status)
    if (secret := new_cookie(request)) is not None:
        https = request.app.state.settings.https
        name = cookie_name(request, FORMS)
        response.set_cookie(name, secret, httponly=True, secure=https, samesite="strict", path="/")
    return response


def answer(request: Request, template: str, status: int = 200, /, **data: Any) -> Response:
    """A page or, where a program asks, its JSON twin: the same data, which therefore is plain JSON."""
    if wants_json(request):
        return JSONResponse(data, status)
    return render(request, template, status, **data)


def error_page(request: Request, status: int, detail: str) -> Response:
    """The page that tells of an error."""
    return render(request, "error.html", status, status=status, detail=detail)
