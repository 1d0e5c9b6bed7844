"""What waits to be looked at is found without looking at all there is"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_entries_unsure",
        "entries",
        ["confidence", "number"],
        sqlite_where=sa.text("review IS NULL AND hidden = 0"),
        postgresql_where=sa.text("review IS NULL AND hidden = false"),
    )
    op.create_index("ix_doubts_score", "doubts", ["score", "one", "other"])
    op.create_index("ix_doubts_other", "doubts", ["other"])
