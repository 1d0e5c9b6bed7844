"""Pages: the article is kept, what stands around it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_texts import FRENCH, page

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions, open_source

META = """<title>Border post reopens | The Courier</title>
<meta property="og:title" content="Border post reopens">
<meta property="og:site_name" content="The Courier">
<meta name="author" content="Ximena Callisaya">
<meta property="article:published_time" content="2024-08-06T23:20:00-04:00">"""
PARAGRAPHS = [
    "Bolivia and Chile will reopen the border post at Tambo Quemado on 12 August, the foreign ministries announced.",
    "The crossing was closed in June, when lorry drivers blocked the road to protest against new customs checks.",
    "“Nobody gained from these weeks, least of all the drivers,” Oyarzún said after a day of talks in La Paz.",
]
NAVIGATION = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/p'>Politics</a></li></ul></nav>"
FOOTER = "<footer><p>© 2024 The Courier. Sign up to our newsletter.</p></footer>"


def article(*paragraphs: str) -> str:
    return f"{NAVIGATION}<article>" + "".join(f"<p>{text}</p>" for text in paragraphs) + f"</article>{FOOTER}"


def read(path: Path, html: str | bytes, **options: object) -> Document | Rejected:
    path.write_bytes(html if isinstance(html, bytes) else html.encode())
    (found,) = open_source(str(path), SourceOptions(**options))  # type: ignore[arg-type]
    return found


def test_an_article_with_what_it_tells(tmp_path: Path) -> None:
    body = article(PARAGRAPHS[0], "Also read: <a href='/x'>Lithium law</a>", *PARAGRAPHS[1:])
    found = read(tmp_path / "a.html", page(body, META))
    assert isinstance(found, Document), found
    assert found.text == "\n\n".join(PARAGRAPHS) + "\n"
    assert (found.title, found.publisher, found.author, found.published, found.language) == (
        "Border post reopens",
        "The Courier",
        "Ximena Callisaya",
        "2024-08-06",
        "en",
    )


def test_a_page_without_a_date_has_none(tmp_path: Path) -> None:
    found = read(tmp_path / "a.html", page(article(*PARAGRAPHS)))
    assert isinstance(found, Document), found
    assert found.published is None


def test_list_items_stay_together(tmp_path: Path) -> None:
    items = "<ul><li>signed a paper on fish and on trade;</li><li>spoke of the road to the sea.</li></ul>"
    found = read(tmp_path / "a.html", page(f"<article><p>{PARAGRAPHS[0]}</p>{items}<p>{PARAGRAPHS[1]}</p></article>"))
    assert isinstance(found, Document), found
    assert "\n\n- signed a paper on fish and on trade;\n- spoke of the road to the sea.\n\n" in found.text


LINKS = "".join(
    f"<li><a href='/{n}'>Headline number {n} tells of ministers who met somewhere</a></li>" for n in range(40)
)


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (page(f"<ul>{LINKS}</ul>"), "an index of links"),
        (page(f"<main><h1>Latest news</h1><ul>{LINKS}</ul></main>{FOOTER}"), "an index with a heading"),
        (page(NAVIGATION), "only navigation"),
        (page(""), "an empty body"),
        ("<html>", "nothing but a mark"),
        (page("<script>var a = 'words words words';</script><style>p {}</style>"), "only scripts"),
    ],
)
def test_pages_without_an_article(tmp_path: Path, html: str, why: str) -> None:
    found = read(tmp_path / "a.html", html)
    assert isinstance(found, Rejected), why
    assert found.reason.startswith("holds no article text"), why


def test_a_page_in_french(tmp_path: Path) -> None:
    found = read(tmp_path / "a.html", page(article(*[FRENCH] * 4)))
    assert isinstance(found, Rejected)
    assert found.language == "fr"


@pytest.mark.parametrize(
    ("encoding", "head", "why"),
    [
        ("utf-8", "", "nothing declared"),
        ("cp1252", "<meta charset='windows-1252'>", "declared"),
        (
            "iso-8859-2",
            '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">',
            "declared the old way",
        ),
        ("utf-8", "<meta charset='no-such-encoding'>", "a declaration that means nothing"),
        ("utf-8", "<meta charset='iso-8859-1'>", "a declaration that is wrong"),
        ("utf-16", "", "with a byte order mark"),
    ],
)
def test_encodings_of_pages(tmp_path: Path, encoding: str, head: str, why: str) -> None:
    words = "The Chancellor of Germany met the mayor of Köln in the town hall and said that they would go on."
    html = f"<!DOCTYPE html><html><head>{head}</head><body>{article(words, *PARAGRAPHS[:2])}</body></html>"
    found = read(tmp_path / "a.html", html.encode(encoding, "xmlcharrefreplace"))
    assert isinstance(found, Document), (why, found)
    assert words in found.text, why


@pytest.mark.parametrize(
    ("name", "html", "why"),
    [
        ("page", page(article(*PARAGRAPHS)), "no suffix"),
        ("page.txt", page(article(*PARAGRAPHS)), "a page saved as text"),
        (
            "a.xhtml",
            "<?xml version='1.0' encoding='utf-8'?>\n" + page(article(*PARAGRAPHS)),
            "XHTML with a declaration",
        ),
        ("a.html", article(*PARAGRAPHS), "a fragment"),
        ("b", "<!-- saved from x -->\n<html>" + article(*PARAGRAPHS), "a comment first"),
    ],
)
def test_pages_are_known_by_what_they_hold(tmp_path: Path, name: str, html: str, why: str) -> None:
    found = read(tmp_path / name, html)
    assert isinstance(found, Document), (why, found)
    assert PARAGRAPHS[1] in found.text, why
    assert "<p>" not in found.text, why
