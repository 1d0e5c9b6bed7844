"""The first layout"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0001"
down_revision = None
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=17), nullable=False),
        sa.Column("other", sa.String(length=17), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.Column("takes_back", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["takes_back"], ["decisions.number"], name=op.f("fk_decisions_takes_back")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_other"), ["other"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_subject"), ["subject"], unique=False)

    op.create_table(
        "documents",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("published", sa.String(length=10), nullable=True),
        sa.Column("dateline", JSON, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("twin_of", NUMBER, nullable=True),
        sa.Column("added", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["twin_of"], ["documents.number"], name=op.f("fk_documents_twin_of")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_documents")),
        sa.UniqueConstraint("id", name=op.f("uq_documents_id")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_published"), ["published"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_publisher"), ["publisher"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_twin_of"), ["twin_of"], unique=False)

    op.create_table(
        "doubts",
        sa.Column("one", sa.String(length=17), nullable=False),
        sa.Column("other", sa.String(length=17), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_doubts")),
    )
    op.create_table(
        "entities",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.String(length=17), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("affiliation", NUMBER, nullable=True),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("sector", sa.String(length=3), nullable=True),
        sa.Column("sectors", JSON, nullable=False),
        sa.Column("known", sa.Text(), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("appearances", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=True),
        sa.Column("last_day", sa.String(length=10), nullable=True),
        sa.Column("review", sa.String(length=10), nullable=True),
        sa.Column("correction", JSON, nullable=True),
        sa.Column("merged_into", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["affiliation"], ["entities.number"], name=op.f("fk_entities_affiliation")),
        sa.ForeignKeyConstraint(["merged_into"], ["entities.number"], name=op.f("fk_entities_merged_into")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_entities")),
        sa.UniqueConstraint("id", name=op.f("uq_entities_id")),
    )
    with op.batch_alter_table("entities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entities_affiliation"), ["affiliation"], unique=False)
        batch_op.create_index(batch_op.f("ix_entities_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_entities_known"), ["known"], unique=False)
        batch_op.create_index(batch_op.f("ix_entities_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_entities_name"), ["name"], unique=False)

    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
    op.create_table(
        "items",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("feed", "item", name=op.f("pk_items")),
    )
    op.create_table(
        "rejected",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rejected")),
        sa.UniqueConstraint("source", "line", name=op.f("uq_rejected_source_line")),
    )
    op.create_table(
        "runs",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("sources", JSON, nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("started", sa.String(length=32), nullable=False),
        sa.Column("ended", sa.String(length=32), nullable=True),
        sa.Column("counts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_runs")),
    )
    op.create_table(
        "visits",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("next_at", sa.String(length=32), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_visits")),
    )
    op.create_table(
        "appearances",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("entity", NUMBER, nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("record", sa.String(length=12), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_appearances_document")),
        sa.ForeignKeyConstraint(["entity"], ["entities.number"], name=op.f("fk_appearances_entity")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_appearances")),
    )
    with op.batch_alter_table("appearances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appearances_document"), ["document"], unique=False)
        batch_op.create_index(batch_op.f("ix_appearances_entity"), ["entity"], unique=False)

    op.create_table(
        "bands",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_bands_document")),
        sa.PrimaryKeyConstraint("key", "document", name=op.f("pk_bands")),
    )
    op.create_table(
        "entity_keys",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("entity", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["entity"], ["entities.number"], name=op.f("fk_entity_keys_entity")),
        sa.PrimaryKeyConstraint("key", "entity", name=op.f("pk_entity_keys")),
    )
    op.create_table(
        "entries",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.String(length=17), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=24), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.Column("date", sa.String(length=21), nullable=True),
        sa.Column("due_from", sa.String(length=10), nullable=True),
        sa.Column("due_to", sa.String(length=10), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("geonameid", sa.Integer(), nullable=True),
        sa.Column("quad", sa.Integer(), nullable=True),
        sa.Column("intensity", sa.Float(), nullable=True),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("pair", sa.String(length=7), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("tellings", sa.Integer(), nullable=False),
        sa.Column("outlets", sa.Integer(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("profile", JSON, nullable=False),
        sa.Column("review", sa.String(length=10), nullable=True),
        sa.Column("correction", JSON, nullable=True),
        sa.Column("merged_into", NUMBER, nullable=True),
        sa.Column("hidden", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_entries_document")),
        sa.ForeignKeyConstraint(["merged_into"], ["entries.number"], name=op.f("fk_entries_merged_into")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_entries")),
        sa.UniqueConstraint("id", name=op.f("uq_entries_id")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entries_document"), ["document"], unique=False)
        batch_op.create_index("ix_entries_kind_country_day", ["kind", "country", "day", "hidden", "intensity"])
        batch_op.create_index("ix_entries_kind_day", ["kind", "day", "hidden", "intensity", "confidence"])
        batch_op.create_index("ix_entries_kind_label_day", ["kind", "label", "day", "hidden", "intensity", "pair"])
        batch_op.create_index("ix_entries_kind_pair_day", ["kind", "pair", "day", "hidden", "intensity"])
        batch_op.create_index("ix_entries_kind_place_day", ["kind", "place", "day", "hidden"])
        batch_op.create_index(
            "ix_entries_review",
            ["review", "kind"],
            sqlite_where=sa.text("review IS NOT NULL"),
            postgresql_where=sa.text("review IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_entries_number",
            "number kind day label country pair intensity confidence hidden status due_to".split(),
        )
        batch_op.create_index("ix_entries_kind_status_due_to", ["kind", "status", "due_to"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_merged_into"), ["merged_into"], unique=False)

    op.create_table(
        "readings",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_readings_document")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_readings")),
    )
    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_readings_document"), ["document"], unique=False)

    op.create_table(
        "sightings",
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_sightings_document")),
        sa.PrimaryKeyConstraint("document", "source", name=op.f("pk_sightings")),
    )
    op.create_table(
        "blocks",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("entry", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.number"], name=op.f("fk_blocks_entry")),
        sa.PrimaryKeyConstraint("key", "entry", name=op.f("pk_blocks")),
    )
    op.create_table(
        "parties",
        sa.Column("entry", NUMBER, nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("entity", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["entity"], ["entities.number"], name=op.f("fk_parties_entity")),
        sa.ForeignKeyConstraint(["entry"], ["entries.number"], name=op.f("fk_parties_entry")),
        sa.PrimaryKeyConstraint("entry", "role", "entity", name=op.f("pk_parties")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("parties", schema=None) as batch_op:
        batch_op.create_index("ix_parties_country_kind_day", ["country", "kind", "day"], unique=False)
        batch_op.create_index("ix_parties_entity_kind_day", ["entity", "kind", "day"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.String(length=17), nullable=False),
        sa.Column("commitment", NUMBER, nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["commitment"], ["entries.number"], name=op.f("fk_proposals_commitment")),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_proposals_document")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_proposals")),
        sa.UniqueConstraint("id", name=op.f("uq_proposals_id")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_commitment"), ["commitment"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_document"), ["document"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_state"), ["state"], unique=False)

    op.create_table(
        "tellings",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.String(length=17), nullable=False),
        sa.Column("entry", NUMBER, nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("record", sa.String(length=12), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_tellings_document")),
        sa.ForeignKeyConstraint(["entry"], ["entries.number"], name=op.f("fk_tellings_entry")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tellings")),
        sa.UniqueConstraint("id", name=op.f("uq_tellings_id")),
    )
    with op.batch_alter_table("tellings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tellings_document"), ["document"], unique=False)
        batch_op.create_index(batch_op.f("ix_tellings_entry"), ["entry"], unique=False)

    _search()
    _hiding()


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first layout")


def _search() -> None:
    """Full-text indexes over what entries rest on, the documents and names, kept by the database itself."""
    if op.get_bind().dialect.name == "sqlite":
        for table, columns in (("entries", ["words"]), ("documents", ["title", "text"]), ("entities", ["names"])):
            names = ", ".join(columns)
            new, old = (", ".join(f"{row}.{c}" for c in columns) for row in ("new", "old"))
            index = f"{table}_search"
            stemmed = "porter " if table != "entities" else ""
            op.execute(
                f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', content_rowid='number', "
                f"tokenize='{stemmed}unicode61 remove_diacritics 2')"
            )
            add = f"INSERT INTO {index}(rowid, {names}) VALUES (new.number, {new});"
            drop = f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', old.number, {old});"
            op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END")
            op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {drop} END")
            # The writer sets all columns of an entity that it meets again; its names are seldom new ones.
            when = f"AFTER UPDATE OF {names} ON {table} WHEN " + " OR ".join(f"new.{c} IS NOT old.{c}" for c in columns)
            op.execute(f"CREATE TRIGGER {index}_update {when} BEGIN {drop} {add} END")
        return
    for table, language, words in (
        ("entries", "english", "words"),
        # PostgreSQL refuses a vector above a megabyte: of a very long document the beginning is searched.
        ("documents", "english", "coalesce(title, '') || ' ' || left(text, 400000)"),
        ("entities", "simple", "names"),
    ):
        vector = f"to_tsvector('{language}', {words})"
        op.execute(f"ALTER TABLE {table} ADD COLUMN search tsvector GENERATED ALWAYS AS ({vector}) STORED")
        op.execute(f"CREATE INDEX ix_{table}_search ON {table} USING gin (search)")


def _hiding() -> None:
    """Keep ``entries.hidden``, whoever changes a review, a merger or a telling."""
    live = "EXISTS (SELECT 1 FROM tellings WHERE entry = {n} AND NOT retired)"
    hidden = "{r}.merged_into IS NOT NULL OR coalesce({r}.review, '') = 'rejected' OR NOT " + live
    # Naming `review` in an update makes the entry's own trigger run.
    again = "UPDATE entries SET review = review WHERE number IN ({n})"
    revived = "UPDATE entries SET review = review WHERE number = NEW.entry AND hidden"
    moments = (
        ("insert", "INSERT", revived),
        ("update", "UPDATE OF retired, entry", again.format(n="OLD.entry, NEW.entry")),
        ("delete", "DELETE", again.format(n="OLD.entry")),
    )
    if op.get_bind().dialect.name == "sqlite":
        now = hidden.format(r="NEW", n="NEW.number")
        op.execute(
            "CREATE TRIGGER entries_hidden AFTER UPDATE OF review, merged_into ON entries "
            f"BEGIN UPDATE entries SET hidden = ({now}) WHERE number = NEW.number AND hidden <> ({now}); END"
        )
        for name, moment, does in moments:
            op.execute(f"CREATE TRIGGER tellings_{name} AFTER {moment} ON tellings BEGIN {does}; END")
        return
    now = hidden.format(r="NEW", n="NEW.number")
    op.execute(
        "CREATE FUNCTION hide_entry() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN NEW.hidden := {now}; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER entries_hidden BEFORE UPDATE OF review, merged_into ON entries "
        "FOR EACH ROW EXECUTE FUNCTION hide_entry()"
    )
    for name, moment, does in moments:
        op.execute(
            f"CREATE FUNCTION telling_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does}; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER tellings_{name} AFTER {moment} ON tellings FOR EACH ROW EXECUTE FUNCTION telling_{name}()"
        )
