"""A record that comes along to another text says there what it said in the first."""

from __future__ import annotations

import json

import pytest

from communique.archive.moving import in_common, left_out, moved
from communique.archive.told import reading_of
from communique.pipeline import Reader
from communique.records import Document, Reading, Span
from communique.show.as_json import to_dict
from communique.sources.documents import document_from_text
from communique.text.sentences import paragraphs
from tests import factory
from tests.archive import made

ROWS = made.articles(12)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def words(reading: Reading) -> list[tuple[object, ...]]:
    """What the records of a reading say, without offsets."""
    text = reading.document.text
    cut = lambda span: text[span.start : span.end]
    found: list[tuple[object, ...]] = [(e.id, e.type, cut(e.trigger), cut(e.evidence)) for e in reading.events]
    found += [(s.id, *map(cut, s.content)) for s in reading.statements]
    found += [(c.id, c.force, cut(c.evidence)) for c in reading.commitments]
    return found + [(g.id, g.kind, cut(g.evidence)) for g in reading.engagements]


def test_json_is_read_back_as_it_was(reader: Reader) -> None:
    for reading in (factory.full_reading(), reader.read(ROWS[0]["text"])):
        told = json.loads(json.dumps(to_dict(reading)))
        assert reading_of(told, reading.document) == reading


@pytest.mark.parametrize("row", range(4))
def test_a_copy_with_more_around_it_has_all_records(reader: Reader, row: int) -> None:
    reading = reader.read(ROWS[row]["text"])
    whole = document_from_text("An introduction of this paper.\n\n" + reading.document.text + "\n\nRead on tomorrow.")
    own = moved(reading, whole, in_common(reading.document.text, whole.text))
    assert len(words(reading)) > 3
    assert words(own) == words(reading)
    assert own.document is whole


def test_what_is_changed_in_a_copy_does_not_come_along(reader: Reader) -> None:
    reading = reader.read(ROWS[0]["text"])
    event = reading.events[0]
    text = reading.document.text
    changed = text[: event.trigger.start] + "XXXX" + text[event.trigger.end :]
    own = moved(reading, document_from_text(changed), in_common(text, changed))
    assert event.id not in {one.id for one in own.events}
    assert 0 < len(words(own)) < len(words(reading))
    assert set(words(own)) <= set(words(reading))


def test_names_of_entities_in_records_are_there(reader: Reader) -> None:
    reading = reader.read(ROWS[1]["text"])
    text = reading.document.text
    half = document_from_text(text[: len(text) // 2])
    own = moved(reading, half, in_common(text, half.text))
    there = {one.id for one in own.entities}
    named = {e for one in own.events for e in (*one.actor, *one.recipient)}
    named |= {e for one in own.statements for e in (*one.speaker, *one.addressee)}
    assert named <= there
    assert all(m.end <= len(half.text) for one in own.entities for m in one.mentions)


@pytest.mark.parametrize("drop", [{1}, {0}, {1, 2}, {0, 2}, set()], ids=str)
def test_a_text_without_some_paragraphs_and_the_way_back(drop: set[int]) -> None:
    text = "\n\n".join(f"Paragraph number {n} says {n * 'very '}little." for n in range(4)) + "\n"
    extents = paragraphs(text)
    assert len(extents) == 4
    kept = [extent for n, extent in enumerate(extents) if n not in drop]
    short, back = left_out(text, kept)
    parts = paragraphs(short)
    assert [short[a:b] for a, b in parts] == [text[a:b] for a, b in kept]
    for (a, b), (c, d) in zip(parts, kept, strict=True):
        assert back.span(Span(a, b)) == Span(c, d)
        assert back.span(Span(a + 1, b - 1)) == Span(c + 1, d - 1)
    # A span over a gap has no one place in the whole text; one over neighbours has.
    if len(kept) > 1 and drop:
        whole = back.span(Span(parts[0][0], parts[-1][1]))
        assert whole is None or text[whole.start : whole.end] == short[parts[0][0] : parts[-1][1]]


def test_a_reading_in_part_is_true_to_the_whole(reader: Reader) -> None:
    """Records come from the kept paragraphs, with their words where they are in the whole text."""
    text = ROWS[2]["text"]
    kept = [extent for n, extent in enumerate(paragraphs(text)) if n != 1]
    short, back = left_out(text, kept)
    reading = reader.read(short)
    document = Document("1", "-", text)
    own = moved(reading, document, back)
    assert len(words(own)) == len(words(reading)) > 2
    assert words(own) == words(reading)
