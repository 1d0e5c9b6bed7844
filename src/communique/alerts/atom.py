"""An Atom feed as a file (RFC 4287), for any feed reader or web server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from communique.alerts.watches import Watch
from communique.alerts.wording import plain, text, title
from communique.version import __version__
from communique.whole_file import replacing

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed."""

    entry: dict[str, Any]
    """As ``communique.ledger.asking.entry_to_dict`` gives it."""
    found: str
    """When the watch found it: ISO 8601 with its offset."""


def write(watch: Watch, items: Sequence[Item]) -> None:
    """Write a watch's feed; readers see the old file or the new one.

    Args:
        watch: of the channel atom.
        items: what the feed holds, the newest first.

    Raises:
        OSError: the file cannot be written; the old one is left.
    """
    with replacing(Path(watch.target)) as stream:
        stream.write(feed(watch, items))


def feed(watch: Watch, items: Sequence[Item]) -> bytes:
    """A feed as XML in UTF-8; the same watch and items make the same bytes."""
    from lxml import etree

    # Built by hand: the standard's required elements are few, and a library for them would be one more to keep.
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})

    def add(parent: Any, name: str, said: str | None = None, **attributes: str) -> Any:
        element = etree.SubElement(parent, f"{{{ATOM}}}{name}", **attributes)
        element.text = said
        return element

    add(root, "id", _id(watch))
    add(root, "title", f"Communique: {plain(watch.name)}")
    add(root, "updated", max((item.found for item in items), default=watch.created))
    add(add(root, "author"), "name", "Communique")
    add(root, "generator", "Communique", version=__version__)
    for item in items:
        entry = add(root, "entry")
        add(entry, "id", _id(watch, item.entry["id"]))
        add(entry, "title", title(item.entry, overdue=watch.overdue))
        add(entry, "updated", item.found)
        source = plain(item.entry["document"]["source"])
        if urlsplit(source).scheme in ("http", "https"):
            add(entry, "link", rel="alternate", href=source)
        add(entry, "category", term=plain(item.entry["kind"]))
        add(entry, "category", term=plain(item.entry["type"]))
        add(entry, "content", text(item.entry), type="text")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _id(watch: Watch, entry: str = "") -> str:
    """What a feed reader knows a feed or an entry by: it never changes, and no other watch has it."""
    return uuid5(NAMESPACE_URL, f"communique:{watch.created}:{watch.name}:{entry}").urn
