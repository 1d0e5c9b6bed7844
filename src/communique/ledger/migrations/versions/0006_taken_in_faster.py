"""Keys without a second copy of themselves; words may be indexed at the end of a batch"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = depends_on = None

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
