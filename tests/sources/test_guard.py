"""A server does not fetch what people who name addresses could not reach themselves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from communique.sources.base import SourceOptions
from communique.sources.fetch import FetchError, fetch, new_client
from communique.sources.guard import Guard
from communique.sources.visits import Visitor

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://evil.example/x", "ask an admin"),  # not named
        ("https://example.org.evil.example/", "ask an admin"),
        ("https://news.example.org:8443/", "ask an admin"),  # a port that nobody named
        ("https://evilexample.org/", "ask an admin"),
        ("http://127.0.0.1/", "ask an admin"),
        ("ftp://news.example.org/", "not a web address"),
        ("file:///etc/passwd", "not a web address"),
        ("//news.example.org/", "not a web address"),
        ("https://user:secret@news.example.org/", "name or password"),
        ("https://news.example.org:99999/", "not a web address"),
        ("https://[::1/", "not a web address"),
    ],
)
def test_only_hosts_that_an_admin_allows(url: str, why: str) -> None:
    with pytest.raises(FetchError, match=why):
        Guard(("news.example.org", "*.sub.example.org")).check(url)


@pytest.mark.parametrize(
    "url", ["https://NEWS.example.org/feed", "http://a.b.sub.example.org/", "http://odd.example:8080/", "http://news.example.org/"]
)
def test_hosts_that_are_allowed(url: str) -> None:
    Guard(("news.example.org", "*.sub.example.org", "odd.example:8080")).check(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254",  # where clouds keep their keys
        "0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "nonsense",
    ],
)  # fmt: skip
def test_names_that_lead_to_private_addresses(address: str) -> None:
    """Even where all hosts are allowed, and where one of several addresses is private."""
    for found in ([address], [PUBLIC, address]):
        with pytest.raises(FetchError, match="no public address"):
            Guard(("*", "inner.example"), lambda host, port, found=found: found).addresses("inner.example", 443)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.7"])
def test_private_addresses_are_allowed_only_where_they_are_named_themselves(host: str) -> None:
    url = f"http://{host}:8080/"
    with pytest.raises(FetchError):
        Guard(("*",)).check(url)
    Guard((host,)).check(url)
    Guard((f"{host}:8080",)).check(url)
    with pytest.raises(FetchError):
        Guard((f"{host}:9090",)).check(url)


class Server(BaseHTTPRequestHandler):
    """Sends /to?… elsewhere; has a page at /page."""

    def do_GET(self) -> None:
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = f"seen as {self.headers['Host']}".encode()
        self.send_response(200 if self.path == "/page" else 404)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_each_redirect_is_checked_again(port: int) -> None:
    guard = Guard((f"127.0.0.1:{port}",))
    with Visitor(delay=0.0, tries=1, guard=guard) as visitor:
        with visitor.visit(f"http://127.0.0.1:{port}/to?/page", SourceOptions(timeout=5)) as answer:
            assert answer.stream.read() == f"seen as 127.0.0.1:{port}".encode()
        for elsewhere in (f"http://localhost:{port}/page", "http://169.254.169.254/latest", "file:///etc/passwd"):
            with (
                pytest.raises(FetchError, match=r"ask an admin|not a web address"),
                visitor.visit(f"http://127.0.0.1:{port}/to?{elsewhere}", SourceOptions(timeout=5)),
            ):
                pass


def test_a_name_is_looked_up_once_and_connected_to_as_it_was_checked(port: int) -> None:
    """Looked up again, it would lead to the server of this test: a name that is answered differently each time."""
    asked: list[str] = []

    def lookup(host: str, _: int) -> list[str]:
        asked.append(host)
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    guard = Guard((f"rebinding.example:{port}",), lookup)
    connected: list[str] = []
    with new_client(2.0, guard) as client:
        backend = client._transport._pool._network_backend  # type: ignore[attr-defined]
        base = type(backend).__mro__[1]
        original = base.connect_tcp

        def noted(self: object, host: str, *arguments: object, **options: object) -> object:
            connected.append(host)
            return original(self, "127.0.0.1", *arguments, **options)

        base.connect_tcp = noted
        try:
            with fetch(client, f"http://rebinding.example:{port}/page", SourceOptions(timeout=2)) as answer:
                said = answer.stream.read()
        finally:
            base.connect_tcp = original
    assert (asked, connected) == (["rebinding.example"], [PUBLIC])
    assert said == f"seen as rebinding.example:{port}".encode(), "the server is asked for the name"


def test_without_a_guard_nothing_is_refused(port: int) -> None:
    with new_client(5.0) as client, fetch(client, f"http://localhost:{port}/page", SourceOptions(timeout=5)) as answer:
        assert answer.status == 200
