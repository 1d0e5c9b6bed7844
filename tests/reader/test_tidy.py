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
        ("Kenya's Court of Appeal sat.", "'s Court of Appeal", "Court of Appeal"),
        ("Ann and Bo Lee left.", "and Bo Lee", "Bo Lee"),
        ("The Franco-Chadian Fund paid.", "Chadian Fund", "Franco-Chadian Fund"),  # half of a word
        ("He met the Ann Lee of old.", "Ann Lee", "Ann Lee"),  # the article before a name is not of it
    ],
)
def test_tidy(text: str, tagged: str, left: str) -> None:
    assert tidied(text, tagged, "person.name") == left


@pytest.mark.parametrize(
    ("text", "tagged", "left"),
    [
        ("He met the mission.", "mission", "the mission"),
        ("Fifty-seven governments met.", "seven governments", "Fifty-seven governments"),
        ("Some 1.4 million met.", "4 million", "Some 1.4 million"),
        ("24 long-term observers met.", "term observers", "long-term observers"),
        ("Bathe villagers met.", "villagers", "villagers"),  # no article, the end of a word
        ("More than a thousand prisoners left.", "than a thousand prisoners", "a thousand prisoners"),
        ("He met his envoy.", "envoy", "envoy"),  # "his" is a mention of its own
    ],
)
def test_a_mention_without_a_name_begins_with_its_determiner(text: str, tagged: str, left: str) -> None:
    assert tidied(text, tagged, "group.nominal") == left


def tidied(text: str, tagged: str, label: str) -> str:
    encoded = PieceEncoder(Tokenizer.from_file(str(shipped_model() / "tokenizer.json"))).encode(text)
    start, end = text.index(tagged), text.index(tagged) + len(tagged)
    first = int(np.searchsorted(encoded.start, start))
    last = int(np.searchsorted(encoded.end, end)) + 1
    (found,) = tidy(text, encoded, [Found("mention", label, start, end, first, last, 1.0)])
    assert (encoded.start[found.first], encoded.end[found.last - 1]) == (found.start, found.end)
    return text[found.start : found.end]
