"""A polite visitor: not too often, not where robots.txt forbids, not again what has not changed, not for ever."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import urlsplit

from communique.sources.base import SourceOptions
from communique.sources.fetch import Answer, FetchError, fetch, new_client
from communique.sources.robots import Robots

if TYPE_CHECKING:
    from httpx2 import Client

    from communique.sources.guard import Guard

_FIRST_WAIT = 2.0
"""Seconds before the second try; each further wait is twice as long."""
_FIRST_PAUSE = 900.0
_LONGEST_PAUSE = 24 * 3600.0
"""Seconds for which an address is left alone after one failure, and at most."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is remembered of an address. Times are ISO 8601 in UTC, to the second."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    at: str | None = None
    """When it was last asked for."""
    status: int | None = None
    """The status of the last answer; None where there was none."""
    next_at: str | None = None
    """Not to be asked for before; None where it may be at any time."""
    failures: int = 0
    """Failed visits since the last good one."""


class VisitMemory(Protocol):
    """Where visits are remembered between runs."""

    def recall(self, url: str) -> Visit | None:
        """The last visit of an address, if there was any."""

    def remember(self, visit: Visit) -> None:
        """Keep a visit in place of the one before of the same address."""


class RecentVisits:
    """Remembers visits as long as the program runs."""

    def __init__(self) -> None:
        self._visits: dict[str, Visit] = {}

    def recall(self, url: str) -> Visit | None:
        return self._visits.get(url)

    def remember(self, visit: Visit) -> None:
        self._visits[visit.url] = visit


class Visitor:
    """Fetches addresses politely. One visitor serves one thread; use it as a context manager, or `close` it.

    Args:
        memory: what is known of earlier visits; by default only this visitor's own.
        delay: least seconds between two visits of a host; its robots.txt may ask for more.
        tries: how often an address is asked for in all, where the server is busy or silent.
        longest_wait: most seconds that are slept at once; where a host asks for more, the visit fails and the
            memory keeps from when on it may be tried again.
        clock: seconds since 1970.
        sleep: waits for so many seconds.
        guard: says which addresses may be visited; None for all, where nobody else names them.
    """

    def __init__(
        self,
        memory: VisitMemory | None = None,
        *,
        delay: float = 1.0,
        tries: int = 3,
        longest_wait: float = 60.0,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        guard: Guard | None = None,
    ) -> None:
        self.memory: VisitMemory = RecentVisits() if memory is None else memory
        self._delay = delay
        self._tries = tries
        self._longest_wait = longest_wait
        self._clock = clock
        self._sleep = sleep
        self._guard = guard
        self._client: Client | None = None
        self._robots: Robots | None = None
        self._last: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        if self._client is not None:
            self._client.close()
        self._client = self._robots = None

    @contextmanager
    def visit(self, url: str, options: SourceOptions, *, if_changed: bool = False) -> Iterator[Answer]:
        """Fetch an address, again where the server is busy, and remember when it failed.

        A good answer is *not* remembered as read: call `keep` when all that was in it is dealt with, so that a run
        that stops half-way gets it once more.

        Args:
            url: an http or https address.
            options: ``timeout``, in seconds, is for each try.
            if_changed: ask only for what has changed since the visit that was kept; ``status`` is 304 if nothing has.

        Raises:
            FetchError: with a sentence; also while the body is read.
        """
        before = self.memory.recall(url)
        self._check_due(before)
        headers = {}
        if if_changed and before is not None:
            headers = {"If-None-Match": before.etag or "", "If-Modified-Since": before.last_modified or ""}
        headers = {name: value for name, value in headers.items() if value}
        try:
            with self._tried(url, options, headers) as answer:
                yield answer
        except FetchError as error:
            if error.passing:
                self._remember_failure(url, before, error)
            raise
        if before is not None and before.failures > 0:
            self.keep(url, None)

    def keep(self, url: str, answer: Answer | None) -> None:
        """Remember that what an address held is dealt with.

        Args:
            url: the address as it was visited.
            answer: the answer; with None only that it could be reached, not what it held.
        """
        before = self.memory.recall(url) or Visit(url)
        visit = replace(before, at=_iso(self._clock()), next_at=None, failures=0)
        if answer is not None:
            visit = replace(visit, status=answer.status)
            if answer.status != 304:
                visit = replace(visit, etag=answer.etag, last_modified=answer.last_modified)
        self.memory.remember(visit)

    @contextmanager
    def _tried(self, url: str, options: SourceOptions, headers: dict[str, str]) -> Iterator[Answer]:
        if self._client is None:
            self._client = new_client(options.timeout, self._guard)
        client = self._client
        for number in range(1, self._tries + 1):
            with ExitStack() as stack:
                try:
                    answer = stack.enter_context(
                        fetch(client, url, options, headers=headers, before=lambda hop: self._go(hop, options))
                    )
                except FetchError as error:
                    wait = max(error.wait or 0.0, _FIRST_WAIT * 2 ** (number - 1))
                    if not error.passing or number == self._tries or wait > self._longest_wait:
                        raise
                else:
                    # A body that breaks off is not asked for again: part of it may have been dealt with already.
                    yield answer
                    return
            self._sleep(wait)

    def _go(self, url: str, options: SourceOptions) -> None:
        """Wait until a host may be visited.

        Raises:
            FetchError: it may not be.
        """
        if self._guard is not None:
            self._guard.check(url)
        if self._robots is None and self._client is not None:
            self._robots = Robots(self._client, self._clock)
        host = urlsplit(url).netloc
        delay = self._delay
        if self._robots is not None:
            delay = max(delay, self._robots.delay(url, options))
        wait = self._last.get(host, float("-inf")) + delay - self._clock()
        if wait > self._longest_wait:
            message = f"is on a host that wants {delay:,.0f} seconds between visits; try again later."
            raise FetchError(message, passing=True, wait=wait)
        if wait > 0:
            self._sleep(wait)
        self._last[host] = self._clock()

    def _check_due(self, before: Visit | None) -> None:
        if before is not None and before.next_at is not None and before.next_at > _iso(self._clock()):
            raise NotDue(f"failed {before.failures} times and is left alone until {before.next_at}; try again then.")

    def _remember_failure(self, url: str, before: Visit | None, error: FetchError) -> None:
        before = Visit(url) if before is None else before
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(before.failures, 10))
        now = self._clock()
        # What a server asks for is heeded, but not for longer than a week.
        pause = max(pause, min(error.wait or 0.0, 7 * _LONGEST_PAUSE))
        self.memory.remember(
            replace(before, at=_iso(now), status=error.status, next_at=_iso(now + pause), failures=before.failures + 1)
        )


class NotDue(FetchError):
    """An address is not asked for yet, because it failed not long ago."""

    def __init__(self, message: str) -> None:
        super().__init__(message, passing=True)


def _iso(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat(timespec="seconds")
