"""Readings made up by a seeded generator, as many as wanted: for measuring the ledger, and for its tests.

Each document tells thirteen records of parties drawn from a world of states, bodies and persons, with the skew of news
(few are named often). A share of the documents are copies of earlier ones with another headline, and a share of the
records tell again what an earlier document told. Offsets hold. Document ``n`` is the same whatever was asked for
before it.

They come in no order of days, as when an archive is taken in whose files are not sorted, which is the hardest for a
ledger; or by the day, as news come.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from communique.records import (
    Amount,
    Commitment,
    Document,
    Due,
    Engagement,
    Entity,
    Event,
    Mention,
    Place,
    Reading,
    Span,
    Statement,
)

STATES = {
    "Kenya": "KEN", "Norway": "NOR", "Peru": "PER", "Japan": "JPN", "Jordan": "JOR", "Ghana": "GHA", "Poland": "POL",
    "Vietnam": "VNM", "Chile": "CHL",
    "Senegal": "SEN", "Egypt": "EGY", "France": "FRA", "India": "IND", "Turkey": "TUR",
    "Brazil": "BRA", "Canada": "CAN", "Nepal": "NPL", "Oman": "OMN", "Qatar": "QAT", "Mexico": "MEX",
}  # fmt: skip
BODIES = ("International Committee of the Red Cross", "World Food Programme", "African Union", "UNICEF", "Mercy Corps")
FIRST = "Amina Jonas Lucía Wei Tomasz Fatou Kofi Ingrid Nadia Pavel Rosa Samir Mei Oluwa Petra Hugo Lena Omar".split()
LAST = "Mwangi Berg Quispe Tanaka Haddad Mensah Nowak Nguyen Rojas Diop Farouk Moreau Rao Yilmaz Silva Thapa".split()
ENDS = "- a i o u an en in on un ar er or sen son man berg feld ova enko ski ez oy idze yan".split()
PLACES = (
    ("Nairobi", "KEN", -1.28, 36.82, 184745), ("Geneva", "CHE", 46.2, 6.15, 2660646),
    ("Doha", "QAT", 25.29, 51.53, 290030),
)  # fmt: skip
TYPES = (("CONSULT", "met with", "visit", 1, "042", 4.0), ("REQUEST", "appealed to", None, 3, "020", -3.0),
         ("ACCUSE", "accused", "disapprove", 3, "112", -2.0), ("AID", "gave food to", None, 2, "071", 7.0),
         ("SUPPORT", "praised", None, 1, "051", 3.5), ("THREATEN", "threatened", None, 3, "130", -4.4))  # fmt: skip
DEEDS = (
    "repair the road to the coast", "open two clinics in the north", "send wheat to the camps", "release the fishermen",
    "clear mines from the valley", "reopen the border post", "train five hundred nurses", "pay the district's teachers",
)  # fmt: skip
TOPICS = ("the harvest", "the water treaty", "fishing rights", "the ceasefire line", "school meals", "the power grid")
START = date(2015, 1, 1)
DAILY = 27.4
"""Documents of a day where they come by the day: 100,000 in ten years, as when they come in no order."""
LATE = 0.03
"""Share of those that come later, by up to ninety days: what is found in an outlet's archive."""
COPIES, AGAIN = 0.1, 0.2
"""Share of documents that are copies, and of records that tell an earlier one again."""
PEOPLE = 4000
RECORDS = 13
"""Of a document: with what is told again, 100,000 documents have more than a million entries."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One thing that happens in the made-up world, from which any document can tell it."""

    number: int
    one: int
    other: int
    day: date


def readings(count: int, *, first: int = 0, span_days: int = 3650, by_day: bool = False) -> Iterator[Reading]:
    """Documents ``first`` to ``first + count - 1``.

    Args:
        count: how many.
        first: number of the first one.
        span_days: days over which they are spread, in no order.
        by_day: they come in the order of their days instead, but for a few that come late.
    """
    for n in range(first, first + count):
        yield _reading(n, None if by_day else span_days)


def _rng(*parts: object) -> random.Random:
    return random.Random(hashlib.sha256(repr(parts).encode()).digest())


def _day(n: int, span_days: int | None) -> date:
    if span_days is not None:
        return START + timedelta(days=int((n * 0.618034 % 1) * span_days))
    late = _rng("late", n)
    behind = late.randrange(1, 90) if late.random() < LATE else 0
    return START + timedelta(days=max(0, int(n / DAILY) - behind))


def _reading(n: int, span_days: int | None) -> Reading:
    rng = _rng("document", n)
    if n > 20 and rng.random() < COPIES:
        twin = _reading(n - rng.randrange(1, 20), span_days)
        text = twin.document.text + f" Edition {n}."
        return Reading(
            _document(n, text, twin.document.published or ""), twin.entities, twin.events, twin.statements,
            twin.commitments, twin.engagements,
        )  # fmt: skip
    day = _day(n, span_days)
    things = [
        _thing(rng, n - rng.randrange(1, 50) if n > 60 and rng.random() < AGAIN else n, k, span_days)
        for k in range(RECORDS)
    ]
    return _told(n, things, day, rng)


def _thing(rng: random.Random, of: int, k: int, span_days: int | None) -> _Told:
    own = _rng("thing", of, k)
    day = _day(of, span_days)
    one = int(PEOPLE * own.random() ** 3)
    other = int(PEOPLE * own.random() ** 3) + PEOPLE
    return _Told(of * RECORDS + k, one, other, day - timedelta(days=own.randrange(0, 3)))


def _document(n: int, text: str, day: str) -> Document:
    return Document(
        hashlib.sha256(text.encode()).hexdigest()[:16], f"https://outlet{n % 37}.example/{n}", text,
        title=f"Report {n}", publisher=f"Outlet {n % 37}", language="en", published=day,
    )  # fmt: skip


def _party(number: int) -> tuple[str, str, str | None, str | None, tuple[str, ...]]:
    """(name, kind, country, title, sectors) of a party of the world; every third is a state, every tenth a body."""
    states = list(STATES)
    if number % 3 == 0:
        state = states[number // 3 % len(states)]
        return state, "state", STATES[state], None, ("GOV",)
    if number % 10 == 1:
        return BODIES[number // 10 % len(BODIES)], "organization", None, None, ("IGO",)
    rng = _rng("person", number)
    last = rng.choice(LAST) + rng.choice(ENDS).strip("-") + (rng.choice(ENDS).strip("-") if number % 2 else "")
    name = f"{rng.choice(FIRST)} {last}"
    return name, "person", STATES[states[number % len(states)]], "Minister", ("GOV",)


class _Text:
    """A text that grows, and where its parts are."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0

    def add(self, words: str) -> Span:
        self.parts.append(words)
        self.size += len(words)
        return Span(self.size - len(words), self.size)


def _told(n: int, things: list[_Told], day: date, rng: random.Random) -> Reading:
    text = _Text()
    ids: dict[str, str] = {}
    told: dict[str, tuple[str, str, str | None, str | None, tuple[str, ...]]] = {}
    mentions: dict[str, list[Mention]] = {}

    def name(number: int) -> tuple[str, Span]:
        party = _party(number)
        key = ids.setdefault(party[0], f"n{len(ids) + 1}")
        told[key] = party
        at = text.add(party[0])
        mentions.setdefault(key, []).append(Mention(at.start, at.end, "name"))
        return key, at

    events, statements, commitments, engagements = [], [], [], []
    for k, thing in enumerate(things):
        own = _rng("words", thing.number)
        place = Place(*own.choice(PLACES)) if own.random() < 0.6 else None
        start = text.size
        one, speaker = name(thing.one)
        when = thing.day.isoformat()
        sure = round(0.5 + 0.5 * rng.random(), 3)
        if k % 10 < 4:
            kind, verb, mode, quad, cameo, score = own.choice(TYPES)
            text.add(" ")
            trigger = text.add(verb)
            text.add(" ")
            other, _ = name(thing.other)
            text.add(f" over {own.choice(TOPICS)} ({own.randrange(10**6)}).")
            whole = Span(start, text.size)
            events.append(
                Event(f"e{len(events) + 1}", kind, mode, ("diplomatic",), quad, cameo, score, (one,), (other,),
                      "occurred", when, place, trigger, whole, sure)
            )  # fmt: skip
        elif k % 10 < 7:
            text.add(" ")
            cue = text.add("said")
            text.add(" that ")
            need = f"{own.choice(TOPICS)} would need {own.randrange(10**4)} workers"
            content = text.add(f"{need} and {own.choice(DEEDS)} in {own.choice(LAST)}")
            text.add(".")
            number = f"s{len(statements) + 1}"
            statements.append(Statement(number, "indirect", (one,), speaker, cue, (content,), (), sure))
        elif k % 10 < 9:
            action = f"{own.choice(DEEDS)} near {own.choice(LAST)} {own.randrange(10**4)}"
            text.add(" promised ")
            other, _ = name(thing.other)
            due = thing.day + timedelta(days=own.randrange(20, 400))
            text.add(f" to {action} by {due.isoformat()}.")
            amount = Amount(float(own.randrange(1, 90) * 10**5), "USD") if own.random() < 0.3 else None
            until = Due(None, due.isoformat(), f"by {due.isoformat()}")
            commitments.append(
                Commitment(f"c{len(commitments) + 1}", (one,), (other,), "promise", action, amount, until, None, "open",
                           None, Span(start, text.size), sure)
            )  # fmt: skip
        else:
            text.add(" and ")
            other, _ = name(thing.other)
            text.add(f" held talks on {own.choice(TOPICS)} on {when}.")
            engagements.append(
                Engagement(f"g{len(engagements) + 1}", "talks", (one, other), when, place, (), "occurred",
                           Span(start, text.size), sure)
            )  # fmt: skip
        text.add("\n\n" if k % 3 == 2 else " ")
    entities = tuple(
        Entity(key, party[0], party[1], party[3], None, party[2], party[4], tuple(mentions[key]))  # type: ignore[arg-type]
        for key, party in told.items()
    )
    return Reading(
        _document(n, "".join(text.parts), day.isoformat()), entities, tuple(events), tuple(statements),
        tuple(commitments), tuple(engagements),
    )  # fmt: skip
