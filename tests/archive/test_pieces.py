"""However an archive is cut, each document is in one piece."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from communique.archive.articles import read_piece
from communique.archive.articles.counting import count
from communique.archive.pieces import Piece, pieces_of
from communique.archive.plan import Source
from communique.errors import ArchiveError
from communique.records import Document
from tests.archive import made

ROWS = made.articles(12)


def texts(pieces: list[Piece], source: Source) -> list[str]:
    return [one.text for piece in pieces for one in read_piece(piece, source) if isinstance(one, Document)]


def cut(piece: Piece, size: int, step: int) -> list[Piece]:
    """A piece cut at every ``step`` bytes, smaller than a plan would allow."""
    return [
        replace(piece, number=n, start=a, end=a + step if a + step < size else None)
        for n, a in enumerate(range(0, size, step))
    ]


@pytest.mark.parametrize("step", [1, 97, 1000, 4096, 10**9], ids=lambda s: f"step {s}")
def test_each_line_is_in_one_piece(tmp_path: Path, step: int) -> None:
    rows = ROWS[:2] if step == 1 else ROWS
    path = made.jsonl(tmp_path / "news.jsonl", rows)
    source = Source((str(path),))
    (whole,) = pieces_of(source)
    pieces = cut(whole, path.stat().st_size, step)
    assert texts(pieces, source) == texts([whole], source)
    assert len(texts([whole], source)) == len(rows)
    if step > 1:
        assert sum(count(piece, source) for piece in pieces) == len(rows)


@pytest.mark.parametrize("step", [37, 500, 10**9], ids=lambda s: f"step {s}")
def test_each_record_is_in_one_piece(tmp_path: Path, step: int) -> None:
    path = made.warc(tmp_path / "news.warc.gz", ROWS)
    source = Source((str(path),))
    (whole,) = pieces_of(source)
    pieces = cut(whole, path.stat().st_size, step)
    assert texts(pieces, source) == texts([whole], source)
    assert len(texts(pieces, source)) == len(ROWS)
    assert sum(count(piece, source) for piece in pieces) == len(ROWS)


def test_a_warc_file_packed_as_a_whole_is_read_once(tmp_path: Path) -> None:
    """Nothing in it can be entered, so the first piece has all of it."""
    path = tmp_path / "news.warc.gz"
    path.write_bytes(gzip.compress(b"".join(made.record(r["source"], r["text"]) for r in ROWS)))
    source = Source((str(path),))
    (whole,) = pieces_of(source)
    pieces = cut(whole, path.stat().st_size, 700)
    assert len(pieces) > 2
    assert len(texts(pieces[:1], source)) == len(ROWS)
    assert texts(pieces[1:], source) == []


def test_row_groups_are_pieces(tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    noise = [row | {"picture": os.urandom(200_000)} for row in ROWS]
    pq.write_table(pa.Table.from_pylist(noise), path, row_group_size=2)
    source = Source((str(path),), piece_megabytes=1)
    pieces = pieces_of(source)
    assert [(p.start, p.end) for p in pieces] == [(0, 3), (3, 6)]
    assert len(texts(pieces, source)) == len(ROWS)
    assert [count(p, source) for p in pieces] == [6, 6]


@pytest.mark.parametrize("packed", ["gz", "zst"])
def test_packed_lines_are_read_as_a_whole(tmp_path: Path, packed: str) -> None:
    data = made.jsonl(tmp_path / "plain", ROWS).read_bytes()
    path = tmp_path / f"news.jsonl.{packed}"
    path.write_bytes(gzip.compress(data) if packed == "gz" else pa.compress(data, "zstd", asbytes=True))
    source = Source((str(path),))
    pieces = pieces_of(source)
    assert len(pieces) == 1
    assert len(texts(pieces, source)) == len(ROWS)
    assert count(pieces[0], source) == len(ROWS)


def test_folders_and_patterns(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl.gz", ".hidden.jsonl", "_SUCCESS", "notes.txt", "deep/c.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"{}")
    found = [(Path(p.address).name, p.kind) for p in pieces_of(Source((str(tmp_path),)))]
    assert found == [("a.jsonl.gz", "jsonl"), ("b.jsonl", "jsonl"), ("c.parquet", "parquet")]
    found = [(Path(p.address).name, p.kind) for p in pieces_of(Source((f"{tmp_path}/*.jsonl",)))]
    assert found == [("b.jsonl", "jsonl")]


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no WARC, Parquet or JSON Lines file"):
        pieces_of(Source((str(tmp_path),)))


def test_a_huge_sparse_file_begins_at_once_and_ends_soon(tmp_path: Path) -> None:
    """50 GB of nothing between two lines: cut by its size alone, and no piece reads what is not its own."""
    path = tmp_path / "huge.jsonl"
    line = json.dumps(ROWS[0]).encode() + b"\n"
    with path.open("wb") as stream:
        stream.write(line)
        stream.seek(50_000_000_000)
        stream.write(b"\n" + line)
    source = Source((str(path),), largest_document=1_000_000)
    pieces = pieces_of(source)
    assert len(pieces) > 700
    assert len(texts([pieces[0]], source)) == 1
    assert texts([pieces[400]], source) == []
    assert len(texts([pieces[-1]], source)) == 1
