"""Counts for pages: what takes long to count is not counted anew for everybody who looks.

Counts are kept until the ledger changes. Those that took long are kept a while longer, a hundred times as long as they
took: so counting never takes more than a hundredth of a processor for each question, and what is shown is late by
seconds, at most. What is counted quickly, which is all that somebody narrows down, is always as the ledger stands.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.asking import CountBy, CountView, Filter, Kind, counts

QUICK = 0.05
"""Seconds of a processor up to which something is counted anew whenever the ledger has changed."""
SHARE = 100
MOST = 500
"""Questions whose answers are kept."""
Key = tuple[Kind | None, Filter, CountBy, str]
State = tuple[int, ...]


@dataclass(slots=True)
class _Kept:
    views: list[CountView]
    state: State
    took: float
    """Seconds of a processor."""
    at: float
    """Seconds of a clock that only goes on."""
    under_way: bool = False
    """Somebody counts anew; the others take what there is."""


class Counted:
    """The kept counts of one ledger."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._lock = Lock()

    def counts(self, ledger: Ledger, kind: Kind | None, filter: Filter, by: CountBy) -> list[CountView]:
        """As `asking.counts`."""
        key, state = (kind, filter, by, ledger.clock()[:10]), _state(ledger)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                fresh = kept.state == state or time.monotonic() - kept.at < kept.took * SHARE * (kept.took > QUICK)
                if fresh or (kept.under_way and kept.took > QUICK):
                    return kept.views
                kept.under_way = True
        try:
            # Of this thread alone: others at work must not make it look dear.
            began = time.thread_time()
            views = counts(ledger, kind, filter, by=by)
            took = time.thread_time() - began
        except BaseException:
            with self._lock:
                if kept is not None:
                    kept.under_way = False
            raise
        with self._lock:
            self._kept[key] = _Kept(views, state, took, time.monotonic())
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return views


_of_ledgers: WeakKeyDictionary[Ledger, Counted] = WeakKeyDictionary()
_making = Lock()


def counted(ledger: Ledger, kind: Kind | None, filter: Filter, *, by: CountBy = "month") -> list[CountView]:
    """As `asking.counts`, kept as said above; the list is not to be changed. Args and errors as there."""
    with _making:
        kept = _of_ledgers.setdefault(ledger, Counted())
    return kept.counts(ledger, kind, filter, by)


def _state(ledger: Ledger) -> State:
    """Numbers that are others once anything was read, decided or proposed."""
    columns = (t.readings.c.number, t.decisions.c.number, t.entries.c.number, t.proposals.c.number)
    with ledger.reading() as connection:
        row = connection.execute(sa.select(*(sa.select(sa.func.max(c)).scalar_subquery() for c in columns))).one()
    return tuple(number or 0 for number in row)
