"""A server on this machine with a feed of one whole article, as tests that add a feed need it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

STORY = (
    "The foreign minister of Kenya, Amos Rono, promised on Monday to send twenty trucks of wheat to Peru before the end "
    "of October. He met the Peruvian ambassador, Lucia Quispe, in Nairobi. “We keep our word,” Rono said. "
) * 4


class FeedServer:
    """The server; what it answers can be changed while it runs."""

    def __init__(self) -> None:
        outer = self
        self.asked: list[str] = []
        self.status = 200

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                known = self.path == "/feed.xml" and outer.status == 200
                body = outer.feed().encode() if known else b"gone"
                self.send_response(200 if known else outer.status if self.path == "/feed.xml" else 404)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Be silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}/feed.xml"

    def feed(self) -> str:
        """The feed as it stands."""
        item = f"<item><guid>tag:wire:1</guid><title>Wheat for Peru</title><description>{STORY}</description></item>"
        return f'<rss version="2.0"><channel><title>The wire</title>{item}</channel></rss>'

    @contextmanager
    def running(self) -> Iterator[FeedServer]:
        """Serve until the end of the block."""
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join(10)
            self._server.server_close()
