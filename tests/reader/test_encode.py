"""Windows cover the text, offsets hold, quotation states follow the marks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from communique.reader.encode import BREAK, WINDOW, PieceEncoder, quotation_states, stack, windows
from communique.reader.manifest import shipped_model
from communique.text.sentences import paragraphs


@pytest.fixture(scope="module")
def pieces() -> PieceEncoder:
    return PieceEncoder(Tokenizer.from_file(str(shipped_model() / "tokenizer.json")))


ODD = st.text(alphabet=st.sampled_from("aB c.\n\"“”‘’'é́🙂א\u200f\r\t-1,"), max_size=400)


@settings(max_examples=100, deadline=None)
@given(text=ODD)
def test_every_offset_lies_in_the_text_and_in_order(pieces: PieceEncoder, text: str) -> None:
    encoded = pieces.encode(text)
    assert (encoded.start >= 0).all() and (encoded.end <= len(text)).all()
    assert (encoded.start <= encoded.end).all()
    assert (np.diff(encoded.start) >= 0).all()
    for at, piece in zip(encoded.start, encoded.pieces, strict=True):
        assert piece == BREAK or not text[at].isspace()


def test_windows_cover_every_piece_but_the_breaks_between_them(pieces: PieceEncoder) -> None:
    text = "\n\n".join(f"Paragraph {n}. " + "The minister met the envoy in Geneva. " * (n % 9) for n in range(60))
    encoded = pieces.encode(text)
    seen = np.zeros(len(encoded.pieces), int)
    for window in windows(encoded):
        assert window.last - window.first <= WINDOW - 2
        seen[window.first : window.last] += 1
    assert seen.max() == 1
    assert (encoded.pieces[seen == 0] == BREAK).all()


def test_a_paragraph_longer_than_a_window_is_cut_after_a_full_stop(pieces: PieceEncoder) -> None:
    encoded = pieces.encode("The minister met the envoy in Geneva on Tuesday. " * 100)
    cuts = [w.last for w in windows(encoded)][:-1]
    assert cuts
    assert all(encoded.pieces[cut - 1] == 1012 for cut in cuts)


def test_stacked_windows_carry_markers_and_padding(pieces: PieceEncoder) -> None:
    documents = [pieces.encode("A short one."), pieces.encode("A somewhat longer one, with more words.")]
    rows, _, _, mask = stack(documents, [(n, windows(d)[0]) for n, d in enumerate(documents)])
    assert rows[:, 0].tolist() == [101, 101]
    assert mask.sum(1).tolist() == [len(d.pieces) + 2 for d in documents]


@pytest.mark.parametrize(
    ("text", "inside", "why"),
    [
        ("He said “yes” twice.", "“yes”", "curly marks"),
        ('He said "yes" twice.', '"yes"', "straight marks open and close in turn"),
        ("It’s the minister’s car.", "", "apostrophes are no quotation"),
        ("He said ‘yes’ twice.", "‘yes’", "British single marks"),
        (
            "He called it ‘the people’s plan’ then.",
            "‘the people’s plan’",
            "an apostrophe inside single marks does not close",
        ),
        ("“One.\n\nTwo,” he said.", "“One.Two,”", "the next paragraph goes on without repeating the mark"),
        ("“One.\n\n“Two,” he said.", "“One.“Two,”", "the next paragraph repeats the mark"),
        ("“One.\n\nHe left.", "“One.", "an unclosed quotation ends with its paragraph"),
        ('5" of rain fell.', "", "an inch mark with a blank behind it opens nothing"),
    ],
)
def test_quotation_states(text: str, inside: str, why: str) -> None:
    states = quotation_states(text, paragraphs(text))
    assert "".join(c for c, s in zip(text, states, strict=True) if s) == inside, why
