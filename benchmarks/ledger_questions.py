"""The questions that a ledger of made-up readings is asked, with other arguments each time."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from benchmarks.made_readings import BODIES, STATES, TYPES
from communique.ledger import Ledger, asking
from communique.ledger import tables as t
from communique.ledger.asking import Filter, Kind

PAGE = 50
"""Entries of an answer, as a table shows them."""
LIMIT = 100.0
"""Milliseconds of the 95th percentile that a question may take."""
COMMON = ("harvest", "workers", "fishing rights", '"school meals"', "nurs*", "clinics", "ceasefire", "border post")
RARE = ("{number}", "Mwangi {number}", "Haddad {number}", "{number} workers")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What questions are varied by."""

    rng: random.Random
    names: list[str]
    """Of persons, each in at least some documents."""
    ids: list[str]
    """Of entries."""
    entities: list[str]
    """Ids of entities."""

    @property
    def code(self) -> str:
        """A country."""
        return self.rng.choice(list(STATES.values()))

    @property
    def two(self) -> tuple[str, str]:
        """Two parties: countries, persons, bodies."""
        one, other = self.rng.sample([self.code, self.rng.choice(self.names), self.rng.choice(BODIES), self.code], 2)
        return (one, other)

    def days(self, longest: int = 900) -> tuple[str, str]:
        """A first and a last day."""
        first = date(2015, 1, 1) + timedelta(days=self.rng.randrange(3650 - longest))
        return first.isoformat(), (first + timedelta(days=self.rng.randrange(7, longest))).isoformat()

    def words(self) -> str:
        """Words that many entries have, or few."""
        return self.rng.choice(COMMON + RARE).format(number=self.rng.randrange(10**4))


Question = Callable[[Ledger, Arguments], int]


def _list(kind: Kind | None, make: Callable[[Arguments], Filter]) -> Question:
    return lambda ledger, a: sum(1 for _ in asking.entries(ledger, kind, make(a)))


def _count(kind: Kind | None, make: Callable[[Arguments], Filter], by: asking.CountBy) -> Question:
    return lambda ledger, a: len(asking.counts(ledger, kind, make(a), by=by))


def _between(a: Arguments, **more: object) -> Filter:
    first, last = a.days()
    return Filter(from_=first, until=last, limit=PAGE, **more)  # type: ignore[arg-type]


QUESTIONS: dict[str, Question] = {
    "search words": _list(None, lambda a: Filter(text=a.words(), limit=PAGE)),
    "search words, by a country": _list(None, lambda a: Filter(text=a.words(), by=(a.code,), limit=PAGE)),
    "search documents": lambda ledger, a: sum(1 for _ in asking.documents(ledger, a.words(), Filter(limit=PAGE))),
    "who, full name": lambda ledger, a: len(asking.who(ledger, a.rng.choice(a.names))),
    "who, part of a name": lambda ledger, a: len(asking.who(ledger, a.rng.choice(a.names).split()[-1][:4] + "*")),
    "engagements, newest": _list("engagement", lambda a: Filter(limit=PAGE)),
    "engagements with a person": _list("engagement", lambda a: Filter(with_=(a.rng.choice(a.names),), limit=PAGE)),
    "engagements in a place and time": _list("engagement", lambda a: _between(a, place=("geneva",))),
    "statements by a person": _list("statement", lambda a: Filter(by=(a.rng.choice(a.names),), limit=PAGE)),
    "statements with words": _list("statement", lambda a: Filter(text=a.words(), limit=PAGE)),
    "statements by a country in a time": _list("statement", lambda a: _between(a, by=(a.code,))),
    "events by a country": _list("event", lambda a: Filter(by=(a.code,), limit=PAGE)),
    "events by a country to another": _list("event", lambda a: Filter(by=(a.code,), to=(a.code,), limit=PAGE)),
    "events of a type in a country and time": _list(
        "event", lambda a: _between(a, type=(a.rng.choice(TYPES)[0],), country=("KEN",))
    ),
    "events of an outlet": _list("event", lambda a: Filter(outlet=(f"Outlet {a.rng.randrange(37)}",), limit=PAGE)),
    "events of a sector, by a country": _list("event", lambda a: Filter(sector=("IGO",), by=(a.code,), limit=PAGE)),
    "events, surest": _list("event", lambda a: _between(a, sort="confidence")),
    "events, most intense": _list("event", lambda a: _between(a, sort="intensity")),
    "events, not reviewed, sure": _list("event", lambda a: Filter(review=("none",), min_confidence=0.98, limit=PAGE)),
    "commitments, open, due before, by": _list(
        "commitment", lambda a: Filter(by=(a.code,), status=("open",), due_before=a.days()[1], limit=PAGE)
    ),
    "commitments, overdue": _list("commitment", lambda a: Filter(status=("overdue",), sort="due", limit=PAGE)),
    "commitments, due in a time, sorted": _list(
        "commitment", lambda a: Filter(due_after=(d := a.days())[0], due_before=d[1], sort="due", limit=PAGE)
    ),
    "timeline of a person": _list(None, lambda a: Filter(with_=(a.rng.choice(a.names),), sort="oldest", limit=PAGE)),
    "timeline of a country": _list(None, lambda a: Filter(with_=(a.code,), sort="oldest", limit=PAGE)),
    "timeline of an entity's id": _list(None, lambda a: Filter(with_=(a.rng.choice(a.entities),), limit=PAGE)),
    "pair": _list(None, lambda a: Filter(with_=a.two, limit=PAGE)),
    "open an entry": lambda ledger, a: len(asking.opened(ledger, a.rng.choice(a.ids)).tellings),
    "count all events by month": _count("event", lambda a: Filter(), "month"),
    "count all events by week": _count("event", lambda a: Filter(), "week"),
    "count all events by type": _count("event", lambda a: Filter(), "type"),
    "count all events by pair": _count("event", lambda a: Filter(), "pair"),
    "count all events by country": _count("event", lambda a: Filter(), "country"),
    "count a time's events by type": _count("event", _between, "type"),
    "count a country's events by month": _count("event", lambda a: Filter(by=(a.code,)), "month"),
    "count a country's events by pair": _count("event", lambda a: Filter(by=(a.code,)), "pair"),
    "count a person's entries by month": _count(None, lambda a: Filter(with_=(a.rng.choice(a.names),)), "month"),
    "count a type's events by pair": _count("event", lambda a: Filter(type=(a.rng.choice(TYPES)[0],)), "pair"),
    "count events with words by year": _count("event", lambda a: Filter(text=a.words()), "year"),
}


def measure(ledger: Ledger, times: int, only: str = "") -> None:
    """Ask each question many times and print how long it takes."""
    arguments = _arguments(ledger)
    slow = 0
    print(f"{'question':<42} {'p50':>7} {'p95':>7} {'most':>7} {'p50':>7}")
    print(f"{'':<42} {'ms of CPU time':^23} {'elapsed':>7}  entries or groups")
    for name, question in QUESTIONS.items():
        if not name.startswith(only):
            continue
        arguments.rng.seed(name)
        taken, walls, sizes = [], [], []
        for n in range(times + 1):
            wall, start = time.perf_counter(), time.process_time()
            size = question(ledger, arguments)
            spent, waited = time.process_time() - start, time.perf_counter() - wall
            if n > 0:  # the first one of a kind loads code
                taken.append(spent * 1000)
                walls.append(waited * 1000)
                sizes.append(size)
        p95 = statistics.quantiles(taken, n=20, method="inclusive")[-1]
        slow += p95 > LIMIT
        mark = " slow" if p95 > LIMIT else ""
        middle = f"{statistics.median(taken):7.1f} {p95:7.1f} {max(taken):7.1f} {statistics.median(walls):7.1f}"
        print(f"{name:<42} {middle}  {statistics.median(sizes):.0f}{mark}", flush=True)
    print(f"{slow} questions above {LIMIT:.0f} ms at the 95th percentile")


def _arguments(ledger: Ledger) -> Arguments:
    rng = random.Random(7)
    with ledger.reading() as connection:
        people = sa.select(t.entities.c.name, t.entities.c.id).where(t.entities.c.kind == "person")
        some = connection.execute(people.order_by(t.entities.c.appearances.desc()).limit(3000)).all()
        highest = connection.scalar(sa.select(sa.func.max(t.entries.c.number))) or 1
        picked = [rng.randrange(1, highest + 1) for _ in range(300)]
        ids = list(connection.scalars(sa.select(t.entries.c.id).where(t.entries.c.number.in_(picked))))
        told = connection.execute(sa.select(t.entries.c.kind, sa.func.count()).group_by(t.entries.c.kind)).all()
        documents = connection.scalar(sa.select(sa.func.count()).select_from(t.documents))
        entities = connection.scalar(sa.select(sa.func.count()).select_from(t.entities))
        tellings = connection.scalar(sa.select(sa.func.count()).select_from(t.tellings))
    print(f"{documents:,} documents, {tellings:,} tellings of {sum(n for _, n in told):,} entries "
          f"({', '.join(f'{n:,} {kind}s' for kind, n in _sorted(told))}), {entities:,} entities")  # fmt: skip
    return Arguments(rng, [row.name for row in some], ids, [row.id for row in some])


def _sorted(rows: object) -> Iterator[tuple[str, int]]:
    yield from sorted((kind, n) for kind, n in rows)  # type: ignore[attr-defined]
