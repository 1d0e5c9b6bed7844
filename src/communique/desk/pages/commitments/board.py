"""The board: promises in columns by what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import Query, Request
from fastapi.responses import Response

from communique.desk.asked import OfLedger
from communique.desk.pages.answering import answer
from communique.desk.pages.commitments.asked import FORCES, Asked, OfAsked
from communique.desk.pages.links import link
from communique.desk.pages.listing import listed
from communique.desk.pages.routers import router
from communique.errors import LedgerError
from communique.ledger import Ledger, asking
from communique.ledger.asking import OVERDUE, EntryView, Filter

Json = dict[str, Any]
Key = Literal["overdue", "open", "kept", "broken", "gone"]
CARDS = 8
"""Promises of a column on the board."""
PAGE = 40
"""Promises of a column that is looked at alone."""


class Column(NamedTuple):
    """A column of the board."""

    key: Key
    name: str
    status: tuple[str, ...]
    sort: Literal["due", "newest"]
    empty: str


COLUMNS = (
    Column("overdue", "Overdue", (OVERDUE,), "due", "No open promise has passed its last day."),
    Column("open", "Open", ("open",), "due", "No promise is open."),
    Column("kept", "Kept", ("kept", "partly kept", "fulfilled"), "newest", "None is known to be kept."),
    Column("broken", "Broken", ("broken",), "newest", "None is known to be broken."),
    Column("gone", "Withdrawn", ("withdrawn", "superseded"), "newest", "None was withdrawn."),
)


@router.get("/commitments")
def board(
    request: Request, ledger: OfLedger, asked: OfAsked, column: Key | None = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:  # fmt: skip
    """The board, or one column of it."""
    shown, fault = [], None
    try:
        for one in COLUMNS:
            if column in (None, one.key):
                size = CARDS if column is None else PAGE
                shown.append(_column(ledger, asked, one, size, page if column is not None else 1))
    except LedgerError as error:
        shown, fault = [], str(error)
    any_ = any(one["entries"] for one in shown)
    return answer(
        request, "commitments/board.html", 200 if fault is None else 422,
        asked={name: getattr(asked, name) for name in Asked.__dataclass_fields__}, filtered=bool(asked.words),
        forces=list(FORCES), columns=shown, column=column, fault=fault, any=any_,
        calendar=link("/commitments/calendar", **asked.words), board=link("/commitments", **asked.words),
    )  # fmt: skip


def _column(ledger: Ledger, asked: Asked, column: Column, size: int, page: int) -> Json:
    today = ledger.clock()[:10]
    wanted = replace(asked.filter, status=column.status, sort=column.sort)
    number = _number(ledger, wanted)
    if column.key == "open":
        number -= _number(ledger, replace(wanted, status=(OVERDUE,)))
    skip = (page - 1) * size
    found = _open(ledger, wanted, today) if column.key == "open" else asking.entries(ledger, "commitment", wanted)
    entries = [listed(one, today) for one in islice(found, skip, skip + size)]
    more = number > skip + len(entries)
    return {
        "key": column.key, "name": column.name, "empty": column.empty, "number": number, "entries": entries,
        "link": link("/commitments", **asked.words, column=column.key),
        "next": link("/commitments", **asked.words, column=column.key, page=page + 1) if more else None,
        "previous": link("/commitments", **asked.words, column=column.key, page=page - 1) if page > 1 else None,
    }  # fmt: skip


def _number(ledger: Ledger, wanted: Filter) -> int:
    return sum(one.number for one in asking.counts(ledger, "commitment", wanted, by="type"))


def _open(ledger: Ledger, wanted: Filter, today: str) -> Iterator[EntryView]:
    """Open ones whose last day is to come, the earliest first, then those without one; overdue ones are elsewhere."""
    after = max(wanted.due_after or today, today)
    yield from asking.entries(ledger, "commitment", replace(wanted, due_after=after))
    if wanted.due_after is None and wanted.due_before is None:
        newest = asking.entries(ledger, "commitment", replace(wanted, sort="newest"))
        yield from (one for one in newest if one.due_to is None)
