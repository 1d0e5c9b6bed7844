"""Sources: feeds are added, asked, paused and removed by who may; what was not read is tried again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.feeds import add_feed, feeds
from tests.desk.conftest import PASSWORD
from tests.desk.feed_server import FeedServer

Make = Callable[..., TestClient]


@pytest.fixture
def wire() -> Iterator[FeedServer]:
    with FeedServer().running() as server:
        yield server


def ledger_of(client: TestClient) -> Ledger:
    found: Ledger = client.app.state.ledger  # type: ignore[attr-defined]
    return found


def post(client: TestClient, path: str, **fields: str) -> tuple[int, str]:
    """Send a form of the page as a browser does, and follow where it leads."""
    page = client.get("/sources", headers={"accept": "text/html"}).text
    token = re.search(r'name="csrf-token" content="([0-9a-f]+)"', page)
    assert token is not None
    answer = client.post(path, data={"csrf_token": token[1], **fields}, headers={"accept": "text/html"})
    return answer.status_code, answer.text


def sign_in(client: TestClient, name: str) -> None:
    page = client.get("/login", headers={"accept": "text/html"}).text
    token = re.search(r'name="csrf-token" content="([0-9a-f]+)"', page)
    assert token is not None
    answer = client.post("/login", data={"csrf_token": token[1], "name": name, "password": PASSWORD})
    assert answer.status_code == 200, answer.text


def test_a_feed_is_added_asked_and_tells_how_it_does(make_desk: Make, wire: FeedServer) -> None:
    desk = make_desk(fetch_hosts=(wire.host,))
    status, page = post(desk, "/sources/feeds", url=f" {wire.url} ", title="The wire")
    assert status == 200 and "watched from now on" in page
    # The test's client returns when what was left to do in the background is done.
    twin = desk.get("/sources", params={"format": "json"}).json()
    (feed,) = twin["feeds"]
    assert (feed["title"], feed["items"], feed["error"], feed["paused"]) == ("The wire", 1, None, False)
    assert twin["runs"][0]["counts"]["added"] == 1 and twin["runs"][0]["sources"] == [wire.url]
    assert desk.get("/entities", params={"name": "Lucia Quispe", "format": "json"}).json()["entities"] != []
    # Asked again nothing comes twice.
    assert post(desk, f"/sources/feeds/{feed['number']}/ask")[0] == 200
    assert wire.asked.count("/feed.xml") == 2
    assert desk.get("/sources", params={"format": "json"}).json()["runs"][0]["counts"]["added"] == 0


def test_a_feed_that_fails_tells_why_and_does_well_again(make_desk: Make, wire: FeedServer) -> None:
    desk = make_desk(fetch_hosts=(wire.host,))
    wire.status = 410
    post(desk, "/sources/feeds", url=wire.url)
    page = desk.get("/sources").text
    assert "is gone (410)" in page and "fails" in page
    twin = desk.get("/sources", params={"format": "json"}).json()
    assert [one["source"] for one in twin["rejected"]] == [wire.url]
    wire.status = 200
    ledger_of(desk).clock = lambda: "2024-09-15T11:00:00.000000+00:00"
    assert post(desk, "/sources/retry", source=wire.url)[0] == 200
    twin = desk.get("/sources", params={"format": "json"}).json()
    assert (twin["rejected"], twin["total"], twin["feeds"][0]["error"]) == ([], 0, None)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://127.0.0.1:9/feed.xml", "does not fetch from"),  # this machine
        ("http://169.254.169.254/latest/meta-data", "does not fetch from"),  # a cloud's store of keys
        ("https://elsewhere.example.org/feed", "does not fetch from"),
        ("javascript:alert(1)", "is no web address"),
        ("feed.xml", "is no web address"),
        ("https://ann:secret@news.example.org/", "name or password"),
    ],
)
def test_what_may_not_be_fetched_is_refused_and_stays_in_the_form(make_desk: Make, url: str, word: str) -> None:
    desk = make_desk(fetch_hosts=("news.example.org",))
    status, page = post(desk, "/sources/feeds", url=url, title="Mine")
    assert status == 422 and word in page and 'value="Mine"' in page
    assert feeds(ledger_of(desk)) == []


def test_a_desk_that_fetches_from_nowhere_says_how_to_change_that(own: TestClient) -> None:
    page = own.get("/sources").text
    assert "fetches from nowhere yet" in page and "--fetch-hosts" in page and 'name="url"' not in page
    assert "No feed is watched yet" in page and "Everything was read" in page


def test_feeds_are_paused_resumed_and_removed(own: TestClient) -> None:
    number = add_feed(ledger_of(own), "https://news.example.org/feed", by="ann", title="News")
    assert "is not asked until" in post(own, f"/sources/feeds/{number}/pause", paused="true")[1]
    assert feeds(ledger_of(own))[0].paused
    assert "is asked again" in post(own, f"/sources/feeds/{number}/pause", paused="false")[1]
    assert "no longer watched" in post(own, f"/sources/feeds/{number}/remove")[1]
    assert post(own, f"/sources/feeds/{number}/remove")[0] == 404
    assert post(own, f"/sources/feeds/{number}/ask")[0] == 404


def test_only_what_was_rejected_is_tried_again(own: TestClient) -> None:
    status, page = post(own, "/sources/retry", source="/etc/passwd")
    assert status == 404 and "nothing that waits" in page


@pytest.mark.parametrize(("role", "statuses"), [("reader", (403, 403, 403)), ("reviewer", (403, 404, 403))])
def test_who_may_do_what(make_desk: Make, role: str, statuses: tuple[int, int, int]) -> None:
    desk = make_desk({"root": "admin", "ann": role}, fetch_hosts=("news.example.org",))
    sign_in(desk, "ann")
    add_feed(ledger_of(desk), "https://news.example.org/feed", by="root")
    found = (
        post(desk, "/sources/feeds", url="https://news.example.org/other")[0],
        post(desk, "/sources/feeds/7/ask")[0],
        post(desk, "/sources/feeds/1/remove")[0],
    )
    assert found == statuses
    page = desk.get("/sources").text
    assert "Add a feed" not in page and "Remove" not in page
    assert ("Ask now" in page) is (role == "reviewer")


def test_what_was_not_read_comes_in_pages_and_hostile_names_stay_text(own: TestClient) -> None:
    rows = [
        {"number": n, "source": f"https://e.example/{n}", "line": 0, "reason": f"reason {n}.", "tries": 1, "settled": False,
         "at": f"2024-01-01T00:00:{n:02}.000000+00:00"} for n in range(1, 36)
    ]  # fmt: skip
    rows[34] |= {"source": "javascript:alert(1)//<script>x</script>\u202e"}
    with ledger_of(own).writing() as connection:
        connection.execute(sa.insert(t.rejected), rows)
    first, second = (own.get("/sources", params={"page": n}).text for n in (1, 2))
    assert "Not read (35)" in first and "Page 1 of 2" in first and "reason 6." in first and "reason 5." not in first
    assert "reason 5." in second and "reason 6." not in second
    # What a form sends back is the name as it is; nobody sees it.
    first = re.sub(r'name="source" value="[^"]*"', "", first)
    assert "<script>x" not in first and 'href="javascript' not in first and "\u202e" not in first
    assert "No such page" in own.get("/sources", params={"page": 9}).text
