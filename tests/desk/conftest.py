"""A desk on a ledger that the real reader filled from the examples."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from communique.desk import DeskSettings, create_app
from communique.desk.people import Role, accounts
from communique.ingest.readers import load_reader
from communique.ingest.run import Ingest
from communique.ledger import open_ledger

ROOT = Path(__file__).resolve().parents[2]
HERE = "http://127.0.0.1:8000"
CLOCK = "2024-09-15T10:00:00.000000+00:00"
"""The time of the tests' desk: some promises of the examples are overdue then, others are not due yet."""
PASSWORD = "correct horse battery"


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


@pytest.fixture(scope="session")
def desk(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The desk as the person at this machine uses it; for tests that change nothing."""
    path = tmp_path_factory.mktemp("desk") / "shared.db"
    shutil.copy(filled, path)
    with client(DeskSettings(ledger=str(path))) as found:
        yield found


@pytest.fixture
def make_desk(filled: Path, tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """Makes a desk on a ledger of its own, with other settings and with accounts (name -> role) if they are given."""
    opened: list[TestClient] = []

    def make(people: dict[str, Role] | None = None, *, here: str = "127.0.0.1", **settings: Any) -> TestClient:
        path = tmp_path / f"own{len(opened)}.db"
        shutil.copy(filled, path)
        with open_ledger(path) as ledger:
            for name, role in (people or {}).items():
                accounts.add(ledger, name, PASSWORD, role)
        made = client(DeskSettings(ledger=str(path), **settings), here=here)
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
