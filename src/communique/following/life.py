"""A commitment's life: its timeline, what is due and what is overdue on a given day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from communique.ledger import Ledger, asking
from communique.ledger import tables as t
from communique.ledger.asking import EntryView, TellingView
from communique.ledger.reviewing import log
from communique.ledger.reviewing.log import Decision


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Evidence that was found for a commitment. Offsets are code points of the document's text."""

    id: str
    commitment: str
    """Id of the entry."""
    document: str
    """Id of the document."""
    source: str
    publisher: str | None
    day: str | None
    start: int
    end: int
    words: str
    verdict: str
    """kept | partly kept | broken | withdrawn | superseded"""
    probability: float
    """That it bears on the commitment."""
    state: str
    """open | confirmed | rejected"""
    reasons: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LifeView:
    """A commitment with all that is known of it."""

    entry: EntryView
    tellings: tuple[TellingView, ...]
    """The first is the one that made it known, the others tell it again."""
    proposals: tuple[ProposalView, ...]
    """By the day of their documents."""
    decisions: tuple[tuple[Decision, bool], ...]
    """About it and its proposals, with whether they stand."""
    overdue: bool
    today: str


def is_overdue(status: str | None, due_to: str | None, today: str) -> bool:
    """Whether the last day of a commitment has passed with no confirmed verdict; days are ISO days."""
    return status == "open" and due_to is not None and due_to < today


def life(ledger: Ledger, id: str, today: str) -> LifeView:
    """The life of a commitment.

    Args:
        ledger: an open ledger.
        id: of the entry, or the beginning of it that no other has.
        today: ISO day on which it is looked at.

    Raises:
        LedgerError: there is no such commitment, or there are several.
    """
    opened = asking.opened(ledger, id)
    entry = opened.entry
    if entry.kind != "commitment":
        from communique.errors import LedgerError

        raise LedgerError(f"{entry.id} is a {entry.kind}; give the id of a commitment, which begins with c.")
    found = tuple(proposals(ledger, commitment=entry.number))
    with ledger.reading() as connection:
        about = {entry.id, *(one.id for one in found)}
        rows = log.around(connection, about)
    gone = log.taken_back(rows)
    mine = tuple((row, row.number not in gone) for row in rows if row.subject in about or row.other in about)
    return LifeView(entry, opened.tellings, found, mine, is_overdue(entry.status, entry.due_to, today), today)


def proposals(ledger: Ledger, *, commitment: int | None = None, state: str | None = None) -> Iterable[ProposalView]:
    """Proposals by the day of their documents.

    Args:
        ledger: an open ledger.
        commitment: number of an entry: only those on it and on what was merged into it.
        state: only those in this state.
    """
    p, e, d = t.proposals.c, t.entries.c, t.documents.c
    query = (
        sa.select(t.proposals, e.id.label("entry"), d.id.label("paper"), d.source, d.publisher, d.text)
        .join(t.entries, e.number == p.commitment)
        .join(t.documents, d.number == p.document)
        .order_by(p.day, p.number)
    )
    if commitment is not None:
        query = query.where(sa.or_(e.number == commitment, e.merged_into == commitment))
    if state is not None:
        query = query.where(p.state == state)
    with ledger.reading() as connection:
        for row in connection.execute(query):
            yield ProposalView(
                row.id, row.entry, row.paper, row.source, row.publisher, row.day, row.start, row.end,
                row.text[row.start : row.end], row.verdict, row.probability, row.state, dict(row.reasons),
            )  # fmt: skip


def due(ledger: Ledger, *, until: str | None = None) -> list[EntryView]:
    """Open commitments with a last day, the earliest first.

    Args:
        ledger: an open ledger.
        until: ISO day: only those that are due on it or before.
    """
    wanted = asking.Filter(status=("open",), due_after="0001-01-01", sort="due")
    return [e for e in asking.entries(ledger, "commitment", wanted) if until is None or (e.due_to or "") <= until]
