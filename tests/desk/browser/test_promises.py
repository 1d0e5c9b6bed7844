"""Promises: the board is filtered, one is followed from open to kept, deadlines stand in their month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from communique.following import Follower
from communique.ledger import asking
from tests.desk.browser.conftest import faults
from tests.following.made import KEPT, PROMISE, Vectors, fill, reading


def test_the_board_is_filtered(serve: Callable[..., Any], open_page: Any) -> None:
    """By who promises; a name that nobody has is told in a sentence; nothing found says what to do."""
    desk = serve()
    page = open_page(desk.url + "/commitments")
    every = page.locator(".card").count()
    page.get_by_label("Promised by").fill("UZB")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**by=UZB**")
    mine = list(asking.entries(desk.ledger, "commitment", asking.Filter(by=("UZB",))))
    assert page.locator(".card").count() == len(mine) < every
    page.get_by_label("Words").fill("helicopters")
    page.get_by_role("button", name="Filter").click()
    page.get_by_text("No promise fits.").wait_for()
    page.get_by_label("Promised by").fill("Zebedee")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("alert", name="").get_by_text("Zebedee").wait_for()
    page.get_by_role("link", name="Clear").click()
    page.locator(".card").first.wait_for()
    assert page.locator(".card").count() == every
    open_page.complaints[:] = [one for one in open_page.complaints if "422" not in one]


def test_overdue_and_open_promises_stand_in_their_columns(serve: Callable[..., Any], open_page: Any) -> None:
    """Each promise once, those whose last day is past under Overdue, with the numbers of the ledger."""
    desk = serve()
    page = open_page(desk.url + "/commitments?column=open")
    open_ids = page.eval_on_selector_all(".card > a", "all => all.map(one => one.pathname.split('/').pop())")
    page.goto(desk.url + "/commitments?column=overdue")
    late_ids = page.eval_on_selector_all(".card > a", "all => all.map(one => one.pathname.split('/').pop())")
    every = list(asking.entries(desk.ledger, "commitment", asking.Filter(status=("open",))))
    late = [one.id for one in every if one.due_to is not None and one.due_to < "2024-09-15"]
    assert sorted(late_ids) == sorted(late) != []
    assert sorted(open_ids) == sorted(one.id for one in every if one.id not in late)


def test_a_promise_is_followed_from_open_to_kept(serve: Callable[..., Any], open_page: Any) -> None:
    """Evidence waits on its page; confirmed, the promise is kept, on the board too; taken back, it is open again."""
    desk = serve()
    numbers = fill(
        desk.ledger, reading(PROMISE, "2023-01-10", promise=True), reading(KEPT, "2023-06-28"),
    )  # fmt: skip
    Follower(desk.ledger, Vectors()).follow(numbers)
    (promise,) = asking.entries(desk.ledger, "commitment", asking.Filter(text="fertiliser"))
    page = open_page(f"{desk.url}/commitments?text=fertiliser")
    page.locator(".card a", has_text="fertiliser").click()
    page.wait_for_url(f"**/commitments/{promise.id}")
    assert [one.inner_text().split()[-1] for one in page.locator(".timeline > li > time").all()] == ["2023"] * 3
    evidence = page.locator(".t-evidence")
    assert "last Norwegian cargo" in evidence.inner_text()
    assert page.locator(".about .tag").inner_text() == "overdue"
    assert faults(page) == []
    evidence.get_by_role("button", name="Confirm: kept").click()
    page.locator("#status", has_text="The promise is kept.").wait_for()
    assert page.locator(".about .tag").inner_text() == "kept"
    assert asking.entry(desk.ledger, promise.id).status == "kept"
    page.goto(f"{desk.url}/commitments?column=kept")
    page.locator(".card", has_text="fertiliser").get_by_role("link").click()
    page.get_by_role("button", name="Take back").click()
    page.locator("#status", has_text="Taken back").wait_for()
    assert asking.entry(desk.ledger, promise.id).status == "open"


def test_a_deadline_stands_on_its_day(serve: Callable[..., Any], open_page: Any) -> None:
    """In its month, and not in the next one."""
    desk = serve()
    due = next(
        one for one in asking.entries(desk.ledger, "commitment", asking.Filter(due_after="2024-01-01", sort="due"))
    )  # fmt: skip
    assert due.due_to is not None
    page = open_page(f"{desk.url}/commitments/calendar?month={due.due_to[:7]}")
    cell = page.locator("td", has=page.locator(f'time[datetime="{due.due_to}"]'))
    assert cell.locator(f'a[href="/commitments/{due.id}"]').count() == 1
    page.get_by_role("link", name="After").click()
    page.wait_for_url("**month=**")
    assert page.locator(f'a[href="/commitments/{due.id}"]').count() == 0


def test_what_waits_is_decided_where_it_waits(serve: Callable[..., Any], open_page: Any) -> None:
    """Evidence is rejected on the page of reviews, and taken back there."""
    desk = serve()
    Follower(desk.ledger, Vectors()).follow(
        fill(desk.ledger, reading(PROMISE, "2023-01-10", promise=True), reading(KEPT, "2023-06-28"))
    )
    page = open_page(desk.url + "/review?what=proposal")
    line = page.locator(".entries > li", has_text="fertiliser")
    line.get_by_role("button", name="Reject").click()
    page.get_by_text("No evidence.").wait_for()
    with desk.ledger.reading() as connection:
        states = connection.exec_driver_sql("SELECT state FROM proposals").scalars().all()
    assert states == ["rejected"]
    page.get_by_role("button", name="Take back").click()
    page.get_by_text("it waits again").wait_for()
    with desk.ledger.reading() as connection:
        assert connection.exec_driver_sql("SELECT state FROM proposals").scalars().all() == ["open"]


def test_what_waits_is_decided_by_keys(serve: Callable[..., Any], open_page: Any) -> None:
    """Stepped to, rejected and taken back without a mouse; switched off, the keys do nothing."""
    desk = serve()
    Follower(desk.ledger, Vectors()).follow(
        fill(desk.ledger, reading(PROMISE, "2023-01-10", promise=True), reading(KEPT, "2023-06-28"))
    )
    page = open_page(desk.url + "/review?what=proposal")
    page.keyboard.press("j")
    page.locator(".entries > li:focus").wait_for()
    page.keyboard.press("x")
    page.get_by_text("No evidence.").wait_for()
    page.locator(".entries > li.done:focus").wait_for()
    page.keyboard.press("u")
    page.get_by_text("it waits again").wait_for()
    with desk.ledger.reading() as connection:
        assert connection.exec_driver_sql("SELECT state FROM proposals").scalars().all() == ["open"]
    page.keyboard.press("?")
    page.get_by_label("Single keys do something").uncheck()
    page.get_by_role("button", name="Close").click()
    page.goto(desk.url + "/commitments")
    page.keyboard.press("j")
    assert page.locator("[data-step]:focus").count() == 0
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys do something").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    page.locator(".card:focus").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/commitments/c*")
