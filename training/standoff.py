"""Annotations of texts that the project does not hold: offsets in a file here, the texts in the corpus they are of.

    python standoff.py write OUT.jsonl FILE.yaml… --texts wh_briefings.jsonl    annotated copies to standoff
    python standoff.py check IN.jsonl --texts wh_briefings.jsonl plv_train.jsonl every offset still holds

A line holds everything of an annotated text but the text, of which it keeps the document's id and a hash. Of a long
document only the beginning may be annotated: the name then ends with "#" and the number of its code points.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import corpus

NAME = 60
"""Annotated copies carry the first letters of the document's id as their name."""


def key_of(row: dict[str, Any]) -> str:
    """What annotations call a document of a corpus, a row with ``id`` or ``name``: the first letters of it.

    The sentences of PLV have numbers for ids, before which "plv-" is put.
    """
    return f"plv-{row['id']}" if "recipient" in row else row.get("id", row.get("name", ""))[:NAME]


class Texts:
    """The texts of JSON Lines files, by `key_of` their rows."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._texts: dict[str, str] = {}
        for path in paths:
            for row in map(json.loads, path.open(encoding="utf-8")):
                self._texts[key_of(row)] = row["text"]

    def of(self, name: str) -> str:
        """The text that an annotation is of."""
        key, _, size = name.partition("#")
        return self._texts[key][: int(size) if size else None]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _moved(annotated: corpus.Annotated, source: str) -> corpus.Annotated:
    """The annotation with offsets in the source, from which the copy may differ in blanks."""
    if annotated.text.split() != source.split():
        raise SystemExit(f"{annotated.name}: the copy is not the source")
    where = [i for i, c in enumerate(source) if not c.isspace()]
    letters = [i for i, c in enumerate(annotated.text) if not c.isspace()]
    to = dict(zip(letters, where, strict=True))

    def move(extent: tuple[int, int]) -> tuple[int, int]:
        return to[extent[0]], to[extent[1] - 1] + 1

    def walk(value: object, key: str = "") -> object:
        if key == "amount":
            return value
        if isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, int) for v in value):
            return move(value)
        if isinstance(value, list):
            return [walk(v) for v in value]
        if isinstance(value, dict):
            return {k: walk(v, k) for k, v in value.items()}
        return value

    for mark in annotated.marks:
        mark.start, mark.end = move((mark.start, mark.end))
    for kind in corpus.FIELDS:
        setattr(annotated, kind, walk(getattr(annotated, kind)))
    annotated.text = source
    return annotated


def write(out: Path, texts: list[Path], files: list[Path]) -> None:
    sources = Texts(texts)
    with out.open("w", encoding="utf-8") as target:
        for annotated in corpus.read_files(files):
            row = asdict(_moved(annotated, sources.of(annotated.name)))
            row["hash"] = digest(row.pop("text"))
            target.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_all(
    files: Iterable[Path], texts: Sequence[Path] = (), faults: list[str] | None = None
) -> list[corpus.Annotated]:
    """Annotated texts of either format: the team's own (YAML) first, then annotations (JSON Lines) of others' texts.

    Faults of own texts are collected when a list is given, raised otherwise.
    """
    own, off = list[Path](), list[Path]()
    for path in files:
        (off if path.suffix == ".jsonl" else own).append(path)
    found = corpus.read_files(own, faults)
    if off:
        sources = Texts(texts)
        found += [a for path in off for a in _read(path, sources)]
    return found


def read(path: Path, texts: Sequence[Path]) -> list[corpus.Annotated]:
    """The annotated texts. Raises SystemExit where a text is not the one that was annotated."""
    return _read(path, Texts(texts))


def _read(path: Path, sources: Texts) -> list[corpus.Annotated]:
    found = []
    for row in map(json.loads, path.open(encoding="utf-8")):
        text = sources.of(row["name"])
        if digest(text) != row.pop("hash"):
            raise SystemExit(f"{row['name']}: the text is not the one that was annotated")
        row["marks"] = [corpus.Mark(**m) for m in row["marks"]]
        for kind in corpus.FIELDS:
            row[kind] = [{k: _tupled(v, k) for k, v in record.items()} for record in row[kind]]
        found.append(corpus.Annotated(text=text, **row))
    return found


def _tupled(value: object, key: str) -> object:
    """JSON's lists of two numbers back to extents."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value) and key != "amount":
        return tuple(value)
    if isinstance(value, list):
        return [_tupled(v, "") for v in value]
    if isinstance(value, dict):
        return {k: _tupled(v, k) for k, v in value.items()}
    return value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=["write", "check"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--texts", type=Path, nargs="+", required=True)
    parser.add_argument("files", type=Path, nargs="*")
    args = parser.parse_args()
    if args.do == "write":
        write(args.path, args.texts, args.files)
    found = read(args.path, args.texts)
    for annotated in found:
        for mark in annotated.marks:
            if not 0 <= mark.start < mark.end <= len(annotated.text):
                raise SystemExit(f"{annotated.name}: a mark leaves the text")
    print(
        f"{len(found)} texts, {sum(len(a.marks) for a in found)} marks, {sum(len(getattr(a, k)) for a in found for k in corpus.FIELDS)} records"
    )


if __name__ == "__main__":
    main()
