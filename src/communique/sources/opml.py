"""OPML: lists of feeds as feed readers write them."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urljoin

from communique.errors import SourceError
from communique.sources.feeds import ENTITIES


def feeds_of(data: bytes, base: str | None = None) -> list[str]:
    """The addresses of the feeds in a list, each once, in its order.

    Args:
        data: the list.
        base: its own address, for relative ones.

    Raises:
        SourceError: it is not well-formed, declares entities, or names no feed.
    """
    from lxml import etree

    if b"<!ENTITY" in data:
        raise SourceError(ENTITIES)
    # Nothing is loaded and nothing expanded, whatever the file asks for.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(f"is not well-formed XML ({error.msg}); export the list of feeds again.") from error
    found = []
    for outline in root.iter("outline"):
        address = next((value for name, value in outline.attrib.items() if str(name).lower() == "xmlurl"), "")
        if str(address).strip():
            address = str(address).strip()
            with suppress(ValueError):  # brackets that are no address of IPv6
                address = urljoin(base or "", address)
            found.append(address)
    if not found:
        raise SourceError("names no feed; each outline with a feed has its address as xmlUrl.")
    return list(dict.fromkeys(found))
