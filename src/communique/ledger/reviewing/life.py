"""The status of commitments as the verdicts that people confirmed have it."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import tables as t
from communique.ledger.kept import chunked


def lives(connection: Connection, commitments: Collection[int]) -> dict[int, str]:
    """The latest confirmed verdict on each commitment and on what was merged into it; none where there is none.

    Args:
        connection: to the ledger.
        commitments: numbers of entries.
    """
    p, e = t.proposals.c, t.entries.c
    root = sa.func.coalesce(e.merged_into, e.number)
    query = (
        sa.select(root.label("root"), p.verdict, p.day, p.number)
        .join_from(t.proposals, t.entries, e.number == p.commitment)
        .where(p.state == "confirmed")
    )
    rows = sorted(chunked(connection, query, root, set(commitments)), key=lambda row: (row.day or "", row.number))
    return {row.root: row.verdict for row in rows}
