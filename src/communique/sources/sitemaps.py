"""Sitemaps and their indexes (sitemaps.org), read element by element."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from communique.errors import SourceError
from communique.records import Rejected
from communique.sources.dispatch import ByteStream
from communique.sources.feeds import ENTITIES
from communique.sources.items import Found, Item
from communique.text.days import iso_day

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_ADDRESSES = 50_000
MOST_BYTES = 52_428_800
"""What one sitemap may hold, as sitemaps.org says."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names."""

    items: list[Item | Found]
    """Pages, then what is wrong with the sitemap, if anything is."""
    sitemaps: list[str]
    """Further sitemaps, of an index."""


def read_sitemap(stream: ByteStream, source: str, base: str | None = None) -> Sitemap:
    """Read a sitemap or an index of sitemaps. Only the addresses are kept, at most `MOST_ADDRESSES`.

    Args:
        stream: the open sitemap.
        source: its path or address, as the user gave it.
        base: its address, for relative ones.

    Raises:
        SourceError: it declares entities, or names nothing that could be read before it breaks off.
    """
    from lxml import etree

    items: list[Item | Found] = []
    sitemaps: list[str] = []
    fault = ""
    bounded = _Bounded(stream)
    elements = etree.iterparse(
        bounded,
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in elements:
            if not items and not sitemaps:
                _refuse_entities(element)
            _take(element, base, items, sitemaps)
            # What was read is let go, with what stands before it.
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
            if len(items) + len(sitemaps) >= MOST_ADDRESSES:
                fault = f"names more than {MOST_ADDRESSES:,} addresses, and the rest is not read; split it."
                break
    except etree.XMLSyntaxError as error:
        fault = f"is not well-formed XML ({error.msg}), so addresses may be missing; get it again."
    if bounded.fault is not None:
        raise bounded.fault
    if bounded.left <= 0:
        fault = f"is larger than {MOST_BYTES:,} bytes, and the rest is not read; split it."
    if not items and not sitemaps:
        raise SourceError(fault or "names no address; there is nothing to read.")
    if fault:
        items.append(Found(source, Rejected(source, fault), lasting=False))
    return Sitemap(items, sitemaps)


class _Bounded:
    """A stream of at most `MOST_BYTES` to the parser, which forgets what its stream raises."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self.left = MOST_BYTES
        self.fault: Exception | None = None

    def read(self, size: int) -> bytes:
        try:
            data = self._stream.read(max(0, min(size, self.left)))
        except Exception as error:
            self.fault = error
            return b""
        self.left -= len(data)
        return data


def _refuse_entities(element: _Element) -> None:
    kind = element.getroottree().docinfo.internalDTD
    if kind is not None and next(iter(kind.iterentities()), None) is not None:
        raise SourceError(ENTITIES)


def _take(element: _Element, base: str | None, items: list[Item | Found], sitemaps: list[str]) -> None:
    told: dict[str, str] = {}
    for part in element.iter("{*}loc", "{*}title", "{*}publication_date", "{*}name"):
        # Pictures and films of a page have addresses and titles of their own.
        parent = part.getparent()
        if parent is not None and _local(parent) in ("url", "sitemap", "news", "publication"):
            told.setdefault(_local(part), " ".join((part.text or "").split()))
    address = told.get("loc", "")
    with suppress(ValueError):  # brackets that are no address of IPv6
        address = urljoin(base or "", address)
    if not address:
        return
    if _local(element) == "sitemap":
        sitemaps.append(address)
        return
    items.append(
        Item(
            identity=address,
            link=address,
            source=address,
            title=told.get("title") or None,
            published=iso_day(told.get("publication_date")),
            publisher=told.get("name") or None,
        )
    )


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
