"""*Entity*: who somebody is, what they did and said over time, whom they meet; merged with another, and taken back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from communique.desk import deciding
from communique.desk.asked import OfLedger, Reviewer
from communique.desk.deciding import Decide
from communique.desk.pages.answering import answer
from communique.desk.pages.links import link, said
from communique.desk.pages.listing import listed
from communique.desk.pages.over_time import Question, counted, over_time
from communique.desk.pages.remembered import remembered
from communique.desk.pages.routers import router
from communique.desk.people import Person
from communique.errors import DeskError
from communique.ledger import Ledger, reviewing
from communique.ledger.asking import KINDS, Filter, Kind, entity_to_dict, entries
from communique.ledger.asking.company import CompanyView, company
from communique.ledger.asking.people import EntityView
from communique.ledger.asking.portrait import PortraitView, portrait
from communique.ledger.reviewing import Decision
from communique.show.controls import harmless

NEWEST = 5
"""Entries of each kind that the page shows; all of them are a click away."""
SAID = 40
"""Statements on a topic that are shown in the order in which they were made."""
NAMES: dict[Kind, str] = {
    "engagement": "Meetings", "statement": "Statements", "event": "Events", "commitment": "Promises",
}  # fmt: skip
Word = Annotated[str, Query(max_length=300)]
Field = Annotated[str, Form(max_length=1_000)]


@router.get("/entities/{id}")
def entity_page(request: Request, ledger: OfLedger, id: str, topic: Word = "", done: Word = "") -> Response:
    """The page."""
    # Its entries are counted below, where counts are remembered.
    found = portrait(ledger, id, with_counts=False)
    one, today = found.entity, ledger.clock()[:10]
    latest = {
        kind: [listed(e, today) for e in entries(ledger, kind, Filter(with_=(one.id,), limit=NEWEST))] for kind in KINDS
    }
    activity = over_time(ledger, [Question(NAMES[k], k, k, Filter(with_=(one.id,))) for k in KINDS])
    return answer(
        request, "entity.html",
        entity=_who(found) | {"entries": _entries(ledger, one.id)},
        offices=[asdict(o) for o in found.offices], merged=[asdict(m) for m in found.merged],
        doubts=[asdict(d) for d in found.doubts], came_from=found.came_from, activity=activity,
        activity_links=_links(one.id, activity), latest=latest,
        more={kind: link(f"/{kind}s", with_=one.id) for kind in KINDS},
        company=_network(one, remembered(ledger, ("company", one.number), lambda: company(ledger, one.number))),
        topic=_topic(ledger, one.id, topic, today) if said(topic) is not None else None,
        history=_history(ledger, one.id), done=_done(done),
    )  # fmt: skip


@router.post("/entities/{id}/merge")
def merge(ledger: OfLedger, person: Reviewer, id: str, other: Field = "", why: Field = "") -> Response:
    """Say that another entity is this one."""
    if said(other) is None:
        raise DeskError("type a name and choose one of those that are offered; nothing was merged.")
    made = _decided(ledger, person, Decide("merge", id, others=(other,), why=said(why)))
    return _back(made.subject, f"merged-{made.number}")


@router.post("/entities/{id}/apart")
def apart(ledger: OfLedger, person: Reviewer, id: str, other: Field, why: Field = "") -> Response:
    """Say that another entity is not this one."""
    made = _decided(ledger, person, Decide("apart", id, others=(other,), why=said(why)))
    return _back(id, f"decided-{made.number}")


@router.post("/entities/{id}/judge")
def judge(
    ledger: OfLedger, person: Reviewer, id: str, verdict: Annotated[Literal["confirm", "reject"], Form()],
    why: Field = "",
) -> Response:  # fmt: skip
    """Say that an entity is right as it is shown, or that it is nobody."""
    made = _decided(ledger, person, Decide(verdict, id, why=said(why)))
    return _back(id, f"decided-{made.number}")


@router.post("/entities/{id}/correct")
def correct(
    ledger: OfLedger, person: Reviewer, id: str, name: Field = "", title: Field = "", country: Field = "",
    why: Field = "",
) -> Response:  # fmt: skip
    """Put an entity's name, title or country right; only what differs from what is shown is a correction."""
    shown = portrait(ledger, id).entity
    told = {"name": said(name) or shown.name, "title": said(title), "country": said(country)}
    fields = {key: value for key, value in told.items() if value != getattr(shown, key)}
    if not fields:
        return _back(id, "nothing")
    made = _decided(ledger, person, Decide("correct", id, fields=fields, why=said(why)))
    return _back(id, f"decided-{made.number}")


@router.post("/entities/{id}/take-back")
def take_back(ledger: OfLedger, person: Reviewer, id: str, decision: Annotated[int, Form(ge=1, lt=2**31)]) -> Response:
    """Take a decision about an entity back."""
    made = deciding.take_back(ledger, decision, by=person.name)
    return _back(id, f"back-{made.number}")


def _decided(ledger: Ledger, person: Person, asked: Decide) -> Decision:
    return deciding.decide(ledger, asked, by=person.name)[0]


def _back(id: str, done: str) -> Response:
    # A page that is loaded again after a form must not send the form again.
    return RedirectResponse(link(f"/entities/{id}", done=done), 303)


def _done(done: str) -> dict[str, Any] | None:
    """What was just done, as the address after a decision tells it."""
    what, _, number = done.partition("-")
    words = {
        "merged": "Both are one from now on.", "decided": "Decided.", "back": "The decision is taken back.",
        "nothing": "Nothing was changed: what you gave is what is shown.",
    }  # fmt: skip
    if what not in words:
        return None
    return {"words": words[what], "decision": int(number) if number.isascii() and number.isdecimal() else None}


def _who(found: PortraitView) -> dict[str, Any]:
    return entity_to_dict(found.entity) | {"review": found.review, "affiliation_id": found.affiliation_id}


def _entries(ledger: Ledger, id: str) -> dict[str, int]:
    """How many entries of each kind there are, as the lists have them."""
    found = {kind: sum(v.number for v in counted(ledger, kind, Filter(with_=(id,)))) for kind in KINDS}
    return {kind: number for kind, number in found.items() if number}


def _links(id: str, activity: dict[str, Any]) -> list[str]:
    return [link("/timeline", with_=id, from_=first, until=last) for first, last in activity["spans"]]


def _network(one: EntityView, found: CompanyView) -> dict[str, Any]:
    """Whom an entity meets, as values of a chart."""
    nodes: list[dict[str, Any]] = [
        {"id": one.id, "name": harmless(one.name), "kind": one.kind, "number": found.entries, "centre": True,
         "about": f"{found.entries} meetings", "href": None, "country": one.country, "last_day": one.last_day}
    ]  # fmt: skip
    ties = []
    for other in found.companions:
        about = f"{other.together} meeting{'' if other.together == 1 else 's'} together"
        nodes.append(
            {"id": other.id, "name": harmless(other.name), "kind": other.kind, "number": other.together,
             "centre": False, "about": about, "href": link("/pair", a=one.id, b=other.id), "country": other.country,
             "last_day": other.last_day}
        )  # fmt: skip
        ties.append({"one": one.id, "other": other.id, "number": other.together, "about": about})
    ties += [
        {"one": a, "other": b, "number": number, "about": f"{number} of these meetings together"}
        for a, b, number in found.ties
    ]
    return {"kind": "company", "nodes": nodes, "ties": ties, "entries": found.entries, "others": found.others}


def _topic(ledger: Ledger, id: str, topic: str, today: str) -> dict[str, Any]:
    """How an entity's statements with some words go over time: the first of them first."""
    asked = Filter(by=(id,), text=topic, sort="oldest", limit=SAID)
    counted = Filter(by=(id,), text=topic)
    chart = over_time(ledger, [Question("Statements", "statement", "statement", counted)])
    return {
        "words": topic.strip(), "chart": chart,
        "links": [link("/statements", by=id, text=topic, from_=first, until=last) for first, last in chart["spans"]],
        "statements": [listed(e, today) for e in entries(ledger, "statement", asked)],
        "all": link("/statements", by=id, text=topic),
    }  # fmt: skip


def _history(ledger: Ledger, id: str) -> list[dict[str, Any]]:
    """Decisions about an entity and what was merged into it, the newest first."""
    rows = reviewing.history(ledger, id)
    return [
        {"number": row.number, "what": row.what, "subject": row.subject, "other": row.other, "by": row.by, "at": row.at,
         "why": row.why, "takes_back": row.takes_back, "stands": stands}
        for row, stands in reversed(rows)
    ]  # fmt: skip
