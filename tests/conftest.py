"""Ledgers on both databases: each test that takes ``ledger`` runs on SQLite and on a PostgreSQL server of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from communique.ledger import Ledger, open_ledger

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_databases = count(1)


def _binary(name: str) -> str | None:
    found = shutil.which(name)
    return found or next((str(p / name) for p in _PLACES if (p / name).is_file()), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that is started for the tests, with %s for the database."""
    initdb, pg_ctl = _binary("initdb"), _binary("pg_ctl")
    if initdb is None or pg_ctl is None:
        assert "CI" not in os.environ, "PostgreSQL's binaries are needed; install the package postgresql"
        pytest.skip("PostgreSQL is not installed")
    # The server refuses to run as root, as which containers often run tests.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="communique-pg-"))
    folder.chmod(0o777)
    data = folder / "data"
    run = lambda *words: subprocess.run([*as_user, *words], check=True, capture_output=True, cwd=folder)
    run(initdb, "-D", str(data), "-U", "tester", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=40"
    run(pg_ctl, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql+psycopg://tester@/%s?host={folder}"
    finally:
        run(pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_database(postgres: str) -> str:
    """The address of an empty database on the tests' server."""
    name = f"test{next(_databases)}"
    engine = sa.create_engine(postgres % "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return postgres % name


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new ledger may be kept, on each kind of database."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    address: str = request.getfixturevalue("new_database")
    return address


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    """A new ledger, on each kind of database."""
    with open_ledger(where) as opened:
        yield opened
