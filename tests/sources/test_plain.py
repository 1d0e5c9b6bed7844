"""Plain text in any encoding and Markdown become documents; what is no text is rejected in a sentence."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from source_texts import FRENCH, STORY

from communique.records import Dateline, Document, Rejected
from communique.sources.base import SourceOptions, open_source
from communique.sources.documents import document_from_text


def only(path: Path, **options: object) -> Document | Rejected:
    found = list(open_source(str(path), SourceOptions(**options)))  # type: ignore[arg-type]
    assert len(found) == 1
    return found[0]


def document(path: Path, **options: object) -> Document:
    found = only(path, **options)
    assert isinstance(found, Document), found
    return found


def rejected(path: Path, **options: object) -> Rejected:
    found = only(path, **options)
    assert isinstance(found, Rejected), found
    return found


def test_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(STORY.replace("\n", "\r\n").encode())
    assert document(path) == Document(
        id=hashlib.sha256(STORY.encode()).hexdigest()[:16],
        source=str(path),
        text=STORY,
        language="en",
        published="2024-03-05",
        dateline=Dateline("Nairobi", "KNA", "2024-03-05"),
    )


def test_the_given_day_wins(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    assert document(path, published="2024-03-06").published == "2024-03-06"


WEST = "The minister said: “We’ll pay €5 for Zoë’s café – now.” They met in the town of Malmö on Tuesday and talked.\n"


@pytest.mark.parametrize(
    ("data", "text", "why"),
    [
        (WEST.encode(), WEST, "UTF-8"),
        (b"\xef\xbb\xbf" + WEST.encode(), WEST, "with a byte order mark"),
        (WEST.encode("utf-16"), WEST, "UTF-16 with a mark"),
        (WEST.encode("utf-16-le"), WEST, "UTF-16 without a mark"),
        (WEST.encode("utf-16-be"), WEST, "the other UTF-16"),
        (WEST.encode("utf-32"), WEST, "UTF-32"),
        (WEST.encode("cp1252"), WEST, "Windows"),
        ((WEST * 3).encode()[:-4] + b"\xff.\n", (WEST * 3)[:-4] + "\ufffd.\n", "UTF-8 with one wrong byte"),
        (
            b"Peace\x00 talks went on in the city for a third day.",
            "Peace talks went on in the city for a third day.",
            "a NUL",
        ),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, text: str, why: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert document(path).text == text, why


def test_cyrillic_in_windows_encoding_is_russian(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(
        ("Министр иностранных дел встретился в Женеве с президентом Красного Креста. " * 5).encode("cp1251")
    )
    assert rejected(path).language == "ru"


def test_a_given_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("The mayor of Łódź met the head of the agency on Tuesday.".encode("cp1250"))
    assert "Łódź" in document(path, encoding="cp1250").text
    assert rejected(path, encoding="utf-8").reason.startswith("is not text in utf-8;")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \r\n \n", "is empty"),
        ("a.md", b"", "is empty"),
        ("a.txt", FRENCH.encode(), "is in French (fr), and only English is read"),
        ("a.md", FRENCH.encode(), "is in French (fr), and only English is read"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is not text but a picture"),
        ("a.docx", b"PK\x03\x04" + bytes(100), "is not text but a picture, an office document"),
        ("a.bin", bytes(range(256)) * 8, "is not text but"),
        ("a.txt", bytes(range(1, 256)) * 8, "is not text but"),
        ("a.warc", b"WARC/1.0\r\nWARC-Type: response\r\n", "is empty in the archive"),
        ("a.xml", b"<?xml version='1.0'?>\n<rss version='2.0'><channel/></rss>", "holds no items"),
        ("a.txt.gz", gzip.compress(STORY.encode())[:60], "is a damaged gzip file"),
        ("a.gz", gzip.compress(gzip.compress(STORY.encode())), "is not text but"),
    ],
)
def test_rejections(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = rejected(path)
    assert found.source == str(path)
    assert found.reason.startswith(reason)
    assert found.reason.rstrip().endswith(".")


def test_an_encoding_that_cannot_be_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(range(128, 256)) * 8)
    assert rejected(path).reason == (
        "has an encoding that cannot be told; give it with --encoding, as cp1252, or save it as UTF-8."
    )


def test_a_packed_text(tmp_path: Path) -> None:
    path = tmp_path / "story.txt.gz"
    path.write_bytes(gzip.compress(STORY.encode()))
    assert document(path).text == STORY


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.md", "a.pdf", "a.json"])
def test_the_size_limit(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"a" * 1001)
    assert rejected(path, max_bytes=1000).reason.startswith("is larger than 1,000 bytes")


def test_a_packed_file_is_measured_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"a" * 1_000_000))
    assert rejected(path, max_bytes=10_000).reason.startswith("is larger than")


def test_stray_lines_go_or_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(STORY + "\nAlso Read: Another story\n\nThe end of it.\n")
    assert document(path).text == STORY + "\nThe end of it.\n"
    assert "Also Read" in document(path, keep_links=True).text


MARKDOWN = """---
title: "Readout: the visit"
date: 2024-02-22
authors: [A. Writer, B. Other]
publisher: Ministry
language: en-GB
tags: {a: b}
---
# The *visit*

The **minister** met [the envoy](https://example.org/a_b), who
said "we _shall_ go on with the `work` of the year" &amp; left.\\
A new line. ![a flag](flag.png)

<!-- a comment -->

> We quote the words of the speech.

1. First the talks
2. Then the dinner

- a nested list
  - with an item

| State | Sum |
|---|---|
| Kenya | 5 |

* * *
"""


def test_markdown_is_read_as_its_words(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(MARKDOWN)
    found = document(path)
    assert found.text == (
        "The visit\n\n"
        'The minister met the envoy, who said "we shall go on with the work of the year" & left.\nA new line.\n\n'
        "We quote the words of the speech.\n\n"
        "1. First the talks\n2. Then the dinner\n\n"
        "- a nested list\n- with an item\n\n"
        "State | Sum\n\nKenya | 5\n"
    )
    assert (found.title, found.published, found.author, found.publisher, found.language) == (
        "Readout: the visit",
        "2024-02-22",
        "A. Writer; B. Other",
        "Ministry",
        "en",
    )


@pytest.mark.parametrize(
    ("markdown", "title", "start", "why"),
    [
        ("# A heading\n\nThe text.", "A heading", "A heading\n\nThe text.", "the first heading is the title"),
        ("The text.\n\n## Second", None, "The text.", "a heading of the second level is none"),
        (
            "---\nThe line above is a rule: no more.\n\n---\nThe text.",
            None,
            "The line above",
            "rules, not front matter",
        ),
        ("---\ntitle: T\n---\nThe text.", "T", "The text.", "the smallest front matter"),
        ("\ufeff---\r\ntitle: T\r\n---\r\nThe text.", "T", "The text.", "with a mark and Windows line ends"),
    ],
)
def test_front_matter(tmp_path: Path, markdown: str, title: str | None, start: str, why: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(markdown.encode())
    found = document(path)
    assert found.title == title, why
    assert found.text.startswith(start), why


def test_wrong_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: Talks: the end\n---\nThe text.")
    assert rejected(path).reason == "has front matter that is not YAML in line 2; quote values that hold a colon."


def test_document_from_text_rejects_nothing() -> None:
    assert document_from_text("").language is None
    assert document_from_text(FRENCH).language == "fr"
    assert document_from_text(STORY, language="en").id == document_from_text(STORY, source="x", title="y").id
    assert document_from_text("KYIV, March 4 — The talks ended.", published="2024-03-05").dateline == Dateline(
        "KYIV", None, "2024-03-04"
    )
