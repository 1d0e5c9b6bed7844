"""People: who may do what, logins, sessions, tokens; and what a page elsewhere cannot make a browser do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from communique.desk.people import accounts, cookies, passwords, sessions, tokens
from communique.desk.people.login import login
from communique.desk.settings import DeskSettings
from communique.errors import DeskError, NotThereError, TooManyTriesError
from communique.ledger import Ledger, open_ledger
from tests.desk.conftest import CLOCK, HERE, PASSWORD

Make = Callable[..., TestClient]
PEOPLE = {"ann": "admin", "rita": "reviewer", "ron": "reader"}


def ledger_of(desk: TestClient) -> Ledger:
    found: Ledger = desk.app.state.ledger  # type: ignore[attr-defined]
    return found


def token_of(desk: TestClient, name: str) -> dict[str, str]:
    ledger = ledger_of(desk)
    return {"Authorization": f"Bearer {tokens.add(ledger, accounts.by_name(ledger, name).number, 'test', None)[1]}"}


def some_entry(desk: TestClient, **more: Any) -> str:
    return str(desk.get("/api/v1/entries?limit=1", **more).json()["items"][0]["id"])


# Of each role what it may do; a route that is open to too many is worse than one that is not there.
ROUTES = [
    ("GET", "/api/v1/entries", None, "reader"),
    ("GET", "/api/v1/exports/csv", None, "reader"),
    ("GET", "/metrics", None, "reader"),
    ("POST", "/api/v1/decisions", {"what": "confirm", "id": "c0"}, "reviewer"),
    ("POST", "/api/v1/decisions/1/take-back", {}, "reviewer"),
    ("POST", "/api/v1/documents", {"text": ""}, "reviewer"),
    ("POST", "/api/v1/ingest", {"url": "https://elsewhere.example/"}, "reviewer"),
    ("POST", "/api/v1/rejected/retry", {"source": "/etc/passwd"}, "reviewer"),
    ("POST", "/api/v1/feeds", {"url": "https://elsewhere.example/"}, "admin"),
    ("PATCH", "/api/v1/feeds/1", {"paused": True}, "admin"),
    ("DELETE", "/api/v1/feeds/1", None, "admin"),
    ("POST", "/api/v1/watches", {"name": "x", "channel": "atom"}, "admin"),
    ("DELETE", "/api/v1/watches/1", None, "admin"),
    ("GET", "/api/v1/accounts", None, "admin"),
    ("POST", "/api/v1/accounts", {"name": "x", "password": "x", "role": "admin"}, "admin"),
    ("PATCH", "/api/v1/accounts/ann", {"role": "nobody"}, "admin"),
    ("DELETE", "/api/v1/accounts/nobody", None, "admin"),
]


def test_each_role_may_do_what_it_may(make_desk: Make) -> None:
    desk = make_desk(PEOPLE)
    headers = {role: token_of(desk, name) for name, role in PEOPLE.items()}
    order = ["reader", "reviewer", "admin"]
    for method, path, body, least in ROUTES:
        assert desk.request(method, path, json=body).status_code == 401, (path, "nobody")
        assert desk.request(method, path, json=body, headers={"Authorization": "Bearer cq_wrong"}).status_code == 401
        for role in order:
            status = desk.request(method, path, json=body, headers=headers[role]).status_code
            allowed = order.index(role) >= order.index(least)
            assert (status not in (401, 403)) is allowed, (method, path, role, status)


def test_every_route_of_the_api_takes_somebody(make_desk: Make) -> None:
    """A new route cannot be forgotten: all that the document lists are refused to nobody, but for the health."""
    desk = make_desk(PEOPLE)
    for path, methods in desk.get("/openapi.json").json()["paths"].items():
        for method in methods:
            status = desk.request(method.upper(), re.sub(r"\{\w+\}", "1", path)).status_code
            assert (path, status) == ("/health", 200) or status == 401, (method, path, status)


def test_on_this_machine_one_needs_no_login_until_there_is_an_account(make_desk: Make) -> None:
    desk = make_desk()
    assert desk.get("/api/v1/me").json()["via"] == "local"
    # A proxy on this machine serves others; without accounts nobody knows whom.
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert desk.get("/api/v1/me", headers={header: "203.0.113.9"}).status_code == 401
    with pytest.raises(DeskError, match="the first account is an admin's"):
        accounts.add(ledger_of(desk), "ron", PASSWORD, "reader")
    accounts.add(ledger_of(desk), "ann", PASSWORD, "admin")
    assert desk.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("here", ["192.168.1.7", "203.0.113.9", "testclient"])
def test_from_elsewhere_nobody_is_the_person_at_this_machine(make_desk: Make, here: str) -> None:
    assert make_desk(here=here).get("/api/v1/me").status_code == 401


def test_a_desk_that_others_reach_has_no_person_at_this_machine(make_desk: Make) -> None:
    """Even if its accounts are removed while it serves."""
    desk = make_desk(host="0.0.0.0", names=("127.0.0.1",))
    assert desk.get("/api/v1/me").status_code == 401


def session_of(desk: TestClient, name: str) -> str:
    ledger = ledger_of(desk)
    secret = sessions.begin(ledger, accounts.by_name(ledger, name), 12)
    desk.cookies.set("communique-session", secret)
    return secret


def csrf_of(desk: TestClient) -> str:
    found = re.search(r'name="csrf-token" content="(\w{64})"', desk.get("/nowhere", headers={"accept": "text/html"}).text)
    assert found is not None
    return found[1]


def test_a_session_changes_something_only_from_a_page_of_the_desk(make_desk: Make) -> None:
    desk = make_desk(PEOPLE)
    session_of(desk, "rita")
    body = {"what": "confirm", "id": some_entry(desk)}
    post = lambda **headers: desk.post("/api/v1/decisions", json=body, headers=headers).status_code
    assert post() == 403
    assert post(**{"X-CSRF-Token": "0" * 64}) == 403
    token = csrf_of(desk)
    assert post(**{"X-CSRF-Token": token, "Origin": "https://evil.example"}) == 403
    assert post(**{"X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"}) == 403
    assert post(**{"X-CSRF-Token": token, "Sec-Fetch-Site": "same-site"}) == 403
    assert post(**{"X-CSRF-Token": token, "Origin": HERE, "Sec-Fetch-Site": "same-origin"}) == 201
    # Another session's token is none of this one's.
    session_of(desk, "ann")
    assert post(**{"X-CSRF-Token": token, "Origin": HERE}) == 403


def test_no_page_can_steer_the_person_at_this_machine(own: TestClient) -> None:
    """Localhost is reached by every page that a browser shows; a program that is no browser says nothing of a page."""
    body = {"what": "confirm", "id": some_entry(own)}
    assert own.post("/api/v1/decisions", json=body, headers={"Origin": "https://evil.example"}).status_code == 403
    assert own.post("/api/v1/decisions", json=body, headers={"Origin": "null"}).status_code == 403
    assert own.post("/api/v1/decisions", json=body, headers={"Origin": HERE}).status_code == 403, "without a token"
    assert own.post("/api/v1/decisions", data={"what": "confirm", "id": body["id"]}).status_code == 403, "a form"
    assert own.post("/api/v1/decisions", json=body).status_code == 201


def test_cookies_of_a_desk_behind_https(make_desk: Make) -> None:
    desk = make_desk(PEOPLE, https=True)
    answer = desk.get("/nowhere", headers={"accept": "text/html"})
    cookie = answer.headers["set-cookie"].lower()
    for part in ("__host-communique-forms=", "secure", "httponly", "samesite=strict", "path=/"):
        assert part in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_accounts(ledger: Ledger) -> None:
    accounts.add(ledger, "Ann", PASSWORD, "admin")
    accounts.add(ledger, "rita", PASSWORD, "reviewer")
    with pytest.raises(DeskError, match="already"):
        accounts.add(ledger, "ANN", PASSWORD, "reader")
    for name in ("", " ", "a b", "<b>", "x" * 81, "a\0"):
        with pytest.raises(DeskError, match="cannot be an account's name"):
            accounts.add(ledger, name, PASSWORD, "reader")
    for password in ("short", "", "x" * 1_001):
        with pytest.raises(DeskError, match="12 to 1,000 letters"):
            accounts.add(ledger, "ron", password, "reader")
    with pytest.raises(DeskError, match="no admin would be left"):
        accounts.change(ledger, "ann", role="reader")
    with pytest.raises(DeskError, match="no admin would be left"):
        accounts.remove(ledger, "ann")
    with pytest.raises(NotThereError):
        accounts.remove(ledger, "nobody")
    assert [(one.name, one.role) for one in accounts.every(ledger)] == [("ann", "admin"), ("rita", "reviewer")]
    with ledger.reading() as connection:
        kept = connection.exec_driver_sql("SELECT password FROM accounts").scalars().all()
    assert all(one.startswith("$argon2id$") and PASSWORD not in one for one in kept)


def test_a_new_password_or_being_disabled_ends_sessions_and_tokens(ledger: Ledger) -> None:
    accounts.add(ledger, "ann", PASSWORD, "admin")
    rita = accounts.add(ledger, "rita", PASSWORD, "reviewer")
    for change in ({"password": "another long password"}, {"disabled": True}):
        session, token = sessions.begin(ledger, rita, 1), tokens.add(ledger, rita.number, "x", None)[1]
        assert sessions.owner(ledger, session) is not None and tokens.owner(ledger, token) is not None
        accounts.change(ledger, "rita", **change)  # type: ignore[arg-type]
        assert sessions.owner(ledger, session) is None and tokens.owner(ledger, token) is None
    assert accounts.with_password(ledger, "rita", "another long password") is None, "disabled"
    accounts.change(ledger, "rita", disabled=False)
    assert accounts.with_password(ledger, "RITA", "another long password") is not None
    assert accounts.with_password(ledger, "rita", PASSWORD) is None


def test_sessions_and_tokens_end(tmp_path: Any) -> None:
    at = ["2024-01-01T00:00:00.000000+00:00"]
    with open_ledger(tmp_path / "a.db", clock=lambda: at[0]) as ledger:
        ann = accounts.add(ledger, "ann", PASSWORD, "admin")
        session, token = sessions.begin(ledger, ann, 12), tokens.add(ledger, ann.number, "x", 30)[1]
        forever = tokens.add(ledger, ann.number, "y", None)[1]
        at[0] = "2024-01-01T11:59:59.000000+00:00"
        assert sessions.owner(ledger, session) is not None
        at[0] = "2024-01-01T12:00:00.000000+00:00"
        assert sessions.owner(ledger, session) is None
        assert tokens.owner(ledger, token) is not None
        at[0] = "2024-01-31T00:00:00.000000+00:00"
        assert tokens.owner(ledger, token) is None
        assert tokens.owner(ledger, forever) is not None
        with ledger.reading() as connection:
            for table in ("sessions", "tokens"):
                kept = str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
                assert session not in kept and token not in kept and forever not in kept


def test_who_guesses_has_to_wait(tmp_path: Any) -> None:
    at = ["2024-01-01T00:00:00.000000+00:00"]
    settings = DeskSettings(login_tries=3, login_minutes=15)
    with open_ledger(tmp_path / "a.db", clock=lambda: at[0]) as ledger:
        accounts.add(ledger, "ann", PASSWORD, "admin")
        assert login(ledger, settings, "ann", PASSWORD, "1.1.1.1")
        for _ in range(3):
            with pytest.raises(DeskError, match="name or the password"):
                login(ledger, settings, "ann", "wrong", "1.1.1.1")
        with pytest.raises(TooManyTriesError) as told:
            login(ledger, settings, "Ann ", PASSWORD, "2.2.2.2")
        assert told.value.wait == 901
        # From one address many names may be tried, but not endlessly.
        for number in range(9):
            with pytest.raises(DeskError, match="name or the password"):
                login(ledger, settings, f"name{number}", "wrong", "1.1.1.1")
        with pytest.raises(TooManyTriesError):
            login(ledger, settings, "somebody", PASSWORD, "1.1.1.1")
        at[0] = "2024-01-01T00:15:01.000000+00:00"
        assert login(ledger, settings, "ann", PASSWORD, "1.1.1.1")
        with ledger.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM failures").scalar() == 0


def test_a_name_that_there_is_not_takes_as_long_as_a_wrong_password(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add(ledger, "ann", PASSWORD, "admin")
    checked: list[str | None] = []
    fits = passwords.fits
    monkeypatch.setattr(passwords, "fits", lambda password, kept: (checked.append(kept), fits(password, kept))[1])
    for name in ("ann", "nobody", "\0", "x" * 10_000):
        assert accounts.with_password(ledger, name, "wrong") is None
    assert [kept is None for kept in checked] == [False, True, True, True]
    assert not fits("the password of an account that there is not", None)


@pytest.mark.parametrize(
    ("where", "goes"),
    [
        ("/commitments?status=open", "/commitments?status=open"),
        (None, "/"), ("", "/"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"), ("/\t/evil.example", "/"), ("\n//evil.example", "/"), ("http:/evil.example", "/"),
    ],
)  # fmt: skip
def test_after_the_login_one_stays_at_the_desk(where: str | None, goes: str) -> None:
    assert cookies.inner(where) == goes


def test_the_clock_is_that_of_the_ledger(desk: TestClient) -> None:
    assert ledger_of(desk).clock() == CLOCK
