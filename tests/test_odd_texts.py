"""Every offset of every record holds, whatever the text is like."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import communique
from communique.pipeline import Reader
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions, open_source
from tests.offsets import check_offsets

EXAMPLES = Path(__file__).parents[1] / "examples"
BASE = [
    "The Foreign Minister of Kenya, Peter Mwangi, met the head of UNHCR, Amina Warsame, in Nairobi on Tuesday.",
    "“We shall keep the camps open until December,” the minister said, and pledged $2 million to the agency.",
    "Police arrested forty protesters in Lima; the union condemned the arrests and called a strike.",
    "“One thing is clear.\n\n“We will not pay,” she told reporters.",
    "Tokyo agreed to send engineers if the talks resume next week.",
]
ODD = ["🙂", "👩🏽‍⚕️", "e\u0301", "n\u0303", "\u202eabc\u202c", "שלום", "مرحبا", "\r\n", "\r", "\x00", "\ufeff", "\u2028", "\xa0", "\t\t", "”", "“", "‘", '"', "''", "…",
       "—", "ﬁ", "İ", "ß", "Ⅷ", "𝔐𝔦𝔫", "中文", "\u200b", "\u200d", "{", "}", "<b>", "&amp;", "http://x.y/z?a=b", "\n\n\n", "- ", "* ", "1.", "."]  # fmt: skip


def odd_text(seed: int) -> str:
    """A text of real sentences with odd letters, marks and cuts strewn in."""
    rng = random.Random(seed)
    letters = list("\n\n".join(rng.choices(BASE, k=rng.randint(1, 6))))
    for _ in range(rng.randint(1, 40)):
        letters.insert(rng.randrange(len(letters) + 1), rng.choice(ODD))
    for _ in range(rng.randint(0, 3)):
        at = rng.randrange(len(letters))
        del letters[at : at + rng.randint(1, 30)]
    return "".join(letters)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_200_odd_texts(reader: Reader) -> None:
    texts = [odd_text(seed) for seed in range(200)]
    spans = sum(check_offsets(reading) for reading in reader.read_many(texts))
    assert spans > 500, "the odd texts still hold records"


def test_raw_text_is_read_as_it_is(reader: Reader) -> None:
    """A document that was made without the cleaning of the sources, NUL bytes and all."""
    for seed in range(20):
        text = odd_text(seed)
        reading = reader.read(Document("x", "x", text))
        assert reading.document.text == text
        check_offsets(reading)


@pytest.mark.parametrize(
    "path",
    sorted(
        p
        for p in EXAMPLES.iterdir()
        if p.suffix in {".txt", ".md", ".html", ".jsonl"} and p.name not in {"README.md", "pairs.jsonl"}
    ),
    ids=lambda p: p.name,
)
def test_the_examples(reader: Reader, path: Path) -> None:
    for item in open_source(str(path), SourceOptions()):
        assert not isinstance(item, Rejected), item
        assert check_offsets(reader.read(item)) > 0


def test_one_paragraph_of_2_megabytes(reader: Reader) -> None:
    text = " ".join(BASE[k % 3].replace("\n", " ") for k in range(20_000))[:2_000_000]
    reading = reader.read(text)
    assert len(reading.document.text) >= 1_999_000
    assert check_offsets(reading) > 10_000


@pytest.mark.parametrize("text", ["", " \n\n ", "\x00\x00", "🙂", "a", "“", "---\n---"])
def test_next_to_nothing(text: str) -> None:
    reading = communique.read(text)
    assert reading.statements == ()
    check_offsets(reading)


def test_the_same_text_gives_the_same_reading(reader: Reader) -> None:
    text = "\n\n".join(BASE)
    assert reader.read(text) == reader.read(text)


def test_reading_many_is_reading_each(reader: Reader) -> None:
    """A reading does not depend on what else is read beside it."""
    texts = [odd_text(seed) for seed in range(30)]
    assert list(reader.read_many(texts)) == [reader.read(text) for text in texts]
