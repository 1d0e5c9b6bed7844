"""Feeds: RSS and Atom of all versions, in pieces so that a long one does not fill the memory."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from communique.errors import SourceError
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.decode import decode
from communique.sources.items import Found, Item, plain_words, sound
from communique.text.days import iso_day

if TYPE_CHECKING:
    from communique.sources.visits import Visitor

logger = logging.getLogger(__name__)

MOST_ITEMS = 10_000
"""Items of one feed that are read; what is beyond is an archive and no feed."""

ENTITIES = "declares entities of its own, which are not expanded as they could grow without end; tell its publisher."

_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w-]{2,30})""")
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
_MARK = re.compile(r"<(/?)((?:[\w-]{1,20}:)?)(?:item|entry)(?:\s[^<>]*)?>")
# Character references to half surrogate pairs, D800 to DFFF, which the parser cannot bear.
_HALF = re.compile(
    r"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]));"
)
_ROOT = re.compile(r"<((?:[\w-]{1,20}:)?(?:rss|feed|RDF))\b")
_CHANNEL = re.compile(r"<(/?)((?:[\w-]{1,20}:)?channel)\b")
_AT_ONCE = 100
"""Items that are parsed at once."""
_LONGEST_FRAME = 100_000
"""Letters around the items up to which a feed is parsed in pieces: they are parsed with each."""


class Feed:
    """A feed.

    Args:
        data: all its bytes.
        source: its path or address, as the user gave it.
        base: its address, for the links in it; None for a file.
        encoding: the encoding that the user gave.
        declared: the encoding that a server told.

    Raises:
        SourceError: it is no feed, or holds nothing.
    """

    title: str | None
    next: str | None
    """The address of its next page (RFC 5005), if it has one."""

    def __init__(
        self,
        data: bytes,
        source: str,
        *,
        base: str | None = None,
        encoding: str | None = None,
        declared: str | None = None,
    ) -> None:
        own = _DECLARED.match(data[:200])
        text = decode(data, encoding, declared=own[1].decode("ascii") if own is not None else declared)
        # It is handed on as UTF-8, whatever it says of itself.
        text = _HALF.sub("\ufffd", _DECLARATION.sub("", text).replace("\x00", ""))
        spans, first, self._broken = _spans(text)
        before, after = text[:first], text[spans[-1][1] :] if spans else ""
        if "<!ENTITY" in before[:_LONGEST_FRAME]:
            raise SourceError(ENTITIES)
        root = _ROOT.search(before)
        self._cut = root is None or f"</{root[1]}" not in (after or before)[-500:]
        self._text, self._spans, self._source = text, spans[:MOST_ITEMS], source
        self._beyond = len(spans) > MOST_ITEMS
        self._frame = (before, after if not self._broken and not self._cut else _closing(before))
        told, fault = _parsed("".join(self._frame))
        head = told["feed"]
        if not spans:
            if fault or self._broken:
                fault = fault or "it is cut short"
                raise SourceError(f"is not well-formed XML ({fault}); get it again, or tell its publisher.")
            raise SourceError("holds no items; there is nothing to read.")
        self.title = plain_words(sound(head.get("title") or "")) or None
        self._base = base or sound(head.get("link") or "")
        self.next = next(
            (_joined(self._base, sound(link["href"])) for link in head.get("links", ()) if _is_next(link)), None
        )

    def items(self) -> Iterator[Item | Found]:
        """Its items in its order, then what is wrong with it, if anything is."""
        step = _AT_ONCE if sum(map(len, self._frame)) < _LONGEST_FRAME else max(1, len(self._spans))
        lost = self._broken
        for start in range(0, len(self._spans), step):
            spans = self._spans[start : start + step]
            pieces = "".join(self._text[begin:end] for begin, end in spans)
            told, fault = _parsed(f"{self._frame[0]}{pieces}{self._frame[1]}")
            lost += max(0, len(spans) - len(told["entries"]))
            if fault:
                logger.warning("malformed feed", extra={"source": self._source, "fault": fault})
            for number, entry in enumerate(told["entries"], start=start + 1):
                yield self._item(entry, number)
        if self._beyond:
            yield self._fault(f"holds more than {MOST_ITEMS:,} items, and the rest is not read; split it.")
        if self._cut:
            yield self._fault(f"is cut short after {len(self._spans)} items; get it again.", lasting=False)
        elif lost:
            yield self._fault(f"has {lost} items that are not well-formed XML and cannot be read; tell its publisher.")

    def _fault(self, reason: str, *, lasting: bool = True) -> Found:
        return Found(self._source, Rejected(self._source, reason), lasting)

    def _item(self, entry: Mapping[str, Any], number: int) -> Item:
        link = entry.get("link") or next((one["href"] for one in entry.get("links", ()) if one.get("href")), None)
        link = None if not link else _joined(self._base, sound(link))
        texts = [sound(part.get("value") or "") for part in entry.get("content", ())]
        summary, title = sound(entry.get("summary") or ""), plain_words(sound(entry.get("title") or ""))
        identity = sound(entry.get("id") or link or "")
        if identity and ":" not in identity:
            # A bare number is a guid of this feed only.
            identity = f"{self._source}#{identity}"
        if not identity:
            identity = "sha256:" + hashlib.sha256(f"{title}\n{summary}\n{texts}".encode()).hexdigest()[:32]
        whence = sound((entry.get("source") or {}).get("title") or "")
        author = sound((entry.get("author_detail") or {}).get("name") or entry.get("author") or "")
        return Item(
            identity=identity.strip(),
            link=link,
            source=link or f"{self._source}#{number}",
            title=title or None,
            # As written first: the day where it was written, not the one in Greenwich.
            published=iso_day(entry.get("published")) or _day(entry) or iso_day(entry.get("updated")),
            author=plain_words(author) or None,
            publisher=plain_words(whence) or self.title,
            content=max(texts, key=len, default=""),
            summary=summary,
        )


def new_items(
    source: str, options: SourceOptions, visitor: Visitor, seen: Callable[[str], bool]
) -> Iterator[Document | Rejected]:
    """What a feed, a list of feeds or a sitemap holds that was not seen before; see `poll`, which also tells which."""
    for found in poll(source, options, visitor, seen):
        yield found.outcome


def poll(source: str, options: SourceOptions, visitor: Visitor, seen: Callable[[str], bool]) -> Iterator[Found]:
    """Ask a feed, a list of feeds or a sitemap for what is new, to be called again and again.

    At the address of something else, as a page, the documents there are read whenever it has changed.

    Only the pages of new items are fetched. What has not changed at all (304) yields nothing. The visitor keeps that a
    feed is dealt with only after all its items were taken from this iterator and none failed for the moment; so a run
    that stops half-way loses nothing.

    Args:
        source: an address or a path.
        options: how to read the documents.
        visitor: fetches politely; its memory holds what is needed between two polls.
        seen: whether the item with this identity was dealt with before. Mark an item as seen when its `Found` is
            `lasting` and stored.

    Yields:
        Documents and rejected items with their identities. Nothing is raised for what cannot be fetched or read.
    """
    from communique.sources.lists import Walk

    yield from Walk(options, visitor, seen=seen, polls=True).source(source)


def _spans(text: str) -> tuple[list[tuple[int, int]], int, int]:
    """Where the items stand, where the first begins, with or without an end, and how many have none."""
    spans, broken, begun, first = [], 0, -1, len(text)
    for mark in _MARK.finditer(text):
        first = min(first, mark.start())
        if mark[1]:
            if begun >= 0:
                spans.append((begun, mark.end()))
            begun = -1
            continue
        broken += begun >= 0
        begun = mark.start()
        if mark[0].endswith("/>"):
            spans.append((begun, mark.end()))
            begun = -1
    return spans, first, broken + (begun >= 0)


def _closing(before: str) -> str:
    """The end marks of what is open before the first item."""
    depth: dict[str, int] = {}
    for mark in _CHANNEL.finditer(before):
        depth[mark[2]] = depth.get(mark[2], 0) + (-1 if mark[1] else 1)
    channels = "".join(f"</{name}>" for name, count in depth.items() if count > 0)
    root = _ROOT.search(before)
    return channels if root is None else f"{channels}</{root[1]}>"


def _parsed(text: str) -> tuple[Mapping[str, Any], str]:
    """What the parser makes of a feed, and what it found wrong."""
    import feedparser

    headers = {"content-type": "application/xml; charset=utf-8"}
    data = text.encode("utf-8", "replace")
    # Links are joined with the address that is known here, and HTML is cleaned where it is read.
    try:
        told = feedparser.parse(data, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:
        # The parser takes nearly everything; where it does not, the items of this piece count as lost.
        return {"feed": {}, "entries": []}, str(error)
    fault = told.get("bozo_exception") if told.get("bozo") else None
    if fault is None or isinstance(fault, feedparser.CharacterEncodingOverride):
        return told, ""
    return told, str(getattr(fault, "getMessage", lambda: fault)()).strip().rstrip(".")


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        # Brackets that are no address of IPv6: left as it is, to be rejected when it is asked for.
        return link.strip()


def _is_next(link: Mapping[str, Any]) -> bool:
    return link.get("rel") == "next" and bool(link.get("href"))


def _day(entry: Mapping[str, Any]) -> str | None:
    told = entry.get("published_parsed")
    return None if told is None else f"{told[0]:04}-{told[1]:02}-{told[2]:02}"
