"""What people reviewed becomes texts that the corpus reads without a fault, at the very places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import corpus
import pytest
import sqlalchemy as sa

from benchmarks.made_readings import readings
from communique.errors import ExportError
from communique.export.corrections import export_corrections
from communique.export.quoting import places_of, quote
from communique.ledger import Ledger, reviewing
from communique.ledger import tables as t
from communique.ledger.writer import Writer
from tests.ledger.reviewing.asked import row, rows


@pytest.fixture
def fed(ledger: Ledger) -> Ledger:
    """A ledger with six documents."""
    for _ in Writer(ledger, "made").write(readings(6)):
        pass
    return ledger


def told_by(ledger: Ledger, document: int) -> dict[str, str]:
    """Record -> id of the entry, of a document."""
    s, e = t.tellings.c, t.entries.c
    query = sa.select(s.record, e.id).join(t.entries, e.number == s.entry).where(s.document == document)
    return {one.record: one.id for one in rows(ledger, query)}


def read(path: Path) -> list[corpus.Annotated]:
    faults: list[str] = []
    found = corpus.read_files([path], faults)
    assert faults == []
    return found


def test_a_reviewed_document_is_what_people_made_of_it(fed: Ledger, tmp_path: Path) -> None:
    entries = told_by(fed, 1)
    for record, one in entries.items():
        if record == "e2":
            reviewing.correct(
                fed, one, {"type": "ASSAULT", "mode": "drone", "evidence": {"start": 0, "end": 30}}, by="ann"
            )
        elif record == "s1":
            reviewing.reject(fed, one, by="ann")
        else:
            reviewing.confirm(fed, one, by="ann")
    reviewing.confirm(fed, told_by(fed, 2)["e1"], by="ann")
    path = tmp_path / "out.yaml"
    counts = export_corrections(fed, path)
    assert (counts.documents, counts.in_part, counts.unquotable) == (1, 1, 0)
    text = read(path)[0]
    made = next(readings(1))
    assert (text.text, text.published) == (made.document.text.rstrip("\n"), made.document.published)
    assert len(text.events) == len(made.events) and len(text.statements) == len(made.statements) - 1
    assert counts.records == len(entries) - 1
    by_trigger = {event["trigger"]: event for event in text.events}
    for event in made.events:
        found = by_trigger[event.trigger.start, event.trigger.end]
        if event.id == "e2":
            assert (found["type"], found["mode"]) == ("ASSAULT", "drone") and found["evidence"][0] == 0
        else:
            assert found["evidence"] == (event.evidence.start, event.evidence.end)
            assert (found["type"], found["actor"], found["date"]) == (event.type, list(event.actor), event.date)
    names = {(m.start, m.end) for m in text.marks if m.form == "name"}
    assert names == {(m.start, m.end) for e in made.entities for m in e.mentions}
    for promise, told in zip(made.commitments, text.commitments, strict=True):
        start, end = told["action"]
        assert text.text[start:end] == promise.action
        assert told["due"]["to"] == promise.due.to if promise.due is not None else told["due"] is None


def test_what_was_looked_at_in_part_is_written_on_demand(fed: Ledger, tmp_path: Path) -> None:
    reviewing.confirm(fed, told_by(fed, 1)["e1"], by="ann")
    assert export_corrections(fed, tmp_path / "a.yaml").documents == 0
    counts = export_corrections(fed, tmp_path / "b.yaml", partly=True)
    assert counts.documents == 1 and len(read(tmp_path / "b.yaml")[0].events) == 7


def test_corrected_entities_are_in_it_as_the_text_has_them(fed: Ledger, tmp_path: Path) -> None:
    s, n = t.appearances.c, t.entities.c
    query = sa.select(s.record, n.id).join(t.entities, n.number == s.entity).where(s.document == 1, n.kind == "person")
    (first, who), (second, other), *_ = [(one.record, one.id) for one in rows(fed, query)]
    reviewing.correct(fed, who, {"country": "CHE", "sectors": ["NGO"], "name": "Somebody Else"}, by="ann")
    reviewing.reject(fed, other, by="ann")
    reviewing.confirm(fed, told_by(fed, 1)["e1"], by="ann")
    export_corrections(fed, tmp_path / "a.yaml", partly=True)
    text = read(tmp_path / "a.yaml")[0]
    assert (text.entities[first]["country"], text.entities[first]["sectors"]) == ("CHE", ["NGO"])
    assert text.entities[first]["name"] in text.text, "a name that the text does not have is none of its"
    assert second not in text.entities


def test_everything_of_many_documents_holds(fed: Ledger, tmp_path: Path) -> None:
    for one in rows(fed, sa.select(t.entries.c.id)):
        reviewing.confirm(fed, one.id, by="ann")
    counts = export_corrections(fed, tmp_path / "all.yaml")
    assert counts.documents == 6 and counts.unquotable == 0 and len(read(tmp_path / "all.yaml")) == 6


def test_a_file_that_cannot_be_written(fed: Ledger, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        export_corrections(fed, tmp_path / "nowhere" / "a.yaml")
    assert row(fed, told_by(fed, 1)["e1"]).review is None


QUOTED: list[tuple[str, tuple[int, int], Any, str]] = [
    ("He said no.", (3, 7), "said", "words that are there once"),
    ("no and no", (7, 9), "no @2", "the second of two"),
    ("unsaid said", (2, 6), "unsaid", "half a word is the whole one"),
    ("a  b\nc", (0, 6), "a b c", "blanks and line breaks are one blank"),
    (" said ", (0, 6), "said", "no blanks at the edges"),
    ("write to me @2 please", (9, 14), "me @2 @1", "words that look like a number of places"),
    ("a … b a … b", (6, 11), "a … b @2", "the very sign that stands for a gap"),
    ("“Yes,” he said.", (0, 6), "“Yes,”", "quotation marks"),
    ("   ", (0, 3), None, "nothing"),
]


@pytest.mark.parametrize(("text", "extent", "words", "why"), QUOTED)
def test_quoting(text: str, extent: tuple[int, int], words: str | None, why: str) -> None:
    assert quote(text, *extent) == words, why
    if words is not None:
        plain, _, number = words.rpartition(" @") if words[-1].isdigit() else (words, "", "")
        assert corpus.places_of(text, plain) == places_of(text, plain)
        assert corpus.locate(text, words) == places_of(text, plain)[int(number or 1) - 1]
