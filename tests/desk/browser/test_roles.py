"""Login and roles: a reader reads, a reviewer decides, an admin lets people in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from communique.ledger import asking
from tests.desk.browser.conftest import faults
from tests.desk.conftest import PASSWORD

TEAM = {"ann": "admin", "rob": "reviewer", "ria": "reader"}


def log_in(page: Any, name: str, password: str = PASSWORD) -> None:
    """Fill in the form and send it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_nobody_reads_without_a_login_and_comes_back_after_it(serve: Callable[..., Any], open_page: Any) -> None:
    """A wrong password is told in a sentence; the right one leads to the page that was asked for."""
    desk = serve(TEAM)
    page = open_page(desk.url + "/commitments?by=UZB")
    page.wait_for_url("**/login?next=**")
    assert faults(page) == []
    log_in(page, "ria", "wrong password")
    page.get_by_role("alert").get_by_text("not right").wait_for()
    log_in(page, "ria")
    page.wait_for_url("**/commitments?by=UZB")
    page.goto(desk.url + "/account")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login")
    page.goto(desk.url + "/")
    page.wait_for_url("**/login")
    open_page.complaints[:] = [one for one in open_page.complaints if "422" not in one]


def test_a_reader_reads_and_a_reviewer_decides(serve: Callable[..., Any], open_page: Any) -> None:
    """A reader sees no buttons and is refused when asking all the same; a reviewer's decision bears the name."""
    desk = serve(TEAM)
    entry = next(iter(asking.entries(desk.ledger, "statement")))
    where = f"{desk.url}/documents/{entry.document.id}?entry={entry.id}"
    page = open_page(where)
    log_in(page, "ria")
    page.locator(f"#d-{entry.id} dl").wait_for()
    assert page.get_by_role("button", name="Confirm").count() == 0
    answer = page.evaluate(
        """(where) => fetch(where, {method: "POST", body: new URLSearchParams({what: "confirm"}),
           headers: {"X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content}}).then((r) => r.status)""",
        f"/documents/{entry.document.id}/things/{entry.id}",
    )
    assert answer == 403 and asking.entry(desk.ledger, entry.id).review is None
    page = open_page(where)
    log_in(page, "rob")
    page.get_by_role("button", name="Confirm").click()
    page.locator("#status", has_text="Confirmed").wait_for()
    assert asking.entry(desk.ledger, entry.id).review == "confirmed"
    assert "rob confirmed" in page.locator(".decisions").inner_text()
    open_page.complaints[:] = [one for one in open_page.complaints if "403" not in one]


def test_an_admin_makes_an_account_and_locks_it_out(serve: Callable[..., Any], open_page: Any) -> None:
    """The new one may log in, and no longer once locked out."""
    desk = serve(TEAM)
    page = open_page(desk.url + "/login?next=/account")
    log_in(page, "ann")
    page.wait_for_url("**/account")
    assert faults(page) == []
    form = page.locator("form", has=page.get_by_role("button", name="Add an account"))
    form.get_by_label("Name").fill("zoe")
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button").click()
    page.get_by_text("There is an account zoe now.").wait_for()
    other = open_page(desk.url + "/login")
    log_in(other, "zoe")
    other.wait_for_url(desk.url + "/")
    page.locator("li", has=page.get_by_text("zoe", exact=True)).get_by_role("button", name="Lock out").click()
    page.get_by_text("zoe can no longer log in.").wait_for()
    other.reload()
    other.wait_for_url("**/login")
    log_in(other, "zoe")
    other.get_by_role("alert").get_by_text("not right").wait_for()
    open_page.complaints[:] = [one for one in open_page.complaints if "422" not in one]


def test_a_page_that_is_no_page_of_the_desk_changes_nothing(serve: Callable[..., Any], open_page: Any) -> None:
    """A form without its token is refused."""
    desk = serve()
    entry = next(iter(asking.entries(desk.ledger, "statement")))
    page = open_page(desk.url + "/")
    answer = page.evaluate(
        "(where) => fetch(where, {method: 'POST', body: new URLSearchParams({what: 'reject'})}).then((r) => r.status)",
        f"/documents/{entry.document.id}/things/{entry.id}",
    )
    assert answer == 403 and asking.entry(desk.ledger, entry.id).review is None
    open_page.complaints[:] = [one for one in open_page.complaints if "403" not in one]
