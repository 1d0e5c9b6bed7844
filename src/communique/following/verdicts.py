"""What people decide about proposals; the status of a commitment follows from the verdicts that stand.

Rows of ``decisions`` are added, none is changed: a verdict has ``what='verdict'`` and the proposal as its subject, the
commitment as the other; taking it back is a row with ``takes_back``. Of several confirmed proposals the one whose
document is of the latest day decides the status.
"""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.errors import LedgerError, NotThereError
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.reviewing import log
from communique.ledger.reviewing.log import Decision
from communique.ledger.reviewing.settle import settle

State = Literal["confirmed", "rejected"]
VERDICT = "verdict"


def decide_proposal(ledger: Ledger, id: str, verdict: State, by: str, why: str | None = None) -> Decision:
    """Confirm or reject a proposal.

    Args:
        ledger: an open ledger.
        id: of the proposal, or the beginning of it that no other has.
        verdict: confirmed or rejected.
        by: who decides.
        why: in words.

    Raises:
        LedgerError: there is no such proposal or there are several, it was decided so already, or nobody decides.
    """
    if verdict not in ("confirmed", "rejected"):
        raise LedgerError(f"a proposal is confirmed or rejected, not {verdict}.")
    with ledger.writing() as connection:
        row = proposal(connection, id)
        if row.state == verdict:
            raise LedgerError(f"{row.id} is {verdict} already; `communique commitments take-back` undoes a decision.")
        return _decide(connection, ledger, VERDICT, row, verdict, by, why)


def take_back(ledger: Ledger, number: int, by: str, why: str | None = None) -> Decision:
    """Take a verdict back, or the taking back of one: the proposal is again what it was before.

    Args:
        ledger: an open ledger.
        number: of the decision.
        by: who takes it back.
        why: in words.

    Raises:
        LedgerError: there is no such decision, it is no verdict, or it was taken back already.
    """
    with ledger.writing() as connection:
        asked = log.numbered(connection, number)
        rows = {row.number: row for row in log.around(connection, [asked.subject])} if asked is not None else {}
        if number not in rows:
            raise NotThereError(f"there is no decision {number}; `communique commitments show ID` lists them.")
        gone = log.taken_back(list(rows.values())).get(number)
        if gone is not None:
            raise LedgerError(f"decision {number} was taken back already, by decision {gone}; take that one back.")
        root = rows[number]
        while root.takes_back is not None:
            root = rows[root.takes_back]
        if root.what != VERDICT:
            raise LedgerError(f"decision {number} is no verdict on a proposal; take it back with `communique undo`.")
        row = proposal(connection, root.subject)
        state = _state_without(list(rows.values()), row.id, number)
        return _decide(connection, ledger, log.TAKE_BACK, row, state, by, why, takes_back=number)


def proposal(connection: Connection, id: str) -> Row[Any]:
    """The row of a proposal, by its id or the beginning of it that no other has.

    Raises:
        LedgerError: there is none, or there are several.
    """
    asked = id.strip().lower()
    p = t.proposals.c
    query = sa.select(t.proposals).where(p.id >= asked, p.id < asked + "g").order_by(p.id).limit(2)
    rows = connection.execute(query).all() if asked.startswith("p") else []
    if not rows:
        raise NotThereError(
            f"there is no proposal {id!r} in the ledger; `communique commitments show ID` shows those of one."
        )
    if len(rows) > 1 and rows[0].id != asked:
        raise LedgerError(f"{id!r} is the beginning of several ids; give more of its characters.")
    return rows[0]


def _decide(
    connection: Connection, ledger: Ledger, what: str, row: Row[Any], state: str, by: str, why: str | None,
    takes_back: int | None = None,
) -> Decision:  # fmt: skip
    if not by.strip():
        raise LedgerError("a decision needs the name of who decides; give it with --by NAME.")
    e = t.entries.c
    number = row.commitment
    root = connection.execute(sa.select(e.merged_into).where(e.number == number)).scalar() or number
    subject, before = connection.execute(sa.select(e.id, e.status).where(e.number == root)).one()
    connection.execute(sa.update(t.proposals).where(t.proposals.c.number == row.number).values(state=state))
    settle(connection, {subject})
    after = connection.execute(sa.select(e.status).where(e.number == root)).scalar_one()
    return log.add(
        connection, what, row.id, by=by.strip(), at=ledger.clock(), why=why, other=subject,
        before={"state": row.state, "status": before}, after={"state": state, "status": after}, takes_back=takes_back,
    )  # fmt: skip


def _state_without(rows: list[Decision], proposal_id: str, number: int) -> str:
    """The state of a proposal once a decision no longer stands."""
    last = max(row.number for row in rows) + 1
    one = Decision(last, log.TAKE_BACK, proposal_id, None, "", "", None, None, None, number)
    gone = log.taken_back([*rows, one])
    standing = [r for r in rows if r.subject == proposal_id and r.what == VERDICT and r.number not in gone]
    return str((standing[-1].after or {})["state"]) if standing else "open"
