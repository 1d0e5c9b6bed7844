"""What names documents: feeds, lists of feeds, sitemaps and their indexes, walked through item by item."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from communique.errors import SourceError
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.dispatch import DAMAGED, DAMAGED_GZIP, Opened, read_opened, unpacked, whole
from communique.sources.folder import unopened
from communique.sources.items import Found, Item, found_of
from communique.sources.visits import Visitor

if TYPE_CHECKING:
    from communique.sources.fetch import Answer

logger = logging.getLogger(__name__)

_LISTS = ("feed", "opml", "sitemap")
_MOST_PAGES = 100
_MOST_DEPTH = 4
"""Pages of one feed, and indexes within indexes of sitemaps, that are followed."""
_NO_LIST = "is no feed, list of feeds or sitemap; give the address of one, or read the page with communique read."


def read_list(
    opened: Opened, source: str, options: SourceOptions, answer: Answer | None, visitor: Visitor | None
) -> Iterator[Document | Rejected]:
    """Read all documents that a feed, a list of feeds or a sitemap names.

    Args:
        opened: the list.
        source: its path or address, as the user gave it.
        options: how to read it and the documents.
        answer: what a server told of it.
        visitor: fetches what it names; by default one of its own.

    Raises:
        FetchError: the list itself breaks off.
    """
    if visitor is None:
        with Visitor() as own:
            yield from read_list(opened, source, options, answer, own)
        return
    walk = Walk(options, visitor)
    try:
        listed = walk.listed(opened, source, answer)
    except SourceError as error:
        yield Rejected(source, str(error))
        return
    for found in walk.through(listed, source):
        yield found.outcome


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list names."""

    items: Iterable[Item | Found] = ()
    lists: Sequence[str] = ()
    """Further lists: the feeds of an OPML file, the sitemaps of an index."""
    next: str | None = None
    """The next page of a feed."""


class Walk:
    """A walk through lists.

    Args:
        options: how to read.
        visitor: fetches.
        seen: whether an item was dealt with before; it is passed over then.
        polls: whether only what has changed since the last walk is wanted.
    """

    def __init__(
        self,
        options: SourceOptions,
        visitor: Visitor,
        *,
        seen: Callable[[str], bool] = lambda identity: False,
        polls: bool = False,
    ) -> None:
        self._options = options
        self._visitor = visitor
        self._seen = seen
        self._polls = polls
        self._met: set[str] = set()
        self._taken: set[str] = set()

    def source(self, source: str) -> Iterator[Found]:
        """What a list at an address or a path names; the documents themselves, where it is no list."""
        if source.lower().startswith(("http://", "https://")):
            yield from self._address(source, 0)
            return
        try:
            with Path(source).open("rb") as stream:
                opened = unpacked(stream, source)
                if opened.kind in _LISTS:
                    yield from self.through(self.listed(opened, source, None), source)
                else:
                    yield from self._documents(opened, source, None)
        except (SourceError, *DAMAGED) as error:
            yield _failed(source, error)
        except (OSError, ValueError) as error:
            yield Found(source, Rejected(source, unopened(error)), lasting=False)

    def listed(self, opened: Opened, source: str, answer: Answer | None) -> Listed:
        """Parse a list to its end, so that its connection can be closed before its items are visited.

        Raises:
            SourceError: it is no list or cannot be read.
        """
        base = None if answer is None else answer.url
        self._met |= {source, base or source}
        if opened.kind == "sitemap":
            from communique.sources.sitemaps import read_sitemap

            sitemap = read_sitemap(opened.stream, source, base)
            return Listed(sitemap.items, sitemap.sitemaps)
        if opened.kind not in _LISTS:
            raise SourceError(_NO_LIST)
        data = whole(opened, self._options, None if answer is None else answer.length)
        if opened.kind == "opml":
            from communique.sources.opml import feeds_of

            return Listed(lists=feeds_of(data, base))
        from communique.sources.feeds import Feed

        charset = None if answer is None else answer.charset
        feed = Feed(data, source, base=base, encoding=self._options.encoding, declared=charset)
        return Listed(feed.items(), next=feed.next)

    def through(self, listed: Listed, source: str, depth: int = 0) -> Generator[Found, None, bool]:
        """The documents of a list, then those of the lists in it, then of its next pages.

        Returns:
            Whether all was dealt with: nothing failed that may succeed another time.
        """
        complete, pages = True, 1
        while True:
            fresh = False
            for item in listed.items:
                found = self._found(item) if isinstance(item, Item) else item
                fresh = fresh or found is not _PASSED_OVER
                if found is None:
                    complete = False
                elif found is not _PASSED_OVER:
                    complete = complete and found.lasting
                    yield found
            for address in listed.lists:
                yield from self._named(address, depth + 1)
            # An old page whose items are all known has only older ones behind it.
            if listed.next is None or (self._polls and not fresh):
                return complete
            pages += 1
            reason = None
            if listed.next in self._met:
                reason = f"leads back to {listed.next} as its next page, so it is read no further; tell its publisher."
            elif pages > _MOST_PAGES:
                reason = f"goes on after {_MOST_PAGES} pages, and the rest is not read; give {listed.next} to go on."
            if reason is not None:
                yield Found(source, Rejected(source, reason))
                return complete
            try:
                with self._visitor.visit(listed.next, self._options) as answer:
                    listed = self.listed(_opened(answer), listed.next, answer)
            except (SourceError, *DAMAGED) as error:
                yield _failed(listed.next or source, error)
                return False

    def _found(self, item: Item) -> Found | None:
        if item.identity in self._taken or self._seen(item.identity):
            return _PASSED_OVER
        self._taken.add(item.identity)
        try:
            return found_of(item, self._options, self._visitor)
        except Exception:
            # A page that some parser chokes on must not end a run of thousands.
            logger.exception("item not read", extra={"source": item.source})
            reason = "cannot be read because of a fault of Communique; save the page and report it with --debug."
            return Found(item.identity, Rejected(item.source, reason))

    def _named(self, address: str, depth: int) -> Iterator[Found]:
        reason = None
        if address in self._met:
            reason = "names itself or is named twice, and is read only once; tell its publisher."
        elif depth > _MOST_DEPTH:
            reason = f"lies more than {_MOST_DEPTH} lists deep and is not read; give its address by itself."
        elif not address.lower().startswith(("http://", "https://")):
            reason = "is no web address; give the list by its own address, not as a copy."
        if reason is not None:
            yield Found(address, Rejected(address, reason))
        else:
            yield from self._address(address, depth)

    def _address(self, url: str, depth: int) -> Iterator[Found]:
        try:
            with self._visitor.visit(url, self._options, if_changed=self._polls) as answer:
                if answer.status == 304:
                    self._visitor.keep(url, answer)
                    return
                opened = _opened(answer)
                if depth == 0 and opened.kind not in _LISTS:
                    yield from self._documents(opened, url, answer)
                    self._visitor.keep(url, answer)
                    return
                listed = self.listed(opened, url, answer)
        except (SourceError, *DAMAGED) as error:
            yield _failed(url, error)
            return
        complete = yield from self.through(listed, url, depth)
        # An index that has not changed says nothing of the lists that it names, so it is read each time.
        if complete and not listed.lists:
            self._visitor.keep(url, answer)

    def _documents(self, opened: Opened, source: str, answer: Answer | None) -> Iterator[Found]:
        """A page or an archive. Whether they were seen is not asked: what stands at an address may change."""
        for outcome in read_opened(opened, source, self._options, answer, self._visitor):
            yield Found(outcome.source, outcome)


_PASSED_OVER = Found("", Rejected("", "was seen before."))


def _opened(answer: Answer) -> Opened:
    return unpacked(answer.stream, answer.url.split("#")[0].split("?")[0], answer.content_type)


def _failed(source: str, error: Exception) -> Found:
    reason = str(error) if isinstance(error, SourceError) else DAMAGED_GZIP
    return Found(source, Rejected(source, reason), lasting=False)
