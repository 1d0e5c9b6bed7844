"""A visitor waits between visits, heeds robots.txt, asks only for what has changed, and gives up in the end."""

from __future__ import annotations

import gzip
import itertools
import socket
from contextlib import suppress

import pytest
from source_texts import STORY, Clock, Server

from communique.sources.base import SourceOptions
from communique.sources.fetch import FetchError
from communique.sources.robots import Robots
from communique.sources.visits import RecentVisits, Visit, Visitor

OPTIONS = SourceOptions(timeout=5.0)
TEXT = {"Content-Type": "text/plain"}
GOOD = (200, TEXT, STORY.encode())


def got(visitor: Visitor, url: str, options: SourceOptions = OPTIONS, *, if_changed: bool = False) -> bytes:
    with visitor.visit(url, options, if_changed=if_changed) as answer:
        body = answer.stream.read()
    visitor.keep(url, answer)
    return body


def refused(visitor: Visitor, url: str, options: SourceOptions = OPTIONS) -> FetchError:
    with pytest.raises(FetchError) as caught:
        got(visitor, url, options)
    return caught.value


@pytest.mark.parametrize(
    ("robots", "path", "allowed", "why"),
    [
        (None, "/a", True, "none there"),
        ((200, TEXT, b"User-agent: *\nDisallow: /private"), "/a", True, "another path"),
        ((200, TEXT, b"User-agent: *\nDisallow: /private"), "/private/a", False, "this path"),
        ((200, TEXT, b"User-agent: *\nDisallow: /*.txt$"), "/b/a.txt", False, "with a wildcard"),
        ((200, TEXT, b"User-agent: *\nDisallow: /\nAllow: /a"), "/a", True, "the longer rule wins"),
        ((200, TEXT, b"User-agent: communique\nDisallow: /\n\nUser-agent: *\nAllow: /"), "/a", False, "names us"),
        ((200, TEXT, b"User-agent: other\nDisallow: /"), "/a", True, "names others"),
        ((200, TEXT, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /"), "/a", False, "with a byte order mark"),
        ((200, TEXT, bytes(range(256)) * 40), "/a", True, "no text at all"),
        ((200, TEXT, b""), "/a", True, "empty"),
        ((403, {}, b""), "/a", True, "not to be seen: as if there were none (RFC 9309)"),
        ((301, {"Location": "/robots.txt"}, b""), "/a", True, "redirects without end"),
    ],
)  # fmt: skip
def test_robots(server: Server, visitor: Visitor, robots: object, path: str, allowed: bool, why: str) -> None:
    server.answers = {path: GOOD}
    if robots is not None:
        server.answers["/robots.txt"] = robots  # type: ignore[assignment]
    if allowed:
        assert got(visitor, server.url + path), why
    else:
        error = refused(visitor, server.url + path)
        assert not error.passing, why
        assert str(error).startswith("is not to be read by programs, says the site's robots.txt"), why
        assert path not in server.paths, why


def test_robots_in_trouble_are_waited_for(server: Server, visitor: Visitor, clock: Clock) -> None:
    server.answers = {"/robots.txt": (503, {}, b""), "/a": GOOD}
    error = refused(visitor, server.url + "/a")
    assert error.passing
    assert "robots.txt has trouble (503)" in str(error)
    assert clock.slept == []
    server.answers["/robots.txt"] = (404, {}, b"")
    clock.now += 1000
    assert got(visitor, server.url + "/a")


def test_robots_that_cannot_be_reached_allow(clock: Clock) -> None:
    from communique.sources.fetch import new_client

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with new_client(1.0) as client:
        assert Robots(client, clock).delay(f"http://127.0.0.1:{port}/a", OPTIONS) == 0.0


def test_robots_are_asked_for_once_a_day(server: Server, visitor: Visitor, clock: Clock) -> None:
    server.answers = {"/a": GOOD}
    for _ in range(3):
        got(visitor, server.url + "/a")
    assert server.paths.count("/robots.txt") == 1
    clock.now += 25 * 3600
    got(visitor, server.url + "/a")
    assert server.paths.count("/robots.txt") == 2


def test_waits_between_visits(server: Server, visitor: Visitor, clock: Clock) -> None:
    server.answers = {"/a": GOOD, "/b": GOOD}
    for path in ("/a", "/b", "/a"):
        got(visitor, server.url + path)
    assert clock.slept == [1.0, 1.0]
    clock.now += 0.75
    got(visitor, server.url + "/b")
    assert clock.slept[2:] == [0.25]


def test_a_crawl_delay_is_heeded_up_to_what_can_be_waited(server: Server, visitor: Visitor, clock: Clock) -> None:
    server.answers = {"/a": GOOD, "/robots.txt": (200, TEXT, b"User-agent: *\nCrawl-delay: 7")}
    got(visitor, server.url + "/a")
    got(visitor, server.url + "/a")
    assert clock.slept == [7.0]
    clock.now += 25 * 3600
    server.answers["/robots.txt"] = (200, TEXT, b"User-agent: *\nCrawl-delay: 86400")
    got(visitor, server.url + "/a")
    error = refused(visitor, server.url + "/a")
    assert str(error) == "is on a host that wants 86,400 seconds between visits; try again later."


def test_what_has_not_changed_is_not_sent(server: Server, visitor: Visitor) -> None:
    def answer(asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if asked.get("If-None-Match") == '"v1"' and asked.get("If-Modified-Since") == "Tue, 05 Mar 2024 10:00:00 GMT":
            return 304, {}, b""
        return 200, {**TEXT, "ETag": '"v1"', "Last-Modified": "Tue, 05 Mar 2024 10:00:00 GMT"}, STORY.encode()

    server.answers["/a"] = answer
    url = server.url + "/a"
    assert got(visitor, url, if_changed=True)
    assert got(visitor, url, if_changed=True) == b""
    kept = visitor.memory.recall(url)
    assert kept is not None
    assert (kept.status, kept.etag, kept.failures, kept.next_at) == (304, '"v1"', 0, None)
    assert got(visitor, url), "asked without a condition"


def test_a_visit_that_is_not_kept_is_made_again(server: Server, visitor: Visitor) -> None:
    server.answers["/a"] = (200, {**TEXT, "ETag": '"v1"'}, STORY.encode())
    for _ in range(2):
        with visitor.visit(server.url + "/a", OPTIONS, if_changed=True) as answer:
            answer.stream.read()
    assert all("If-None-Match" not in asked for asked in server.asked)


@pytest.mark.parametrize(
    ("answers", "slept", "why"),
    [
        ([(429, {"Retry-After": "5"}, b""), GOOD], [5.0], "as long as the server asks"),
        ([(503, {}, b""), (500, {}, b""), GOOD], [2.0, 4.0], "twice as long each time"),
        ([(503, {"Retry-After": "Mon, 01 Jan 1990 00:00:00 GMT"}, b""), GOOD], [2.0], "a date that is past"),
        ([(429, {"Retry-After": "soon"}, b""), GOOD], [2.0], "no number and no date"),
    ],
)  # fmt: skip
def test_tries_again(
    server: Server, visitor: Visitor, clock: Clock, answers: list[object], slept: list[float], why: str
) -> None:
    left = iter(answers)
    server.answers["/a"] = lambda asked: next(left)  # type: ignore[return-value, arg-type]
    assert got(visitor, server.url + "/a") == STORY.encode(), why
    assert clock.slept == slept, why


def test_gives_up_and_stays_away_for_longer_each_time(server: Server, visitor: Visitor, clock: Clock) -> None:
    server.answers["/a"] = (500, {}, b"")
    url = server.url + "/a"
    error = refused(visitor, url)
    assert str(error) == "has trouble on its side (500); try again later."
    assert server.paths.count("/a") == 3
    assert "failed 1 times and is left alone until 2023-11-14T22:" in str(refused(visitor, url))
    assert server.paths.count("/a") == 3, "not asked at all"
    clock.now += 901
    refused(visitor, url)
    visit = visitor.memory.recall(url)
    assert visit is not None
    assert (visit.failures, visit.status) == (2, 500)
    clock.now += 901
    assert "is left alone" in str(refused(visitor, url)), "the second pause is longer"
    clock.now += 901
    server.answers["/a"] = GOOD
    assert got(visitor, url)
    visit = visitor.memory.recall(url)
    assert visit is not None
    assert (visit.failures, visit.next_at) == (0, None)


def test_a_long_retry_after_is_not_slept_through(server: Server, visitor: Visitor, clock: Clock) -> None:
    server.answers["/a"] = (429, {"Retry-After": "7200"}, b"")
    url = server.url + "/a"
    refused(visitor, url)
    assert clock.slept == []
    clock.now += 7100
    assert "is left alone" in str(refused(visitor, url))
    clock.now += 200
    server.answers["/a"] = GOOD
    assert got(visitor, url)


def test_a_wrong_address_is_not_tried_again(server: Server, visitor: Visitor) -> None:
    error = refused(visitor, server.url + "/nowhere")
    assert (error.status, error.passing) == (404, False)
    assert server.paths.count("/nowhere") == 1
    assert visitor.memory.recall(server.url + "/nowhere") is None


def test_a_silent_server_is_tried_again(server: Server, visitor: Visitor, clock: Clock) -> None:
    server.answers["/a"] = GOOD
    got(visitor, server.url + "/a")
    server.delay = 0.5
    error = refused(visitor, server.url + "/a", SourceOptions(timeout=0.1))
    assert str(error).startswith("did not answer within 0.1 seconds")
    assert clock.slept[-2:] == [2.0, 4.0]


def test_a_redirect_to_another_host_asks_its_robots_too(server: Server, visitor: Visitor) -> None:
    other = Server()
    try:
        other.answers = {"/robots.txt": (200, TEXT, b"User-agent: *\nDisallow: /private"), "/b": GOOD, "/private": GOOD}
        server.answers["/a"] = (302, {"Location": other.url + "/b"}, b"")
        server.answers["/p"] = (302, {"Location": other.url + "/private"}, b"")
        with visitor.visit(server.url + "/a", OPTIONS) as answer:
            assert answer.url == other.url + "/b"
            assert answer.stream.read() == STORY.encode()
        assert "robots.txt" in str(refused(visitor, server.url + "/p"))
        assert "/private" not in other.paths
    finally:
        other.close()


@pytest.mark.parametrize("target", ["ftp://example.org/a", "file:///etc/hostname"])
def test_redirects_out_of_the_web(server: Server, visitor: Visitor, target: str) -> None:
    server.answers["/a"] = (302, {"Location": target}, b"")
    assert str(refused(visitor, server.url + "/a")).startswith(("is not a web address", "broke off"))


def test_a_body_that_drips_is_left(server: Server, visitor: Visitor) -> None:
    import time

    def drip() -> object:
        for _ in range(30):
            time.sleep(0.05)
            yield b"a"

    server.answers["/a"] = (200, TEXT, drip())  # type: ignore[assignment]
    error = refused(visitor, server.url + "/a", SourceOptions(timeout=0.3))
    assert str(error).startswith("was not there in full after 0.3 seconds")
    kept = visitor.memory.recall(server.url + "/a")
    assert kept is not None
    assert kept.failures == 1


def test_memory_of_an_earlier_run(server: Server, clock: Clock) -> None:
    memory = RecentVisits()
    url = server.url + "/a"
    memory.remember(Visit(url, etag='"old"', at="2023-11-01T00:00:00+00:00", status=200))
    server.answers["/a"] = (304, {}, b"")
    with Visitor(memory, clock=clock, sleep=clock.sleep) as visitor:
        assert got(visitor, url, if_changed=True) == b""
    assert server.asked[-1]["If-None-Match"] == '"old"'
    assert memory.recall(url) == Visit(url, etag='"old"', at="2023-11-14T22:13:20+00:00", status=304)


def test_an_endless_body_is_bounded_by_who_reads_it(server: Server, visitor: Visitor) -> None:
    from communique.records import Rejected
    from communique.sources.dispatch import read_stream

    bomb = gzip.compress(bytes(5_000_000))
    cases = {"/endless": itertools.repeat(b"words and words " * 64), "/bomb.gz": bomb}
    for path, body in cases.items():
        server.answers[path] = (200, {"Content-Type": "application/octet-stream"}, body)
        options = SourceOptions(timeout=5.0, max_bytes=100_000)
        with suppress(FetchError), visitor.visit(server.url + path, options) as answer:
            (found,) = read_stream(answer.stream, path, options, answer=answer)
            assert isinstance(found, Rejected)
            assert found.reason.startswith(("is larger than 100,000 bytes", "is not text")), path
