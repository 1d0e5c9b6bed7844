"""WARC files: the documents among the responses, each by itself, whatever is wrong with the others."""

from __future__ import annotations

import gzip
import io
import sys
import tracemalloc
from pathlib import Path

import pytest
from fpdf import FPDF
from source_texts import ARTICLE, FRENCH, STORY, Server, page

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions, open_source

PAGE = page(f"<nav><a href='/'>Home</a></nav><article>{ARTICLE}</article>").encode()
HTML = "Content-Type: text/html; charset=utf-8"


def record(
    body: bytes = PAGE,
    *,
    head: str = HTML,
    status: str = "200 OK",
    kind: str = "response",
    address: str = "http://example.org/1",
    length: int | None = None,
) -> bytes:
    """A record; ``length`` is what it claims to have."""
    block = f"HTTP/1.1 {status}\r\n{head}\r\n\r\n".encode() + body
    size = len(block) if length is None else length
    top = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-03-06T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:9f1e7c52-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {size}\r\n\r\n"
    )
    return top.encode() + block + b"\r\n\r\n"


def pdf() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=11)
    paper.multi_cell(0, 6, STORY)
    return bytes(paper.output())


def read(path: Path, data: bytes, **options: object) -> list[Document | Rejected]:
    path.write_bytes(data)
    return list(open_source(str(path), SourceOptions(**options)))  # type: ignore[arg-type]


TWO = record() + record(address="http://example.org/2")
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (record(), "a page"),
        (record(pdf(), head="Content-Type: application/pdf"), "PDF"),
        (record(STORY.encode(), head="Content-Type: text/plain"), "plain text"),
        (record(head="Server: x"), "no type told"),
        (record(head="content-type: TEXT/HTML ; charset=UTF-8"), "a type written otherwise"),
        (record(gzip.compress(PAGE), head=f"{HTML}\r\nContent-Encoding: gzip"), "packed"),
        (record(CHUNKED, head=f"{HTML}\r\nTransfer-Encoding: chunked"), "in chunks"),
        (record(page("<p>Köln</p>" + ARTICLE).replace("utf-8", "x").encode("cp1252"), head="Content-Type: text/html; charset=cp1252"), "its encoding told"),
        (record(address="<http://example.org/1>"), "an address in brackets, as older versions have it"),
        (record(kind="request") + record(b"GIF89a", head="Content-Type: image/gif") + record(status="404 Not Found")
         + record(b"", status="301 Moved", head="Location: /2") + record(), "requests, pictures and error pages are passed over"),
    ],
)  # fmt: skip
def test_documents(tmp_path: Path, data: bytes, why: str) -> None:
    (found,) = read(tmp_path / "a.warc", data)
    assert isinstance(found, Document), (why, found)
    assert found.source == "http://example.org/1", why
    assert "hospitality" in found.text, why
    assert found.published in (None, "2024-03-05"), (why, "the day of the visit is not the day of publication")


@pytest.mark.parametrize(
    "data", [TWO, gzip.compress(TWO), gzip.compress(record()) + gzip.compress(record(address="http://example.org/2"))]
)
@pytest.mark.parametrize("way", ["file", "stdin", "web"])
def test_ways_in(data: bytes, way: str, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    source = {"file": str(tmp_path / "a.warc.gz"), "stdin": "-", "web": server.url + "/a.warc.gz"}[way]
    (tmp_path / "a.warc.gz").write_bytes(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
    server.answers["/a.warc.gz"] = (
        200,
        {"Content-Type": "application/octet-stream", "Content-Length": str(len(data))},
        data,
    )
    # The limit is for each document, not for the archive.
    options = SourceOptions(max_bytes=len(data) - 1 if way == "web" and data is TWO else 20_000)
    assert [one.source for one in open_source(source, options)] == ["http://example.org/1", "http://example.org/2"]


CUT = "is cut short"
NOTHING = "nothing is wrong"


@pytest.mark.parametrize(
    ("data", "reasons", "why"),
    [
        (TWO[:-200], ["", CUT], "cut within a page"),
        (TWO[: len(record()) + 40], ["", "is empty in the archive"], "cut within the head of a record"),
        (gzip.compress(record() + record(bytes(range(256)) * 9))[:-60], ["", CUT], "packed and cut"),
        ((gzip.compress(record()) + gzip.compress(record(bytes(range(256)) * 9)))[:-300], ["", CUT], "its last member cut"),
        (record() + record(length=1 << 30), ["", "is larger than 20,000,000 bytes"], "claims to have 1 GB"),
        (record() + record(length=1 << 62), ["", "is larger than 20,000,000 bytes"], "claims to have more than there is"),
        (record(length=-5), ["is empty", "is a damaged"], "a length below zero"),
        (record() + b"nonsense\r\n" * 9, ["", "is a damaged WARC file after http://example.org/1"], "nonsense after a record"),
        (record(b"x" * 99, head=f"{HTML}\r\nTransfer-Encoding: chunked") + record(), ["is an answer in the archive that", ""], "no chunks"),
        (record(b"x" * 99, head=f"{HTML}\r\nContent-Encoding: br") + record(), ["is an answer in the archive that", ""], "not packed"),
        (record(gzip.compress(bytes(50_000_000)), head=f"{HTML}\r\nContent-Encoding: gzip") + record(),
         ["is larger than 20,000,000 bytes", ""], "a gzip bomb"),
        (record(f"<p>{FRENCH}</p>".encode() * 4) + record(), ["is in French (fr)", ""], "another language"),
        (record(b"") + record(), ["is empty", ""], "an empty page"),
        (record(b"WARC/1.0\r\n\r\n", head="Content-Type: text/plain") + record(), ["is a WARC file and not an article", ""], "holds one"),
        (record(kind="request"), ["holds no responses"], "only requests"),
    ],
)  # fmt: skip
def test_odd_files(tmp_path: Path, data: bytes, reasons: list[str], why: str) -> None:
    found = read(tmp_path / "a.warc", data)
    told = [one.reason if isinstance(one, Rejected) else NOTHING for one in found]
    assert len(told) == len(reasons), (why, found)
    assert all(had.startswith(wanted or NOTHING) for had, wanted in zip(told, reasons, strict=True)), (why, told)


def test_a_break_of_the_connection(server: Server) -> None:
    server.answers["/a.warc"] = (200, {"Content-Length": "9999999"}, TWO)
    found = list(open_source(server.url + "/a.warc", SourceOptions(timeout=5.0)))
    assert [type(one) for one in found][-1] is Rejected
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason.startswith("broke off")
    assert [one.source for one in found[:-1]] == ["http://example.org/1", "http://example.org/2"]


def test_the_memory_is_that_of_one_record(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    picture = record(bytes(1_000_000), head="Content-Type: image/png")
    with path.open("wb") as file:
        for _ in range(40):
            file.write(picture)
    tracemalloc.start()
    try:
        assert list(open_source(str(path), SourceOptions(max_bytes=2_000_000))) == []
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()
