"""Cleaning takes out characters that nobody sees and lines that are no part of the article, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.text.clean import clean, is_stray, normalize, without_stray_lines

STRAY = [
    "Also Read: Russia Belarus to forge stronger ties",
    "ALSO READ: Ten dead in flood",
    "Also read | Census date confirmed",
    "SEE ALSO: What the deal means",
    "Read more: Lithium law explained",
    "Read More » Talks resume in Doha",
    "Related: Minister resigns",
    "RELATED – Minister resigns",
    "Related Stories: Minister resigns",
    "- Related: Minister resigns",
    "You may also like",
    "Advertisement",
    "ADVERTISEMENT",
    "Story continues below advertisement",
    "Subscribe to our daily newsletter",
    "Sign up for our newsletter and get the news to your inbox every morning.",
    "Follow us on Telegram and X",
    "Share this article",
    "Click here to download the statement",
    "Photo: Reuters/Ahmed Jadallah",
    "Photo credit: Ministry of Defence",
    "Image: UN Photo/Eskinder Debebe",
    "(Photo by Alexander Nemenov/Getty Images)",
    "Ahmed Jadallah/Reuters",
    "© AFP",
    "© 2024 The Altiplano Courier. All rights reserved.",
    "Copyright 2023 Associated Press",
]
PROSE = [
    ("Related to this, the minister said that the border would stay open.", "opener without a colon"),
    ("Read more than once, the letter shows its doubts.", "opener inside a sentence"),
    ("See also the annex on fisheries, which both sides signed.", "no colon"),
    ("Watch the border, he told them.", "imperative in a quotation"),
    ("Share prices fell by two per cent in Tokyo.", "opener as a noun"),
    ("Photographs of the damage were shown to the delegates.", "begins like a credit"),
    ("Image matters to the government, an adviser said.", "begins like a credit"),
    ("Also on Tuesday: the minister met the head of the World Bank.", "a sentence of a diary"),
    ("Subscribers to the treaty met in Vienna.", "begins like subscribe"),
    ("(c) support the implementation of the ceasefire;", "item of a resolution, not a copyright"),
    ("- Facebook", "an item of a list of firms"),
    ("Related: the minister said that the talks would go on. He will travel to Oslo on Friday.", "two sentences"),
    ("Read more: " + "the words of a long paragraph go on and on " * 5, "too long for a link"),
    ("share", "the last word of a wrapped line"),
    ("Following the talks on Sunday, both left.", "begins like follow"),
    ("Print media and radio covered the visit.", "begins like a button"),
    ("Follow-up talks: the two sides will meet in May.", "begins like follow"),
]


@pytest.mark.parametrize("line", STRAY)
def test_link_lines_are_stray(line: str) -> None:
    assert is_stray(line)
    assert clean(f"One paragraph here.\n\n{line}\n\nAnother one.\n") == "One paragraph here.\n\nAnother one.\n"


@pytest.mark.parametrize(("line", "why"), PROSE)
def test_prose_stays(line: str, why: str) -> None:
    text = f"One paragraph here.\n\n{line}\n\nAnother one."
    assert clean(text) == text, why


@pytest.mark.parametrize(
    ("text", "cleaned", "why"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd", "three line ends"),
        ("a\r\x00\nb", "a\nb", "a NUL inside a line end"),
        ("\ufeffa\ufeffb", "ab", "byte order marks, one from a joined file"),
        ("a\x00b\x1bc\x7f\td", "abc\td", "controls but the tab"),
        ("one\x0ctwo", "one\ntwo", "a form feed parts pages"),
        ("a\ud83db", "a\ufffdb", "half a surrogate pair from JSON"),
        ("  é ☀️ \u200d \u00a0 “x” ", "  é ☀️ \u200d \u00a0 “x” ", "joiners, blanks and accents are the text's own"),
    ],
)
def test_normalizing(text: str, cleaned: str, why: str) -> None:
    assert normalize(text) == cleaned, why


@pytest.mark.parametrize(
    ("text", "cleaned", "why"),
    [
        ("Also read: X\n\nText goes here.", "Text goes here.", "at the start"),
        ("Text goes here.\n\nAlso read: X", "Text goes here.\n", "at the end"),
        ("A text.\n\nAlso read: X\n\nSee also: Y\n\nB text.", "A text.\n\nB text.", "two in a row"),
        ("A text.\nAlso read: X\nB text.", "A text.\nB text.", "one paragraph a line"),
        (
            "The ministers spoke of trade, fish and other matters that are\nRelated: fish\nand more.",
            "The ministers spoke of trade, fish and other matters that are\nRelated: fish\nand more.",
            "inside a wrapped paragraph",
        ),
    ],
)
def test_stray_lines_go_with_their_blank_line(text: str, cleaned: str, why: str) -> None:
    assert without_stray_lines(text) == cleaned, why


def test_links_are_kept_on_demand() -> None:
    assert clean("A text.\r\n\r\nAlso read: X", keep_links=True) == "A text.\n\nAlso read: X"


LINES = st.one_of(
    st.sampled_from([*STRAY, "", "  ", "A sentence that stays here.", "and goes on"]), st.text(max_size=60)
)


@given(st.lists(LINES, max_size=15).map("\n".join))
def test_only_whole_lines_go(text: str) -> None:
    """The kept lines are lines of the normalised text, in its order."""
    lines = iter(normalize(text).split("\n"))
    assert all(line in lines for line in clean(text).split("\n") if line)


@given(st.text(alphabet=st.characters(codec=None), max_size=300))
def test_any_text_can_be_cleaned_and_written(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert normalize(cleaned) == cleaned
    assert not set(cleaned) & {chr(code) for code in range(32) if chr(code) not in "\t\n"}
