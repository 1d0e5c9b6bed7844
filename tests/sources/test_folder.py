"""Folders, paths and standard input."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from pathlib import Path

import pytest
from source_texts import FRENCH, STORY, page

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions, open_source


def test_a_folder_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/two.txt", "b/.hidden.txt", ".git/config.txt", "a.txt", "c/d/three.md", "unknown", "notes.xyz"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STORY)
    (tmp_path / "b/bad.docx").write_bytes(b"PK\x03\x04" + bytes(50))
    (tmp_path / "b/fr.txt").write_text(FRENCH)
    found = list(open_source(str(tmp_path)))
    assert [(Path(one.source).relative_to(tmp_path).as_posix(), type(one)) for one in found] == [
        ("a.txt", Document),
        ("notes.xyz", Document),
        ("unknown", Document),
        ("b/bad.docx", Rejected),
        ("b/fr.txt", Rejected),
        ("b/two.txt", Document),
        ("c/d/three.md", Document),
    ]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("nowhere.txt", "does not exist; check the path."),
        ("www.example.org/a", "does not exist; for the web address write https://www.example.org/a"),
        ("a\0b", "does not exist; check the path."),
        ("a" * 5000, "cannot be opened (File name too long)"),
        ("ftp://example.org/a", "begins with ftp://, which is not read"),
    ],
)
def test_sources_that_are_none(source: str, reason: str) -> None:
    (found,) = open_source(source)
    assert isinstance(found, Rejected)
    assert found.source == source
    assert found.reason.startswith(reason)


def test_an_empty_folder(tmp_path: Path) -> None:
    (found,) = open_source(str(tmp_path))
    assert isinstance(found, Rejected)
    assert found.reason.startswith("is a folder without files")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe(tmp_path: Path) -> None:
    """In a folder it would stop the run for ever; named by itself, as a shell does with <(…), it is read."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (found,) = open_source(str(tmp_path))
    assert isinstance(found, Rejected)
    writer = threading.Thread(target=pipe.write_text, args=(STORY,), daemon=True)
    writer.start()
    (read,) = open_source(str(pipe))
    assert isinstance(read, Document)
    writer.join(5)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_that_lead_nowhere_or_round(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "c").symlink_to(tmp_path)
    assert [type(one) for one in open_source(str(tmp_path))] == [Document, Rejected]


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes, *, buffered: bool = True) -> list[Document | Rejected]:
    raw = io.BytesIO(data)
    stream = io.TextIOWrapper(io.BufferedReader(raw) if buffered else raw)
    monkeypatch.setattr(sys, "stdin", stream)
    return list(open_source("-", SourceOptions()))


LINES = "\n".join([json.dumps({"text": STORY})] * 2).encode()
PAGE = page("<article>" + f"<p>{STORY}</p>" * 3 + "</article>").encode()


@pytest.mark.parametrize("buffered", [True, False])
@pytest.mark.parametrize(
    ("data", "sources", "why"),
    [
        (STORY.encode(), ["-"], "plain text"),
        (LINES, ["-#1", "-#2"], "JSON Lines"),
        (json.dumps({"text": STORY * 50}).encode(), ["-#1"], "a line longer than what is looked at"),
        (PAGE, ["-"], "a page"),
        (b"{braces} " + STORY.encode(), ["-"], "text that begins with a brace"),
    ],
)
def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, data: bytes, sources: list[str], why: str, buffered: bool
) -> None:
    found = stdin(monkeypatch, data, buffered=buffered)
    assert all(isinstance(one, Document) for one in found), (why, found)
    assert [one.source for one in found] == sources, why
    assert all("<p>" not in one.text and '{"text"' not in one.text for one in found if isinstance(one, Document)), why


def test_standard_input_that_is_empty_or_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    (empty,) = stdin(monkeypatch, b"")
    assert isinstance(empty, Rejected)
    assert empty.reason.startswith("is empty")
    monkeypatch.setattr(sys, "stdin", None)
    (closed,) = open_source("-")
    assert isinstance(closed, Rejected)
    assert closed.reason.startswith("is closed")


def test_plain_files_load_no_heavy_library(tmp_path: Path) -> None:
    """The command must start fast: reading a text brings in no parser of pages, no web client and no numbers."""
    import subprocess

    import communique

    (tmp_path / "a.txt").write_text(STORY)
    program = (
        "import sys; from communique.sources.base import open_source; print(list(open_source(sys.argv[1])));"
        "heavy = {'feedparser', 'fastwarc', 'protego', 'trafilatura', 'lxml', 'httpx2', 'pypdf', 'numpy', 'yaml', 'markdown_it', 'charset_normalizer'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(communique.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.txt")], check=True, env=environment)
