"""A verdict sets the status, stays on record, and can be taken back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from communique.errors import LedgerError
from communique.following import Follower, decide_proposal, due, is_overdue, life, take_back
from communique.ledger import Ledger
from communique.ledger import tables as t
from tests.following.made import BROKEN, KEPT, PROMISE, Vectors, fill, proposals, reading, status


@pytest.fixture
def followed(ledger: Ledger) -> Ledger:
    """A ledger with one promise and two proposals, kept of June and broken of August."""
    fill(
        ledger, reading(PROMISE, "2023-02-14", promise=True), reading(KEPT, "2023-06-21"), reading(BROKEN, "2023-08-01")
    )
    for _ in Follower(ledger, Vectors()).follow_new():
        pass
    return ledger


def test_confirming_sets_the_status_and_taking_back_restores_it(followed: Ledger) -> None:
    kept = proposals(followed)[0].id
    row = decide_proposal(followed, kept[:8], "confirmed", "A. Berg", "seen in the port")
    assert status(followed) == "kept"
    assert (row.what, row.subject, row.before, row.after) == (
        "verdict", kept, {"state": "open", "status": "open"}, {"state": "confirmed", "status": "kept"},
    )  # fmt: skip
    back = take_back(followed, row.number, "C. Diop")
    assert (status(followed), proposals(followed)[0].state) == ("open", "open")
    take_back(followed, back.number, "A. Berg")
    assert (status(followed), proposals(followed)[0].state) == ("kept", "confirmed")
    with followed.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.decisions)).scalar() == 3, (
            "rows are only added"
        )


def test_the_latest_evidence_counts_in_whatever_order_it_is_confirmed(followed: Ledger) -> None:
    kept, broken = (one.id for one in proposals(followed))
    decide_proposal(followed, broken, "confirmed", "A. Berg")
    decide_proposal(followed, kept, "confirmed", "A. Berg")
    assert status(followed) == "broken"


def test_rejecting_changes_no_status_and_can_be_decided_anew(followed: Ledger) -> None:
    kept = proposals(followed)[0].id
    decide_proposal(followed, kept, "rejected", "A. Berg")
    assert (status(followed), proposals(followed)[0].state) == ("open", "rejected")
    second = decide_proposal(followed, kept, "confirmed", "A. Berg")
    assert status(followed) == "kept"
    take_back(followed, second.number, "A. Berg")
    assert (status(followed), proposals(followed)[0].state) == ("open", "rejected"), "the first verdict stands again"


def test_what_cannot_be_decided_is_told_in_a_sentence(followed: Ledger) -> None:
    kept = proposals(followed)[0].id
    with pytest.raises(LedgerError, match="there is no proposal 'pffff'"):
        decide_proposal(followed, "pffff", "confirmed", "A. Berg")
    with pytest.raises(LedgerError, match="beginning of several ids"):
        decide_proposal(followed, "p", "confirmed", "A. Berg")
    with pytest.raises(LedgerError, match="give it with --by NAME"):
        decide_proposal(followed, kept, "confirmed", " ")
    row = decide_proposal(followed, kept, "confirmed", "A. Berg")
    with pytest.raises(LedgerError, match="is confirmed already"):
        decide_proposal(followed, kept, "confirmed", "A. Berg")
    take_back(followed, row.number, "A. Berg")
    with pytest.raises(LedgerError, match="was taken back already"):
        take_back(followed, row.number, "A. Berg")
    with pytest.raises(LedgerError, match="there is no decision 99"):
        take_back(followed, 99, "A. Berg")
    assert status(followed) == "open", "nothing of what failed was kept"


OVERDUE = [
    ("open", "2023-06-30", "2023-06-30", False, "on its last day it can still be kept"),
    ("open", "2023-06-30", "2023-07-01", True, "the day after"),
    ("open", None, "2023-07-01", False, "no last day was told"),
    ("kept", "2023-06-30", "2023-07-01", False, "a verdict was confirmed"),
    ("partly kept", "2023-06-30", "2023-07-01", False, "a verdict was confirmed"),
]


@pytest.mark.parametrize(("life_", "due_to", "today", "late", "why"), OVERDUE)
def test_overdue(life_: str, due_to: str | None, today: str, late: bool, why: str) -> None:
    assert is_overdue(life_, due_to, today) is late, why


def test_life_shows_what_was_made_found_and_decided(followed: Ledger) -> None:
    row = decide_proposal(followed, proposals(followed)[0].id, "confirmed", "A. Berg")
    take_back(followed, row.number, "A. Berg")
    with followed.reading() as connection:
        id_ = connection.execute(sa.select(t.entries.c.id).where(t.entries.c.kind == "commitment")).scalars().first()
    found = life(followed, id_, "2023-09-01")
    assert found.overdue
    assert [one.verdict for one in found.proposals] == ["kept", "broken"]
    assert [stands for _, stands in found.decisions] == [False, True]
    assert [entry.due_to for entry in due(followed, until="2023-06-30")] == ["2023-06-30"]
    assert due(followed, until="2023-06-29") == []
