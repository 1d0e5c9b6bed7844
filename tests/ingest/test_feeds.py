"""Feeds into a ledger: each item once, also when the run is killed between the feed and its items."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sqlalchemy as sa

from communique.ingest.memory import LedgerMemory
from communique.ingest.run import Ingest
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.records import Document, Reading
from communique.sources.visits import Visitor

ITEMS = 90
STORY = "The ministers met in town {n} on Monday and spoke about bridge number {n} over the river. " * 12


class Server:
    """A feed with many whole articles, which tells when it was asked and that it has not changed."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != "/feed.xml":
                    self.send_error(404)
                    return
                fresh = self.headers.get("If-None-Match") != '"one"'
                outer.asked.append(200 if fresh else 304)
                body = outer.feed().encode() if fresh else b""
                self.send_response(200 if fresh else 304)
                self.send_header("ETag", '"one"')
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Be silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/feed.xml"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @staticmethod
    def feed() -> str:
        items = "".join(
            f"<item><guid>g{n}</guid><link>http://127.0.0.1:9/{n}</link><title>Story {n}</title>"
            f"<pubDate>Mon, 04 Mar 2024 10:00:00 GMT</pubDate><description>{STORY.format(n=n)}</description></item>"
            for n in range(ITEMS)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Made</title>{items}</channel></rss>'

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


class NothingFound:
    """A reader that finds nothing."""

    def read_many(self, items: Iterable[str | Document], /) -> Iterator[Reading]:
        for item in items:
            assert isinstance(item, Document)
            yield Reading(item)


def ingest(ledger: Ledger, jobs: int = 1) -> Ingest:
    def visitor(memory: LedgerMemory) -> Visitor:
        return Visitor(memory, delay=0.0, sleep=lambda _: None)

    return Ingest(ledger, NothingFound, "test", visitor=visitor, jobs=jobs)


def documents(ledger: Ledger) -> int:
    with ledger.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(t.documents)).scalar_one())


def test_each_item_once_and_the_feed_is_asked_for_changes_only(ledger: Ledger, server: Server) -> None:
    added = [sum(counts.added for counts, _ in ingest(ledger).run([server.url])) for _ in range(2)]
    assert added == [ITEMS, 0]
    assert server.asked == [200, 304]
    assert documents(ledger) == ITEMS


def test_a_run_that_ends_between_the_feed_and_its_items_loses_none(ledger: Ledger, server: Server) -> None:
    run = ingest(ledger, jobs=2).run([server.url])
    next(run)  # one batch is kept; with two jobs the feed itself has been read to its end by then
    run.close()
    assert 0 < documents(ledger) < ITEMS
    added = sum(counts.added for counts, _ in ingest(ledger).run([server.url]))
    assert server.asked == [200, 200], "what was not yet written must be asked for again"
    assert added > 0
    assert documents(ledger) == ITEMS
