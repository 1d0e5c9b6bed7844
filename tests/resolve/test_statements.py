"""Speaker, cue and content to statements: one row, one odd case."""

from __future__ import annotations

import pytest

from communique.resolve.statements import assemble, kind_of
from tests.resolve.marked import marked

SAID = ("speaker:speaker", "cue:cue", "content:content")


def told(source: str, *links: tuple[str, str, str]) -> list[tuple[str | None, str | None, list[str], str]]:
    text, findings = marked(source, *links)
    words = lambda n: None if n is None else text[findings.spans[n].start : findings.spans[n].end]
    return [
        (words(s.speaker), words(s.cue), [text[a:b] for a, b in s.extents], kind_of(text, s.extents, findings.quoted))
        for s in assemble(text, findings)
    ]


def test_a_split_quotation_is_one_statement() -> None:
    found = told(
        "{content:content|“It is late,”} {speaker:speaker|he} {cue:cue|said}, {content:content|“and cold.”}",
        ("content", "said", "“It is late,”"), ("content", "said", "“and cold.”"), ("speaker", "said", "he"),
    )  # fmt: skip
    assert found == [("he", "said", ["“It is late,”", "“and cold.”"], "direct")]


def test_a_quotation_over_two_paragraphs_is_one_statement_even_if_its_second_part_was_not_tagged() -> None:
    found = told(
        "{speaker:speaker|He} {cue:cue|said}: {content:content|“It is late.}\n\nIt is cold.” They left.",
        ("content", "said", "“It is late."), ("speaker", "said", "He"),
    )  # fmt: skip
    assert found == [("He", "said", ["“It is late.", "It is cold.”"], "direct")]


def test_a_quotation_that_goes_on_without_a_cue_has_the_speaker_before_it() -> None:
    text, findings = marked(
        "{speaker:speaker|He} {cue:cue|said}: {content:content|“It is late.”}\n\n{content:content|“And it is cold.”}",
        ("content", "said", "“It is late.”"), ("speaker", "said", "He"),
    )  # fmt: skip
    first, second = assemble(text, findings)
    assert second.cue is None
    assert second.speaker_of is first


def test_an_indirect_content_far_away_is_not_part_of_a_statement() -> None:
    """The link head may join what stands in two paragraphs; only a quotation goes on over a break."""
    found = told(
        "{speaker:speaker|He} {cue:cue|said} {content:content|it was late}.\n\nLater {content:content|it was cold}.",
        ("content", "said", "it was late"), ("content", "said", "it was cold"), ("speaker", "said", "He"),
    )  # fmt: skip
    assert [s[2] for s in found] == [["it was late"], ["it was cold"]]


def test_a_cue_without_content_is_no_statement() -> None:
    assert told("{speaker:speaker|He} {cue:cue|declined} to speak.", ("speaker", "declined", "He")) == []


@pytest.mark.parametrize(
    ("source", "statements"),
    [
        ("{content:content|the road is safe}", 0),  # nobody said so
        ("{content:content|“The road is safe.”}", 1),  # the marks say that somebody did
        ("{speaker:speaker|Ann Lee}: {content:content|the road is safe}", 1),
    ],
)
def test_words_that_nothing_attributes_are_no_statement(source: str, statements: int) -> None:
    links = [("spoken_by", "the road is safe", "Ann Lee")] if "speaker" in source else []
    assert len(told(source, *links)) == statements


@pytest.mark.parametrize(
    ("source", "kind", "why"),
    [
        ("{cue:cue|said} {content:content|“all of it.”}", "direct", "all words inside marks"),
        ("{cue:cue|said} {content:content|it was “a disgrace”}", "mixed", "a part inside marks"),
        ("{cue:cue|said} {content:content|it was a disgrace}", "indirect", "none inside marks"),
        ("“He {cue:cue|said} {content:content|it was}.”", "direct", "the marks may stand outside the content"),
    ],
)
def test_the_kind_follows_the_marks(source: str, kind: str, why: str) -> None:
    content = source[source.index("content|") + 8 : source.rindex("}")]
    assert told(source, ("content", "said", content))[0][3] == kind, why
