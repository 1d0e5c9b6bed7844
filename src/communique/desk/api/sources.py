"""Where documents come from: watched feeds, and what could not be read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from communique.desk.api import wire
from communique.desk.api.answers import Json, may_fail
from communique.desk.api.documents import TakenOut, taken_to_dict
from communique.desk.api.filters import MOST
from communique.desk.asked import Admin, OfLedger, OfRoom, OfSettings, Reviewer
from communique.desk.fetching import check_retry, guard_of
from communique.errors import DeskError
from communique.ledger.feeds import FeedView, add_feed, feeds, pause_feed, remove_feed
from communique.ledger.rejections import rejections_after
from communique.sources.fetch import FetchError

router = APIRouter(tags=["sources"])
Number = Annotated[int, Path(ge=1, lt=2**31)]


class FeedIn(BaseModel):
    """A feed that is to be watched."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"url": "https://www.example.org/news.xml", "title": "News"}]}
    )
    url: Annotated[str, Field(max_length=2_000)]
    title: Annotated[str | None, Field(max_length=200)] = None


class PauseIn(BaseModel):
    """Whether a feed is asked."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"paused": True}]})
    paused: bool


class FeedOut(wire.Wire):
    """A watched feed, and how it does."""

    number: int
    url: str
    title: str | None
    paused: bool
    added: str
    by: str
    visited: str | None
    next_at: str | None
    failures: int
    error: str | None
    items: int
    last_item: str | None


class Feeds(wire.Wire):
    """All watched feeds, in the order in which they were added."""

    items: list[FeedOut]


class RejectedOut(wire.Wire):
    """A document that was not read."""

    source: str
    line: int | None
    reason: str
    language: str | None
    at: str
    tries: int
    settled: Annotated[bool, Field(description="It was read at a later try.")]


class RejectedList(wire.Wire):
    """What was rejected, in the order of the first try."""

    items: list[RejectedOut]
    next: wire.Next


class RetryIn(BaseModel):
    """What is to be tried again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"source": "news/broken.html"}]})
    source: Annotated[str, Field(max_length=4_000, description="As the list of rejected documents has it.")]


@router.get("/feeds", response_model=Feeds, responses=may_fail(), operation_id="list_feeds")
def listed(ledger: OfLedger) -> Json:
    """List the feeds that `communique watch` asks."""
    return {"items": [asdict(one) for one in feeds(ledger)]}


@router.post("/feeds", response_model=FeedOut, status_code=201, responses=may_fail(400, 413), operation_id="add_feed")
def added(ledger: OfLedger, settings: OfSettings, person: Admin, body: FeedIn) -> Json:
    """Watch a feed, list of feeds, sitemap or page, of a host that is allowed (`fetch_hosts`)."""
    try:
        guard_of(settings).check(body.url.strip())
    except FetchError as error:
        raise DeskError(f"the address {error}") from error
    return asdict(_feed(feeds(ledger), add_feed(ledger, body.url, by=person.name, title=body.title)))


@router.patch("/feeds/{number}", response_model=FeedOut, responses=may_fail(400, 404, 413), operation_id="pause_feed")
def paused(ledger: OfLedger, _: Admin, number: Number, body: PauseIn) -> Json:
    """Stop asking a feed for a while, or go on."""
    pause_feed(ledger, number, paused=body.paused)
    return asdict(_feed(feeds(ledger), number))


@router.delete(
    "/feeds/{number}", status_code=204, response_class=Response, responses=may_fail(404), operation_id="remove_feed"
)
def removed(ledger: OfLedger, _: Admin, number: Number) -> None:
    """Watch a feed no more; what came from it stays."""
    remove_feed(ledger, number)


@router.get("/rejected", response_model=RejectedList, responses=may_fail(), operation_id="list_rejected")
def rejected(
    ledger: OfLedger,
    settled: Annotated[bool, Query(description="Also what was read at a later try.")] = False,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    after: Annotated[str | None, Query(pattern=r"^\d{1,18}$", description="`next` of the page before.")] = None,
) -> Json:
    """List documents that could not be read, with their reasons."""
    found, last = rejections_after(ledger, int(after or 0), limit=limit, settled=settled)
    return {"items": [asdict(one) for one in found], "next": str(last) if last is not None else None}


@router.post(
    "/rejected/retry", response_model=TakenOut, status_code=201, responses=may_fail(400, 404, 413),
    operation_id="retry_rejected",
)  # fmt: skip
def retried(ledger: OfLedger, room: OfRoom, _: Reviewer, body: RetryIn) -> Json:
    """Try again what was rejected: only what stands in the list, whatever else there may be on this machine."""
    check_retry(ledger, body.source)
    return taken_to_dict(room.fetch(ledger, body.source))


def _feed(found: list[FeedView], number: int) -> FeedView:
    return next(one for one in found if one.number == number)
