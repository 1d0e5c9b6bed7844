"""Sentences and paragraphs cover the text exactly and break where a reader would."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.text.sentences import paragraphs, split

SENTENCES = [
    (["Mr. Smith met Gen. J. F. Kelly.", "He left."], "titles and initials"),
    (["He came on Jan. 5.", "She left in Sept. 2023."], "months before numbers"),
    (["They met on 5. March in Bern.", "It rained."], "day with a full stop"),
    (["The U.S. Army came.", "He works for the U.S.", "The others do not."], "an acronym inside and at the end"),
    (["Talks began at 5 p.m. Monday.", "They ended at 6 p.m.", "The minister left."], "p.m. in both places"),
    (["Washington, D.C., was calm.", "Nobody spoke."], "acronym before a comma"),
    (["St. Petersburg No. 5 is far.", "He said no.", "Five came."], "No. as number, no as a word"),
    (["“We won.”", "They left."], "curly mark after the full stop"),
    (['"We won."', "They left."], "straight mark after the full stop"),
    (["He left.", '"We won," she said.'], "mark that opens the next sentence"),
    (["“Why?” he asked.", "“No!” she said."], "question inside a sentence"),
    (["He waited… and went.", "Then… Nothing came."[:5], "Nothing came."], "ellipses"),
    (["“I came.” – he said.", "(It was late.)", "All slept."], "dash after a quotation, brackets"),
    (["It costs 3.5 million.", "20 people paid."], "decimal point, sentence that begins with a number"),
    (["It is proven.[12]", "All agree."], "note number"),
    (["He and I.", "Then Peter I. Smith came."], "I as a word and as an initial"),
    (["Acme Inc. of Ohio paid.", "So did Beta Ltd.", "The rest did not."], "firms"),
    (["1. The parties agree.", "2. They do."], "numbered clauses"),
    (["What?!", "Nothing."], "two marks"),
]


@pytest.mark.parametrize(("sentences", "why"), SENTENCES)
def test_sentences(sentences: list[str], why: str) -> None:
    text = " ".join(sentences)
    if "numbered" in why:
        text = "\n".join(sentences)
    assert [text[start:end] for start, end in split(text)] == sentences, why


WRAPPED = (
    "The minister of foreign affairs met his counterpart on Friday in the\n"
    "capital and said that both countries would go on with their common\n"
    "work."
)


@pytest.mark.parametrize(
    ("text", "found", "why"),
    [
        ("One.\n\nTwo.\n \nThree.", ["One.", "Two.", "Three."], "blank lines, one of them with a blank"),
        ("One goes here.\nTwo goes there.", ["One goes here.", "Two goes there."], "a line each"),
        (WRAPPED + "\n\nNext.", [WRAPPED, "Next."], "wrapped at the width of a page"),
        ("The parties:\n- met in Oslo;\n- signed.", ["The parties:", "- met in Oslo;", "- signed."], "a list"),
        (WRAPPED + "\n- an item", [WRAPPED, "- an item"], "a list after a wrapped paragraph"),
        ("HEADING\nBy A Writer\nGeneva, 5 May", ["HEADING", "By A Writer", "Geneva, 5 May"], "short lines"),
        ("  padded  \n", ["padded"], "blanks at the edges"),
        ("", [], "nothing"),
        (" \n\t\n", [], "only blanks"),
    ],
)
def test_paragraphs(text: str, found: list[str], why: str) -> None:
    assert [text[start:end] for start, end in paragraphs(text)] == found, why


ODD = st.text(alphabet=st.sampled_from('ab A.B!?…"”“) ([1]\n\t-•5。\u2028\ud800é'), max_size=200)


@given(st.one_of(st.text(max_size=200), ODD))
def test_every_letter_is_in_one_sentence_of_one_paragraph(text: str) -> None:
    for found in (split(text), paragraphs(text)):
        covered = [at for start, end in found for at in range(start, end)]
        assert len(covered) == len(set(covered))
        assert {at for at, letter in enumerate(text) if not letter.isspace()} <= set(covered)
        assert found == sorted(found)
        assert all(start < end and text[start:end].strip() == text[start:end] for start, end in found)
    around = paragraphs(text)
    assert all(any(first <= start and end <= last for first, last in around) for start, end in split(text))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The minister met Mr. Jones. " * 40_000, "one long paragraph"),
        ("." * 1_000_000 + "x", "dots without end"),
        (" " * 1_000_000, "a blank line without end"),
        ("a\n" * 500_000, "many short lines"),
        ('."' * 500_000 + "x", "marks without end"),
    ],
)
def test_a_megabyte_takes_less_than_a_second(text: str, why: str) -> None:
    start = time.perf_counter()
    split(text)
    assert time.perf_counter() - start < 2, why  # twice the promise, for a busy machine
