"""The terminal shows every record, with and without colour, and nothing that steers it."""

from __future__ import annotations

import dataclasses
import re

import pytest

from communique.records import Reading
from communique.show.as_text import WIDEST, render
from communique.show.controls import harmless
from tests.factory import document, empty_reading, full_reading, wrong_reading

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_lists_say_it_in_plain_english() -> None:
    flat = " ".join(render(full_reading()).split())
    for line in (
        "Kenya to keep camps open KNA · A. Writer · 2024-03-05 · dispatch.txt",
        "g1 meeting: Peter Mwangi (Foreign Minister, Kenya) and Amina Warsame (head, UN Refugee Agency), Nairobi, "
        "2024-03-05 [planned; on the camps]",
        "e2 SUPPORT: Amina Warsame → Kenya (“thanked”) [ongoing]",
        "c1 pledge: Kenya to UN Refugee Agency: give $2 million [open; 2,000,000 USD;",
        "n1 person: Peter Mwangi, Foreign Minister, Kenya [KEN; GOV]",
    ):
        assert line in flat


def test_without_colour_brackets_open_and_close() -> None:
    flat = " ".join(render(full_reading()).split())
    assert "[s1] “We shall keep the camps open until December,” [/s1] Mwangi told" in flat
    assert "[c1] give $2 million if donors do the same [/c1].”" in flat
    assert "Kenya met [e1] the head" in flat
    assert "\x1b" not in flat


def test_with_colour_the_same_words_are_there() -> None:
    coloured = render(full_reading(), colour=True)
    assert COLOUR.search(coloured) is not None
    without_closing = re.sub(r" \[/\w+\]", "", render(full_reading()))
    assert COLOUR.sub("", coloured).split() == without_closing.split()


@pytest.mark.parametrize("width", [1, 40, 80, 100, 500])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    long = dataclasses.replace(full_reading(), document=document("word " * 100 + "x" * 300))
    for reading in (full_reading(), long):
        assert max(map(len, render(reading, width=width).splitlines())) <= min(max(width, 40), WIDEST)


@pytest.mark.parametrize("reading", [wrong_reading(), empty_reading(), empty_reading("")])
@pytest.mark.parametrize("colour", [True, False])
def test_odd_readings_are_shown(reading: Reading, colour: bool) -> None:
    assert "dispatch.txt" in render(reading, colour=colour)


def test_a_reading_without_records_says_so() -> None:
    assert "Nothing to record in this document." in render(empty_reading())


HOSTILE = "\x1b]0;owned\x07 \x1b[2J \x9b31m \rover \u202egnorw \x08\x7f [bold]x[/bold]"


def test_no_code_of_the_article_reaches_the_terminal() -> None:
    reading = full_reading()
    hostile = dataclasses.replace(
        reading,
        document=dataclasses.replace(document(HOSTILE, source=HOSTILE, title=HOSTILE), author=HOSTILE),
        entities=tuple(dataclasses.replace(entity, name=HOSTILE, title=HOSTILE) for entity in reading.entities),
        commitments=tuple(dataclasses.replace(one, action=HOSTILE, condition=HOSTILE) for one in reading.commitments),
        engagements=tuple(dataclasses.replace(one, topics=(HOSTILE,)) for one in reading.engagements),
    )
    for colour in (True, False):
        shown = COLOUR.sub("", render(hostile, colour=colour))
        assert not any((ord(letter) < 0x20 and letter != "\n") or 0x7F <= ord(letter) < 0xA0 for letter in shown)
        assert "\u202e" not in shown
        # Square brackets are the article's own and no markup of ours.
        assert "[bold]x[/bold]" in shown


def test_harmless_keeps_the_length() -> None:
    every = "".join(map(chr, range(0x3000))) + "\ud800😀"
    assert len(harmless(every)) == len(every)
    assert harmless("a\tb\nc é 😀 \u200f") == "a\tb\nc é 😀 \u200f"
