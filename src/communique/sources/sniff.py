"""What kind of file bytes are: by their first bytes, then by name or content type."""

from __future__ import annotations

import codecs
import json
import re
from typing import Literal

from communique.sources.decode import wide_encoding

Kind = Literal["plain", "markdown", "html", "jsonl", "json", "pdf", "gzip", "warc", "feed", "opml", "sitemap", "binary"]

_BY_SUFFIX: dict[str, Kind] = {
    "txt": "plain",
    "text": "plain",
    "md": "markdown",
    "markdown": "markdown",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "json": "json",
}
_BY_TYPE: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/x-jsonlines": "jsonl",
    "application/json": "json",
}
_PROLOGUE = rb"(?:<\?[^>]{0,300}\?>|<!--.{0,2000}?-->|\s)*"
_PAGE = re.compile(_PROLOGUE + rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
# A DOCTYPE may hold declarations of entities in brackets.
_LIST = re.compile(
    _PROLOGUE
    + rb"(?:<!DOCTYPE[^\[>]{0,300}(?:\[.{0,3000}?\]\s*)?>)?"
    + _PROLOGUE
    + rb"<(?:[\w-]{1,20}:)?(rss|feed|RDF|opml|urlset|sitemapindex)\b",
    re.DOTALL,
)
_LISTS: dict[bytes, Kind] = {b"opml": "opml", b"urlset": "sitemap", b"sitemapindex": "sitemap"}
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,10})$")

HEAD = 4096
"""Bytes that `sniff` wants to see."""


def sniff(head: bytes, name: str = "", content_type: str = "") -> Kind:
    """The kind of a file.

    Args:
        head: its first bytes, up to `HEAD`.
        name: its name or address, for the suffix; may be empty.
        content_type: the media type that a server told, without parameters.
    """
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"WARC/"):
        return "warc"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if _is_binary(head):
        return "binary"
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if _PAGE.match(start) is not None:
        return "html"
    if (root := _LIST.match(_narrow(start))) is not None:
        return _LISTS.get(root[1], "feed")
    suffix = _SUFFIX.search(name.split("?", 1)[0].split("#", 1)[0])
    by_name = _BY_SUFFIX.get(suffix[1].lower()) if suffix is not None else None
    told = _BY_TYPE.get(content_type.lower()) or by_name
    if told is not None and told != "plain":
        return told
    return "jsonl" if _opens_with_object(start) else "plain"


def _narrow(start: bytes) -> bytes:
    """A head in UTF-16 as UTF-8, so that its first element can be seen."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return start.decode("utf-16", "replace").encode("utf-8", "replace")
    return start


def _opens_with_object(start: bytes) -> bool:
    """Whether the first line is a JSON object, or the beginning of one where only that is there."""
    line, end, _ = start.partition(b"\n")
    if not end and re.match(rb'\{\s*"[^"\n]{1,80}"\s*:', line) is not None:
        return True
    try:
        return line.startswith(b"{") and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_binary(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return False
    if head.startswith((b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x7fELF")):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1b" for byte in head)
    # A stray NUL in a text is a fault of transmission; a twentieth of controls is no text.
    return controls * 20 > len(head) and wide_encoding(head) is None
