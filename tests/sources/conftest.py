"""A web server for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from source_texts import Server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    # A proxy of the machine must not be asked for 127.0.0.1.
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Server()
    yield server
    server.close()
