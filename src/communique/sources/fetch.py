"""One request to a web address: the answer's body as a stream that is bounded in time, each fault in one sentence."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from typing import TYPE_CHECKING, Any

from communique.errors import SourceError
from communique.sources.base import SourceOptions
from communique.version import __version__

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from httpx2 import Client, Response

    from communique.sources.guard import Guard

AGENT = f"Communique/{__version__} (+https://pypi.org/project/communique/)"
"""What we call ourselves; the first word is what robots.txt files may name."""

_ACCEPT = "text/html, application/xhtml+xml, application/pdf;q=0.9, text/*;q=0.8, */*;q=0.5"
_HOPS = 10
_LEAST_PACE = 20_000
"""Bytes a second below which a large archive counts as not coming."""
_AGAIN = "try again later, or allow more time with --timeout."
_MEDIA = {"image": "a picture", "video": "a video", "audio": "a sound recording", "font": "a font"}
_STATUS = {
    401: "asks for a login (401); save the page and give the file.",
    403: "refuses access (403); open it in a browser, save the page and give the file.",
    404: "was not found (404); check the address.",
    410: "is gone (410); look for the page in an archive.",
    429: "has had too many requests (429); wait and try again.",
}


class FetchError(SourceError):
    """An address was not fetched.

    Args:
        message: one sentence with the next step.
        status: the HTTP status, if there was an answer.
        passing: whether the same request may succeed later.
        wait: seconds that the server asks us to stay away, if it does.
    """

    def __init__(
        self, message: str, *, status: int | None = None, passing: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.passing = passing
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent."""

    url: str
    """Where it was found in the end, after redirects."""
    status: int
    """2xx, or 304 where the caller asked on a condition."""
    content_type: str
    """Media type without parameters; empty where none was told."""
    charset: str | None
    length: int | None
    """Bytes that the body claims to have."""
    etag: str | None
    last_modified: str | None
    stream: BufferedReader[Any]
    """The unpacked body. Reading it raises `FetchError`, all passing, where it breaks off or comes too slowly."""


def new_client(timeout: float, guard: Guard | None = None) -> Client:
    """A client for `fetch`.

    Args:
        timeout: seconds that one wait (for a connection, for bytes) may take.
        guard: says to which hosts it may connect; None where addresses are one's own.
    """
    import httpx2 as httpx

    transport = guard.transport() if guard is not None else None
    headers = {"User-Agent": AGENT, "Accept": _ACCEPT}
    return httpx.Client(follow_redirects=False, timeout=timeout, headers=headers, transport=transport)


@contextmanager
def fetch(
    client: Client,
    url: str,
    options: SourceOptions,
    *,
    headers: Mapping[str, str] | None = None,
    before: Callable[[str], None] = lambda address: None,
) -> Iterator[Answer]:
    """Ask for an address once, following redirects.

    Args:
        client: from `new_client`.
        url: an http or https address.
        options: ``timeout`` bounds the time that is spent waiting for the server, in seconds; what the caller does
            between two reads does not count. Of a large archive more is allowed as long as it comes steadily.
        headers: more headers, as conditions.
        before: called with each address before it is asked for, those of redirects too; may wait or raise.

    Raises:
        FetchError: with a sentence, when the answer is no success, is no text, or does not come.
    """
    with _sentences(options):
        request = client.build_request("GET", url, headers=headers, timeout=options.timeout)
    for _ in range(_HOPS + 1):
        before(str(request.url))
        with _sentences(options):
            response = client.send(request, stream=True)
        try:
            if response.next_request is not None:
                request = response.next_request
                continue
            _check(response, conditional=bool(headers))
            length = response.headers.get("content-length", "")
            yield Answer(
                url=str(response.url),
                status=response.status_code,
                content_type=_media_type(response),
                charset=response.charset_encoding,
                length=int(length) if length.isdecimal() else None,
                etag=response.headers.get("etag"),
                last_modified=response.headers.get("last-modified"),
                stream=BufferedReader(_Body(response, options), 1 << 16),
            )
            return
        finally:
            response.close()
    raise FetchError("redirects without end; open it in a browser, save the page and give the file.")


class _Body(io.RawIOBase):
    """The body of a response as a raw stream."""

    def __init__(self, response: Response, options: SourceOptions) -> None:
        self._chunks = response.iter_bytes()
        self._options = options
        self._rest = b""
        self._fault: FetchError | None = None
        self._waited = 0.0
        self._taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the whole buffer, for what is looked at first must show what kind of file it is."""
        into, filled = memoryview(buffer).cast("B"), 0
        while filled < len(into):
            if not self._rest:
                try:
                    chunk = self._next()
                except FetchError:
                    if filled == 0:
                        raise
                    # What came before is handed over; reading on will fail in the same way.
                    break
                if chunk is None:
                    break
                self._rest = chunk
            size = min(len(into) - filled, len(self._rest))
            into[filled : filled + size] = self._rest[:size]
            self._rest = self._rest[size:]
            filled += size
        return filled

    def _next(self) -> bytes | None:
        if self._fault is not None:
            raise self._fault
        began = time.monotonic()
        try:
            with _sentences(self._options):
                chunk = next(self._chunks, None)
            self._waited += time.monotonic() - began
            self._taken += 0 if chunk is None else len(chunk)
            # Whole documents end at max_bytes; only archives, which are read piece by piece, get beyond.
            more = max(0, self._taken - self._options.max_bytes) / _LEAST_PACE
            if chunk is not None and self._waited > self._options.timeout + more:
                late = f"was not there in full after {self._options.timeout:g} seconds; {_AGAIN}"
                raise FetchError(late, passing=True)
        except FetchError as error:
            self._fault = error
            raise
        return chunk


@contextmanager
def _sentences(options: SourceOptions) -> Iterator[None]:
    """Turn the faults of the web client into ours."""
    import httpx2 as httpx

    try:
        yield
    except httpx.TimeoutException as error:
        raise FetchError(f"did not answer within {options.timeout:g} seconds; {_AGAIN}", passing=True) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise FetchError(f"is not a web address ({error}); check it.") from error
    except httpx.ConnectError as error:
        message = f"cannot be reached ({_cause(error)}); check the address and your connection."
        raise FetchError(message, passing=True) from error
    except httpx.DecodingError as error:
        raise FetchError(f"broke off ({_cause(error)}); try again later.") from error
    except (httpx.HTTPError, UnicodeError) as error:
        raise FetchError(f"broke off ({_cause(error)}); try again later.", passing=True) from error


def _check(response: Response, *, conditional: bool) -> None:
    """Stop before the body is taken where it will not be read."""
    status = response.status_code
    if status == 304 and conditional:
        return
    if status >= 500:
        message = f"has trouble on its side ({status}); try again later."
        raise FetchError(message, status=status, passing=True, wait=_retry_after(response))
    if not 200 <= status < 300:
        message = _STATUS.get(status, f"answers with status {status}; open it in a browser to see why.")
        raise FetchError(message, status=status, passing=status in (408, 425, 429), wait=_retry_after(response))
    kind = _media_type(response).partition("/")[0]
    if kind in _MEDIA:
        message = f"is {_MEDIA[kind]} ({_media_type(response)}), not text; give the address of the page."
        raise FetchError(message, status=status)


def _retry_after(response: Response) -> float | None:
    """Seconds of a Retry-After header, which may also hold a date (RFC 9110, section 10.2.3)."""
    from email.utils import parsedate_to_datetime

    told = str(response.headers.get("retry-after", "")).strip()
    if told.isdecimal():
        return float(told[:9])
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _media_type(response: Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _cause(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__
