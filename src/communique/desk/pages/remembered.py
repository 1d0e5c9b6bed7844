"""Counts that every reader of a page asks for: kept as long as the ledger stays as it is.

What took long to make, as counts of a very large ledger do, is kept for five minutes even where something was decided
or read in meanwhile: with several people at work it would be made anew for every page.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from communique.ledger import Ledger
from communique.ledger import tables as t

T = TypeVar("T")
MOST = 200
"""Answers that are kept of a ledger."""
LONG = 0.05
"""Seconds from which an answer took long: counts do from about a hundred thousand entries on."""
STALE = 300.0
"""Seconds for which such an answer is kept though the ledger has changed."""


@dataclass(slots=True)
class _Kept:
    state: tuple[int, ...]
    value: Any
    at: float
    took: float
    making: bool = False
    """Somebody is making it anew."""


_kept: WeakKeyDictionary[Ledger, OrderedDict[Hashable, _Kept]] = WeakKeyDictionary()
_turn = Lock()


def state_of(ledger: Ledger) -> tuple[int, ...]:
    """What is another one as soon as anything was read into the ledger, found, or decided."""
    growing = (t.documents, t.readings, t.decisions, t.proposals)
    with ledger.reading() as connection:
        query = sa.select(*(sa.select(sa.func.max(table.c.number)).scalar_subquery() for table in growing))
        return tuple(number or 0 for number in connection.execute(query).one())


def remembered(ledger: Ledger, key: Hashable, make: Callable[[], T], *, long: float = LONG) -> T:
    """An answer, as it was made before where nothing has changed since; the day counts as a change.

    Args:
        ledger: an open ledger.
        key: what is asked, with all that the answer depends on beside the ledger.
        make: makes the answer, which nobody may change.
        long: seconds from which it is kept for a while though the ledger has changed.
    """
    whole, state = (key, ledger.clock()[:10]), state_of(ledger)
    with _turn:
        kept = _kept.setdefault(ledger, OrderedDict())
        had = kept.get(whole)
        if had is not None:
            kept.move_to_end(whole)
            young = had.took >= long and (had.making or time.monotonic() - had.at < STALE)
            if had.state == state or young:
                return cast(T, had.value)
            had.making = True
    # A database in a file works in this thread, and only its own time counts: on a busy machine all would look long. A
    # server works elsewhere.
    clock = time.thread_time if ledger.on_sqlite else time.monotonic
    begun = clock()
    try:
        made = make()
    except BaseException:
        if had is not None:
            had.making = False
        raise
    took = clock() - begun
    with _turn:
        kept[whole] = _Kept(state, made, time.monotonic(), took)
        while len(kept) > MOST:
            kept.popitem(last=False)
    return made
