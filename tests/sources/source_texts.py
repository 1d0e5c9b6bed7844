"""Texts, and a web server on this machine, for the tests of sources."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STORY = (
    "Nairobi, 5 March 2024 (KNA): The foreign minister of Kenya met the head of the UN Refugee Agency on Tuesday.\n\n"
    "She thanked the country for its hospitality and said that the agency would go on with its work in the camps.\n"
)
FRENCH = "Le ministre des affaires étrangères a rencontré le président de la Croix-Rouge à Genève mardi matin."


ARTICLE = "".join(
    f"<p>{line}</p>"
    for line in (
        "The foreign ministers of Kenya and Uganda met in Nairobi on Tuesday to speak about the camps at the border.",
        "They agreed that the two countries would open three more crossings before the end of the dry season.",
        "The head of the agency thanked both for their hospitality and said that its work in the camps would go on.",
        "A delegation from Ethiopia is expected in the city next week for talks on the roads to the coast.",
    )
)
"""A whole article of 70 words."""


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def rss(*items: str, head: str = "<title>The Courier</title>") -> bytes:
    """An RSS feed of items, each the inside of an ``item`` element."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        f" xmlns:atom='http://www.w3.org/2005/Atom' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>{head}{inside}"
        "</channel></rss>"
    ).encode()


def item(link: str = "", *, html: str = "", more: str = "") -> str:
    """The inside of an item."""
    return (
        (f"<link>{link}</link>" if link else "")
        + (f"<content:encoded><![CDATA[{html}]]></content:encoded>" if html else "")
        + more
    )


def page(body: str, head: str = "") -> str:
    """An HTML page."""
    return f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


Answer = tuple[int, dict[str, str], bytes | Iterable[bytes]]


class Server:
    """A web server whose answers a test sets: path to (status, headers, body), or to a function of the headers."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[dict[str, str]], Answer]] = {}
        self.delay = 0.0
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = dict(self.headers.items())
                outer.asked.append(asked)
                outer.paths.append(self.path)
                answer = outer.answers.get(self.path, (404, {}, b"no such page"))
                status, headers, body = answer(asked) if callable(answer) else answer
                time.sleep(outer.delay)
                try:
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    for piece in [body] if isinstance(body, bytes) else body:
                        self.wfile.write(piece)
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
