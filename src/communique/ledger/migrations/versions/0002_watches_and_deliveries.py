"""Saved watches, and what of them was delivered"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0002"
down_revision = "0001"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("filter", JSON, nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_watches")),
        sa.UniqueConstraint("name", name=op.f("uq_watches_name")),
    )
    op.create_table(
        "deliveries",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("watch", NUMBER, nullable=False),
        sa.Column("entry", NUMBER, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=True),
        sa.Column("data", JSON, nullable=True),
        sa.Column("found", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.String(length=32), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("sent", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["entry"], ["entries.number"], name=op.f("fk_deliveries_entry")),
        sa.ForeignKeyConstraint(["watch"], ["watches.number"], name=op.f("fk_deliveries_watch")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("watch", "entry", name=op.f("uq_deliveries_watch_entry")),
    )
    op.create_index(op.f("ix_deliveries_entry"), "deliveries", ["entry"])
    op.create_index("ix_deliveries_watch_state", "deliveries", ["watch", "state", "number"])


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_table("watches")
