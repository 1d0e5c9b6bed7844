"""What has a time is kept under thirds of months: under a whole month lie more things than are worth comparing"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from communique.ledger.matching import from_json, kept_under

revision = "0008"
down_revision = "0007"
branch_labels = depends_on = None

TOGETHER = 2_000
"""Entries that are in memory at once."""


def upgrade() -> None:
    """Keys as they are looked for now; those of before are met by nothing and do no harm."""
    bind = op.get_bind()
    profile: Any = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    names: list[Any] = [sa.column(name) for name in ("number", "kind", "label")]
    e = sa.table("entries", *names, sa.column("profile", profile)).c
    add = sa.text("INSERT INTO blocks (key, entry) VALUES (:key, :entry) ON CONFLICT DO NOTHING")
    query = sa.select(e.number, e.kind, e.label, e.profile).where(e.kind.in_(("engagement", "event", "statement")))
    after = 0
    while rows := bind.execute(query.where(e.number > after).order_by(e.number).limit(TOGETHER)).all():
        keys = []
        for row in rows:
            for stored in (row.profile, row.profile.get("also")):
                if stored is not None:
                    label = "statement" if row.kind == "statement" else stored.get("label", row.label)
                    keys += [{"key": k, "entry": row.number} for k in kept_under(from_json(row.kind, label, stored))]
        if keys:
            bind.execute(add, keys)
        after = rows[-1].number
