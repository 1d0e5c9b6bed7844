"""Saved questions, whose new answers are delivered by `communique alerts run`."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from communique import alerts
from communique.alerts import Tally, Watch
from communique.alerts.watches import Channel
from communique.desk.api import wire
from communique.desk.api.answers import Json, may_fail
from communique.desk.api.filters import AskedFilter
from communique.desk.asked import Admin, OfLedger, OfSettings
from communique.desk.fetching import guard_of
from communique.desk.settings import DeskSettings
from communique.errors import DeskError, NotThereError
from communique.ledger import Ledger
from communique.ledger.asking import EVERYTHING, Kind
from communique.sources.fetch import FetchError

router = APIRouter(tags=["watches"])
Number = Annotated[int, Path(ge=1, lt=2**31)]


class WatchIn(BaseModel):
    """A watch; which entries it is for is said by the filter in the address."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "late", "overdue": True, "channel": "mail",
                                         "target": "desk@example.org"}]},
    )  # fmt: skip
    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Kind | None = None
    overdue: Annotated[bool, Field(description="Commitments that are open though their last day is past.")] = False
    channel: Annotated[Channel, Field(description="atom needs the setting `feeds`, webhook one of `fetch_hosts`.")]
    target: Annotated[str, Field(max_length=2_000, description="A web or mail address; of atom nothing.")] = ""
    past: Annotated[bool, Field(description="Deliver also what the ledger holds already.")] = False


class WatchOut(wire.Wire):
    """A watch, with what became of its deliveries."""

    number: int
    name: str
    kind: str | None
    filter: dict[str, Any]
    overdue: bool
    channel: str
    target: str
    created: str
    sent: int
    waiting: int
    error: str | None


class Watches(wire.Wire):
    """All watches, the oldest first."""

    items: list[WatchOut]


@router.get("/watches", response_model=Watches, responses=may_fail(), operation_id="list_watches")
def listed(ledger: OfLedger) -> Json:
    """List watches."""
    return {"items": [_to_dict(tally) for tally in alerts.tallies(ledger)]}


@router.post(
    "/watches", response_model=WatchOut, status_code=201, responses=may_fail(400, 413), operation_id="add_watch"
)
def added(ledger: OfLedger, settings: OfSettings, _: Admin, filter: AskedFilter, body: WatchIn) -> Json:
    """Save a watch. It takes an admin, since the desk then writes to others."""
    target = _target(settings, body)
    watch = Watch(0, body.name, body.kind, filter, body.overdue, body.channel, target, "")
    saved, _count = alerts.begin(ledger, watch, past=body.past)
    return _to_dict(next(tally for tally in alerts.tallies(ledger) if tally.watch.number == saved.number))


@router.delete(
    "/watches/{number}", status_code=204, response_class=Response, responses=may_fail(404),
    operation_id="remove_watch",
)  # fmt: skip
def removed(ledger: OfLedger, _: Admin, number: Number) -> None:
    """Forget a watch; a feed that it wrote is left."""
    alerts.remove(ledger, _watch(ledger, number).name)


@router.get(
    "/watches/{number}/feed", operation_id="get_feed", response_class=FileResponse,
    responses={200: {"description": "The Atom feed, as it was last written.",
                     "content": {"application/atom+xml": {"schema": {"type": "string"}}}}, **may_fail(404)},
)  # fmt: skip
def feed(ledger: OfLedger, number: Number) -> FileResponse:
    """The Atom feed of a watch."""
    watch = _watch(ledger, number)
    if watch.channel != "atom" or not File(watch.target).is_file():
        raise NotThereError(f"watch {number} has no feed yet; `communique alerts run` writes those of channel atom.")
    return FileResponse(watch.target, media_type="application/atom+xml")


def _watch(ledger: Ledger, number: int) -> Watch:
    found = next((one for one in alerts.all_watches(ledger) if one.number == number), None)
    if found is None:
        raise NotThereError(f"there is no watch {number}; the list of watches shows their numbers.")
    return found


def _target(settings: DeskSettings, body: WatchIn) -> str:
    """Where a watch may deliver to.

    Raises:
        DeskError: nowhere that people at the desk may choose.
    """
    if body.channel == "webhook":
        try:
            guard_of(settings).check(body.target)
        except FetchError as error:
            raise DeskError(f"the target {error}") from error
    if body.channel != "atom":
        return body.target
    if settings.feeds is None or body.target:
        raise DeskError("feeds are written to the folder of the setting feeds, and need no target; set it first.")
    name = re.sub(r"[^a-z0-9]+", "-", body.name.casefold()).strip("-") or "watch"
    return str(File(settings.feeds) / f"{name[:80]}.xml")


def _to_dict(tally: Tally) -> Json:
    watch, usual = tally.watch, asdict(EVERYTHING)
    saved = {name.rstrip("_"): value for name, value in asdict(watch.filter).items() if value != usual[name]}
    # Where on this machine a feed lies is nobody's business: it is fetched by its number.
    target = f"/api/v1/watches/{watch.number}/feed" if watch.channel == "atom" else watch.target
    return {
        "number": watch.number, "name": watch.name, "kind": watch.kind, "filter": saved, "overdue": watch.overdue,
        "channel": watch.channel, "target": target, "created": watch.created, "sent": tally.sent,
        "waiting": tally.waiting, "error": tally.error,
    }  # fmt: skip
