"""A ledger of an older version is brought up with nothing lost; one of a newer version is left alone."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from communique.errors import LedgerError
from communique.ledger import layout, open_ledger
from communique.ledger import tables as t
from communique.ledger.matching import from_json, kept_under
from communique.ledger.store import _engine

OLD: dict[str, dict[str, Any]] = {
    "documents": {
        "number": 1, "id": "0123456789abcdef", "source": "a.txt", "title": "Zürich – 東京", "language": "en",
        "published": "2024-05-14", "dateline": {"place": "Geneva", "agency": None, "date": None},
        "text": "Kenya promised Peru wheat. 🌾", "signature": b"\x00\xff\x01", "added": "2024-05-14T00:00:00+00:00",
    },
    "readings": {"number": 1, "document": 1, "reader": "0.1", "at": "2024-05-14T00:00:00+00:00", "standing": True},
    "entities": {
        "number": 1, "id": "n0123456789abcdef", "name": "Kenya", "kind": "state", "country": "KEN", "sector": "GOV",
        "sectors": ["GOV"], "named": True, "names": ["Kenya"], "appearances": 1,
    },
    "entries": {
        "number": 1, "id": "c0123456789abcdef", "kind": "commitment", "label": "promise", "status": "open",
        "due_to": "2024-06-01", "confidence": 0.5, "document": 1, "words": "Kenya promised Peru wheat.", "tellings": 1,
        "outlets": 1, "data": {"action": "wheat"}, "profile": {}, "review": "rejected", "hidden": True,
    },
    "tellings": {
        "number": 1, "id": "t0123456789abcdef", "entry": 1, "document": 1, "record": "c1", "start": 0, "end": 26,
        "data": {"action": "wheat"}, "retired": False,
    },
    "parties": {"entry": 1, "role": "committer", "entity": 1, "kind": "commitment", "country": "KEN", "day": None},
    "decisions": {
        "number": 1, "what": "reject", "subject": "c0123456789abcdef", "by": "ann", "at": "2024-05-15T00:00:00+00:00",
        "why": "no promise", "before": {"review": None}, "after": {"review": "rejected"},
    },
    "facts": {"name": "made", "value": "2024"},
}  # fmt: skip


def made_at(where: str, revision: str) -> sa.Engine:
    """A ledger at an older layout, with a row in each of the tables that people would miss."""
    url = sa.make_url(where) if "://" in where else sa.URL.create("sqlite", database=where)
    engine = _engine(url, where)
    with engine.begin() as connection:
        command.upgrade(layout.config(connection), revision)
        for table, row in OLD.items():
            connection.execute(sa.insert(t.metadata.tables[table]).values(**row))
    return engine


def test_a_ledger_of_the_first_layout_keeps_everything(where: str) -> None:
    made_at(where, "0001").dispose()
    for _ in range(2):  # the second time there is nothing to do
        with open_ledger(where) as ledger, ledger.reading() as connection:
            for table, row in OLD.items():
                kept = connection.execute(sa.select(t.metadata.tables[table])).mappings().one()
                assert {name: kept[name] for name in row} == row, table
            assert connection.execute(sa.select(t.watches)).all() == []
            assert connection.execute(sa.select(t.deliveries)).all() == []


def test_what_the_first_layout_did_by_itself_is_still_done(where: str) -> None:
    made_at(where, "0001").dispose()
    with open_ledger(where) as ledger, ledger.writing() as connection:
        connection.execute(sa.update(t.entries).values(review=None))
        assert connection.execute(sa.select(t.entries.c.hidden)).scalar_one() is False


def test_a_ledger_of_a_newer_version_is_refused_in_a_sentence(where: str) -> None:
    engine = made_at(where, "0001")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(LedgerError, match=r"newer version of Communique has written this ledger; install"):
        open_ledger(where)
    with pytest.raises(LedgerError, match=r"newer version"):
        open_ledger(where, create=False)


def test_something_else_is_refused_and_left_alone(where: str) -> None:
    url = sa.make_url(where) if "://" in where else sa.URL.create("sqlite", database=where)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE recipes (name TEXT)"))
    with pytest.raises(LedgerError, match="something else than a ledger"):
        open_ledger(where)
    assert sa.inspect(engine).get_table_names() == ["recipes"]
    engine.dispose()


def test_a_statement_of_before_is_met_by_its_present_keys(where: str) -> None:
    engine = made_at(where, "0005")
    _met_by_present_keys(where, engine, {"kind": "statement", "label": "direct"}, "statement", 3)  # each two of three words


@pytest.mark.parametrize(
    ("kind", "label", "keys"), [("event", "AID", 1), ("engagement", "meeting", 1), ("statement", "mixed", 3)]
)
def test_what_has_a_time_is_met_by_its_present_keys(where: str, kind: str, label: str, keys: int) -> None:
    _met_by_present_keys(where, made_at(where, "0007"), {"kind": kind, "label": label}, label, keys)


def _met_by_present_keys(where: str, engine: sa.Engine, entry: dict[str, str], label: str, number: int) -> None:
    told = {"actors": ["KEN"], "recipients": [], "date": "2024-05-14", "place": None, "acting": True,
            "words": ["harvest", "needs", "workers"], "fullness": 1.5}  # fmt: skip
    row = OLD["entries"] | {"number": 2, "id": "s0123456789abcdef", "profile": told} | entry
    with engine.begin() as connection:
        connection.execute(sa.insert(t.entries).values(**row))
        connection.execute(sa.insert(t.blocks).values(key=-(2**62), entry=2))
    engine.dispose()
    kind = entry["kind"]
    keys = set(kept_under(from_json(kind, "statement" if kind == "statement" else label, told)))
    assert len(keys) == number
    with open_ledger(where) as ledger, ledger.reading() as connection:
        assert keys | {-(2**62)} == set(connection.scalars(sa.select(t.blocks.c.key).where(t.blocks.c.entry == 2)))
