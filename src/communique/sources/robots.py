"""What the robots.txt of each host allows (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from communique.sources.base import SourceOptions
from communique.sources.decode import decode
from communique.sources.fetch import AGENT, FetchError, fetch

if TYPE_CHECKING:
    from httpx2 import Client
    from protego import Protego

_KEPT = 24 * 3600.0
"""Seconds for which rules are kept, as RFC 9309 says."""
_KEPT_TROUBLE = 300.0
_MOST_BYTES = 512_000
"""Bytes of a robots.txt that are looked at; RFC 9309 asks for at least 500 KiB."""


class Robots:
    """The rules of all hosts met so far, kept for a day.

    Args:
        client: from `fetch.new_client`.
        clock: seconds since 1970.
    """

    def __init__(self, client: Client, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[str, tuple[Protego | FetchError, float]] = {}

    def delay(self, url: str, options: SourceOptions) -> float:
        """Seconds that the host wants between two visits.

        Args:
            url: the address that is to be visited.
            options: ``timeout`` bounds the fetching of a robots.txt not known yet.

        Raises:
            FetchError: the rules forbid the address, or cannot be had because the server has trouble (passing).
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules, until = self._known.get(origin, (None, 0.0))
        if rules is None or self._clock() >= until:
            rules = self._fetched(origin, options)
            kept = _KEPT_TROUBLE if isinstance(rules, FetchError) else _KEPT
            self._known[origin] = (rules, self._clock() + kept)
        if isinstance(rules, FetchError):
            # Without its traceback of the time before, which would grow with each raise.
            raise rules.with_traceback(None)
        if not rules.can_fetch(url, AGENT):
            raise FetchError("is not to be read by programs, says the site's robots.txt; save the page yourself.")
        return float(rules.crawl_delay(AGENT) or 0.0)

    def _fetched(self, origin: str, options: SourceOptions) -> Protego | FetchError:
        from protego import Protego

        try:
            with fetch(self._client, f"{origin}/robots.txt", options) as answer:
                return Protego.parse(decode(answer.stream.read(_MOST_BYTES), declared=answer.charset))
        except FetchError as error:
            if error.status is not None and (error.status >= 500 or error.status == 429):
                return FetchError(
                    f"belongs to a site whose robots.txt has trouble ({error.status}), so it is not visited now; "
                    "try again later.",
                    status=error.status,
                    passing=True,
                    # There is no use in asking earlier: the trouble is kept that long.
                    wait=max(_KEPT_TROUBLE, error.wait or 0.0),
                )
        except Exception:
            # A file that is no text or that the parser chokes on says nothing that could be heeded.
            pass
        return Protego.parse("")
