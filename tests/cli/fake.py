"""Stand-ins for the modules below the command line, so that its promises are tested without a model.

``install`` puts them in the place of ``communique.pipeline``, ``communique.sources.base`` and
``communique.ontology.load``. A text that holds CRASH makes the reader fail, one that holds KNOWN ERROR fails on
purpose, SLOW takes a while.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from communique.errors import ReaderError, SourceError
from communique.records import Document, Event, Pair, Reading, Rejected, Relation, Span, Statement


@dataclass(frozen=True)
class Manifest:
    version: str = "1.2.3"
    ontology_hash: str = "abcdef0123456789"
    """The first digits of the ontology's, as real manifests have it."""
    tokenizer_hash: str = "0123"
    licence: str = "Apache-2.0"
    size_bytes: int = 24_500_000


class Reader:
    """Finds one event in each text, and one statement of low confidence."""

    made = 0

    def __init__(self, model: Path | None = None, *, threads: int = 1, registry: object = None) -> None:
        if model is not None and not model.exists():
            raise ReaderError(f"{model}: there is no model; unset COMMUNIQUE_MODEL to use the one that is installed.")
        Reader.made += 1
        self.manifest = Manifest()

    def read(self, document: Document) -> Reading:
        if "CRASH" in document.text:
            raise ValueError("list index out of range")
        if "KNOWN ERROR" in document.text:
            raise ReaderError("the text has no letters; give one that has.")
        if "SLOW" in document.text:
            time.sleep(30)
        word = Span(0, len(document.text.split()[0]))
        event = Event("e1", "AID", None, (), 2, "07", 7.0, (), (), "occurred", None, None, word, word, 0.9)
        return Reading(
            document, events=(event,), statements=(Statement("s1", "direct", (), None, None, (word,), (), 0.3),)
        )

    def read_many(self, items: Iterable[str | Document]) -> Iterator[Reading]:
        for item in items:
            assert isinstance(item, Document)
            yield self.read(item)

    def relate(self, pairs: Iterable[Pair]) -> Iterator[Relation]:
        for pair in pairs:
            if "CRASH" in pair.text:
                raise IndexError("boom")
            yield Relation(pair.id, "AID", 0.75, {"AID": 0.75, "AGREE": 0.25})


@dataclass(frozen=True)
class SourceOptions:
    published: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    timeout: float = 20.0
    max_bytes: int = 20_000_000
    encoding: str | None = None


def open_source(source: str, options: SourceOptions) -> Iterator[Document | Rejected]:
    """Files, folders, JSON lines and standard input, as roughly as a fake may."""
    if source == "-":
        yield _document(source, sys.stdin.read(), options)
        return
    path = Path(source)
    if path.is_dir():
        for child in sorted(path.iterdir()):
            yield from open_source(str(child), options)
    elif path.suffix == ".pdf":
        yield Rejected(source, "is a password-protected PDF; save it without a password and read it again.")
    elif path.suffix == ".bug":
        raise KeyError("nobody foresaw this")
    elif not path.exists():
        raise SourceError(f"{source}: there is no such file; check the path.", source=source)
    elif path.suffix == ".jsonl":
        for number, line in enumerate(path.read_text().splitlines(), 1):
            text = json.loads(line).get(options.fields.get("text", "text"))
            if text is None:
                yield Rejected(source, 'has no field "text"; name it with --field text=NAME.', line=number)
            else:
                yield _document(f"{source}#{number}", text, options)
    else:
        yield _document(source, path.read_bytes().decode(options.encoding or "utf-8"), options)


def _document(source: str, text: str, options: SourceOptions) -> Document:
    return Document(hashlib.sha256(text.encode()).hexdigest()[:16], source, text, published=options.published)


@dataclass(frozen=True)
class Ontology:
    version: str = "plover-1"
    hash: str = "abcdef0123456789" + 48 * "0"


def modules() -> dict[str, types.ModuleType]:
    """The fake modules by name."""
    pipeline = types.ModuleType("communique.pipeline")
    pipeline.Reader = Reader  # type: ignore[attr-defined]
    base = types.ModuleType("communique.sources.base")
    base.open_source, base.SourceOptions = open_source, SourceOptions  # type: ignore[attr-defined]
    load = types.ModuleType("communique.ontology.load")
    load.load = Ontology  # type: ignore[attr-defined]
    manifest = types.ModuleType("communique.reader.manifest")
    manifest.shipped_model = lambda: Path("model")  # type: ignore[attr-defined]
    manifest.damaged_files = lambda folder, manifest: []  # type: ignore[attr-defined]
    packages = {
        name: types.ModuleType(name) for name in ("communique.sources", "communique.ontology", "communique.reader")
    }
    return {
        **packages,
        "communique.pipeline": pipeline,
        "communique.sources.base": base,
        "communique.ontology.load": load,
        "communique.reader.manifest": manifest,
    }


def make_reader() -> Reader:
    """A fake reader; importable by name, so that a new process can make one too."""
    return Reader()


def make_no_reader() -> Reader:
    raise ReaderError("the model is damaged; install communique again.")
