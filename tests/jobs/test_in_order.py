"""Documents come back in order, from one process or several."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from communique.errors import ReaderError
from communique.jobs.in_order import CHUNK, CHUNK_LETTERS, chunked, read_in_order
from communique.records import Document, Reading, Rejected
from tests.cli import fake


def documents(count: int, *, letters: int = 5) -> list[Document]:
    return [Document(str(number), f"{number}.txt", "x" * letters) for number in range(count)]


def test_chunks_are_full_but_the_first() -> None:
    assert [len(chunk) for chunk in chunked(documents(2 * CHUNK + 2))] == [1, CHUNK, CHUNK, 1]
    assert [len(chunk) for chunk in chunked(documents(5, letters=CHUNK_LETTERS))] == [1] * 5
    assert list(chunked([])) == []


def test_documents_are_not_all_taken_at_once() -> None:
    taken = 0

    def stream() -> Iterator[Document]:
        nonlocal taken
        for document in documents(10_000):
            taken += 1
            yield document

    outcomes = read_in_order(stream(), fake.make_reader)
    for _ in range(CHUNK):
        next(outcomes)
    assert taken <= 3 * CHUNK


def test_no_reader_is_made_where_nothing_is_to_be_read() -> None:
    rejected = Rejected("x.pdf", "is empty.")
    assert list(read_in_order([rejected], fake.make_no_reader)) == [rejected]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_reader_that_cannot_be_made_says_why(jobs: int) -> None:
    with pytest.raises(ReaderError, match="the model is damaged"):
        list(read_in_order(documents(3), fake.make_no_reader, jobs=jobs))


def test_two_processes_keep_the_order() -> None:
    items = [Rejected("r", "no.") if number % 7 == 3 else document for number, document in enumerate(documents(150))]
    here = list(read_in_order(items, fake.make_reader))
    there = list(read_in_order(items, fake.make_reader, jobs=2))
    assert here == there
    assert [out.document if isinstance(out, Reading) else out for out in there] == items
