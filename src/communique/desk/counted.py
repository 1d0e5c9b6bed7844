"""Answers for pages: what takes long to count is not counted anew for everybody who looks.

Answers are kept until the ledger changes. Those that took long are kept a while longer, a hundred times as long as they
took: so counting never takes more than a hundredth of a processor for each question, and what is shown is late by
seconds, at most. What is counted quickly, which is all that somebody narrows down, is always as the ledger stands.
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
from communique.ledger.asking import CountBy, CountView, Filter, Kind, counts

QUICK = 0.05
"""Seconds of a processor up to which something is counted anew whenever the ledger has changed."""
SHARE = 100
MOST = 500
"""Questions whose answers are kept."""
Answer = TypeVar("Answer")
State = tuple[int, ...]


@dataclass(slots=True)
class _Kept:
    answer: Any
    state: State
    took: float
    """Seconds of a processor."""
    at: float
    """Seconds of a clock that only goes on."""
    under_way: bool = False
    """Somebody counts anew; the others take what there is."""


class Kept:
    """The kept answers of one ledger."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = Lock()

    def answer(self, ledger: Ledger, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question; see `kept`."""
        key, state = (question, ledger.clock()[:10]), _state(ledger)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                fresh = kept.state == state or time.monotonic() - kept.at < kept.took * SHARE * (kept.took > QUICK)
                if fresh or (kept.under_way and kept.took > QUICK):
                    return cast(Answer, kept.answer)
                kept.under_way = True
        try:
            # Of this thread alone: others at work must not make it look dear.
            began = time.thread_time()
            answer = ask()
            took = time.thread_time() - began
        except BaseException:
            with self._lock:
                if kept is not None:
                    kept.under_way = False
            raise
        with self._lock:
            self._kept[key] = _Kept(answer, state, took, time.monotonic())
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return answer


_of_ledgers: WeakKeyDictionary[Ledger, Kept] = WeakKeyDictionary()
_making = Lock()


def kept(ledger: Ledger, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """An answer of a ledger, kept as said above.

    Args:
        ledger: an open ledger.
        question: what tells this question from all others.
        ask: asks it; what it gives is handed to others, too, and is not to be changed.
    """
    with _making:
        of_ledger = _of_ledgers.setdefault(ledger, Kept())
    return of_ledger.answer(ledger, question, ask)


def counted(ledger: Ledger, kind: Kind | None, filter: Filter, *, by: CountBy = "month") -> list[CountView]:
    """As `asking.counts`, kept. Args and errors as there."""
    return kept(ledger, ("counts", kind, filter, by), lambda: counts(ledger, kind, filter, by=by))


def _state(ledger: Ledger) -> State:
    """Numbers that are others once anything was read, decided or proposed."""
    columns = (t.readings.c.number, t.decisions.c.number, t.entries.c.number, t.proposals.c.number)
    with ledger.reading() as connection:
        row = connection.execute(sa.select(*(sa.select(sa.func.max(c)).scalar_subquery() for c in columns))).one()
    return tuple(number or 0 for number in row)
