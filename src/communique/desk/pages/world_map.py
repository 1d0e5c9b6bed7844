"""*Map*: where events and meetings happened."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query, Request, Response

from communique.desk.asked import OfLedger
from communique.desk.pages.answering import answer
from communique.desk.pages.frame import static
from communique.desk.pages.links import link, said
from communique.desk.pages.remembered import remembered
from communique.desk.pages.routers import router
from communique.desk.problems import wants_json
from communique.errors import LedgerError
from communique.ledger.asking import Filter, Kind, types_of
from communique.ledger.asking.spots import SpotsView, SpotView, spots
from communique.resolve import states
from communique.show.controls import harmless

ROWS = 200
"""Places of the table: further ones are on the map, and in the JSON twin."""
KINDS: dict[str, Kind] = {"events": "event", "engagements": "engagement"}
Word = Annotated[str, Query(max_length=300)]


@router.get("/map")
def map_page(
    request: Request,
    ledger: OfLedger,
    kind: Word = "events",
    type: Word = "",
    with_: Annotated[str, Query(alias="with", max_length=300)] = "",
    from_: Annotated[str, Query(alias="from", max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The page."""
    plural = kind if kind in KINDS else "events"
    one = KINDS[plural]
    known = said(type) if said(type) in types_of(one) else None
    asked = {"type": known, "with_": said(with_), "from_": said(from_), "until": said(until)}
    wanted = Filter(
        type=(known,) if known is not None else (), with_=(asked["with_"],) if asked["with_"] is not None else (),
        from_=asked["from_"], until=asked["until"],
    )  # fmt: skip
    fault = None
    try:
        found = remembered(ledger, ("spots", one, wanted), lambda: spots(ledger, one, wanted))
    except LedgerError as error:
        if wants_json(request):
            raise
        # Here rather than as a page of an error: the form stays, with what was typed.
        found, fault = SpotsView((), 0, 0, False), str(error)
    return answer(
        request, "map.html", 200 if fault is None else 422, fault=fault,
        filter={"kind": plural, **asked}, kinds=list(KINDS),
        types={name: list(types_of(each)) for name, each in KINDS.items()},
        chart=_chart(found, plural, asked), entries=found.entries, nowhere=found.nowhere, more=found.more, rows=ROWS,
        spots=[asdict(spot) | {"href": _href(spot, plural, asked)} for spot in found.spots],
        all=link(f"/{plural}", **asked),
    )  # fmt: skip


def _href(spot: SpotView, plural: str, asked: dict[str, str | None]) -> str:
    return link(f"/{plural}", place=spot.place, country=spot.country, **asked)


def _chart(found: SpotsView, plural: str, asked: dict[str, str | None]) -> dict[str, Any]:
    """The values of the map: countries by what happened in them, and places that have coordinates."""
    counted: dict[str, int] = {}
    for spot in found.spots:
        if spot.country is not None:
            counted[spot.country] = counted.get(spot.country, 0) + spot.number
    return {
        "kind": "map", "shapes": static("vendor/world.json"),
        "countries": [
            {"country": code, "name": _name(code), "number": number, "href": link(f"/{plural}", country=code, **asked)}
            for code, number in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        "spots": [
            {"place": harmless(spot.place), "lat": spot.lat, "lon": spot.lon, "number": spot.number,
             "intensity": spot.intensity, "about": _about(spot, plural), "href": _href(spot, plural, asked)}
            for spot in found.spots if spot.lat is not None and spot.lon is not None
        ],
    }  # fmt: skip


def _about(spot: SpotView, plural: str) -> str:
    noun = plural if spot.number != 1 else plural.removesuffix("s")
    tone = f", intensity {spot.intensity:+.1f}" if spot.intensity is not None and plural == "events" else ""
    return f"{harmless(spot.place)}: {spot.number} {noun}{tone}"


def _name(code: str) -> str:
    return states.name_of(code) or code
