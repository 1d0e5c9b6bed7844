"""Feeds are kept in the ledger, tell how they do, and are what `watch` asks."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from communique.errors import LedgerError, NotThereError
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.feeds import add_feed, feeds, pause_feed, remove_feed, watched

URL = "https://news.example.org/feed.xml"


def test_a_feed_is_added_paused_and_removed(ledger: Ledger) -> None:
    first = add_feed(ledger, f"  {URL} ", by="ann", title=" The wire ")
    second = add_feed(ledger, "http://other.example/atom", by="ann")
    assert watched(ledger) == [URL, "http://other.example/atom"]
    pause_feed(ledger, first, paused=True)
    assert watched(ledger) == ["http://other.example/atom"]
    shown = feeds(ledger)
    assert [(one.url, one.title, one.paused, one.by) for one in shown] == [
        (URL, "The wire", True, "ann"), ("http://other.example/atom", None, False, "ann"),
    ]  # fmt: skip
    assert {(one.visited, one.error, one.items, one.failures) for one in shown} == {(None, None, 0, 0)}
    pause_feed(ledger, first, paused=False)
    remove_feed(ledger, second)
    assert watched(ledger) == [URL]


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("", "no web address"),
        ("news.example.org/feed.xml", "no web address"),  # as people type it
        ("javascript:alert(1)", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("https:///feed.xml", "no web address"),  # without a host
        ("https://news.example.org:0/", "no web address"),
        ("https://[::1", "no web address"),  # no address of IPv6
        ("https://news.example.org/a b", "no web address"),
        ("https://news.example.org/\u202efdp.xml", "no web address"),  # shown in another order than it is
        ("https://news.example.org/" + "a" * 2_000, "no web address"),
        ("https://ann:secret@news.example.org/feed", "name or password"),
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(ledger: Ledger, url: str, word: str) -> None:
    with pytest.raises(LedgerError, match=word):
        add_feed(ledger, url, by="ann")
    assert feeds(ledger) == []


def test_a_feed_is_watched_once_and_nothing_is_done_to_none(ledger: Ledger) -> None:
    add_feed(ledger, URL, by="ann")
    with pytest.raises(LedgerError, match="watched already"):
        add_feed(ledger, URL, by="ben")
    for act in (lambda: remove_feed(ledger, 7), lambda: pause_feed(ledger, 7, paused=True)):
        with pytest.raises(NotThereError, match="no feed 7"):
            act()
    assert len(feeds(ledger)) == 1


@pytest.mark.parametrize(
    ("visited", "failures", "failed", "told"),
    [
        (None, None, "2024-05-01T10:00:00.000000+00:00", True),  # never answered
        ("2024-05-01T10:00:00+00:00", 2, "2024-05-01T10:00:00.500000+00:00", True),
        ("2024-05-02T10:00:00+00:00", 0, "2024-05-01T10:00:00.000000+00:00", False),  # it answered since
        ("2024-05-01T10:00:00+00:00", 0, "2024-05-02T10:00:00.000000+00:00", True),  # a 404, which is no passing failure
    ],
)
def test_an_error_stands_until_a_later_visit_goes_well(
    ledger: Ledger, visited: str | None, failures: int | None, failed: str, told: bool
) -> None:
    add_feed(ledger, URL, by="ann")
    with ledger.writing() as connection:
        if visited is not None:
            connection.execute(sa.insert(t.visits).values(url=URL, at=visited, status=200, failures=failures))
        row = {"source": URL, "line": 0, "reason": "was not found (404); check the address.", "at": failed}
        connection.execute(sa.insert(t.rejected).values(number=1, tries=1, settled=False, **row))
    (shown,) = feeds(ledger)
    assert shown.error == ("was not found (404); check the address." if told else None)
    assert shown.visited == max(filter(None, (visited, failed)))
