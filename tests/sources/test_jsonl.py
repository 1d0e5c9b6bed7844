"""JSON Lines: each line stands for itself, and a bad one does not stop the others."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from source_texts import FRENCH, STORY

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions, open_source
from communique.sources.jsonl import read_jsonl


def read(path: Path, **options: object) -> list[Document | Rejected]:
    return list(open_source(str(path), SourceOptions(**options)))  # type: ignore[arg-type]


def test_all_fields(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        json.dumps(
            {
                "text": STORY,
                "title": "T",
                "published": "Tue, 05 Mar 2024 10:00:00 GMT",
                "publisher": "P",
                "author": ["A", "B"],
                "language": "en-US",
                "source": "https://example.org/1",
                "other": {"a": 1},
            }
        )
    )
    (found,) = read(path)
    assert isinstance(found, Document)
    assert (found.title, found.published, found.publisher, found.author, found.language, found.source) == (
        "T",
        "2024-03-05",
        "P",
        "A; B",
        "en",
        "https://example.org/1",
    )


def test_other_keys(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"body": STORY, "text": "not this", "headline": "T"}))
    (found,) = read(path, fields={"text": "body", "title": "headline"})
    assert isinstance(found, Document)
    assert (found.text, found.title, found.source) == (STORY, "T", f"{path}#1")


GOOD = json.dumps({"text": STORY}).encode()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{'text': 'a'}", "is not JSON (Expecting property name enclosed in double quotes, letter 2)"),
        (b'{"text": "cut', "is not JSON (Unterminated string starting at, letter 10)"),
        (b'["text"]', "is not a JSON object"),
        (b"7", "is not a JSON object"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"text": "a", "n": ' + b"9" * 5000 + b"}", "is not JSON that can be read"),
        (
            b'{"body": "a", "id": 1}',
            "has no field 'text'; tell where the text is with --field text=KEY. Its fields are body.",
        ),
        (b'{"text": null}', "has a field 'text' that is not text"),
        (b'{"text": ["a"]}', "has a field 'text' that is not text"),
        (b'{"text": " \\n"}', "is empty"),
        (b'{"text": "caf\xe9"}', "is not text in UTF-8"),
    ],
)
def test_a_bad_line_is_rejected_and_the_others_are_read(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join([GOOD, b"", line, GOOD]))
    first, bad, last = read(path)
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert last.source == f"{path}#4"
    assert isinstance(bad, Rejected)
    assert bad.line == 3
    assert bad.reason.startswith(reason)


def test_another_language_is_rejected_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": FRENCH, "source": "s"}) + "\n" + json.dumps({"text": STORY, "language": "fr"}))
    found, told = read(path)
    assert isinstance(found, Rejected)
    assert isinstance(told, Rejected)
    assert (found.source, found.language, found.line) == ("s", "fr", 1)
    assert (told.language, told.line) == ("fr", 2)


def test_odd_values(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        b"\xef\xbb\xbf" + GOOD,  # a byte order mark
        b'{"text": "Half \\ud83d of the pair was lost on the way to the office.", "title": "\\ud83d"}',
        b'{"text": "The talks went on for the third day.", "published": "soon", "title": true, "author": {}, "source": ""}',
        b'{"text": "The talks went on for the third day.", "published": 1674172800, "title": 7}\r',
    ]
    path.write_bytes(b"\n".join(lines))
    found = read(path)
    assert all(isinstance(one, Document) for one in found)
    _, half, odd, numbers = (one for one in found if isinstance(one, Document))
    assert "\ufffd" in half.text
    assert half.title == "?"
    assert (odd.published, odd.title, odd.author, odd.source) == (None, None, None, f"{path}#3")
    assert (numbers.published, numbers.title) == ("2023-01-20", "7")


def test_packed_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(GOOD + b"\n" + GOOD))
    assert [one.source for one in read(path)] == [f"{path}#1", f"{path}#2"]


def test_a_packed_file_that_breaks_off_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    packed = gzip.compress(b"\n".join(json.dumps({"text": STORY, "n": n * 7919}).encode() for n in range(5000)))
    path.write_bytes(packed[: len(packed) // 2])
    found = read(path)
    assert len(found) > 100
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason.startswith("is a damaged gzip file")


def test_a_line_above_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps({"text": "a" * 3_000_000}).encode() + b"\n" + GOOD)
    long, good = read(path, max_bytes=1000)
    assert isinstance(long, Rejected)
    assert long.line == 1
    assert isinstance(good, Document)
    assert good.source == f"{path}#2"


def test_empty_files(tmp_path: Path) -> None:
    for data in (b"", b"\n\n", b"\xef\xbb\xbf"):
        path = tmp_path / "a.jsonl"
        path.write_bytes(data)
        (found,) = read(path)
        assert isinstance(found, Rejected)
        assert found.reason.startswith("is empty")


def test_lines_are_read_as_they_come() -> None:
    """The first document is there before the second line is asked for."""

    class Slow(io.BytesIO):
        lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines += 1
            return super().readline(size)

    stream = Slow(GOOD + b"\n" + GOOD)
    lazy = read_jsonl(stream, "s", SourceOptions())  # type: ignore[arg-type]
    next(lazy)
    assert stream.lines == 1


@pytest.mark.parametrize(
    ("text", "sources", "why"),
    [
        (json.dumps({"text": STORY}, indent=2), ["{path}"], "one object over several lines"),
        (json.dumps([{"text": STORY}, {"text": STORY}]), ["{path}#1", "{path}#2"], "a list"),
        (json.dumps({"text": STORY}) + "\n" + json.dumps({"text": STORY}), ["{path}#1", "{path}#2"], "really lines"),
    ],
)
def test_json_files(tmp_path: Path, text: str, sources: list[str], why: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    found = read(path)
    assert all(isinstance(one, Document) for one in found), why
    assert [one.source for one in found] == [source.format(path=path) for source in sources], why


@pytest.mark.parametrize("text", ['{\n"text": ', "nothing like it", "[1, 2", '{"text": '])
def test_json_that_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    (found,) = read(path)
    assert isinstance(found, Rejected)
    assert found.reason.startswith("is not JSON")
