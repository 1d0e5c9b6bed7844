"""The tables of a ledger, the same on SQLite and PostgreSQL.

Words: a *telling* is one record of one document, as its reader found it; an *entry* is the thing that one or more
tellings tell of; an *appearance* is an entity of one document, an *entity* the person, body or state it is. Tellings
and appearances are facts and never change their words; which entry or entity they belong to may be decided anew.

``number`` columns are keys inside one ledger; ``id`` columns are hashes of what makes a thing itself, so that two
ledgers that were fed the same documents in the same order name everything alike. Times are ISO 8601 in UTC, days ISO
days, both as text; what is not known is NULL.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only an INTEGER PRIMARY KEY."""
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

documents = Table(
    "documents",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("title", Text),
    Column("publisher", Text, index=True),
    Column("author", Text),
    Column("language", String(8)),
    Column("published", String(10), index=True),
    Column("dateline", Json),
    Column("text", Text, nullable=False),
    Column("signature", LargeBinary),  # MinHash of its word shingles: see twins.py
    Column("twin_of", Number, ForeignKey("documents.number"), index=True),  # the first document of which it is a copy
    Column("added", String(32), nullable=False),
)
sightings = Table(
    "sightings",  # further sources that the very same text came from
    metadata,
    Column("document", Number, ForeignKey("documents.number"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("added", String(32), nullable=False),
)
readings = Table(
    "readings",
    metadata,
    Column("number", Number, primary_key=True),
    Column("document", Number, ForeignKey("documents.number"), nullable=False, index=True),
    Column("reader", Text, nullable=False),  # version of the package and of the model
    Column("at", String(32), nullable=False),
    Column("standing", Boolean, nullable=False),  # the one that counts: of each document one
)
rejected = Table(
    "rejected",
    metadata,
    Column("number", Number, primary_key=True),
    Column("source", Text, nullable=False),
    Column("line", Integer, nullable=False),  # 0 where the source has no lines
    Column("reason", Text, nullable=False),
    Column("language", String(8)),
    Column("at", String(32), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("settled", Boolean, nullable=False),  # it was read at a later try
    UniqueConstraint("source", "line"),
)
entities = Table(
    "entities",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", String(17), nullable=False, unique=True),
    Column("name", Text, nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("title", Text),
    Column("affiliation", Number, ForeignKey("entities.number"), index=True),
    Column("country", String(3), index=True),
    Column("sector", String(3)),  # the primary one
    Column("sectors", Json, nullable=False),
    Column("known", Text, index=True),
    Column("named", Boolean, nullable=False),  # some text gives its name
    Column("names", Json, nullable=False),  # all names met, the fullest first
    Column("role", Text),  # normal form of the title
    Column("appearances", Integer, nullable=False),
    Column("first_day", String(10)),
    Column("last_day", String(10)),
    Column("review", String(10)),  # NULL | confirmed | corrected | rejected
    Column("correction", Json),
    Column("merged_into", Number, ForeignKey("entities.number"), index=True),
    Index("ix_entities_appearances", "appearances", "number"),  # those that appear most are listed first
)
appearances = Table(
    "appearances",
    metadata,
    Column("number", Number, primary_key=True),
    Column("entity", Number, ForeignKey("entities.number"), nullable=False, index=True),
    Column("document", Number, ForeignKey("documents.number"), nullable=False, index=True),
    Column("record", String(12), nullable=False),  # its id in the reading
    Column("data", Json, nullable=False),  # the entity of the contract
    Column("retired", Boolean, nullable=False),  # a newer reader does not find it
    Column("home", Number, ForeignKey("entities.number")),  # where the program put it, if people moved it
)
entity_keys = Table(
    "entity_keys",  # blocks in which an entity would be met again
    metadata,
    Column("key", BigInteger, primary_key=True),
    Column("entity", Number, ForeignKey("entities.number"), primary_key=True),
    sqlite_with_rowid=False,
)
entries = Table(
    "entries",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", String(17), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),  # engagement | statement | event | commitment
    Column("label", String(12), nullable=False),  # kind of engagement or statement, PLOVER type, force
    Column("mode", String(24)),
    Column("status", String(12)),  # as told; of a commitment its life, see below
    Column("day", String(10)),  # first day of its date, else the day of the first document that tells it
    Column("date", String(21)),  # as the contract has it
    Column("due_from", String(10)),
    Column("due_to", String(10)),
    Column("place", Text),
    Column("country", String(3)),
    Column("lat", Float),
    Column("lon", Float),
    Column("geonameid", Integer),
    Column("quad", Integer),
    Column("intensity", Float),
    Column("amount", Float),
    Column("currency", String(3)),
    Column("pair", String(7)),  # country, else primary sector, of the first party of either side: RUS>IGO
    Column("confidence", Float, nullable=False),
    Column("document", Number, ForeignKey("documents.number"), nullable=False, index=True),  # of the telling that leads
    Column("words", Text, nullable=False),  # what is searched: its evidence
    Column("tellings", Integer, nullable=False),
    Column("outlets", Integer, nullable=False),  # tellings in documents that are no copies
    Column("data", Json, nullable=False),  # the record of the contract, its parties as ids of entities
    Column("profile", Json, nullable=False),  # by what it is met again: see matching.py
    Column("review", String(10)),  # NULL | confirmed | corrected | rejected
    Column("correction", Json),  # what people changed: field -> value
    Column("merged_into", Number, ForeignKey("entries.number"), index=True),
    # Rejected, merged into another, or neither vouched for nor found by a present reader: kept by triggers, see 0003.
    Column("hidden", Boolean, nullable=False, server_default=false()),
    # What is asked for and counted most is in the indexes themselves: a row is wide, and reading many is slow.
    Index("ix_entries_kind_day", "kind", "day", "hidden", "intensity", "confidence"),
    Index("ix_entries_kind_label_day", "kind", "label", "day", "hidden", "intensity", "pair"),
    Index("ix_entries_kind_country_day", "kind", "country", "day", "hidden", "intensity"),
    Index("ix_entries_kind_pair_day", "kind", "pair", "day", "hidden", "intensity"),
    Index("ix_entries_kind_place_day", "kind", "place", "day", "hidden"),
    Index("ix_entries_kind_status_due_to", "kind", "status", "due_to"),
    Index("ix_entries_review", "review", "kind", sqlite_where=text("review IS NOT NULL"),
          postgresql_where=text("review IS NOT NULL")),
    # Those that wait to be looked at, the least sure first.
    Index("ix_entries_unsure", "confidence", "number", sqlite_where=text("review IS NULL AND hidden = 0"),
          postgresql_where=text("review IS NULL AND hidden = false")),
    Index("ix_entries_number", "number", "kind", "day", "label", "country", "pair", "intensity", "confidence",
          "hidden", "status", "due_to"),
)  # fmt: skip
tellings = Table(
    "tellings",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", String(17), nullable=False, unique=True),
    Column("entry", Number, ForeignKey("entries.number"), nullable=False, index=True),
    Column("document", Number, ForeignKey("documents.number"), nullable=False, index=True),
    Column("record", String(12), nullable=False),
    Column("start", Integer, nullable=False),  # of the evidence, in code points of the document's text
    Column("end", Integer, nullable=False),
    Column("data", Json, nullable=False),  # the record of the contract, as read
    Column("retired", Boolean, nullable=False),
    Column("home", Number, ForeignKey("entries.number")),  # where the program put it, if people moved it
)
parties = Table(
    "parties",
    metadata,
    Column("entry", Number, ForeignKey("entries.number"), primary_key=True),
    Column("role", String(12), primary_key=True),  # actor, recipient, participant, speaker, addressee, …
    Column("entity", Number, ForeignKey("entities.number"), primary_key=True),
    Column("kind", String(10), nullable=False),  # of the entry
    Column("country", String(3)),  # of the entity
    Column("day", String(10)),  # of the entry
    Index("ix_parties_entity_kind_day", "entity", "kind", "day"),
    Index("ix_parties_country_kind_day", "country", "kind", "day"),
    # Its key is the row: the other indexes hold the key, so that both are read without the table.
    sqlite_with_rowid=False,
)
blocks = Table(
    "blocks",  # in which an entry would be met again
    metadata,
    Column("key", BigInteger, primary_key=True),
    Column("entry", Number, ForeignKey("entries.number"), primary_key=True),
    sqlite_with_rowid=False,
)
bands = Table(
    "bands",  # of documents' signatures
    metadata,
    Column("key", BigInteger, primary_key=True),
    Column("document", Number, ForeignKey("documents.number"), primary_key=True),
    sqlite_with_rowid=False,
)
decisions = Table(
    "decisions",  # rows are added, none is changed
    metadata,
    Column("number", Number, primary_key=True),
    Column("what", String(12), nullable=False),  # confirm | correct | reject | merge | split | apart | verdict | …
    Column("subject", String(17), nullable=False, index=True),  # id of an entry, entity, telling or proposal
    Column("other", String(17), index=True),  # the second of a merge
    Column("by", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("why", Text),
    Column("before", Json),
    Column("after", Json),
    Column("takes_back", Number, ForeignKey("decisions.number")),
)
doubts = Table(
    "doubts",  # pairs of which the program cannot tell whether they are one
    metadata,
    Column("one", String(17), primary_key=True),
    Column("other", String(17), primary_key=True),
    Column("score", Float, nullable=False),
    Column("reasons", Json, nullable=False),
    Index("ix_doubts_score", "score", "one", "other"),  # the most alike first
    Index("ix_doubts_other", "other"),
)
proposals = Table(
    "proposals",  # evidence that may bear on a commitment
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", String(17), nullable=False, unique=True),
    Column("commitment", Number, ForeignKey("entries.number"), nullable=False, index=True),
    Column("document", Number, ForeignKey("documents.number"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("day", String(10)),
    Column("verdict", String(12), nullable=False),  # kept | partly kept | broken | withdrawn | superseded
    Column("probability", Float, nullable=False),
    Column("reasons", Json, nullable=False),
    Column("state", String(10), nullable=False, index=True),  # open | confirmed | rejected
    Column("at", String(32), nullable=False),
)
visits = Table(
    "visits",  # what is remembered of web addresses
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("at", String(32)),
    Column("status", Integer),
    Column("next_at", String(32)),
    Column("failures", Integer, nullable=False),
)
items = Table(
    "items",  # items of feeds and sitemaps that were taken in
    metadata,
    Column("feed", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("at", String(32), nullable=False),
)
feeds = Table(
    "feeds",  # feeds, lists of feeds, sitemaps and pages that `communique watch` asks for what is new
    metadata,
    Column("number", Number, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("title", Text),  # as people call it
    Column("paused", Boolean, nullable=False),
    Column("added", String(32), nullable=False),
    Column("by", Text, nullable=False),
)
runs = Table(
    "runs",  # the ingest log
    metadata,
    Column("number", Number, primary_key=True),
    Column("sources", Json, nullable=False),
    Column("reader", Text, nullable=False),
    Column("started", String(32), nullable=False),
    Column("ended", String(32)),
    Column("counts", Json, nullable=False),
)
watches = Table(
    "watches",  # saved questions whose answers are delivered: see communique.alerts
    metadata,
    Column("number", Number, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("kind", String(10)),  # of the entries; NULL for all kinds
    Column("filter", Json, nullable=False),  # the fields of asking.Filter that are not at their default
    Column("overdue", Boolean, nullable=False),  # only commitments that are overdue on the day of the run
    Column("channel", String(8), nullable=False),  # atom | webhook | mail
    Column("target", Text, nullable=False),  # file, address of a web service, address of a person
    Column("created", String(32), nullable=False),
)
deliveries = Table(
    "deliveries",  # of each watch each entry once
    metadata,
    Column("number", Number, primary_key=True),
    Column("watch", Number, ForeignKey("watches.number"), nullable=False),
    Column("entry", Number, ForeignKey("entries.number"), nullable=False, index=True),
    Column("state", String(8), nullable=False),  # past (there before the watch, never sent) | waiting | sent
    Column("batch", String(32)),  # what is sent together; its id goes with it, that a receiver knows it again
    Column("data", Json),  # the entry as it was found, which is what is sent
    Column("found", String(32), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String(32)),  # not tried again before
    Column("error", Text),  # of the last attempt
    Column("sent", String(32)),
    UniqueConstraint("watch", "entry"),
    Index("ix_deliveries_watch_state", "watch", "state", "number"),
)
accounts = Table(
    "accounts",  # people who may log in at the desk: see communique.desk.people
    metadata,
    Column("number", Number, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", String(10), nullable=False),  # reader | reviewer | admin
    Column("password", Text, nullable=False),  # argon2's hash with its settings
    Column("created", String(32), nullable=False),
    Column("disabled", Boolean, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),  # of the secret in the cookie
    Column("account", Number, ForeignKey("accounts.number"), nullable=False, index=True),
    Column("created", String(32), nullable=False),
    Column("expires", String(32), nullable=False, index=True),
)
tokens = Table(
    "tokens",  # of scripts that use the API
    metadata,
    Column("number", Number, primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("account", Number, ForeignKey("accounts.number"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("created", String(32), nullable=False),
    Column("expires", String(32)),
)
failures = Table(
    "failures",  # logins that failed, until they no longer count
    metadata,
    Column("number", Number, primary_key=True),
    Column("who", String(64), nullable=False),  # hash of a name or of an address
    Column("at", String(32), nullable=False, index=True),
    Index("ix_failures_who_at", "who", "at"),
)
facts = Table(
    "facts",  # of the ledger itself
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)
