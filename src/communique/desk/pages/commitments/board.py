"""The board: promises in columns by what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import Query, Request
from fastapi.responses import Response

from communique.desk.asked import OfLedger
from communique.desk.pages.answering import answer
from communique.desk.pages.commitments.asked import FORCES, Asked, OfAsked
from communique.desk.pages.links import link, said
from communique.desk.pages.listing import listed, number_of
from communique.desk.pages.routers import router
from communique.errors import LedgerError
from communique.ledger import Ledger, asking
from communique.ledger.asking import OVERDUE
from communique.ledger.asking.cursors import cursor_of

Json = dict[str, Any]
Key = Literal["overdue", "open", "kept", "broken", "gone"]
CARDS = 8
"""Promises of a column on the board."""
LAST = 2**61
"""A number behind that of every entry: a page begins after the whole of a day."""
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
    after: Annotated[str, Query(max_length=300)] = "",
) -> Response:  # fmt: skip
    """The board, or one column of it."""
    shown, fault = [], None
    try:
        for one in COLUMNS:
            if column in (None, one.key):
                alone = column is not None
                shown.append(_column(ledger, asked, one, PAGE if alone else CARDS, said(after) if alone else None))
    except LedgerError as error:
        shown, fault = [], str(error)
    any_ = any(one["entries"] for one in shown)
    return answer(
        request, "commitments/board.html", 200 if fault is None else 422,
        asked={name: getattr(asked, name) for name in Asked.__dataclass_fields__}, filtered=bool(asked.words),
        forces=list(FORCES), columns=shown, column=column, fault=fault, any=any_,
        calendar=link("/commitments/calendar", **asked.words), board=link("/commitments", **asked.words),
    )  # fmt: skip


def _column(ledger: Ledger, asked: Asked, column: Column, size: int, after: str | None) -> Json:
    today = ledger.clock()[:10]
    wanted = replace(asked.filter, status=column.status, sort=column.sort, limit=size)
    number = number_of(ledger, wanted)
    begin = after
    if column.key == "open":
        # Overdue ones are open, too; they have a column of their own. Those without a last day come at the end.
        number -= number_of(ledger, replace(wanted, status=(OVERDUE,)))
        begin = begin or cursor_of("due", _day_before(today), LAST)
    found = asking.page(ledger, "commitment", wanted, begin)
    alone = link("/commitments", **asked.words, column=column.key)
    return {
        "key": column.key, "name": column.name, "empty": column.empty, "number": number, "link": alone,
        "entries": [listed(one, today) for one in found.entries],
        "next": link("/commitments", **asked.words, column=column.key, after=found.next) if found.next else None,
        "first": alone if after is not None else None,
    }  # fmt: skip


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
