"""What spares the reader work loses little: copies are copies, and the triage keeps what is to be kept."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from communique.archive.plan import Filters
from communique.archive.steps.copies import Keys, keys_of, originals, pairs, shard_of
from communique.archive.steps.filters import wanted
from communique.archive.steps.triage import Triage, features
from communique.errors import ArchiveError
from communique.records import Document
from communique.sources.documents import document_from_text
from communique.text.sentences import paragraphs
from tests.archive import made

ROWS = made.articles(20)


def settled(documents: list[Document], shards: int = 1, seed: int | None = None) -> dict[int, int]:
    """Copies and their originals, found in some shards and in some order."""
    keys = keys_of(enumerate(documents))
    found = []
    for shard in range(shards):
        at = np.flatnonzero(shard_of(keys.key, shards) == shard)
        if seed is not None:
            random.Random(seed).shuffle(at)
        found += list(pairs(Keys(keys.key[at], keys.number[at], keys.sketch[at]), 0.7))
    if seed is not None:
        random.Random(seed).shuffle(found)
    if not found:
        return {}
    copy, other, like = (np.array([row[k] for row in found]) for k in range(3))
    copies, firsts, _ = originals(copy, other, like)
    return dict(zip(copies.tolist(), firsts.tolist(), strict=True))


def documents(texts: list[str]) -> list[Document]:
    return [document_from_text(text, source=f"{n}") for n, text in enumerate(texts)]


def test_copies_are_found_whatever_the_shards_and_the_order() -> None:
    texts = [row["text"] for row in ROWS]
    mixed = [*texts[:8], texts[2], texts[3] + "\n\nPrinted again.", *texts[8:], texts[2] + " More on this later."]
    expected = {8: 2, 9: 3, len(mixed) - 1: 2}
    assert settled(documents(mixed)) == expected
    for seed in range(5):
        assert settled(documents(mixed), shards=seed + 1, seed=seed) == expected


def test_a_short_text_is_a_copy_only_when_it_is_the_same() -> None:
    """Formulas of a few words are alike without being one story."""
    assert settled(documents(["Talks go on.", "Talks go on today.", "Talks go on."])) == {2: 0}


def test_what_is_like_a_copy_but_not_like_its_original_is_an_original() -> None:
    words = [f"word{n}" for n in range(130)]
    first, second, third = words[:100], words[12:112], words[24:124]
    found = settled(documents([" ".join(part) for part in (first, second, third)]))
    assert found == {1: 0}


def test_a_formula_that_thousands_print_stays_cheap() -> None:
    """Beyond the first few, documents of one band are not compared with each other."""
    keys = Keys(
        np.zeros(5000, np.int64), np.arange(5000), np.random.default_rng(1).integers(1, 255, (5000, 64), np.uint8)
    )
    assert list(pairs(keys, 0.7)) == []


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        (Filters(), True),
        (Filters(published_from="2024-03-01"), True),
        (Filters(published_from="2024-03-03"), False),
        (Filters(published_to="2024-03-02"), True),
        (Filters(published_to="2024-03-01"), False),
        (Filters(least_words=5), False),
        (Filters(most_words=3), False),
        (Filters(outlets=("example.org",)), True),
        (Filters(outlets=("ample.org",)), False),
        (Filters(outlets=("the post",)), True),
        (Filters(outlets=("other",)), False),
    ],
)
def test_filters(filters: Filters, passes: bool) -> None:
    document = Document(
        "1",
        "https://news.example.org/a",
        "They met again today"[:15] + " x",
        publisher="The Post",
        published="2024-03-02",
    )
    assert wanted(document, filters) is passes
    undated = replace(document, published=None)
    assert wanted(undated, filters) is (passes and not (filters.published_from or filters.published_to))


def test_the_triage_keeps_the_dispatches_and_skips_the_others() -> None:
    """The weights have seen most of these; that they hold beyond is in the log of their training."""
    triage = Triage(0.98)
    assert triage.recall == 0.98
    kept = [triage.keep(row["text"]) for row in ROWS]
    assert sum(bool(one.paragraphs) for one in kept) == len(ROWS)
    letters = sum(b - a for one in kept for a, b in one.paragraphs)
    assert letters > 0.95 * sum(b - a for row in ROWS for a, b in paragraphs(row["text"]))
    skipped = [not triage.keep(text).paragraphs for text in made.elsewhere()]
    assert sum(skipped) > 0.8 * len(skipped)


def test_the_first_paragraph_is_kept_with_the_others() -> None:
    odd = "Knit two, purl two, and drink your tea.\n\n" + ROWS[0]["text"]
    kept = Triage(0.98).keep(odd)
    assert kept.paragraphs[0] == paragraphs(odd)[0]
    assert len(kept.paragraphs) == kept.of


def test_more_recall_skips_no_more() -> None:
    least, most = Triage(0.95), Triage(0.995)
    assert least.floor >= most.floor
    with pytest.raises(ArchiveError, match="measured up to a recall of"):
        Triage(0.999)


@pytest.mark.parametrize("text", ["", "…", "\ud800", "🙂", "1 2 3"])
def test_odd_texts_have_a_score(text: str) -> None:
    assert len(features(text)) <= 5
    assert np.isfinite(Triage(0.98).scores(text, paragraphs(text))).all()
    assert not Triage(0.98).keep(text).paragraphs
