"""A mention has no marks before it and no function words behind it, and points at whole words."""

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer

from communique.findings import Found
from communique.reader.decode import tidy
from communique.reader.encode import PieceEncoder
from communique.reader.manifest import shipped_model


@pytest.mark.parametrize(
    ("text", "tagged", "left"),
    [
        ("Rome, 3 May - Ann Lee left.", "- Ann Lee", "Ann Lee"),  # the dash of a dateline
        ("Rome – Ann Lee left.", "– Ann Lee", "Ann Lee"),
        ("the head of Oxfam left.", "the head of", "the head"),
        ("Ann Lee left.", "Ann Lee", "Ann Lee"),
        ("-", "-", "-"),  # nothing but a mark: resolution passes over it
    ],
)
def test_tidy(text: str, tagged: str, left: str) -> None:
    encoded = PieceEncoder(Tokenizer.from_file(str(shipped_model() / "tokenizer.json"))).encode(text)
    start, end = text.index(tagged), text.index(tagged) + len(tagged)
    first = int(np.searchsorted(encoded.start, start))
    last = int(np.searchsorted(encoded.end, end)) + 1
    (found,) = tidy(text, encoded, [Found("mention", "person.name", start, end, first, last, 1.0)])
    assert text[found.start : found.end] == left
    assert (encoded.start[found.first], encoded.end[found.last - 1]) == (found.start, found.end)
