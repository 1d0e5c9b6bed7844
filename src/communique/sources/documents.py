"""From a text and what is known of it to a document."""

from __future__ import annotations

import hashlib

from communique.records import Document, Rejected
from communique.text.clean import clean
from communique.text.dateline import parse_dateline
from communique.text.language import NAMES, detect, iso_639_1


def document_from_text(
    text: str,
    *,
    source: str = "-",
    title: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    author: str | None = None,
    language: str | None = None,
    keep_links: bool = False,
) -> Document:
    """Make a document of a text: clean it, find its dateline and language, give it its id. Nothing is rejected.

    Args:
        text: decoded text.
        source: where it comes from.
        title: its title, if known.
        published: ISO day of publication; without it that of the dateline is taken.
        publisher: who published it.
        author: who wrote it.
        language: its language as a code or an English name; found out where it is not given.
        keep_links: leave stray link lines in.

    Returns:
        The document; the same text always has the same id.
    """
    text = clean(text, keep_links=keep_links)
    found = parse_dateline(text, published)
    dateline = None if found is None else found[0]
    if published is None and dateline is not None:
        published = dateline.date
    code = None if language is None else iso_639_1(language)
    if code is None:
        detected = detect(text)
        code = None if detected is None else detected[0]
    return Document(
        id=hashlib.sha256(text.encode()).hexdigest()[:16],
        source=source,
        text=text,
        title=title,
        publisher=publisher,
        author=author,
        language=code,
        published=published,
        dateline=dateline,
    )


def accepted(document: Document, *, line: int | None = None) -> Document | Rejected:
    """The document, or why it is not read: it is empty, or in another language than English.

    Args:
        document: a document.
        line: its line, where its source has lines.
    """
    if not document.text.strip():
        return Rejected(document.source, "is empty; there is nothing to read.", line=line)
    if document.language not in (None, "en"):
        code = str(document.language)
        name = NAMES.get(code, "another language")
        reason = f"is in {name} ({code}), and only English is read; give an English version."
        return Rejected(document.source, reason, language=code, line=line)
    return document
