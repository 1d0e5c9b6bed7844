"""A web server for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from source_texts import Clock, Server

from communique.sources.visits import Visitor


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    # A proxy of the machine must not be asked for 127.0.0.1.
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Server()
    yield server
    server.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visitor(clock: Clock) -> Iterator[Visitor]:
    """A visitor that never really sleeps."""
    with Visitor(clock=clock, sleep=clock.sleep) as visitor:
        yield visitor
