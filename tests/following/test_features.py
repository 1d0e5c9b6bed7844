"""What is read off a passage: counts, tenses, cues, whose names."""

from __future__ import annotations

import pytest

from communique.following.features import passages, tenses
from communique.following.numbers import numbers
from communique.following.seen import Paper, Party, Promise, Seen
from communique.following.words import shared, stem, telling

NORWAY = Party(1, "committer", "state", ("Norway",), "NOR", None)
MALAWI = Party(2, "beneficiary", "state", ("Malawi",), "MWI", None)
WFP = Party(3, "committer", "organization", ("World Food Programme",), None, None)
PROMISE = Promise(1, "c1", "pledge", "ship 12,000 tonnes of fertiliser to Malawi", "Norway will ship fertiliser.",
                  "2023-02-14", "2023-06-30", None, (NORWAY, MALAWI))  # fmt: skip

NUMBERS = [
    ("12,000 tonnes by 30 June 2023", [12000], "neither the day nor the year"),
    ("the sixtieth pump of 60", [60, 60], "an ordinal is a count"),
    ("Twenty-six of the 80", [26, 80], "number words with a hyphen"),
    ("11.5 million dollars, 42 billion", [11.5e6, 42e9], "a decimal point and a multiple"),
    ("three hundred teachers", [300], "words and a multiple"),
    ("the twelve thousandth fighter", [12000], "an ordinal multiple"),
    ("80 percent at 13:00 by one man", [], "a share, an hour, a mere one"),
]


@pytest.mark.parametrize(("text", "right", "why"), NUMBERS)
def test_numbers(text: str, right: list[float], why: str) -> None:
    assert [value for value, _ in numbers(text)] == right, why


TENSES = [
    ("Norway shipped the fertiliser.", {"done"}, "the verb itself in the past"),
    ("The fertiliser arrived in Blantyre.", {"done"}, "another verb for the deed"),
    ("Norway sent it in May.", {"done"}, "an irregular form"),
    ("Norway will ship the fertiliser.", {"ahead"}, "a modal before it"),
    ("Norway has not shipped it.", {"denied"}, "a negation before it"),
    ("Norway failed to deliver.", {"denied"}, "a verb of failing before it"),
    ("Norway praised the harvest.", set(), "no word for the deed"),
]


@pytest.mark.parametrize(("text", "right", "why"), TENSES)
def test_tenses(text: str, right: set[str], why: str) -> None:
    found = tenses(PROMISE, text)
    assert {name for name in ("done", "ahead", "denied") if found[name]} == right, why


MENTIONS = [
    ("Norwegian ships landed.", NORWAY, ["Norwegian"], "an adjective that the reader found no entity in"),
    ("The WFP and the World Food Programme", WFP, ["World Food Programme", "WFP"], "an acronym"),
    (
        "Papua New Guinea rejoiced.",
        Party(9, "committer", "state", ("Guinea",), "GIN", None),
        [],
        "part of another state's name",
    ),
    ("Oslo kept its word.", NORWAY, ["Oslo"], "a capital for its government"),
]


@pytest.mark.parametrize(("text", "party", "right", "why"), MENTIONS)
def test_mentions(text: str, party: Party, right: list[str], why: str) -> None:
    paper = Paper(1, "d1", "2023-06-01", text)
    assert [text[a:b] for a, b in paper.mentions(party)] == right, why


def test_pronouns_that_the_reader_resolved_are_mentions() -> None:
    text = "It delivered all of it."
    paper = Paper(1, "d1", "2023-06-01", text, (Seen(1, "state", "NOR", None, ((0, 2),)),))
    assert paper.mentions(NORWAY) == [(0, 2)]


def test_two_bodies_of_one_state_are_two_parties() -> None:
    ministry = Party(5, "committer", "organization", ("Ministry of Health",), "KEN", None)
    paper = Paper(1, "d1", "2023-06-01", "x" * 20, (Seen(6, "organization", "KEN", None, ((0, 5),)),))
    assert paper.mentions(ministry) == []


def test_no_passage_where_nobody_of_it_is_named_or_the_matter_is_another() -> None:
    assert passages(PROMISE, Paper(1, "d1", "2023-06-01", "The fertiliser of 12,000 tonnes was shipped.")) == []
    assert passages(PROMISE, Paper(1, "d1", "2023-06-01", "Norway won at chess in Sharjah.")) == []


def test_the_sentence_about_the_matter_is_the_focus() -> None:
    text = "Norway's king fell ill. The fertiliser was shipped on Monday. Snow is forecast."
    (one,) = passages(PROMISE, Paper(1, "d1", "2023-06-01", text))
    assert one.text() == "The fertiliser was shipped on Monday."


def test_irregular_forms_have_the_stem_of_their_verb() -> None:
    assert stem("sent") == stem("send")
    assert stem("withdrawn") == stem("withdrawal") == stem("withdraw")


def test_names_of_parties_are_no_part_of_the_matter() -> None:
    assert "malawi" not in telling(PROMISE.action, PROMISE.names)
    assert shared(telling(PROMISE.action, PROMISE.names), {"fertilis", "ship", "tonn", "12,000"}) == 1.0
