"""A ledger with entries, a clock that is set by hand, and receivers on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from benchmarks.made_readings import readings
from communique.ledger import Ledger, open_ledger
from communique.ledger.writer import Writer


class Clock:
    """Tells the time that it was set to."""

    def __init__(self) -> None:
        self.at = datetime.fromisoformat("2020-06-01T12:00:00+00:00")

    def __call__(self) -> str:
        return self.at.isoformat(timespec="microseconds")

    def go(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def filled(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Ledger]:
    """On SQLite: for what does not hang on the database."""
    with open_ledger(tmp_path_factory.mktemp("ledger") / "ledger.db", clock=clock) as ledger:
        more(ledger, 0, 8)
        yield ledger


@pytest.fixture
def anywhere(ledger: Ledger, clock: Clock) -> Ledger:
    """On each kind of database."""
    ledger.clock = clock
    more(ledger, 0, 8)
    return ledger


def more(ledger: Ledger, first: int, count: int) -> None:
    """Further documents into a ledger."""
    for _ in Writer(ledger, "made").write(readings(count, first=first)):
        pass


@dataclass
class Service:
    """A web service that remembers what it was sent."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    """Statuses of the next answers; 200 when there is none."""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def entries(self) -> list[str]:
        """Ids of all entries that it took."""
        return [entry["id"] for _, body in self.got for entry in json.loads(body)["entries"]]


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = found.answers.pop(0) if found.answers else 200
            if status == 200:
                found.got.append((dict(self.headers), body))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", found.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()
