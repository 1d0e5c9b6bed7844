"""Requests that change something must come from a page of the desk, or from a program that no page can steer.

A browser sends a person's cookies, and reaches localhost, whichever page asks it to. So whatever changes something has
to show a token that only a page of the desk knows: it follows from the secret of the session's cookie or, before
somebody has logged in, from one that is made for forms alone. And where a browser says that the request comes from
elsewhere it is refused at once. Requests with an API token need none: no page can make a browser send it.
"""

from __future__ import annotations

import hashlib
import hmac

from fastapi import Request
from starlette.datastructures import UploadFile

from communique.desk.people import secrets
from communique.errors import NotAllowedError

SESSION, FORMS = "communique-session", "communique-forms"
"""Names of the cookies; by https they begin with ``__Host-``, so that no other host can set them."""
FIELD, HEADER = "csrf_token", "X-CSRF-Token"
SAFE = ("GET", "HEAD", "OPTIONS")
_ELSEWHERE = "this was sent from another site than the desk; open the desk's own page and do it there."
_STALE = "the page is out of date, or cookies are off; load it again and repeat what you did."


def cookie_name(request: Request, name: str) -> str:
    """The name of a cookie."""
    return f"__Host-{name}" if request.app.state.settings.https else name


def csrf_token(request: Request) -> str:
    """The token for the forms of a page. It makes the cookie for it where there is none yet: see `new_cookie`."""
    secret = _secret(request)
    if secret is None:
        secret = request.state.new_forms = secrets.new()
    return _token(secret)


def new_cookie(request: Request) -> str | None:
    """The secret of the cookie for forms that an answer has to set; None where none was made."""
    found: str | None = getattr(request.state, "new_forms", None)
    return found


async def from_the_desk(request: Request) -> None:
    """Refuse what comes from elsewhere.

    Raises:
        NotAllowedError: the request changes something and does not come from a page of the desk.
    """
    if request.method in SAFE or request.headers.get("authorization"):
        return
    headers = request.headers
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise NotAllowedError(_ELSEWHERE)
    if origin is not None and origin.partition("://")[2] != headers.get("host", ""):
        raise NotAllowedError(_ELSEWHERE)
    has_session = cookie_name(request, SESSION) in request.cookies
    if origin is None and site is None and not has_session and not _is_form(request):
        return  # no browser: a program on this machine, or one that will be asked for its token
    secret, shown = _secret(request), await _shown(request)
    if secret is None or shown is None or not hmac.compare_digest(_token(secret).encode(), shown.encode()):
        raise NotAllowedError(_STALE)


async def _shown(request: Request) -> str | None:
    shown: str | UploadFile | None = request.headers.get(HEADER)
    if shown is None and _is_form(request):
        shown = (await request.form()).get(FIELD)
    return shown if isinstance(shown, str) else None


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("application/x-www-form-urlencoded", "multipart/form-data")


def _secret(request: Request) -> str | None:
    cookies = request.cookies
    return cookies.get(cookie_name(request, SESSION)) or cookies.get(cookie_name(request, FORMS))


def _token(secret: str) -> str:
    return hashlib.sha256(b"form\x1f" + secret.encode("utf-8", "surrogatepass")).hexdigest()
