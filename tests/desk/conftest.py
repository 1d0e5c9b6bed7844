"""A desk on a ledger that the real reader filled from the examples.

Tests of the modules in `ON_BOTH` run on a ledger on SQLite and on one on PostgreSQL.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from communique.desk import DeskSettings, create_app
from communique.desk.people import Role, accounts
from communique.ingest.readers import load_reader
from communique.ingest.run import Ingest
from communique.ledger import open_ledger
from communique.ledger.backup import backup, restore

ROOT = Path(__file__).resolve().parents[2]
HERE = "http://127.0.0.1:8000"
CLOCK = "2024-09-15T10:00:00.000000+00:00"
"""The time of the tests' desk: some promises of the examples are overdue then, others are not due yet."""
PASSWORD = "correct horse battery"
ON_BOTH = {"test_api", "test_page_entity", "test_page_lists", "test_pages"}
_names = count(1)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger's file. It is not to be changed: see `own`."""
    path = tmp_path_factory.mktemp("desk") / "desk.db"
    with open_ledger(path, clock=lambda: CLOCK) as ledger:
        sources = sorted(str(one) for one in (ROOT / "examples").glob("[0-9]*"))
        for _ in Ingest(ledger, lambda: load_reader(None, 1, None), "test").run(sources):
            pass
    # Without it what is still in the log beside the file would be missing from copies.
    with open_ledger(path) as ledger, ledger.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Once for each database."""
    if "database" in metafunc.fixturenames and metafunc.module.__name__.rpartition(".")[2] in ON_BOTH:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """What the ledgers of desks are kept on."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def on_server(filled: Path, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes copies of the ledger on a PostgreSQL server, and gives their addresses."""
    postgres: str = request.getfixturevalue("postgres")
    engine = sa.create_engine(postgres % "postgres", isolation_level="AUTOCOMMIT")

    def make(words: str = "") -> str:
        name = f"desk{next(_names)}"
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} {words}")
        return name

    first = make()
    packed = filled.with_name("desk.backup")
    with open_ledger(filled) as ledger:
        backup(ledger, str(packed))
    restore(str(packed), postgres % first)
    return lambda: postgres % make(f"TEMPLATE {first}")


@pytest.fixture(scope="session")
def copied(database: str, filled: Path, request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Makes copies of the ledger, on SQLite at a path, and gives where they are."""
    if database == "sqlite":
        return lambda path: str(shutil.copy(filled, path))
    on_server: Callable[[], str] = request.getfixturevalue("on_server")
    return lambda path: on_server()


@pytest.fixture(scope="session")
def desk(copied: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The desk as the person at this machine uses it; for tests that change nothing."""
    with client(DeskSettings(ledger=copied(tmp_path_factory.mktemp("desk") / "shared.db"))) as found:
        yield found


@pytest.fixture
def make_desk(copied: Callable[[Path], str], tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """Makes a desk on a ledger of its own, with other settings and with accounts (name -> role) if they are given."""
    opened: list[TestClient] = []

    def make(people: dict[str, Role] | None = None, *, here: str = "127.0.0.1", **settings: Any) -> TestClient:
        where = copied(tmp_path / f"own{len(opened)}.db")
        with open_ledger(where) as ledger:
            for name, role in (people or {}).items():
                accounts.add(ledger, name, PASSWORD, role)
        made = client(DeskSettings(ledger=where, **settings), here=here)
        made.__enter__()
        opened.append(made)
        return made

    yield make
    for one in opened:
        one.__exit__(None, None, None)


@pytest.fixture
def own(make_desk: Callable[..., TestClient]) -> TestClient:
    """A desk on a ledger of its own, for tests that change something."""
    return make_desk()


def client(settings: DeskSettings, *, here: str = "127.0.0.1") -> TestClient:
    """A client as a program on this machine is one, or at another address."""
    app = create_app(settings)
    app.state.ledger.clock = lambda: CLOCK
    return TestClient(app, base_url=HERE, client=(here, 50_000), raise_server_exceptions=False)
