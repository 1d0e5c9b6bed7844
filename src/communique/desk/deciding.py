"""Decisions: the one door through which pages and API decide, with the name of who does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import sqlalchemy as sa

from communique import following
from communique.errors import DeskError
from communique.following.verdicts import VERDICT, State
from communique.ledger import Ledger, reviewing
from communique.ledger import tables as t
from communique.ledger.reviewing import Decision

What = Literal["confirm", "reject", "correct", "merge", "split", "apart", "verdict"]
WHATS: tuple[What, ...] = get_args(What)


@dataclass(frozen=True, slots=True)
class Decide:
    """What somebody decides."""

    what: What
    id: str
    """Of an entry or entity; of a verdict that of the proposal."""
    others: tuple[str, ...] = ()
    """merge: what becomes part of it; apart: the one that it is not."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """correct: field of the contract -> right value."""
    typed: tuple[str, ...] = ()
    """correct: the same as people type it, ``field=value``; both may be given."""
    parts: tuple[str, ...] = ()
    """split: ids of tellings; of an entity DOCUMENT#RECORD."""
    state: State | None = None
    """verdict: confirmed or rejected."""
    why: str | None = None


def decide(ledger: Ledger, asked: Decide, *, by: str) -> list[Decision]:
    """Decide.

    Args:
        ledger: an open ledger.
        asked: what.
        by: who.

    Returns:
        The rows that were added, one for each of several that are merged.

    Raises:
        NotThereError: there is nothing of an id.
        LedgerError: it cannot be decided so.
        DeskError: something of it is missing.
    """
    if asked.what in ("confirm", "reject"):
        judge = reviewing.confirm if asked.what == "confirm" else reviewing.reject
        return [judge(ledger, asked.id, by=by, why=asked.why)]
    if asked.what == "correct":
        fields = {**asked.fields, **(reviewing.typed(ledger, asked.id, asked.typed) if asked.typed else {})}
        return [reviewing.correct(ledger, asked.id, fields, by=by, why=asked.why)]
    if asked.what == "split":
        return [reviewing.split(ledger, asked.id, asked.parts, by=by, why=asked.why)]
    if asked.what == "verdict":
        if asked.state is None:
            raise DeskError("a verdict needs a state; give confirmed or rejected.")
        return [following.decide_proposal(ledger, asked.id, asked.state, by, asked.why)]
    if not asked.others or (asked.what == "apart" and len(asked.others) != 1):
        raise DeskError("give the id of the other one in others.")
    if asked.what == "apart":
        return [reviewing.apart(ledger, asked.id, asked.others[0], by=by, why=asked.why)]
    return [reviewing.merge(ledger, asked.id, other, by=by, why=asked.why) for other in asked.others]


def take_back(ledger: Ledger, number: int, *, by: str, why: str | None = None) -> Decision:
    """Take a decision back, whatever it was about; taking it back is taken back likewise.

    Raises:
        NotThereError: there is no such decision.
        LedgerError: it is taken back already.
    """
    if _is_verdict(ledger, number):
        return following.take_back(ledger, number, by, why)
    return reviewing.take_back(ledger, number, by=by, why=why)


def _is_verdict(ledger: Ledger, number: int) -> bool:
    d = t.decisions.c
    with ledger.reading() as connection:
        # A taking back leads to what it takes back, perhaps over several steps.
        while True:
            row = connection.execute(sa.select(d.what, d.takes_back).where(d.number == number)).one_or_none()
            if row is None or row.takes_back is None:
                return row is not None and row.what == VERDICT
            number = row.takes_back
