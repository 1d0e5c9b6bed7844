"""Passages of found documents on SQLite, of very long texts too, where its own choice would take seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique.ledger import Ledger, asking, open_ledger
from communique.ledger.asking.documents import LONG
from communique.ledger.writer import Writer
from communique.records import Document, Reading

FLOOD = "".join(f"line {n} of the flood\n" for n in range(LONG // 10))


def passage(ledger: Ledger, text: str, words: str) -> str:
    """What is shown of a text that has some words."""
    for _ in Writer(ledger, "made").write([Reading(Document("ab" * 8, "a.txt", text, published="2024-01-02"))]):
        pass
    (hit,) = asking.documents(ledger, words)
    return hit.passage


@pytest.mark.parametrize(
    ("text", "words", "has"),
    [
        ("Rain fell. The talks on water failed.", "talk", "talks on water"),
        (FLOOD + "Then the ministers talked of peace.", "ministers", "the ministers talked of peace"),
        (FLOOD + "Then the ministers talked of peace.", '"ministers talked"', "ministers talked"),
        ("The flood came.\n" + FLOOD, "flooding", "The flood came."),  # another form of the word
    ],
)  # fmt: skip
def test_a_passage_has_the_words(tmp_path: Path, text: str, words: str, has: str) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger:
        assert has in passage(ledger, text, words)
