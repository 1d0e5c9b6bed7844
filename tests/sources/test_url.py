"""Addresses: what a server can answer, and what it can fail to."""

from __future__ import annotations

import gzip
import json
import socket
import time

import pytest
from fpdf import FPDF
from source_texts import STORY, Server, page

import communique
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions, open_source

PAGE = page("<article>" + "".join(f"<p>{line} And so it went on.</p>" for line in STORY.split("\n") * 2) + "</article>")


def read(url: str, **options: object) -> Document | Rejected:
    (found,) = open_source(url, SourceOptions(**{"timeout": 10.0, **options}))  # type: ignore[arg-type]
    return found


def pdf() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=11)
    paper.multi_cell(0, 6, STORY)
    return bytes(paper.output())


@pytest.mark.parametrize(
    ("path", "kind", "body", "why"),
    [
        ("/a", "text/html; charset=utf-8", PAGE.encode(), "a page"),
        ("/a", "text/html", PAGE.encode(), "a page that declares its encoding itself"),
        ("/a", "application/xhtml+xml", PAGE.encode(), "XHTML"),
        ("/a.txt", "text/plain", STORY.encode(), "plain text"),
        ("/a", "text/plain; charset=iso-8859-1", STORY.encode(), "plain text with an encoding"),
        ("/a.pdf", "application/pdf", pdf(), "PDF"),
        ("/download", "application/octet-stream", pdf(), "PDF that the server does not know"),
        ("/a.jsonl", "application/octet-stream", json.dumps({"text": STORY}).encode(), "JSON Lines by name"),
        ("/a", "application/x-ndjson", json.dumps({"text": STORY}).encode(), "JSON Lines by type"),
        ("/a", "", STORY.encode(), "no type told"),
        ("/a?b=c.pdf", "text/plain", STORY.encode(), "a suffix in the query"),
    ],
)
def test_what_is_read(server: Server, path: str, kind: str, body: bytes, why: str) -> None:
    server.answers[path] = (200, {"Content-Type": kind} if kind else {}, body)
    found = read(server.url + path)
    assert isinstance(found, Document), (why, found)
    assert "hospitality" in found.text, why
    assert found.source.split("#")[0] == server.url + path, why
    assert (
        server.asked[0]["User-Agent"] == f"Communique/{communique.__version__} (+https://pypi.org/project/communique/)"
    )


def test_the_encoding_of_the_header_is_used(server: Server) -> None:
    words = "The mayor of Łódź met the head of the agency in the town hall on Tuesday.".encode("iso-8859-2")
    server.answers["/a"] = (200, {"Content-Type": "text/plain; charset=iso-8859-2"}, words)
    found = read(server.url + "/a")
    assert isinstance(found, Document)
    assert "Łódź" in found.text


def test_redirects_are_followed(server: Server) -> None:
    server.answers["/old"] = (301, {"Location": "/new.txt"}, b"")
    server.answers["/new.txt"] = (200, {"Content-Type": "text/plain"}, STORY.encode())
    found = read(server.url + "/old")
    assert isinstance(found, Document)
    assert found.source == server.url + "/old"


def test_packed_answers(server: Server) -> None:
    headers = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}
    server.answers["/a"] = (200, headers, gzip.compress(STORY.encode()))
    assert isinstance(read(server.url + "/a"), Document)


def test_an_answer_in_small_pieces(server: Server) -> None:
    """What kind it is, is told by more than the first of them."""
    pieces = [PAGE[:7].encode(), PAGE[7:40].encode(), PAGE[40:].encode()]
    server.answers["/a"] = (200, {}, pieces)
    found = read(server.url + "/a")
    assert isinstance(found, Document)
    assert "<p>" not in found.text


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason"),
    [
        (404, {}, b"", "was not found (404); check the address."),
        (403, {}, b"", "refuses access (403)"),
        (401, {}, b"", "asks for a login (401)"),
        (429, {}, b"", "has had too many requests (429)"),
        (503, {}, b"", "has trouble on its side (503); try again later."),
        (418, {}, b"", "answers with status 418"),
        (301, {"Location": "/a"}, b"", "redirects without end"),
        (200, {"Content-Type": "image/png"}, b"\x89PNG", "is a picture (image/png), not text"),
        (200, {"Content-Type": "application/zip"}, b"PK\x03\x04" + bytes(60), "is not text but a picture"),
        (200, {"Content-Type": "text/html"}, b"", "is empty"),
        (200, {"Content-Type": "text/html"}, page("<a href='/x'>x</a>").encode(), "holds no article text"),
        (200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"}, b"not gzip", "broke off"),
        (200, {"Content-Type": "text/plain", "Content-Length": "99"}, b"cut", "broke off"),
        (200, {"Content-Type": "text/plain", "Content-Length": "999999"}, b"a", "is larger than 100,000 bytes"),
        (200, {"Content-Type": "text/plain"}, b"a" * 100_001, "is larger than 100,000 bytes"),
        (200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"}, gzip.compress(bytes(9_000_000)), "is larger than"),
    ],
)  # fmt: skip
def test_what_is_rejected(server: Server, status: int, headers: dict[str, str], body: bytes, reason: str) -> None:
    server.answers["/a"] = (status, headers, body)
    found = read(server.url + "/a", max_bytes=100_000)
    assert isinstance(found, Rejected), found
    assert found.source == server.url + "/a"
    assert found.reason.startswith(reason)


def test_a_server_that_does_not_answer(server: Server) -> None:
    server.delay = 1.5
    server.answers["/a"] = (200, {}, STORY.encode())
    start = time.monotonic()
    found = read(server.url + "/a", timeout=0.3)
    assert time.monotonic() - start < 1.3
    assert isinstance(found, Rejected)
    assert found.reason == "did not answer within 0.3 seconds; try again later, or allow more time with --timeout."


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = read(f"http://127.0.0.1:{port}/a")
    assert isinstance(found, Rejected)
    assert found.reason.startswith("cannot be reached (")


@pytest.mark.parametrize("url", ["http://", "http://[1", "https://exa mple.org", "http://a:b:c/"])
def test_addresses_that_are_none(url: str) -> None:
    found = read(url)
    assert isinstance(found, Rejected)
    assert found.reason.startswith(("is not a web address", "cannot be reached"))
