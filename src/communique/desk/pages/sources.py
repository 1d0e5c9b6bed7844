"""*Sources*: the feeds that are watched, how they do, what is being read, and what could not be read."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import BackgroundTasks, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from communique.desk.asked import Admin, OfLedger, OfRoom, OfSettings, Reviewer
from communique.desk.fetching import check_retry
from communique.desk.pages.answering import answer
from communique.desk.pages.links import link, said
from communique.desk.pages.routers import router
from communique.desk.reading import ReadingRoom
from communique.desk.settings import DeskSettings
from communique.desk.watching import watch_feed
from communique.errors import CommuniqueError, NotThereError
from communique.ledger import Ledger
from communique.ledger.feeds import feeds, pause_feed, remove_feed
from communique.ledger.rejections import page_of_rejections, source_of
from communique.ledger.runs import RunView, runs

logger = logging.getLogger(__name__)
REJECTED, RUNS = 30, 8
"""Rejected documents and runs of a page."""
STALE = 3_600
"""Seconds after which a run without an end counts as interrupted."""
DONE = {
    "added": "The feed is watched from now on, and is being asked for the first time.",
    "asked": "The feed is being asked; what it has appears as it is read.",
    "retry": "It is being tried again; if it can be read now, it leaves this list.",
    "paused": "The feed is not asked until you resume it.",
    "resumed": "The feed is asked again from the next round on.",
    "removed": "The feed is no longer watched; what came from it stays.",
}
Number = Annotated[int, Path(ge=1, lt=2**31)]
Field = Annotated[str, Form(max_length=4_000)]


@router.get("/sources")
def sources(
    request: Request,
    ledger: OfLedger,
    settings: OfSettings,
    done: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """The page."""
    return _page(request, ledger, settings, done=done, page=page)


@router.post("/sources/feeds")
def add(
    request: Request, ledger: OfLedger, settings: OfSettings, room: OfRoom, person: Admin, later: BackgroundTasks,
    url: Field, title: Field = "",
) -> Response:  # fmt: skip
    """Watch a feed, and ask it for the first time."""
    try:
        watch_feed(ledger, settings, url, by=person.name, title=said(title))
    except CommuniqueError as error:
        # The form stays, with what was typed.
        return _page(request, ledger, settings, fault=str(error), typed={"url": url, "title": title})
    later.add_task(_fetch, ledger, room, url.strip())
    return _back("added", later)


@router.post("/sources/feeds/{number}/ask")
def ask(ledger: OfLedger, room: OfRoom, _: Reviewer, later: BackgroundTasks, number: Number) -> Response:
    """Ask a feed now."""
    url = next((one.url for one in feeds(ledger) if one.number == number), None)
    if url is None:
        raise NotThereError(f"there is no feed {number}; load the page of sources again.")
    later.add_task(_fetch, ledger, room, url)
    return _back("asked", later)


@router.post("/sources/feeds/{number}/pause")
def pause(ledger: OfLedger, _: Admin, number: Number, paused: Annotated[bool, Form()]) -> Response:
    """Stop asking a feed for a while, or go on."""
    pause_feed(ledger, number, paused=paused)
    return _back("paused" if paused else "resumed")


@router.post("/sources/feeds/{number}/remove")
def remove(ledger: OfLedger, _: Admin, number: Number) -> Response:
    """Watch a feed no more."""
    remove_feed(ledger, number)
    return _back("removed")


@router.post("/sources/retry")
def retry(ledger: OfLedger, room: OfRoom, _: Reviewer, later: BackgroundTasks, source: Field) -> Response:
    """Try again what was rejected: only what stands in the list, whatever else there may be on this machine."""
    check_retry(ledger, source)
    later.add_task(_fetch, ledger, room, source)
    return _back("retry", later)


def _back(done: str, later: BackgroundTasks | None = None) -> Response:
    # A page that is loaded again after a form must not send the form again.
    return RedirectResponse(link("/sources", done=done), 303, background=later)


def _fetch(ledger: Ledger, room: ReadingRoom, source: str) -> None:
    try:
        room.fetch(ledger, source)
    except CommuniqueError as error:
        # Nobody waits for it any more; what could not be read stands in the list of what was rejected.
        logger.warning("source not fetched", extra={"source": source, "fault": str(error)})


def _page(
    request: Request, ledger: Ledger, settings: DeskSettings, *, done: str = "", page: int = 1,
    fault: str | None = None, typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    rejected = page_of_rejections(ledger, limit=REJECTED, skip=REJECTED * (page - 1))
    latest = runs(ledger, limit=RUNS)
    pages = -(-rejected.total // REJECTED)
    return answer(
        request, "sources.html", 200 if fault is None else 422,
        feeds=[asdict(one) for one in feeds(ledger)], hosts=list(settings.fetch_hosts), fault=fault,
        typed=typed or {"url": "", "title": ""}, done=DONE.get(done),
        runs=[_run(one, ledger.clock()) for one in latest],
        rejected=[asdict(one) | {"retry": source_of(one)} for one in rejected.rejections], total=rejected.total,
        page=page, pages=pages,
        newer=link("/sources", page=page - 1 if page > 2 else None) + "#rejected" if page > 1 else None,
        older=link("/sources", page=page + 1) + "#rejected" if page < pages else None,
    )  # fmt: skip


def _run(run: RunView, now: str) -> dict[str, Any]:
    return {
        "number": run.number, "sources": list(run.sources), "started": run.started, "ended": run.ended,
        "counts": run.counts, "under_way": run.ended is None and _seconds(run.started, now) < STALE,
    }  # fmt: skip


def _seconds(first: str, second: str) -> float:
    return (datetime.fromisoformat(second) - datetime.fromisoformat(first)).total_seconds()
