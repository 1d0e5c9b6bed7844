"""Where the program put what people moved; an entry that somebody vouched for is shown though no reader finds it"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = depends_on = None


def upgrade() -> None:
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for table, things in (("tellings", "entries"), ("appearances", "entities")):
        # In plain words: Alembic would copy the whole table on SQLite, and lose its triggers.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN home {number} CONSTRAINT fk_{table}_home REFERENCES {things} (number)"
        )
    _hiding()


def _hiding() -> None:
    told = "EXISTS (SELECT 1 FROM tellings WHERE entry = NEW.number)"
    live = "EXISTS (SELECT 1 FROM tellings WHERE entry = NEW.number AND NOT retired)"
    now = (
        "NEW.merged_into IS NOT NULL OR coalesce(NEW.review, '') = 'rejected' OR NOT "
        f"CASE WHEN NEW.review IS NULL THEN {live} ELSE {told} END"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER entries_hidden")
        op.execute(
            "CREATE TRIGGER entries_hidden AFTER UPDATE OF review, merged_into ON entries "
            f"BEGIN UPDATE entries SET hidden = ({now}) WHERE number = NEW.number AND hidden <> ({now}); END"
        )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION hide_entry() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN NEW.hidden := {now}; RETURN NEW; END $$"
    )
