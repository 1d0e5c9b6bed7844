"""Texts, and a web server on this machine, for the tests of sources."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STORY = (
    "Nairobi, 5 March 2024 (KNA): The foreign minister of Kenya met the head of the UN Refugee Agency on Tuesday.\n\n"
    "She thanked the country for its hospitality and said that the agency would go on with its work in the camps.\n"
)
FRENCH = "Le ministre des affaires étrangères a rencontré le président de la Croix-Rouge à Genève mardi matin."


def page(body: str, head: str = "") -> str:
    """An HTML page."""
    return f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


class Server:
    """A web server whose answers a test sets: path to (status, headers, body)."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.delay = 0.0
        self.asked: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(dict(self.headers.items()))
                status, headers, body = outer.answers.get(self.path, (404, {}, b"no such page"))
                time.sleep(outer.delay)
                try:
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # the client went away, as some tests want it to

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
