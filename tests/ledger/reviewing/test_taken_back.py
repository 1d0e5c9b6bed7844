"""Whatever is decided and taken back, in any order: all taken back is the very ledger from before."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.made_readings import readings
from communique.errors import LedgerError
from communique.ledger import Ledger, open_ledger, reviewing
from communique.ledger import tables as t
from communique.ledger.reviewing.settle import settle
from communique.ledger.writer import Writer
from tests.ledger.reviewing.asked import appearances, ids, people, state, tellings

Act = tuple[str, int, int, int]
ACTS = ("confirm", "correct", "reject", "merge", "split", "undo")
CORRECTIONS: dict[str, list[dict[str, object]]] = {
    "g": [{"date": "2020-02-03", "kind": "visit"}, {"place": {"name": "Oslo", "country": "NOR"}}, {"participants": []},
          {"evidence": {"start": 0, "end": 7}}],
    "s": [{"content": [{"start": 1, "end": 9}]}, {"kind": "direct"}],
    "e": [{"type": "ASSAULT", "mode": "drone"}, {"date": None}, {"status": "planned"}, {"type": "AID"}],
    "c": [{"due": {"from": None, "to": "2030-01-01"}}, {"status": "kept"}, {"force": "offer", "amount": None}],
    "n": [{"name": "Zoë Q. Adeyemi"}, {"country": "CHE"}, {"country": None, "sectors": ["NGO"]}, {"title": "President"}],
}  # fmt: skip


def act(ledger: Ledger, deed: Act, things: list[str]) -> None:
    """One decision about some things; what cannot be decided is passed over, as it is refused."""
    what, first, second, third = deed
    every = [one for one in things if one[0] == things[first % len(things)][0]]
    subject, other = every[first % len(every)], every[second % len(every)]
    try:
        if what == "correct":
            fields = CORRECTIONS[subject[0]][third % len(CORRECTIONS[subject[0]])]
            if third % 5 == 0 and subject[0] != "s" and subject[0] != "n":
                party = {"g": "participants", "e": "actor", "c": "committer"}[subject[0]]
                fields = {party: [one for one in things if one[0] == "n"][second % 3 :][:2]}
            reviewing.correct(ledger, subject, fields, by="ann")
        elif what == "merge":
            reviewing.merge(ledger, subject, other, by="ann")
        elif what == "split":
            parts = appearances(ledger, subject) if subject[0] == "n" else tellings(ledger, subject)
            made = reviewing.split(ledger, subject, parts[:: 2 + third % 2], by="ann").other
            assert made is not None
            things.append(made)
        elif what == "undo":
            decisions = reviewing.history(ledger)
            if decisions:
                reviewing.take_back(ledger, decisions[first % len(decisions)][0].number, by="bob")
        else:
            (reviewing.confirm if what == "confirm" else reviewing.reject)(ledger, subject, by="ann")
    except LedgerError:
        pass


def take_all_back(ledger: Ledger, seed: int) -> None:
    """Take back all that stands, in a random order, until nothing but taking back stands."""
    order = random.Random(seed)
    while left := [d for d, stands in reviewing.history(ledger) if stands and d.what in reviewing.log.REVIEWS]:
        reviewing.take_back(ledger, order.choice(left).number, by="ann")


def things_of(ledger: Ledger) -> list[str]:
    """A few things of each kind, those with several tellings or appearances first."""
    found = [one for kind in ("event", "statement", "commitment", "engagement") for one in
             dict.fromkeys([*ids(ledger, kind, tellings=2)[:3], *ids(ledger, kind)[:3]])]  # fmt: skip
    return found + people(ledger)[:4] + people(ledger, "state")[:3]


def check(ledger: Ledger, acts: list[Act], seed: int) -> None:
    """The promise of this file."""
    before, things = state(ledger), things_of(ledger)
    for one in acts:
        act(ledger, one, things)
    take_all_back(ledger, seed)
    after = state(ledger)
    for table, kept in before.items():
        assert after[table] == kept, table


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger to be copied."""
    path = tmp_path_factory.mktemp("made") / "made.db"
    with open_ledger(path) as ledger:
        for _ in Writer(ledger, "made").write(readings(90)):
            pass
    return path


numbers = st.integers(0, 30)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), numbers, numbers, numbers), max_size=12), seed=numbers)
def test_all_taken_back_is_the_ledger_from_before(made: Path, acts: list[Act], seed: int) -> None:
    copy = made.with_name("copy.db")
    for path in made.parent.glob("copy.db*"):
        path.unlink()
    shutil.copy(made, copy)
    with open_ledger(copy) as ledger:
        check(ledger, acts, seed)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), numbers, numbers, numbers), min_size=4, max_size=12), cut=numbers)
def test_documents_that_come_later_fit_in(made: Path, acts: list[Act], cut: int) -> None:
    """What the writer adds to what people decided about is what would be computed of everything anew."""
    copy = made.with_name("copy.db")
    for path in made.parent.glob("copy.db*"):
        path.unlink()
    shutil.copy(made, copy)
    with open_ledger(copy) as ledger:
        things = things_of(ledger)
        for one in acts:
            act(ledger, one, things)
        for _ in Writer(ledger, "made").write(readings(40, first=90), batch=1 + cut):
            pass
        before = state(ledger)
        settle_everything(ledger)
        after = state(ledger)
        for table, kept in before.items():
            assert after[table] == kept, table


def settle_everything(ledger: Ledger) -> None:
    """Compute the whole ledger anew."""
    with ledger.writing() as connection:
        for table in (t.entities, t.entries):
            settle(connection, connection.scalars(sa.select(table.c.id)).all())


FIXED: dict[str, list[Act]] = {
    "mergers of mergers": [("merge", 0, 1, 0), ("merge", 2, 0, 0), ("correct", 2, 0, 1), ("undo", 0, 0, 0)],
    "a split of what was merged": [("merge", 20, 21, 0), ("split", 20, 0, 0), ("merge", 20, 23, 0), ("undo", 0, 0, 0)],
    "people rejected, merged and split": [("reject", 24, 0, 0), ("merge", 25, 24, 0), ("correct", 25, 0, 1), ("split", 25, 0, 1)],
    "a taking back taken back": [("reject", 4, 0, 0), ("undo", 0, 0, 0), ("undo", 1, 0, 0), ("correct", 4, 0, 0)],
}  # fmt: skip


@pytest.mark.parametrize("name", FIXED)
def test_on_both_databases(fed: Ledger, name: str) -> None:
    check(fed, FIXED[name], 7)
