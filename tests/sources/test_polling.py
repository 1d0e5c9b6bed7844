"""Polling: only what is new is fetched, what failed is tried again when it is due, and nothing is lost."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from source_texts import ARTICLE, Clock, Server, item, page, rss

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.feeds import new_items, poll
from communique.sources.visits import Visitor

OPTIONS = SourceOptions(timeout=5.0)
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/rss+xml"}
PAGE = page(f"<article>{ARTICLE}</article>").encode()


class Polled:
    """A feed that is polled by somebody who marks what is lasting as seen."""

    def __init__(self, server: Server, visitor: Visitor) -> None:
        self.server, self.visitor = server, visitor
        self.known: set[str] = set()
        self.version = 0
        server.answers["/feed"] = self.answer

    def set(self, *numbers: int) -> None:
        self.version += 1
        self.data = rss(*(item(f"{self.server.url}/{n}", more=f"<guid>{n}</guid>") for n in numbers))

    def answer(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        tag = f'"{self.version}"'
        return (304, {}, b"") if asked.get("If-None-Match") == tag else (200, {**XML, "ETag": tag}, self.data)

    def __call__(self, most: int = 99) -> list[str]:
        self.server.paths.clear()
        told = []
        for found in itertools.islice(
            poll(self.server.url + "/feed", OPTIONS, self.visitor, self.known.__contains__), most
        ):
            if found.lasting:
                self.known.add(found.identity)
            told.append(
                found.outcome.source.removeprefix(self.server.url)
                + (" -" if isinstance(found.outcome, Rejected) else "")
            )
        return told


def test_polling_fetches_only_what_is_new(server: Server, visitor: Visitor) -> None:
    polled = Polled(server, visitor)
    server.answers |= {f"/{n}": (200, HTML, PAGE) for n in range(1, 5)}
    polled.set(2, 1)
    assert polled() == ["/2", "/1"]
    assert polled() == []
    assert server.paths == ["/feed"], "not changed: 304, and no page is fetched"
    polled.set(3, 2, 1)
    assert polled() == ["/3"]
    assert server.paths == ["/feed", "/3"]
    polled.set(4, 4, 3)
    assert polled() == ["/4"], "twice in the feed"


def test_polling_that_stops_half_way_loses_nothing(server: Server, visitor: Visitor) -> None:
    polled = Polled(server, visitor)
    server.answers |= {f"/{n}": (200, HTML, PAGE) for n in range(1, 4)}
    polled.set(3, 2, 1)
    assert polled(most=1) == ["/3"]
    assert polled() == ["/2", "/1"]
    assert polled() == []


def test_polling_tries_failed_pages_again_when_they_are_due(server: Server, visitor: Visitor, clock: Clock) -> None:
    polled = Polled(server, visitor)
    server.answers |= {"/1": (503, {}, b""), "/2": (200, HTML, PAGE), "/3": (404, {}, b"")}
    polled.set(3, 2, 1)
    assert polled() == ["/3 -", "/2", "/1 -"]
    assert polled() == [], "a wrong address is done with, a busy one not due yet"
    assert server.paths == ["/feed"]
    clock.now += 1000
    server.answers["/1"] = (200, HTML, PAGE)
    assert polled() == ["/1"]
    assert polled() == []


def test_polling_gives_up_in_the_end(server: Server, visitor: Visitor, clock: Clock) -> None:
    polled = Polled(server, visitor)
    server.answers["/1"] = (503, {}, b"")
    polled.set(1)
    told = []
    for _ in range(9):
        told += polled()
        clock.now += 25 * 3600
    assert told == ["/1 -"] * 6


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("nowhere.xml", "cannot be opened (No such file"),
        ("{url}/gone", "was not found (404)"),
        ("{url}/index", "holds no article text"),
        ("{url}/cut.gz", "is a damaged gzip file"),
        ("http://", "is not a web address"),
    ],
)
def test_polling_what_is_no_feed(server: Server, visitor: Visitor, source: str, reason: str) -> None:
    server.answers = {
        "/index": (200, HTML, page("<a href='/x'>x</a>").encode()),
        "/cut.gz": (200, {}, b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x00"),
    }
    (found,) = poll(source.format(url=server.url), OPTIONS, visitor, lambda _: False)
    assert isinstance(found.outcome, Rejected)
    assert found.outcome.reason.startswith(reason), found
    assert found.lasting is (source == "{url}/index")


def test_polling_a_page_gives_it_when_it_has_changed(server: Server, visitor: Visitor, tmp_path: Path) -> None:
    tag = "1"
    server.answers["/1"] = lambda asked: (
        (304, {}, b"") if asked.get("If-None-Match") == tag else (200, {**HTML, "ETag": tag}, PAGE)
    )
    for version, documents in (("1", 1), ("1", 0), ("2", 1)):
        tag = version
        found = list(poll(server.url + "/1", OPTIONS, visitor, lambda _: True))
        assert [type(one.outcome) for one in found] == [Document] * documents, version
    (tmp_path / "a.html").write_bytes(PAGE)
    (found_there,) = new_items(str(tmp_path / "a.html"), OPTIONS, visitor, lambda _: False)
    assert isinstance(found_there, Document)
