"""Keys without a second copy of themselves; words may be indexed at the end of a batch; statements keyed by month"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from communique.ledger.matching import from_json, kept_under

revision = "0006"
down_revision = "0005"
branch_labels = depends_on = None

TOGETHER = 2_000
"""Statements that are in memory at once."""
INDEXES = {
    "ix_entries_kind_label_day": "kind label day hidden intensity pair",
    "ix_entries_number": "number kind day label country pair intensity confidence hidden status due_to",
}
"""Indexes that hold what is counted; ledgers made before the first release may have them without some of it."""


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        for table, thing, things in (
            ("blocks", "entry", "entries"),
            ("entity_keys", "entity", "entities"),
            ("bands", "document", "documents"),
        ):
            _key_is_the_row(table, thing, things)
        _words_apart()
    for name, columns in INDEXES.items():
        op.execute(f"DROP INDEX IF EXISTS {name}")
        op.create_index(name, "entries", columns.split())
    _statements_by_month()


def _key_is_the_row(table: str, thing: str, things: str) -> None:
    """Such a table is nothing but its key: SQLite would keep it once as rows and once as their index."""
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    op.execute(
        f"CREATE TABLE {table} (key BIGINT NOT NULL, {thing} INTEGER NOT NULL, "
        f"CONSTRAINT pk_{table} PRIMARY KEY (key, {thing}), "
        f"CONSTRAINT fk_{table}_{thing} FOREIGN KEY({thing}) REFERENCES {things} (number)) WITHOUT ROWID"
    )
    op.execute(f"INSERT INTO {table} SELECT key, {thing} FROM {table}_before ORDER BY key, {thing}")
    op.execute(f"DROP TABLE {table}_before")


def _words_apart() -> None:
    """Words of added rows are indexed one by one, unless a batch has said that it does so itself."""
    for table, columns in (("entries", ("words",)), ("documents", ("title", "text"))):
        names, new = ", ".join(columns), ", ".join(f"new.{column}" for column in columns)
        op.execute(f"DROP TRIGGER {table}_search_insert")
        op.execute(
            f"CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} "
            "WHEN NOT EXISTS (SELECT 1 FROM facts WHERE name = 'words apart') "
            f"BEGIN INSERT INTO {table}_search(rowid, {names}) VALUES (new.number, {new}); END"
        )


def _statements_by_month() -> None:
    """Keys of kept statements as they are looked for now; those of before are met by nothing and do no harm."""
    bind = op.get_bind()
    profile: Any = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    entries = sa.table("entries", sa.column("number"), sa.column("kind"), sa.column("profile", profile))
    add = sa.text("INSERT INTO blocks (key, entry) VALUES (:key, :entry) ON CONFLICT DO NOTHING")
    number = entries.c.number
    after = 0
    while True:
        query = sa.select(number, entries.c.profile).where(entries.c.kind == "statement", number > after)
        rows = bind.execute(query.order_by(number).limit(TOGETHER)).all()
        if not rows:
            return
        keys = []
        for row in rows:
            stored = [row.profile, row.profile["also"]] if row.profile.get("also") else [row.profile]
            for one in stored:
                found = kept_under(from_json("statement", "statement", one))
                keys += [{"key": key, "entry": row.number} for key in found]
        if keys:
            bind.execute(add, keys)
        after = rows[-1].number
