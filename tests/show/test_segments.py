"""Segments are the whole text without gaps, each with all the marks that cover it."""

from __future__ import annotations

import random

from communique.records import Reading
from communique.show.segments import Mark, marks_of, segments_of
from tests.factory import full_reading, wrong_reading


def mark(start: int, end: int, id_: str) -> Mark:
    return Mark(start, end, id_, "event", first=True)


def test_overlapping_marks() -> None:
    found = segments_of("abcdef", [mark(0, 4, "x"), mark(2, 6, "y")])
    assert [(one.start, one.end, [each.id for each in one.marks]) for one in found] == [
        (0, 2, ["x"]),
        (2, 4, ["x", "y"]),
        (4, 6, ["y"]),
    ]
    assert [[each.id for each in one.opens] for one in found] == [["x"], ["y"], []]
    assert [[each.id for each in one.closes] for one in found] == [[], ["x"], ["y"]]


def test_any_marks_keep_every_letter_and_cover_what_they_say() -> None:
    chance = random.Random(7)
    for _ in range(200):
        text = "x" * chance.randrange(0, 12)
        borders = [sorted(chance.choices(range(len(text) + 1), k=2)) for _ in range(chance.randrange(6))]
        marks = [mark(start, end, f"m{n}") for n, (start, end) in enumerate(borders) if start < end]
        found = segments_of(text, marks)
        assert "".join(text[one.start : one.end] for one in found) == text
        for one in found:
            covering = {each.id for each in marks if each.start <= one.start and one.end <= each.end}
            assert {each.id for each in one.marks} == covering


def test_wrong_offsets_are_clipped_or_dropped() -> None:
    text = wrong_reading().document.text
    found = marks_of(wrong_reading())
    assert [(one.id, one.start, one.end) for one in found] == [("n1", 0, 2), ("s1", 3, len(text))]


def test_a_split_quotation_is_labelled_once() -> None:
    reading: Reading = full_reading()
    assert [one.first for one in marks_of(reading) if one.id == "s1"] == [True, False]
