"""Lists of feeds and sitemaps: what they name is visited, whatever is wrong with some of it."""

from __future__ import annotations

import gzip
import io
import itertools
import sys
from pathlib import Path

import pytest
from source_texts import ARTICLE, Server, item, page, rss

from communique.records import Document, Rejected
from communique.sources import sitemaps
from communique.sources.base import SourceOptions, open_source
from communique.sources.feeds import new_items
from communique.sources.visits import Visitor

OPTIONS = SourceOptions(timeout=5.0)
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "text/xml"}
PAGE = page(f"<article>{ARTICLE}</article>").encode()


def opml(*addresses: str) -> bytes:
    inside = "".join(f'<outline text="a" type="rss" xmlUrl="{address}"/>' for address in addresses)
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body><outline text="Africa">{inside}</outline></body></opml>'.encode()


def sitemap(*addresses: str, more: str = "") -> bytes:
    inside = "".join(f"<url><loc>\n {address} </loc><lastmod>2020-01-01</lastmod>{more}</url>" for address in addresses)
    return (
        "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
        " xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
        f" xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>{inside}</urlset>"
    ).encode()


def index(*addresses: str) -> bytes:
    inside = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inside}</sitemapindex>".encode()


def told(found: object) -> list[str]:
    """Sources of documents, and reasons of what is rejected."""
    return [one.reason if isinstance(one, Rejected) else one.source for one in found]  # type: ignore[attr-defined]


def starts(had: list[str], wanted: list[str]) -> bool:
    return len(had) == len(wanted) and all(one.startswith(start) for one, start in zip(had, wanted, strict=True))


@pytest.mark.parametrize("way", ["file", "packed file", "stdin", "web", "packed web"])
@pytest.mark.parametrize("kind", ["feed", "opml", "sitemap", "index"])
def test_ways_in(
    kind: str, way: str, server: Server, visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.url
    server.answers = {
        "/1": (200, HTML, PAGE),
        "/feed": (200, XML, rss(item(f"{url}/1"))),
        "/map.xml": (200, XML, sitemap(f"{url}/1")),
        "/opml": (200, {"Content-Type": "text/x-opml"}, opml(f"{url}/feed")),
        "/index": (200, XML, index(f"{url}/map.xml")),
    }
    data = server.answers[{"sitemap": "/map.xml"}.get(kind, f"/{kind}")][2]  # type: ignore[index]
    if way.startswith("packed"):
        data = gzip.compress(data)
    path = tmp_path / "list"
    path.write_bytes(data)
    server.answers["/list"] = (200, {"Content-Type": "application/octet-stream"}, data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
    source = "-" if way == "stdin" else url + "/list" if way.endswith("web") else str(path)
    (found,) = open_source(source, OPTIONS, visitor=visitor)
    assert isinstance(found, Document), found
    assert found.source == f"{url}/1"


def test_opml(server: Server, visitor: Visitor) -> None:
    """Feeds of all folders, each once; what is none is told."""
    url = server.url
    server.answers = {
        "/a": (200, XML, rss(item(f"{url}/1", html=ARTICLE))),
        "/b": (200, XML, rss(item(f"{url}/2", html=ARTICLE), item(f"{url}/1", html=ARTICLE))),
        "/page": (200, HTML, PAGE),
        "/opml": (
            200,
            XML,
            opml("/a", f"{url}/b", f"{url}/a", f"{url}/gone", f"{url}/page", "feed://x", f"{url}/opml"),
        ),
    }
    assert starts(
        told(open_source(url + "/opml", OPTIONS, visitor=visitor)),
        [f"{url}/1", f"{url}/2", "was not found (404)", "is no feed, list", "is no web address", "names itself"],
    )


def test_an_opml_file_that_has_not_changed_is_polled_all_the_same(server: Server, visitor: Visitor) -> None:
    url = server.url
    known: set[str] = set()
    server.answers["/opml"] = lambda asked: (
        (304, {}, b"") if "If-None-Match" in asked else (200, {**XML, "ETag": "1"}, opml(f"{url}/a"))
    )
    for number in (1, 2):
        server.answers["/a"] = (200, XML, rss(*(item(f"{url}/{n}", html=ARTICLE) for n in range(1, number + 1))))
        found = told(new_items(url + "/opml", OPTIONS, visitor, known.__contains__))
        assert found == [f"{url}/{number}"]
        known |= set(found)


ENTITIES = b"<!DOCTYPE opml [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"


@pytest.mark.parametrize(
    ("data", "reason", "why"),
    [
        (opml(), "names no feed", "empty"),
        (b"<opml><body>", "is not well-formed XML", "cut"),
        (ENTITIES + b"<opml><body><outline xmlUrl='&c;'/></body></opml>", "declares entities", "a bomb"),
        (b"<!DOCTYPE opml [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><opml><body><outline xmlUrl='http://a/?&x;'/></body></opml>",
         "declares entities", "a file of this machine"),
        (ENTITIES + sitemap("&c;")[38:], "declares entities", "a bomb in a sitemap"),
        (sitemap(), "names no address", "an empty sitemap"),
        (sitemap()[:-5], "is not well-formed XML", "a cut sitemap"),
        (b"<urlset>" + b"<url><priority>1</priority></url>" * 3 + b"</urlset>", "names no address", "pages without address"),
        (gzip.compress(sitemap("http://a.org/" * 50))[:-20], "is a damaged gzip file", "a damaged packed one"),
    ],
)  # fmt: skip
def test_lists_that_are_none(tmp_path: Path, visitor: Visitor, data: bytes, reason: str, why: str) -> None:
    path = tmp_path / "list.xml"
    path.write_bytes(data)
    for found in (
        open_source(str(path), OPTIONS, visitor=visitor),
        new_items(str(path), OPTIONS, visitor, lambda _: False),
    ):
        (one,) = found
        assert isinstance(one, Rejected), why
        assert one.source == str(path), why
        assert one.reason.startswith(reason), (why, one)


def test_a_sitemap_of_news(server: Server, visitor: Visitor) -> None:
    """What it tells of a page is taken; the last change is no day of publication, a picture's address no page."""
    more = (
        "<news:news><news:publication><news:name>The Courier</news:name><news:language>en</news:language></news:publication>"
        "<news:publication_date>2024-03-05T23:00:00-05:00</news:publication_date><news:title>Crossings to open</news:title></news:news>"
        "<image:image><image:loc>http://example.org/a.png</image:loc><image:title>A picture</image:title></image:image>"
    )
    server.answers = {
        "/1": (200, HTML, PAGE),
        "/map": (200, XML, sitemap("/1", more=more)),
        "/bare": (200, XML, sitemap("1")),
    }
    (found,) = open_source(server.url + "/map", OPTIONS, visitor=visitor)
    assert isinstance(found, Document), found
    assert (found.title, found.publisher, found.published) == ("Crossings to open", "The Courier", "2024-03-05")
    (bare,) = open_source(server.url + "/bare", OPTIONS, visitor=visitor)
    assert isinstance(bare, Document), bare
    assert (bare.source, bare.published) == (server.url + "/1", None)


def test_indexes(server: Server, visitor: Visitor) -> None:
    """One that names itself, one that names another that leads back, and ever new ones within each other."""
    url = server.url
    server.answers = {"/1": (200, HTML, PAGE), "/map": (200, XML, sitemap(f"{url}/1"))}
    server.answers["/self"] = (200, XML, index(f"{url}/self", f"{url}/map"))
    server.answers["/a"] = (200, XML, index(f"{url}/b"))
    server.answers["/b"] = (200, XML, index("/a"))
    for number in range(9):
        server.answers[f"/deep{number}"] = (200, XML, index(f"{url}/deep{number + 1}"))
    for path, wanted in (
        ("self", ["names itself", f"{url}/1"]),
        ("a", ["names itself"]),
        ("deep0", ["lies more than 4 lists deep"]),
    ):
        server.paths.clear()
        assert starts(told(open_source(f"{url}/{path}", OPTIONS, visitor=visitor)), wanted), path
        assert starts(told(new_items(f"{url}/{path}", OPTIONS, visitor, lambda _: False)), wanted), path


@pytest.mark.parametrize(
    ("body", "reason", "why"),
    [
        (itertools.chain([sitemap()[:-9]], itertools.repeat(b"<url></url>" * 5000)), "is larger than 400,000 bytes", "no addresses"),
        (itertools.chain([sitemap()[:-9]], itertools.repeat(b" " * 60_000)), "is larger than 400,000 bytes", "only blanks"),
        (itertools.chain([sitemap()[:-9], b"<!--"], itertools.repeat(b"x" * 60_000)), "is larger than 400,000 bytes", "a comment"),
        ([gzip.compress(sitemap()[:-9] + b" " * 30_000_000)], "is larger than 400,000 bytes", "a gzip bomb"),
    ],
)  # fmt: skip
def test_sitemaps_without_end(
    server: Server, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, body: object, reason: str, why: str
) -> None:
    monkeypatch.setattr(sitemaps, "MOST_BYTES", 400_000)
    server.answers["/map"] = (200, {}, body)  # type: ignore[assignment]
    found = told(open_source(server.url + "/map", OPTIONS, visitor=visitor))
    assert starts([found[-1].replace("400,001", "400,000")], [reason]), (why, found)


def test_too_many_addresses(server: Server, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_ADDRESSES", 3)
    server.answers["/map"] = (200, XML, sitemap(*(f"/{n}" for n in range(9))))
    found = told(open_source(server.url + "/map", OPTIONS, visitor=visitor))
    assert starts(found, ["was not found"] * 3 + ["names more than 3 addresses"])


def test_a_sitemap_cut_short_gives_what_it_has_and_is_asked_for_again(server: Server, visitor: Visitor) -> None:
    server.answers = {"/1": (200, HTML, PAGE), "/map": (200, {**XML, "ETag": "1"}, sitemap("/1", "/2")[:-30])}
    known: set[str] = set()
    for wanted in ([f"{server.url}/1", "is not well-formed XML"], ["is not well-formed XML"]):
        found = told(new_items(server.url + "/map", OPTIONS, visitor, known.__contains__))
        assert starts(found, wanted), found
        known.add(f"{server.url}/1")
    assert all("If-None-Match" not in asked for asked in server.asked)
