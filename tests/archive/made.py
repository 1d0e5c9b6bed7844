"""Small archives of the project's own examples and dispatches, for tests."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import corpus

from communique.archive.plan import Plan, plan_of
from communique.archive.store import Store
from communique.archive.tables import read_rows

ROOT = Path(__file__).resolve().parents[2]
DISPATCHES = ROOT / "training" / "corpora" / "dispatches"
ELSEWHERE = ROOT / "training" / "corpora" / "elsewhere" / "texts.txt"


def articles(count: int) -> list[dict[str, str]]:
    """Short dispatches as they would stand in an archive."""
    files = [DISPATCHES / f"{name}.yaml" for name in ("crisis-01", "lead-01", "pledge-01", "press-01")]
    texts = corpus.read_files(files)
    # One of them tells of nothing that is to be found.
    found = [t for t in texts if t.events and t.statements][:count]
    assert len(found) == count
    return [
        {"text": t.text, "published": t.published or "2024-01-01", "source": f"https://news.example.org/{t.name}"}
        for t in found
    ]


def with_copies(rows: list[dict[str, str]], copies: int) -> list[dict[str, str]]:
    """The rows, then exact copies of some and copies of others with a sentence more."""
    exact = [row | {"source": row["source"] + "?again"} for row in rows[:copies]]
    near = [
        row | {"source": row["source"] + "?near", "text": row["text"] + "\n\nOther papers printed this, too."}
        for row in rows[copies : 2 * copies]
    ]
    return [*rows, *exact, *near]


def elsewhere() -> list[str]:
    """The project's texts that are none of its business."""
    return [part.split("\n", 1)[1].strip() for part in ELSEWHERE.read_text(encoding="utf-8").split("# ")[1:]]


def jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Rows as a file of JSON Lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def record(address: str, text: str, *, length: int | None = None) -> bytes:
    """A response in a WARC file: a page with a text; ``length`` is what it claims to have."""
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    page = f"<html><head><title>News</title></head><body><article>{body}</article></body></html>".encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-03-06T00:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:9f1e7c52-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def warc(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """A WARC file packed record by record."""
    path.write_bytes(b"".join(gzip.compress(record(row["source"], row["text"])) for row in rows))
    return path


def plan(source: str | Path | list[str], where: str | Path, **tables: dict[str, Any]) -> Plan:
    """A plan without triage, over small parts."""
    paths = source if isinstance(source, list) else [str(source)]
    table: dict[str, Any] = {
        "source": {"paths": paths} | tables.pop("source", {}),
        "output": {"address": str(where), "documents": 4} | tables.pop("output", {}),
        "steps": {"triage": False} | tables.pop("steps", {}),
    }
    return plan_of(table | tables)


def outcome(where: Plan) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables that a run left, in an order that does not depend on the names of the files."""
    store = Store(where.output.address, where.output.options)
    tables = {}
    for table in ("documents", "records", "rejected"):
        rows = [row for name in store.names(table) for row in read_rows(store, f"{table}/{name}")]
        tables[table] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, default=str))
    return tables


def hashes(where: Plan) -> list[str]:
    """Lines of the list of files: name, rows, size and hash of each."""
    store = Store(where.output.address, where.output.options)
    return store.read("files.jsonl").decode().splitlines()
