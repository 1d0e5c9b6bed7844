"""Whatever is wrong with a file is told with its reason, and what is right in it and in others is read."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from communique.archive.articles import read_piece
from communique.archive.pieces import Piece
from communique.archive.plan import Source
from communique.records import Document, Rejected
from tests.archive import made

ROWS = made.articles(3)
LINE = json.dumps(ROWS[0]).encode() + b"\n"


def read(path: Path, kind: str, **settings: object) -> tuple[int, list[str]]:
    """How many documents there are, and the reasons of the others."""
    source = Source((str(path),), **settings)  # type: ignore[arg-type]
    found = list(read_piece(Piece(0, str(path), kind), source))  # type: ignore[arg-type]
    return (
        sum(isinstance(one, Document) for one in found),
        [one.reason for one in found if isinstance(one, Rejected)],
    )


def test_a_warc_file_that_is_cut_short(tmp_path: Path) -> None:
    path = made.warc(tmp_path / "a.warc.gz", ROWS)
    path.write_bytes(path.read_bytes()[:-150])
    documents, reasons = read(path, "warc")
    assert documents == 2
    assert len(reasons) == 1 and "cut short" in reasons[0]


@pytest.mark.parametrize("kind", ["jsonl", "warc"])
def test_a_bomb(tmp_path: Path, kind: str) -> None:
    """120 MB of blanks in 120 kB."""
    path = tmp_path / f"a.{kind}.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        if kind == "jsonl":
            stream.write(LINE)
        else:
            stream.write(made.record("https://e.org", ROWS[0]["text"]))
            stream.write(made.record("https://e.org/bomb", "x", length=120_000_000).rsplit(b"HTTP", 1)[0])
        for _ in range(120):
            stream.write(b" " * 1_000_000)
    tracemalloc.start()
    documents, reasons = read(path, kind, most_expansion=100, largest_document=20_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert documents == 1
    assert any("more than 100 times its size" in reason for reason in reasons)
    assert peak < 80_000_000


def test_a_line_and_a_record_that_are_too_large(tmp_path: Path) -> None:
    """They are passed over, not taken into memory, and what follows is read."""
    lines = tmp_path / "a.jsonl"
    lines.write_bytes(LINE + b'{"text": "' + b"x" * 5_000_000 + b'"}\n' + LINE)
    documents, reasons = read(lines, "jsonl", largest_document=1_000_000)
    assert documents == 2 and len(reasons) == 1 and "larger than 1,000,000 bytes" in reasons[0]
    archive = tmp_path / "a.warc.gz"
    large = made.record("https://e.org/large", "x" * 5_000_000)
    small = made.record("https://e.org/small", ROWS[1]["text"])
    archive.write_bytes(gzip.compress(large) + gzip.compress(small))
    documents, reasons = read(archive, "warc", largest_document=1_000_000)
    assert documents == 1 and len(reasons) == 1 and "larger than" in reasons[0]


def test_a_record_of_a_gigabyte(tmp_path: Path) -> None:
    """A hole in a plain file that claims to be one line."""
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write(LINE)
        stream.seek(1_000_000_000, 1)
        stream.write(b"\n" + LINE)
    tracemalloc.start()
    documents, reasons = read(path, "jsonl")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert documents == 2 and len(reasons) == 1 and "larger than 20,000,000 bytes" in reasons[0]
    assert peak < 100_000_000


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE + b'{"text": "caf\xe9 \xff\xfe\x81"}\n' + LINE)
    documents, reasons = read(path, "jsonl")
    assert documents == 2 and len(reasons) == 1 and "is not text in UTF-8" in reasons[0]
    table = pa.table({"text": pa.array([r["text"].encode() for r in ROWS] + [b"\x00\xff\x81" * 60], pa.binary())})
    pq.write_table(table, tmp_path / "a.parquet")
    documents, reasons = read(tmp_path / "a.parquet", "parquet")
    assert documents == 3 and len(reasons) == 1


def test_a_parquet_file_without_the_columns(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([{"body": r["text"], "url": "x"} for r in ROWS]), tmp_path / "a.parquet")
    documents, reasons = read(tmp_path / "a.parquet", "parquet")
    assert documents == 0
    assert "has no column 'text'" in reasons[0] and "body, url" in reasons[0]
    documents, reasons = read(tmp_path / "a.parquet", "parquet", fields={"text": "body", "title": "headline"})
    assert documents == 3
    assert len(reasons) == 1 and "has no column 'headline'" in reasons[0]


@pytest.mark.parametrize("damage", ["head", "middle", "end"])
def test_a_damaged_parquet_file(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(ROWS), path)
    data = bytearray(path.read_bytes())
    if damage == "middle":
        data[200:400] = bytes(200)
    path.write_bytes({"head": b"", "middle": bytes(data), "end": bytes(data[:-100])}[damage])
    documents, reasons = read(path, "parquet")
    assert documents == 0 and len(reasons) == 1


def test_a_store_that_is_lost_is_no_damage(tmp_path: Path) -> None:
    """It is raised, so that the piece is tried again, and nothing is told of the file."""
    with pytest.raises(OSError):
        read(tmp_path / "gone.jsonl", "jsonl")
