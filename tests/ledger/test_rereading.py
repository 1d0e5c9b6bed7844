"""A newer reader takes the place of an older one: entries and people's decisions stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.made_readings import readings
from communique.ledger import Ledger, reviewing
from communique.ledger import tables as t
from communique.ledger.rereading import Reread, Rereading
from communique.ledger.writer import Writer
from communique.records import Reading
from tests.ledger.newer import newer
from tests.ledger.reviewing.asked import ids, people, row, rows, state
from tests.ledger.reviewing.test_taken_back import settle_everything

MADE = 24


@pytest.fixture
def fed(ledger: Ledger) -> Ledger:
    """A ledger as an older reader made it."""
    for _ in Writer(ledger, "old").write(readings(MADE)):
        pass
    return ledger


def reread(ledger: Ledger, to: str, read: Callable[[Reading], Reading], *, batch: int = 7, most: int = 99) -> Reread:
    """Read again what waits, at most some batches of it."""
    made = {r.document.id: r for r in readings(MADE)}
    again, total = Rereading(ledger, to), Reread()
    for _ in range(most):
        some = [read(made[d.id]) for d, _ in zip(again.documents(), range(batch), strict=False)]
        if not some:
            break
        total += again.replace(some)
    return total


def test_the_same_found_again_changes_nothing(fed: Ledger) -> None:
    before = state(fed)
    total = reread(fed, "new", lambda reading: reading)
    assert (total.documents, total.added, total.retired) == (MADE, 0, 0)
    after = state(fed)
    standing = [r for r in after.pop("readings") if r[-1]]
    assert len(standing) == MADE and {r[2] for r in standing} == {"new"}
    before.pop("readings")
    assert after == before


def test_what_is_found_again_keeps_its_entry(fed: Ledger) -> None:
    s = t.tellings.c
    before = {r.id: r for r in rows(fed, sa.select(t.tellings))}
    total = reread(fed, "new", newer)
    after = {r.id: r for r in rows(fed, sa.select(t.tellings))}
    assert total.added > 0 and total.retired > 0 and total.kept + total.retired == len(before)
    assert all(after[key].entry == old.entry for key, old in before.items()), "no telling moved"
    retyped = [r for r in after.values() if r.data.get("type") == "PROTEST"]
    assert len(retyped) == MADE and all(r.id in before for r in retyped), "a type put right is no new event"
    labels = rows(fed, sa.select(t.entries.c.label).join(t.tellings, s.entry == t.entries.c.number).where(
        s.number.in_([r.number for r in retyped])))  # fmt: skip
    assert ("PROTEST",) in labels
    gone = [r for r in after.values() if r.retired]
    assert len(gone) == total.retired
    hidden = {r.number: r.hidden for r in rows(fed, sa.select(t.entries))}
    standing = {r.entry for r in after.values() if not r.retired}
    assert all(hidden[r.entry] == (r.entry not in standing) for r in gone)


def test_it_is_as_if_computed_anew(fed: Ledger) -> None:
    things = [ids(fed, "event")[0], ids(fed, "commitment")[0], people(fed)[0], people(fed)[1]]
    reviewing.correct(fed, things[0], {"date": "2020-01-01"}, by="ann")
    reviewing.merge(fed, ids(fed, "commitment")[1], things[1], by="ann")
    reviewing.merge(fed, things[2], things[3], by="ann")
    reread(fed, "new", newer)
    after = state(fed)
    settle_everything(fed)
    assert state(fed) == after


@pytest.mark.parametrize("batch", [1, 5])
def test_broken_off_and_gone_on_with(fed: Ledger, batch: int) -> None:
    again = Rereading(fed, "new")
    assert again.waiting() == MADE
    first = reread(fed, "new", newer, batch=batch, most=3)
    assert again.waiting() == MADE - 3 * batch == MADE - first.documents
    rest = reread(fed, "new", newer, batch=batch)
    assert first.documents + rest.documents == MADE and again.waiting() == 0
    assert again.waiting(everything=True) == MADE


def test_decisions_stay_and_hold(fed: Ledger) -> None:
    first = next(readings(1))
    promise, event, said = (
        _entry_of(fed, first, record) for record in ("c1", "e2", "s2")
    )  # a commitment that is not found again, an event of another type, a statement that stays
    reviewing.confirm(fed, promise, by="ann")
    reviewing.correct(fed, event, {"type": "AID"}, by="ann")
    reviewing.reject(fed, said, by="bob", why="not said")
    before = [d for d, _ in reviewing.history(fed)]
    reread(fed, "new", newer)
    assert [d for d, _ in reviewing.history(fed)] == before
    kept = row(fed, promise)
    assert kept.review == "confirmed" and not kept.hidden, "nobody finds it now, but a person vouched for it"
    assert row(fed, event).label == "AID" and row(fed, event).data["quad"] == 2
    assert row(fed, said).hidden and row(fed, said).review == "rejected"
    reviewing.take_back(fed, before[1].number, by="ann")
    assert row(fed, event).label == "PROTEST", "without the correction it is as the newer reader has it"
    reviewing.take_back(fed, before[0].number, by="ann")
    assert row(fed, promise).hidden


def test_what_an_older_reader_found_comes_back(fed: Ledger) -> None:
    before = {r.id: r for r in rows(fed, sa.select(t.entries))}
    reread(fed, "new", newer)
    reread(fed, "third", lambda reading: reading)
    after = {r.id: r for r in rows(fed, sa.select(t.entries))}
    for key, old in before.items():
        assert after[key] == old
    assert all(after[key].hidden for key in after.keys() - before.keys())
    s = t.tellings.c
    assert rows(fed, sa.select(s.id).where(s.retired, s.entry.in_([r.number for r in before.values()]))) == []


def _entry_of(ledger: Ledger, reading: Reading, record: str) -> str:
    s = t.tellings.c
    query: Any = sa.select(t.entries.c.id).join(t.tellings, s.entry == t.entries.c.number)
    query = query.join(t.documents, t.documents.c.number == s.document)
    found: str = rows(ledger, query.where(t.documents.c.id == reading.document.id, s.record == record))[0].id
    return found
