"""*Account*: one's own password and API tokens; for an admin everybody's accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from anyio import to_thread
from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from communique.desk.asked import OfLedger, OfPerson, OfSettings
from communique.desk.pages.answering import answer
from communique.desk.pages.routers import router
from communique.desk.people import ROLES, Person, accounts, cookies, sessions, tokens
from communique.desk.settings import DeskSettings
from communique.errors import DeskError, LedgerError, NotAllowedError
from communique.ledger import Ledger

Json = dict[str, Any]


@router.get("/account")
def account(request: Request, ledger: OfLedger, person: OfPerson) -> Response:
    """One's account."""
    return answer(request, "account.html", **_context(ledger, person))


@router.post("/account")
async def change(request: Request, ledger: OfLedger, person: OfPerson, settings: OfSettings) -> Response:
    """Change something of it; what went wrong is told above the forms."""
    form = await request.form()
    try:
        more = await to_thread.run_sync(lambda: _change(ledger, settings, person, form))
    except (DeskError, LedgerError) as error:
        if isinstance(error, NotAllowedError):
            raise
        context = await to_thread.run_sync(lambda: _context(ledger, person))
        return answer(request, "account.html", 422, **context | {"fault": str(error)})
    if "session" in more:
        response: Response = RedirectResponse("/account", 303)
        cookies.begin(request, response, more["session"])
        return response
    context = await to_thread.run_sync(lambda: _context(ledger, person))
    return answer(request, "account.html", **context | more)


def _context(ledger: Ledger, person: Person) -> Json:
    mine = tokens.of(ledger, person.account) if person.account is not None else []
    everybody = accounts.every(ledger) if person.may("admin") else []
    return {
        "who": {"name": person.name, "role": person.role, "via": person.via}, "roles": list(ROLES),
        "tokens": [asdict(one) for one in mine], "accounts": [asdict(one) for one in everybody], "fault": None,
        "said": None, "secret": None,
    }  # fmt: skip


def _change(ledger: Ledger, settings: DeskSettings, person: Person, form: Mapping[str, Any]) -> Json:
    def field(name: str) -> str:
        return str(form.get(name, ""))

    what = field("what")
    if what in ("password", "token", "end token"):
        return _mine(ledger, settings, person, what, field)
    if not person.may("admin"):
        raise NotAllowedError(f"you are a {person.role}, and this takes an admin; ask an admin of the desk.")
    if what == "add":
        made = accounts.add(ledger, field("name"), field("password"), field("role"))  # type: ignore[arg-type]
        return {"said": f"There is an account {made.name} now."}
    if what == "role":
        made = accounts.change(ledger, field("name"), role=field("role"))  # type: ignore[arg-type]
        return {"said": f"{made.name} is a {made.role} now."}
    if what in ("disable", "enable"):
        made = accounts.change(ledger, field("name"), disabled=what == "disable")
        return {"said": f"{made.name} {'can no longer' if made.disabled else 'can'} log in."}
    raise DeskError(f"{what!r} is nothing that is done here; use the page's own buttons.")


def _mine(ledger: Ledger, settings: DeskSettings, person: Person, what: str, field: Callable[[str], str]) -> Json:
    if person.account is None:
        raise DeskError("this desk has no accounts; make one with `communique accounts add NAME --role admin`.")
    if what == "password":
        known = accounts.with_password(ledger, person.name, field("old"))
        if known is None:
            raise DeskError("the present password is not right; type it again.")
        accounts.change(ledger, person.name, password=field("new"))
        # All sessions have ended with the old password: this one goes on in a new one.
        return {"session": sessions.begin(ledger, known, settings.session_hours)}
    if what == "token":
        days = field("days").strip()
        if days and not (days.isascii() and days.isdigit()):
            raise DeskError(f"{days!r} is no number of days; leave it empty for a token without an end.")
        made, secret = tokens.add(ledger, person.account, field("name"), int(days[:9]) if days else None)
        return {"said": f"The token {made.name!r} is shown once; copy it now.", "secret": secret}
    number = field("number")
    if not (number.isascii() and number.isdigit()):
        raise DeskError(f"{number!r} is no number of a token; the list has them.")
    tokens.remove(ledger, person.account, int(number[:15]))
    return {"said": "The token has ended."}
