"""One item of a feed or of a sitemap, and the document behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.dispatch import read_stream
from communique.sources.documents import accepted, document_from_text
from communique.sources.fetch import FetchError
from communique.sources.html import read_html
from communique.sources.visits import NotDue, Visitor

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
# What a feed appends to a text that goes on elsewhere, and what WordPress appends to any.
_GOES_ON = re.compile(
    r"(?:…|\.\.\.|\b(?:read|continue|see|view|learn|find\s+out)\s+(?:more|on|reading|full)\b.{0,80})\W*\Z",
    re.IGNORECASE | re.DOTALL,
)
_APPENDED = re.compile(r"\A\s*The post\b.{1,400}\b(?:appeared first on|first appeared on)\b.{1,200}\Z", re.DOTALL)
_WHOLE_CONTENT, _WHOLE_SUMMARY = 60, 150
"""Words from which on the content, or the summary, of an item is taken for the whole article."""
_GIVEN_UP = 6
"""Failures after which the page of an item is not tried again."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed or a sitemap tells of a document."""

    identity: str
    """Its guid, else its link, else a hash of what it says: the same item has the same identity each time."""
    link: str | None
    source: str
    """Its link, or where it stands in the list: "news.xml#3"."""
    title: str | None = None
    published: str | None = None
    """ISO day."""
    author: str | None = None
    publisher: str | None = None
    content: str = ""
    """Its text in full as HTML or plain text, if it has such a part."""
    summary: str = ""
    """Its summary or description as HTML or plain text."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of an item, or of a list that cannot be read."""

    identity: str
    """Of the item; the address of the list, where the list failed."""
    outcome: Document | Rejected
    lasting: bool = True
    """Whether it will be the same next time. If not, the item is not to be marked as seen."""


def found_of(item: Item, options: SourceOptions, visitor: Visitor) -> Found | None:
    """Make a document of an item: of its own text if that is the whole article, else of the page it links to.

    Returns:
        The document or the reason why there is none; None where its page failed before and is not due to be tried.
    """
    dated = replace(options, published=options.published or item.published)
    has_page = item.link is not None and item.link.lower().startswith(("http://", "https://"))
    for text, least in ((item.content, _WHOLE_CONTENT), (item.summary, _WHOLE_SUMMARY)):
        # Whatever text there is, is the whole one where there is no page.
        tree = _tree(text)
        plain = text if tree is None else tree.text_content()
        if plain.strip() and (not has_page or (len(plain.split()) >= least and _GOES_ON.search(plain) is None)):
            return Found(item.identity, _completed(_document(text, tree, item, dated), item))
    if item.link is None:
        reason = "has neither a text nor a link to one; ask the publisher of the feed to mend it."
        return Found(item.identity, Rejected(item.source, reason))
    if not has_page:
        reason = "has no text of its own, and its link is no web address; give the address of the feed, not a copy."
        return Found(item.identity, Rejected(item.source, reason))
    return _of_page(item, item.link, dated, visitor)


def plain_words(html: str) -> str:
    """The words of a piece of HTML or of plain text on one line, as for a title."""
    tree = _tree(html)
    words = html if tree is None else tree.text_content()
    return " ".join(_CONTROL.sub(" ", words).split())


def _of_page(item: Item, link: str, options: SourceOptions, visitor: Visitor) -> Found | None:
    try:
        # Not only if it has changed: it is asked for because it has not been read yet.
        with visitor.visit(link, options) as answer:
            (outcome,) = read_stream(answer.stream, link, options, answer=answer, linked=True)
    except NotDue:
        return None
    except FetchError as error:
        visit = visitor.memory.recall(link)
        lasting = not error.passing or (visit is not None and visit.failures >= _GIVEN_UP)
        return Found(item.identity, Rejected(item.source, str(error)), lasting)
    return Found(item.identity, _completed(outcome, item))


def sound(text: str) -> str:
    """A text that can be encoded: character references can name half surrogate pairs, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _document(text: str, tree: HtmlElement | None, item: Item, options: SourceOptions) -> Document | Rejected:
    make: Callable[[str], Document | Rejected] = lambda words: accepted(
        document_from_text(words, source=item.source, published=options.published, keep_links=options.keep_links)
    )
    if tree is None:
        return make(text)
    from lxml.html import tostring

    page = b"<html><body><article>" + tostring(tree, encoding="utf-8") + b"</article></body></html>"
    outcome = read_html(page, item.source, replace(options, encoding="utf-8"))
    if isinstance(outcome, Rejected) and outcome.language is None:
        # Too little for an article of a page; a feed has nothing around it that could be mistaken for one.
        return make("\n\n".join(filter(None, (" ".join(line.split()) for line in tree.itertext()))))
    return outcome


def _completed(outcome: Document | Rejected, item: Item) -> Document | Rejected:
    """With what the feed tells, which its publisher meant for just this, before what was found in the page."""
    if isinstance(outcome, Rejected):
        return outcome
    return replace(
        outcome,
        title=item.title or outcome.title,
        author=item.author or outcome.author,
        publisher=item.publisher or outcome.publisher,
    )


def _tree(text: str) -> HtmlElement | None:
    """The elements of a text that has any, without scripts and what blogs append."""
    if _TAG.search(text) is None and "&" not in text:
        return None
    from lxml.etree import LxmlError
    from lxml.html import fragment_fromstring

    try:
        tree = fragment_fromstring(text.replace("\x00", ""), create_parent="div")
    except (LxmlError, ValueError):
        return None
    for part in list(tree.iter("script", "style", "noscript", "iframe")):
        part.drop_tree()
    for part in list(tree.iter("p"))[-2:]:
        if _APPENDED.match(part.text_content()) is not None:
            part.drop_tree()
    return tree
