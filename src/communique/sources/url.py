"""Web addresses."""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING

from communique.errors import SourceError
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.dispatch import read_stream, too_large

if TYPE_CHECKING:
    from httpx2 import Response

_MEDIA = {"image": "a picture", "video": "a video", "audio": "a sound recording", "font": "a font"}
_STATUS = {
    401: "asks for a login (401); save the page and give the file.",
    403: "refuses access (403); open it in a browser, save the page and give the file.",
    404: "was not found (404); check the address.",
    410: "is gone (410); look for the page in an archive.",
    429: "has had too many requests (429); wait and try again.",
}


def read_url(source: str, options: SourceOptions) -> Iterator[Document | Rejected]:
    """Fetch an address and read what comes back: HTML, PDF, JSON Lines or plain text.

    Args:
        source: an http or https address.
        options: ``timeout`` bounds the whole of the fetching, ``max_bytes`` what is taken after decompression.
    """
    if not source.lower().startswith(("http://", "https://")):
        scheme = source.partition("://")[0]
        yield Rejected(source, f"begins with {scheme}://, which is not read; give an http or https address, or a path.")
        return
    try:
        data, content_type, charset, name = _fetch(source, options)
    except SourceError as error:
        yield Rejected(source, str(error))
        return
    stream = BufferedReader(BytesIO(data))
    yield from read_stream(stream, source, options, content_type=content_type, declared=charset, name=name)


def _fetch(url: str, options: SourceOptions) -> tuple[bytes, str, str | None, str]:
    """The body of an address, its media type, its declared encoding, and the path it was found at in the end."""
    import httpx2 as httpx

    from communique.version import __version__

    agent = f"Communique/{__version__} (+https://pypi.org/project/communique/)"
    again = "try again later, or allow more time with --timeout."
    wanted = "text/html, application/xhtml+xml, application/pdf;q=0.9, text/*;q=0.8, */*;q=0.5"
    headers = {"User-Agent": agent, "Accept": wanted}
    ends = time.monotonic() + options.timeout
    try:
        with (
            httpx.Client(follow_redirects=True, max_redirects=10, timeout=options.timeout, headers=headers) as client,
            client.stream("GET", url) as response,
        ):
            _check(response, options)
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > options.max_bytes:
                    raise SourceError(too_large(options.max_bytes))
                if time.monotonic() > ends:
                    raise SourceError(f"was not there in full after {options.timeout:g} seconds; {again}")
            return bytes(data), _media_type(response), response.charset_encoding, response.url.path
    except httpx.TimeoutException as error:
        raise SourceError(f"did not answer within {options.timeout:g} seconds; {again}") from error
    except httpx.TooManyRedirects as error:
        raise SourceError("redirects without end; open it in a browser, save the page and give the file.") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise SourceError(f"is not a web address ({error}); check it.") from error
    except httpx.ConnectError as error:
        raise SourceError(f"cannot be reached ({_cause(error)}); check the address and your connection.") from error
    except (httpx.HTTPError, UnicodeError) as error:
        raise SourceError(f"broke off ({_cause(error)}); try again later.") from error


def _check(response: Response, options: SourceOptions) -> None:
    """Stop before the body is taken where it will not be read.

    Raises:
        SourceError: the status is no success, the media is no text, or the length told is above the limit.
    """
    status = response.status_code
    if status >= 500:
        raise SourceError(f"has trouble on its side ({status}); try again later.")
    if not 200 <= status < 300:
        raise SourceError(_STATUS.get(status, f"answers with status {status}; open it in a browser to see why."))
    kind = _media_type(response).partition("/")[0]
    if kind in _MEDIA:
        raise SourceError(f"is {_MEDIA[kind]} ({_media_type(response)}), not text; give the address of the page.")
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > options.max_bytes:
        raise SourceError(too_large(options.max_bytes))


def _media_type(response: Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _cause(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__
