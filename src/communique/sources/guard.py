"""Addresses that people type, or that pages from elsewhere name: which of them a server may fetch (SSRF).

A server can reach what the person who names an address cannot: its own machine, its neighbours, its cloud's store of
keys. So only hosts are fetched that an admin allows, never private addresses, whatever name they go by.
A name is looked up once, checked, and connected to as it was checked: one that is answered differently the second
time gets nowhere. Each redirect is checked like the first address.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from communique.sources.fetch import FetchError

if TYPE_CHECKING:
    from httpcore2 import NetworkBackend, NetworkStream
    from httpx2 import BaseTransport

PORTS = (80, 443)
"""Ports that are asked where the admin names a host without one."""
Lookup = Callable[[str, int], Sequence[str]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def lookup(host: str, port: int) -> list[str]:
    """The addresses of a name.

    Raises:
        FetchError: it has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"cannot be reached ({host} has no address); check the address.", passing=True) from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Guard:
    """Says which addresses may be fetched.

    Args:
        hosts: as an admin allows them: ``www.example.org``, ``*.example.org`` for all below it, ``*`` for all public
            ones, each perhaps with a port (``example.org:8080``). A private address is allowed only where it is named
            itself, as ``10.0.0.7:8080``; names that lead to one are not.
        lookup: the addresses of a name.
        inside: names of which an admin says that they may lead to a private address.
    """

    def __init__(self, hosts: Iterable[str], lookup: Lookup = lookup, *, inside: Iterable[str] = ()) -> None:
        self._hosts = tuple(host.strip().casefold() for host in hosts)
        self._lookup = lookup
        self._inside = frozenset(name.strip().casefold() for name in inside)

    def check(self, url: str) -> None:
        """Look at an address before it is fetched, and at each that it redirects to. Nothing is looked up here.

        Raises:
            FetchError: it may not be fetched.
        """
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").casefold(), parts.port
        except ValueError as error:
            raise FetchError("is not a web address; check it.") from error
        if parts.scheme not in ("http", "https") or not host:
            raise FetchError("is not a web address; give one that begins with https://.")
        if parts.username is not None or parts.password is not None:
            raise FetchError("holds a name or password; give the address without them.")
        self._check_named(host, port or (443 if parts.scheme == "https" else 80))

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses to which a connection may be made, looked up now.

        Raises:
            FetchError: the host is not allowed, or one of its addresses is not public.
        """
        name = host.strip("[]").casefold()
        self._check_named(name, port)
        if _address(name) is not None:
            return [name]
        found = list(self._lookup(name, port))
        for one in found:
            if not _public(one) and name not in self._inside:
                raise FetchError(f"leads to {one}, which is no public address; it is not fetched.")
        if not found:
            raise FetchError(f"cannot be reached ({host} has no address); check the address.", passing=True)
        return found

    def transport(self) -> BaseTransport:
        """A transport for the web client that connects to checked addresses only, and through no proxy."""
        import httpcore2
        import httpx2

        made = httpx2.HTTPTransport(trust_env=False)
        # The transport has no parameter for what connects; the pool that it makes otherwise is not used yet.
        made._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False), max_connections=20, network_backend=_pinned(self)
        )
        return made

    def _check_named(self, host: str, port: int) -> None:
        if not self._is_named(host, port):
            raise FetchError(f"is on {host}, which this desk does not fetch from; ask an admin to allow the host.")
        address = _address(host)
        if address is not None and not _public(str(address)) and not self._is_named(host, port, exactly=True):
            raise FetchError(f"is at {host}, which is no public address; it is not fetched.")

    def _is_named(self, host: str, port: int, *, exactly: bool = False) -> bool:
        shown = f"[{host}]" if ":" in host else host
        if f"{shown}:{port}" in self._hosts:
            return True
        if port not in PORTS and not (exactly or _address(host)):
            # Other ports are often those of machines, not of pages: an admin names them.
            return False
        if host in self._hosts or shown in self._hosts:
            return True
        if exactly:
            return False
        below = {"*." + host[at + 1 :] for at, letter in enumerate(host) if letter == "."}
        return port in PORTS and ("*" in self._hosts or bool(below & set(self._hosts)))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _public(said: str) -> bool:
    try:
        address = ipaddress.ip_address(said.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        # An address of the old kind within one of the new kind is judged as what it leads to.
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _public(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved


def _pinned(guard: Guard) -> NetworkBackend:
    import httpcore2

    class Pinned(httpcore2.SyncBackend):
        """Connects to the address that was checked; the name is still what certificates are held against."""

        def connect_tcp(self, host: str, port: int, *arguments: Any, **options: Any) -> NetworkStream:
            failed: Exception | None = None
            for address in guard.addresses(host, port):
                try:
                    return super().connect_tcp(address, port, *arguments, **options)
                except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                    failed = error
            assert failed is not None
            raise failed

        def connect_unix_socket(self, *_: Any, **__: Any) -> NetworkStream:
            raise FetchError("is not a web address; give one that begins with https://.")

    return Pinned()
