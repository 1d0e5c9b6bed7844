"""The articles on other things are what the triage's training takes them for."""

from __future__ import annotations

from collections import Counter

import triage
from data import held_out


def test_articles_on_other_things_are_whole_and_each_there_once() -> None:
    texts = triage.mixed()
    assert max(Counter(text.name for text in texts).values()) == 1
    assert max(Counter(text.text[a:b] for text in texts for a, b in text.extents).values()) == 1
    for text in texts:
        marked = set().union(*text.records)
        # A line break within a paragraph would make two of it, and marks would move.
        assert text.text == "\n\n".join(text.text[a:b] for a, b in text.extents)
        assert marked <= set(range(len(text.extents)))


def test_a_fifth_is_held_out_with_paragraphs_to_keep_among_them() -> None:
    texts = triage.mixed()
    held = [text for text in texts if held_out(text.name, 5)]
    assert 0.15 < len(held) / len(texts) < 0.25
    assert sum(bool(text.records) for text in held) > 10


def test_a_paragraph_that_is_worth_it_counts_as_such_in_an_article_on_other_things() -> None:
    text = next(t for t in triage.mixed() if t.records and len(t.extents) > 2)
    found = [worth for _, worth, _ in triage.examples([text])]
    assert found == [n in set().union(*text.records) for n in range(len(text.extents))]
