"""Pages: the article without what stands around it."""

from __future__ import annotations

import re

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.decode import decode
from communique.sources.documents import accepted, document_from_text
from communique.text.days import iso_day

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w-]{2,30})""")
_XML_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
_BLANKS = re.compile(r"\W+")

_NO_ARTICLE = "holds no article text, only links or navigation; give the address of one article, or its text."
_LEAST_PROSE = 0.3
"""Share of the letters found that must stand outside links; of an index page nearly all stand in them."""


def read_html(data: bytes, source: str, options: SourceOptions, *, declared: str | None = None) -> Document | Rejected:
    """Read the article of a page, with title, author, site and date as the page tells them.

    Args:
        data: the page.
        source: its path or address.
        options: how to read it.
        declared: the encoding that the server told.

    Raises:
        SourceError: the encoding cannot be told or does not fit.
    """
    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document as Extracted

    text = decode(data, options.encoding, declared=declared or _declared(data))
    if not text.strip():
        return Rejected(source, "is empty; there is nothing to read.")
    # lxml refuses text that declares how it was encoded.
    tree = load_html(_XML_DECLARATION.sub("", text).replace("\x00", ""))
    if tree is None:
        return Rejected(source, _NO_ARTICLE)
    links = {_key(link.text_content()) for link in tree.iter("a")}
    extracted = bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        # With the extensive search, any number of a page that tells no date may become one.
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2100-01-01"},
    )
    if not isinstance(extracted, Extracted) or not extracted.text:
        return Rejected(source, _NO_ARTICLE)
    lines = [line.strip() for line in extracted.text.split("\n") if line.strip()]
    prose = sum(len(line) for line in lines if _key(line) not in links)
    if prose < _LEAST_PROSE * sum(map(len, lines)):
        return Rejected(source, _NO_ARTICLE)
    document = document_from_text(
        _paragraphs(lines),
        source=source,
        title=extracted.title or None,
        published=options.published or iso_day(extracted.date),
        publisher=extracted.sitename or None,
        author=extracted.author or None,
        keep_links=options.keep_links,
    )
    if not document.text.strip():
        return Rejected(source, _NO_ARTICLE)
    return accepted(document)


def _declared(data: bytes) -> str | None:
    match = _XML_ENCODING.match(data[:200]) or _META_CHARSET.search(data[:4096])
    return None if match is None else match[1].decode("ascii")


def _key(words: str) -> str:
    return _BLANKS.sub(" ", words).strip().lower()


def _paragraphs(lines: list[str]) -> str:
    """Lines to paragraphs parted by blank lines; the items of a list stay together."""
    text = ""
    for number, line in enumerate(lines):
        if number > 0:
            text += "\n" if line.startswith("- ") and lines[number - 1].startswith("- ") else "\n\n"
        text += line
    return text + "\n" if text else ""
