"""What is told of one thing is what all decisions say of it and its family; the others need not be read."""

from __future__ import annotations

import random

from communique.errors import NotThereError
from communique.ledger import Ledger, reviewing
from communique.ledger.reviewing import log
from communique.ledger.reviewing.shape import Shape
from tests.ledger.reviewing.asked import ids, people
from tests.ledger.reviewing.test_taken_back import ACTS, act


def test_the_history_of_a_thing_is_that_of_its_family(fed: Ledger) -> None:
    chosen = random.Random(3)
    things = [*people(fed)[:9], *ids(fed, "event")[:9], *ids(fed, "commitment")[:6]]
    for _ in range(150):
        # Few things, so that mergers and splits meet one another.
        one, other, more = chosen.randrange(24), chosen.randrange(24), chosen.randrange(9)
        act(fed, (chosen.choice(ACTS), one, other, more), things)
    with fed.reading() as connection:
        rows = log.decisions(connection)
    assert {row.what for row in rows} >= {"confirm", "correct", "reject", "merge", "take back"}
    gone, shape = log.taken_back(rows), Shape(rows)
    looked_at = 0
    for thing in {row.subject for row in rows} | {row.other for row in rows if row.other is not None}:
        family = shape.family([thing])
        wanted = [(row, row.number not in gone) for row in rows if row.subject in family or row.other in family]
        try:
            assert reviewing.history(fed, thing) == wanted, thing
        except NotThereError:
            continue  # made by a split that was taken back
        looked_at += 1
    assert looked_at > 10
