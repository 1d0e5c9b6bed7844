"""Evidence is proposed once, whatever the order, the batches and the runs; nothing is decided."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from communique.errors import LedgerError
from communique.following import Follower, search_again
from communique.following.follower import cursor
from communique.ledger import Ledger
from communique.ledger import tables as t
from tests.following.made import BROKEN, KEPT, OTHER, PROMISE, Vectors, fill, proposals, reading, status


def test_a_later_report_of_the_deed_is_proposed_and_nothing_else(ledger: Ledger) -> None:
    fill(
        ledger, reading(PROMISE, "2023-02-14", promise=True), reading(OTHER, "2023-05-09"), reading(KEPT, "2023-06-21")
    )
    for _ in Follower(ledger, Vectors()).follow_new():
        pass
    (one,) = proposals(ledger)
    assert (one.verdict, one.day, one.state) == ("kept", "2023-06-21", "open")
    assert KEPT[one.start : one.end] == KEPT
    assert status(ledger) == "open", "a proposal decides nothing"


def test_words_are_those_of_the_sentence_in_a_long_document(ledger: Ledger) -> None:
    filler = "The harvest was poor in the south. Roads were flooded for weeks. Schools stayed open.\n\n"
    text = filler * 5 + KEPT + "\n\n" + filler * 5
    fill(ledger, reading(PROMISE, "2023-02-14", promise=True), reading(text, "2023-06-21"))
    for _ in Follower(ledger, Vectors()).follow_new():
        pass
    (one,) = proposals(ledger)
    assert text[one.start : one.end].startswith("The last Norwegian cargo")
    assert one.end - one.start < 300


NOT_SEARCHED = [
    ("2023-02-14", "of the promise's own day"),
    ("2023-01-01", "of an earlier day"),
    (None, "of no known day"),
]


@pytest.mark.parametrize(("day", "why"), NOT_SEARCHED)
def test_documents_that_are_not_later_are_no_evidence(ledger: Ledger, day: str | None, why: str) -> None:
    fill(ledger, reading(PROMISE, "2023-02-14", promise=True), reading(KEPT, day))
    for _ in Follower(ledger, Vectors()).follow_new():
        pass
    assert proposals(ledger) == [], why


def test_a_copy_of_a_document_is_not_proposed_again(ledger: Ledger) -> None:
    long = KEPT + " " + "The ministry in Lilongwe thanked the crews of the ships and the drivers of the lorries. " * 4
    fill(
        ledger,
        reading(PROMISE, "2023-02-14", promise=True),
        reading(long, "2023-06-21"),
        reading(long + " (Ed.)", "2023-06-22"),
    )
    for _ in Follower(ledger, Vectors()).follow_new():
        pass
    assert len(proposals(ledger)) == 1


def test_a_promise_that_comes_after_its_report_finds_it(ledger: Ledger) -> None:
    follower = Follower(ledger, Vectors())
    fill(ledger, reading(KEPT, "2023-06-21"))
    for _ in follower.follow_new():
        pass
    assert proposals(ledger) == []
    fill(ledger, reading(PROMISE, "2023-02-14", promise=True))
    for _ in follower.follow_new():
        pass
    assert [one.verdict for one in proposals(ledger)] == ["kept"]


def test_a_run_again_adds_nothing_and_other_batches_find_the_same(ledger: Ledger) -> None:
    readings = [
        reading(PROMISE, "2023-02-14", promise=True),
        reading(KEPT, "2023-06-21"),
        reading(BROKEN, "2023-08-01"),
    ]
    numbers = fill(ledger, *readings)
    follower = Follower(ledger, Vectors())
    for number in numbers:
        follower.follow([number])
    first = [(p.id, p.start, p.end, p.verdict, p.probability) for p in proposals(ledger)]
    assert len(first) == 2
    assert follower.follow(numbers).proposals == 0
    search_again(ledger)
    assert sum(some.proposals for some in Follower(ledger, Vectors()).follow_new()) == 0
    assert [(p.id, p.start, p.end, p.verdict, p.probability) for p in proposals(ledger)] == first


def test_the_cursor_goes_as_far_as_there_is_no_gap(ledger: Ledger) -> None:
    numbers = fill(ledger, *(reading(f"{OTHER} Edition {n} of the paper.", f"2023-05-0{n + 1}") for n in range(4)))
    follower = Follower(ledger, Vectors())
    where = []
    for some in ([numbers[1]], [numbers[0]], numbers[:2], numbers[2:]):
        follower.follow(some)
        with ledger.reading() as connection:
            where.append(cursor(connection))
    assert where == [0, numbers[0], numbers[1], numbers[3]]
    assert list(follower.follow_new()) == []


def test_it_goes_on_after_a_batch_that_failed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("communique.following.follower.BATCH", 1)
    fill(
        ledger, reading(PROMISE, "2023-02-14", promise=True), reading(KEPT, "2023-06-21"), reading(BROKEN, "2023-08-01")
    )

    class Failing(Vectors):
        def vectors(self, texts, /):  # type: ignore[no-untyped-def]
            if any("single tonne" in text for text in texts):
                raise LedgerError("gone")
            return super().vectors(texts)

    with pytest.raises(LedgerError):
        for _ in Follower(ledger, Failing()).follow_new():
            pass
    assert [p.verdict for p in proposals(ledger)] == ["kept"], "what was searched before is kept"
    for _ in Follower(ledger, Vectors()).follow_new():
        pass
    assert [p.verdict for p in proposals(ledger)] == ["kept", "broken"]


def test_two_followers_at_once_propose_each_thing_once(ledger: Ledger) -> None:
    fill(
        ledger, reading(PROMISE, "2023-02-14", promise=True), reading(KEPT, "2023-06-21"), reading(BROKEN, "2023-08-01")
    )

    def run() -> None:
        for _ in Follower(ledger, Vectors()).follow_new():
            pass

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(p.verdict for p in proposals(ledger)) == ["broken", "kept"]


CLOSED = ["kept", "broken", "withdrawn", "superseded"]


@pytest.mark.parametrize("life", CLOSED)
def test_a_promise_whose_life_is_over_is_not_followed(ledger: Ledger, life: str) -> None:
    fill(ledger, reading(PROMISE, "2023-02-14", promise=True), reading(KEPT, "2023-06-21"))
    with ledger.writing() as connection:
        connection.execute(sa.update(t.entries).where(t.entries.c.kind == "commitment").values(status=life))
    for _ in Follower(ledger, Vectors()).follow_new():
        pass
    assert proposals(ledger) == []


def test_what_a_document_tells_as_fulfilled_begins_as_kept(ledger: Ledger) -> None:
    fill(ledger, reading(PROMISE, "2023-02-14", promise=True, status="fulfilled"))
    assert status(ledger) == "kept"
