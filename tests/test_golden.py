"""The examples against their golden readings: what a careful reader finds in them.

The golden files are annotated texts in the corpus's format, never trained on. The reader is measured against them;
``floors.json`` beside them holds what it must at least reach, and is raised when the reader gets better.
"""

from __future__ import annotations

import json
from pathlib import Path

import corpus
import pytest
from evaluate import Table, compare

from communique.pipeline import Reader
from communique.records import Document
from communique.sources.base import open_source

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = Path(__file__).parents[1] / "examples"


def example_of(path: Path) -> Document:
    """The document that a golden file is about: ``05-items.jsonl-2.yaml`` is the second of ``05-items.jsonl``."""
    name = path.stem
    number = 1
    if ".jsonl-" in name:
        name, _, last = name.rpartition("-")
        number = int(last)
    documents = [d for d in open_source(str(EXAMPLES / name)) if isinstance(d, Document)]
    return documents[number - 1]


FILES = sorted(GOLDEN.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_golden_file_is_about_the_example_as_it_is(path: Path) -> None:
    (own,) = corpus.read_files([path])
    document = example_of(path)
    assert own.text.split() == document.text.split()
    assert own.published == document.published


def test_the_reader_reaches_its_floors() -> None:
    floors = json.loads((GOLDEN / "floors.json").read_text(encoding="utf-8"))
    reader, table = Reader(), Table()
    errors: list[str] = []
    for path in FILES:
        (own,) = corpus.read_files([path])
        # Read as annotated, so that both count in one text; the source's text differs at most in blanks at its end.
        document = example_of(path)
        text = own.text
        read = Document(
            document.id, document.source, text, language="en", published=own.published, dateline=document.dateline
        )
        compare(own, reader.read(read), table, errors)
    reached = {name: table.f1(name) for name in floors}
    short = {name: (round(reached[name], 3), floor) for name, floor in floors.items() if reached[name] < floor}
    assert not short, "\n".join([f"{n}: {f1} < {floor}" for n, (f1, floor) in short.items()] + errors)
