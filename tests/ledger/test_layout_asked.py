"""The migrated layout is the one of tables.py, and what is hidden is kept by the database itself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from benchmarks.made_readings import readings
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.writer import Writer


def test_tables_and_migrations_agree(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        options = {
            "include_object": lambda thing, name, kind, *_: (
                not str(name).partition(".")[0].endswith("_search") and "_search_" not in str(name) and name != "search"
            )
        }
        found = compare_metadata(MigrationContext.configure(connection, opts=options), t.metadata)
    assert found == []


@pytest.fixture
def entry(ledger: Ledger) -> int:
    """An entry with one telling."""
    for _ in Writer(ledger, "made").write(readings(3)):
        pass
    with ledger.reading() as connection:
        number: int = connection.execute(
            sa.select(sa.func.min(t.entries.c.number)).where(t.entries.c.tellings == 1)
        ).scalar_one()
    return number


HIDING = [
    (sa.update(t.entries).values(review="rejected"), "number"),
    (sa.update(t.entries).values(merged_into=3), "number"),
    (sa.update(t.tellings).values(retired=True), "entry"),
    (sa.update(t.tellings).values(entry=3), "entry"),
    (sa.delete(t.tellings), "entry"),
]


@pytest.mark.parametrize(("change", "column"), HIDING)
def test_what_hides_an_entry(ledger: Ledger, entry: int, change: sa.Update | sa.Delete, column: str) -> None:
    hidden = sa.select(t.entries.c.hidden).where(t.entries.c.number == entry)
    with ledger.writing() as connection:
        assert connection.execute(hidden).scalar_one() is False
        connection.execute(change.where(change.table.c[column] == entry))
        assert connection.execute(hidden).scalar_one() is True


def test_an_entry_comes_back(ledger: Ledger, entry: int) -> None:
    hidden = sa.select(t.entries.c.hidden).where(t.entries.c.number == entry)
    mine, its = t.entries.c.number == entry, t.tellings.c.entry == entry
    with ledger.writing() as connection:
        row = connection.execute(sa.select(t.tellings).where(its)).mappings().one()
        for there, back in [
            (
                sa.update(t.entries).where(mine).values(review="rejected"),
                sa.update(t.entries).where(mine).values(review=None),
            ),
            (
                sa.update(t.tellings).where(its).values(retired=True),
                sa.update(t.tellings).where(its).values(retired=False),
            ),
            (sa.delete(t.tellings).where(its), sa.insert(t.tellings).values(**row)),
        ]:
            connection.execute(there)
            assert connection.execute(hidden).scalar_one() is True
            connection.execute(back)
            assert connection.execute(hidden).scalar_one() is False
