"""Feeds: each item becomes a document, of its own text or of the page it links to; nothing odd stops the others."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from source_texts import ARTICLE, FRENCH, Server, item, page, rss

from communique.records import Document, Rejected
from communique.sources import feeds
from communique.sources.base import SourceOptions, open_source
from communique.sources.feeds import new_items
from communique.sources.visits import Visitor

OPTIONS = SourceOptions(timeout=5.0)
NOTHING = "nothing is wrong"
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/rss+xml"}
PAGE = page(f"<nav><a href='/'>Home</a></nav><article>{ARTICLE}</article>").encode()


def of_file(path: Path, data: bytes, visitor: Visitor | None = None, **options: object) -> list[Document | Rejected]:
    path.write_bytes(data)
    return list(open_source(str(path), SourceOptions(timeout=5.0, **options), visitor=visitor))  # type: ignore[arg-type]


ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://example.org/news/">
<title type="html">The &lt;b&gt;Courier&lt;/b&gt; &amp;amp; Post</title><link href="/"/>
<entry><id>tag:example.org,2024:1</id><title>Crossings to open</title><link href="a/1"/>
<published>2024-03-05T23:30:00-05:00</published><updated>2024-03-09T00:00:00Z</updated>
<author><name>Ximena Callisaya</name></author><content type="html"><![CDATA[{ARTICLE}]]></content></entry></feed>"""
RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="http://example.org/"><title>The Courier</title><link>http://example.org/</link><items/></channel>
<item rdf:about="http://example.org/news/a/1"><title>Crossings to open</title><link>http://example.org/news/a/1</link>
<dc:date>2024-03-05T10:00:00Z</dc:date><dc:creator>Ximena Callisaya</dc:creator>
<content:encoded><![CDATA[{ARTICLE}]]></content:encoded></item></rdf:RDF>"""
RSS = rss(
    item(
        "http://example.org/news/a/1",
        html=ARTICLE + "<p>The post <a href='/1'>Crossings to open</a> appeared first on <a href='/'>The Courier</a>.</p>",
        more="<title>Crossings to &lt;em&gt;open&lt;/em&gt;</title><guid>1</guid><dc:creator>Ximena Callisaya</dc:creator>"
        "<pubDate>Tue, 05 Mar 2024 23:30:00 -0500</pubDate><description>Crossings to […]</description>",
    )
)  # fmt: skip
PREFIXED = ATOM.replace("<", "<ns0:").replace("<ns0:/", "</ns0:").replace("<ns0:?", "<?").replace("<ns0:!", "<!")
PREFIXED = PREFIXED.replace('xmlns="http', 'xmlns:ns0="http').replace("<ns0:p>", "<p>").replace("</ns0:p>", "</p>")


@pytest.mark.parametrize(
    ("data", "publisher", "why"),
    [
        (RSS, "The Courier", "RSS, with what WordPress appends"),
        (ATOM.encode(), "The Courier & Post", "Atom, with a relative link and an updated day"),
        (RDF.encode(), "The Courier", "RSS 1.0, whose items stand outside the channel"),
        (PREFIXED.encode(), "The Courier & Post", "Atom with prefixes, as programs write it"),
        (ATOM.replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16"), "The Courier & Post", "UTF-16"),
        (b"\xef\xbb\xbf\n" + ATOM.encode(), "The Courier & Post", "a byte order mark and a line before it all"),
    ],
)
def test_formats(tmp_path: Path, data: bytes, publisher: str, why: str) -> None:
    (found,) = of_file(tmp_path / "feed", data)
    assert isinstance(found, Document), (why, found)
    assert found.source == "http://example.org/news/a/1", why
    assert (found.title, found.published, found.author) == ("Crossings to open", "2024-03-05", "Ximena Callisaya"), why
    assert found.publisher == publisher, why
    assert found.text.startswith("The foreign ministers of Kenya"), why
    assert found.text.endswith("to the coast.\n"), why


@pytest.mark.parametrize(
    ("inside", "visited", "why"),
    [
        (lambda url: item(url, html=ARTICLE), False, "the whole article is there"),
        (lambda url: item(url, html="<p>Three crossings will open.</p>"), True, "too short"),
        (lambda url: item(url, html=ARTICLE + "<p>Continue reading <a href='/1'>here</a></p>"), True, "goes on elsewhere"),
        (lambda url: item(url, html=ARTICLE + "<p>And so on […]</p>"), True, "cut off"),
        (lambda url: item(url, html="<script>" + "var a = 1; " * 99 + "</script><p>Three.</p>"), True, "scripts are no words"),
        (lambda url: item(url, more=f"<description><![CDATA[{ARTICLE}]]></description>"), True, "a longer summary may be one"),
        (lambda url: item(url, more=f"<description><![CDATA[{ARTICLE * 3}]]></description>"), False, "no summary is so long"),
        (lambda url: item(url), True, "no text"),
        (lambda url: item(more=f"<guid isPermaLink='true'>{url}</guid>"), True, "the guid is the link"),
        (lambda url: item("/1"), True, "a relative link"),
        (lambda url: item("\n  1\n"), True, "a relative link with white space"),
    ],
)  # fmt: skip
def test_text_or_page(server: Server, visitor: Visitor, inside: Callable[[str], str], visited: bool, why: str) -> None:
    link = server.url + "/1"
    server.answers = {"/feed": (200, XML, rss(inside(link))), "/1": (200, HTML, PAGE)}
    (found,) = open_source(server.url + "/feed", OPTIONS, visitor=visitor)
    assert isinstance(found, Document), (why, found)
    assert found.source == link, why
    assert (found.publisher, found.published) == ("The Courier", None), why
    assert "agreed that the two countries" in found.text, why
    assert ("/1" in server.paths) is visited, why


LINKLESS = "The minister met the mayor in the town hall, and they spoke about the roads to the coast."


@pytest.mark.parametrize(
    ("inside", "reason", "why"),
    [
        ("<title>Nothing more</title>", "has neither a text nor a link", "no link, date or text"),
        (item("a/1"), "has no text of its own", "a relative link in a file"),
        (item("file:///etc/hostname"), "has no text of its own, and its link is no web", "not of the web"),
        (item("http://example.org/1", html=f"<p>{FRENCH}</p>" * 5), "is in French (fr)", "another language"),
    ],
)
def test_odd_items_do_not_stop_the_others(tmp_path: Path, inside: str, reason: str, why: str) -> None:
    good = f"<description>{LINKLESS}</description>"
    odd, found = of_file(tmp_path / "feed.xml", rss(inside, good))
    assert isinstance(odd, Rejected), (why, odd)
    assert odd.reason.startswith(reason), why
    assert isinstance(found, Document), (why, found)
    assert (found.source, found.text.strip()) == (f"{tmp_path / 'feed.xml'}#2", LINKLESS), why


@pytest.mark.parametrize(
    ("path", "answer", "reason"),
    [
        ("/gone", (410, {}, b""), "is gone (410)"),
        ("/img", (200, {"Content-Type": "image/png"}, b""), "is a picture"),
        ("/feed", (200, XML, b""), "is a feed and not an article"),
        ("/private/1", (200, HTML, PAGE), "is not to be read by programs"),
        ("/index", (200, HTML, page("<a href='/x'>x</a>").encode()), "holds no article text"),
        ("/busy", (500, {}, b""), "has trouble on its side (500)"),
        ("/fr", (200, HTML, page(f"<article>{f'<p>{FRENCH}</p>' * 4}</article>").encode()), "is in French"),
    ],
)
def test_pages_that_fail(
    server: Server, visitor: Visitor, path: str, answer: tuple[int, dict[str, str], bytes], reason: str
) -> None:
    server.answers = {
        "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private"),
        path: answer,
    }
    server.answers["/feed"] = (200, XML, rss(item(server.url + path), item(server.url + "/1", html=ARTICLE)))
    odd, found = open_source(server.url + "/feed", OPTIONS, visitor=visitor)
    assert isinstance(odd, Rejected)
    assert odd.source == server.url + path
    assert odd.reason.startswith(reason)
    assert isinstance(found, Document)


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
) + "]><rss version='2.0'><channel><title>&m;</title><item><title>&m;</title><description>&m;</description></item></channel></rss>"  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reasons", "why"),
    [
        (rss(), ["holds no items"], "empty"),
        (b"<rss><channel><title>x</channel>", ["is not well-formed XML"], "no item and a mistake"),
        (BOMB.encode(), ["declares entities of its own"], "an XML bomb"),
        (b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" + rss("<title>&x;</title>"),
         ["declares entities of its own"], "a file of this machine"),
        (rss(item("http://a.org/1", html=ARTICLE), item("http://a.org/2", html=ARTICLE))[:-300],
         ["", "is cut short after 1 items"], "cut within an item"),
        (rss(item("http://a.org/1", html=ARTICLE)).replace(b"</channel></rss>", b""), ["", "is cut short after 1"], "cut after it"),
        (rss(item("http://a.org/1", html=ARTICLE), "<title>R&D &nbsp; <b>x</title><link>http://a.org/2</link>"
             f"<description>{'word ' * 160}</description>"), ["", ""], "stray marks are read past"),
        (rss("<title>a", item("http://a.org/1", html=ARTICLE)).replace(b"<title>a</item>", b"<title>a"),
         ["", "has 1 items that are not well-formed"], "an item without an end"),
        (rss("<title>&#xD800;</title>" + item("http://a.org/1", html=ARTICLE + "<p>&#55357; &#0; &amp;#xDFFF;</p>"),
             f"<guid>&#xD83D;</guid><dc:creator>&#57343;</dc:creator><title>a&amp;#xD800;b</title>{item('http://a.org/2', html=ARTICLE)}"),
         ["", ""], "halves of surrogate pairs"),
        (rss("<title>a</title>" * 9 + item(html="<div>" * 50_000 + ARTICLE), item("http://[1", html=ARTICLE)),
         ["has neither", ""], "elements within each other without end, and an address that is none"),
        (rss("", item("http://a.org/1", html=ARTICLE)).replace(b"<item></item>", b"<item/>"), ["has neither", ""], "an item closed at once"),
    ],
)  # fmt: skip
def test_odd_feeds(tmp_path: Path, data: bytes, reasons: list[str], why: str) -> None:
    found = of_file(tmp_path / "feed.xml", data)
    assert repr(found).encode(), why
    told = [one.reason if isinstance(one, Rejected) else NOTHING for one in found]
    assert len(told) == len(reasons), (why, found)
    assert all(had.startswith(wanted or NOTHING) for had, wanted in zip(told, reasons, strict=True)), (why, told)


@pytest.mark.parametrize(
    ("header", "declared", "encoding", "why"),
    [
        ("", "ISO-8859-1", "utf-8", "declares another than it has"),
        ("; charset=iso-8859-1", "utf-8", "utf-8", "the server is wrong"),
        ("; charset=utf-8", "utf-8", "cp1252", "both are wrong"),
        ("; charset=utf-8", "ISO-8859-2", "iso-8859-2", "the server is wrong and the feed right"),
        ("", "no-such-encoding", "cp1252", "means nothing"),
    ],
)
def test_wrong_encodings(server: Server, visitor: Visitor, header: str, declared: str, encoding: str, why: str) -> None:
    word = "Łódź" if encoding == "iso-8859-2" else "Köln – Malmö"
    data = rss(
        item(server.url + "/1", html=f"<p>The mayor of {word} met the mayor of another town.</p>{ARTICLE}")
    ).decode()
    data = data.replace("UTF-8", declared)
    server.answers["/feed"] = (200, {"Content-Type": f"application/xml{header}"}, data.encode(encoding))
    (found,) = open_source(server.url + "/feed", OPTIONS, visitor=visitor)
    assert isinstance(found, Document), (why, found)
    assert word in found.text, why


def test_a_feed_that_never_ends(server: Server, visitor: Visitor) -> None:
    more = b"<item><title>and so on</title></item>" * 30
    server.answers["/feed"] = lambda asked: (200, XML, itertools.chain([rss()[:-16]], itertools.repeat(more)))
    options = SourceOptions(timeout=5.0, max_bytes=200_000)
    for found in (
        open_source(server.url + "/feed", options, visitor=visitor),
        new_items(server.url + "/feed", options, visitor, lambda _: False),
    ):
        (one,) = found
        assert isinstance(one, Rejected)
        assert one.reason.startswith("is larger than 200,000 bytes")


def test_a_hundred_thousand_items(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visitor: Visitor) -> None:
    """Only so many are read, in pieces, and the rest is told of."""
    monkeypatch.setattr(feeds, "MOST_ITEMS", 1000)
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(*(f"<guid>{n}</guid><title>t</title>" for n in range(100_000))))
    begun = time.process_time()
    asked: list[str] = []
    (one,) = new_items(str(path), OPTIONS, visitor, lambda identity: bool(asked.append(identity)) or True)
    assert isinstance(one, Rejected)
    assert one.reason.startswith("holds more than 1,000 items")
    assert (len(asked), asked[-1]) == (1000, f"{path}#999")
    assert time.process_time() - begun < 30  # in truth one second; a hundred times that when each piece costs the whole


def pages(server: Server, count: int, *, loops: bool) -> None:
    for number in range(1, count + 1):
        following = 1 if loops and number == count else number + 1
        link = f"<atom:link rel='next' href='/feed?page={following}'/>" if loops or number < count else ""
        path = "/feed" if number == 1 else f"/feed?page={number}"
        server.answers[path] = (
            200,
            XML,
            rss(item(f"{server.url}/{number}", html=ARTICLE), head=f"<title>C</title>{link}"),
        )
    server.answers["/feed?page=1"] = server.answers["/feed"]


def test_a_feed_of_several_pages(server: Server, visitor: Visitor) -> None:
    pages(server, 3, loops=False)
    found = list(open_source(server.url + "/feed", OPTIONS, visitor=visitor))
    assert [one.source for one in found] == [f"{server.url}/{n}" for n in (1, 2, 3)]


def test_pages_that_lead_back(server: Server, visitor: Visitor) -> None:
    pages(server, 3, loops=True)
    found = list(open_source(server.url + "/feed?page=1", OPTIONS, visitor=visitor))
    assert [type(one) for one in found] == [Document, Document, Document, Rejected]
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason.startswith(f"leads back to {server.url}/feed?page=1 as its next page")
