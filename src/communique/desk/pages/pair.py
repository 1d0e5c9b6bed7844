"""*Pair*: two parties, what they do to each other over time, their meetings, promises, and words about each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query, Request, Response

from communique.desk.asked import OfLedger
from communique.desk.pages.answering import answer
from communique.desk.pages.links import link, said
from communique.desk.pages.listing import listed
from communique.desk.pages.over_time import Question, counted, over_time
from communique.desk.pages.remembered import remembered
from communique.desk.pages.routers import router
from communique.desk.problems import wants_json
from communique.errors import LedgerError
from communique.ledger import Ledger
from communique.ledger.asking import Filter, Kind, entries, who
from communique.resolve import states
from communique.show.controls import harmless

NEWEST = 8
"""Entries of a list; all of them are a click away."""
PAIRS = 12
"""Pairs that are proposed where none is asked for."""
Word = Annotated[str, Query(max_length=300)]
Json = dict[str, Any]


@router.get("/pair")
def pair_page(
    request: Request,
    ledger: OfLedger,
    a: Word = "",
    b: Word = "",
    from_: Annotated[str, Query(alias="from", max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The page."""
    asked = {"a": said(a), "b": said(b), "from_": said(from_), "until": said(until)}
    data: Json = {"filter": asked, "fault": None, "pair": None, "proposed": []}
    if asked["a"] is None or asked["b"] is None:
        return answer(request, "pair.html", **data | {"proposed": _proposed(ledger)})
    try:
        # Here rather than as a page of an error: the form stays, with what was typed.
        return answer(request, "pair.html", **data | {"pair": _remembered(ledger, asked["a"], asked["b"], asked)})
    except LedgerError as error:
        if wants_json(request):
            raise
        return answer(request, "pair.html", 422, **data | {"fault": str(error)})


def _remembered(ledger: Ledger, a: str, b: str, asked: dict[str, str | None]) -> Json:
    # A dozen questions: of two states each of them takes a while.
    return remembered(ledger, ("pair", *asked.values()), lambda: _pair(ledger, a, b, asked))


def _pair(ledger: Ledger, a: str, b: str, asked: dict[str, str | None]) -> Json:
    days = {"from_": asked["from_"], "until": asked["until"]}
    within = Filter(from_=asked["from_"], until=asked["until"])
    one, other = _party(ledger, a), _party(ledger, b)
    there, back = replace(within, by=(a,), to=(b,)), replace(within, by=(b,), to=(a,))
    names = f"{one['name']} → {other['name']}", f"{other['name']} → {one['name']}"
    events = over_time(
        ledger,
        [
            Question(names[0], "series-1", "event", there, stack="there", intensity=True),
            Question(names[1], "series-2", "event", back, stack="back", intensity=True),
        ],
    )
    return {
        "one": one, "other": other, "events": events,
        "event_links": [link("/events", with_=[a, b], from_=first, until=last) for first, last in events["spans"]],
        "lists": [
            _listed(ledger, "Meetings", "engagement", replace(within, with_=(a, b)),
                    link("/engagements", with_=[a, b], **days)),
            _listed(ledger, f"Events: {names[0]}", "event", there, link("/events", by=a, to=b, **days)),
            _listed(ledger, f"Events: {names[1]}", "event", back, link("/events", by=b, to=a, **days)),
            _listed(ledger, f"Promises: {names[0]}", "commitment", there, link("/commitments", by=a, to=b, **days)),
            _listed(ledger, f"Promises: {names[1]}", "commitment", back, link("/commitments", by=b, to=a, **days)),
            _about(ledger, one, other, replace(within, by=(a,)), (b,), days),
            _about(ledger, other, one, replace(within, by=(b,)), (a,), days),
        ],
        "swapped": link("/pair", a=b, b=a, **days),
    }  # fmt: skip


def _party(ledger: Ledger, word: str) -> Json:
    """Who a word of the form means: a country with all its parties, or an entity."""
    if len(word) == 3 and word.isupper() and (name := states.name_of(word)) is not None:
        return {"name": name, "country": word, "id": None, "about": "everybody of this country", "said": name}
    found = who(ledger, word, limit=1)
    if not found:
        return {"name": harmless(word), "country": None, "id": None, "about": "", "said": word}
    one = found[0]
    about = ", ".join(part for part in (one.title, one.affiliation, one.country) if part)
    return {"name": harmless(one.name), "country": one.country, "id": one.id, "about": harmless(about or one.kind),
            "said": one.name}  # fmt: skip


def _listed(ledger: Ledger, title: str, kind: Kind, filter: Filter, all_: str) -> Json:
    today = ledger.clock()[:10]
    total = sum(view.number for view in counted(ledger, kind, filter, by="month"))
    some = entries(ledger, kind, replace(filter, limit=NEWEST))
    return {"title": title, "kind": kind, "total": total, "entries": [listed(e, today) for e in some], "all": all_}


def _about(
    ledger: Ledger, one: Json, other: Json, said_by: Filter, to: tuple[str, ...], days: dict[str, str | None]
) -> Json:
    """Statements to somebody, and those whose words name them; each once, the newest first."""
    words, today = '"' + str(other["said"]).replace('"', " ") + '"', ledger.clock()[:10]
    found = {
        e.id: e
        for asked in (replace(said_by, to=to), replace(said_by, text=words))
        for e in entries(ledger, "statement", replace(asked, limit=NEWEST))
    }
    newest = sorted(found.values(), key=lambda e: e.day or "", reverse=True)[:NEWEST]
    return {
        "title": f"{one['name']} about {other['name']}", "kind": "statement", "total": None,
        "entries": [listed(e, today) for e in newest],
        "all": link("/statements", by=said_by.by, text=words, **days),
    }  # fmt: skip


def _proposed(ledger: Ledger) -> list[Json]:
    """Pairs of countries between which most events are."""
    found = []
    for view in counted(ledger, "event", Filter(limit=PAIRS * 4), by="pair"):
        a, _, b = (view.key or "").partition(">")
        if a != b and states.name_of(a) is not None and states.name_of(b) is not None:
            found.append(
                {"a": states.name_of(a), "b": states.name_of(b), "number": view.number, "intensity": view.intensity,
                 "href": link("/pair", a=a, b=b)}
            )  # fmt: skip
    return found[:PAIRS]
