"""What routes ask of a request: the ledger, who acts, and whether they may.

    @router.get("/things")
    def things(ledger: OfLedger, person: OfPerson) -> ...
"""

from __future__ import annotations

import getpass
import ipaddress
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from communique.desk.guard.forms import SESSION, cookie_name
from communique.desk.people import Person, Role, accounts, sessions, tokens
from communique.desk.reading import ReadingRoom
from communique.desk.settings import DeskSettings
from communique.errors import NotAllowedError, NotSignedInError
from communique.ledger import Ledger

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def ledger(request: Request) -> Ledger:
    """The desk's ledger."""
    found: Ledger = request.app.state.ledger
    return found


def room(request: Request) -> ReadingRoom:
    """Where texts are read."""
    found: ReadingRoom = request.app.state.room
    return found


def settings(request: Request) -> DeskSettings:
    """The desk's settings."""
    found: DeskSettings = request.app.state.settings
    return found


def person(request: Request) -> Person:
    """Who acts: by an API token, by a session, or the person at this machine where there are no accounts.

    Raises:
        NotSignedInError: nobody.
    """
    known: Person | None = getattr(request.state, "person", None)
    if known is None:
        known = request.state.person = _person(request)
    return known


def require(role: Role) -> Callable[..., Person]:
    """A dependency that lets people through who have the rights of a role, and gives who acts.

    Raises:
        NotAllowedError: they have not.
    """

    def required(request: Request) -> Person:
        found = person(request)
        if not found.may(role):
            raise NotAllowedError(f"you are a {found.role}, and this takes a {role}; ask an admin of the desk.")
        return found

    return required


def _person(request: Request) -> Person:
    opened = ledger(request)
    if (header := request.headers.get("authorization")) is not None:
        scheme, _, secret = header.partition(" ")
        found = tokens.owner(opened, secret.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            raise NotSignedInError("this API token is not known or has ended; make a new one on your account's page.")
        return found
    if (cookie := request.cookies.get(cookie_name(request, SESSION))) is not None:
        found = sessions.owner(opened, cookie)
        if found is not None:
            return found
    if accounts.exist(opened):
        raise NotSignedInError("you are not logged in, or your login has ended; log in, or send an API token.")
    if not (settings(request).is_local and _from_here(request)):
        raise NotSignedInError("this desk has no accounts; make one with `communique accounts add NAME --role admin`.")
    return Person(_login(), "admin", "local")


def _from_here(request: Request) -> bool:
    """Whether a request comes from this machine itself, and not through a proxy that serves others."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "desk"


OfLedger = Annotated[Ledger, Depends(ledger)]
OfRoom = Annotated[ReadingRoom, Depends(room)]
OfSettings = Annotated[DeskSettings, Depends(settings)]
OfPerson = Annotated[Person, Depends(person)]
Reader = Annotated[Person, Depends(require("reader"))]
Reviewer = Annotated[Person, Depends(require("reviewer"))]
Admin = Annotated[Person, Depends(require("admin"))]
