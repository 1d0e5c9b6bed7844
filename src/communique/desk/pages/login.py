"""The login, and the way out."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from communique.desk.asked import OfLedger, OfSettings, person
from communique.desk.guard.forms import SESSION, cookie_name
from communique.desk.pages.answering import render
from communique.desk.pages.routers import open_router
from communique.desk.people import accounts, cookies, sessions
from communique.desk.people.login import login as log_in
from communique.desk.problems import wants_json
from communique.errors import DeskError, NotSignedInError, TooManyTriesError

Next = Annotated[str, Query(max_length=2_000)]


@open_router.get("/login")
def login_page(request: Request, ledger: OfLedger, next: Next = "/") -> Response:
    """The form; whoever is logged in goes on at once."""
    try:
        person(request)
    except NotSignedInError:
        return render(request, "login.html", next=cookies.inner(next), fault=None, name="", any=accounts.exist(ledger))
    return RedirectResponse(cookies.inner(next), 303)


@open_router.post("/login")
async def login(
    request: Request, ledger: OfLedger, settings: OfSettings, name: Annotated[str, Form(max_length=300)] = "",
    password: Annotated[str, Form(max_length=1_000)] = "", next: Annotated[str, Form(max_length=2_000)] = "/",
) -> Response:  # fmt: skip
    """Log in; what went wrong is told above the form, which keeps the name."""
    address = request.client.host if request.client is not None else "unknown"
    try:
        secret = await to_thread.run_sync(lambda: log_in(ledger, settings, name, password, address))
    except DeskError as error:
        if wants_json(request):
            raise
        status = 429 if isinstance(error, TooManyTriesError) else 422
        response = render(
            request, "login.html", status, next=cookies.inner(next), fault=str(error), name=name, any=True
        )
        if isinstance(error, TooManyTriesError):
            response.headers["Retry-After"] = str(error.wait)
        return response
    response = RedirectResponse(cookies.inner(next), 303)
    cookies.begin(request, response, secret)
    return response


@open_router.post("/logout")
def logout(request: Request, ledger: OfLedger) -> Response:
    """End the session."""
    if (secret := request.cookies.get(cookie_name(request, SESSION))) is not None:
        sessions.end(ledger, secret)
    response = RedirectResponse("/login", 303)
    cookies.end(request, response)
    return response
