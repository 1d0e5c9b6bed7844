"""Which documents a plan wants at all."""

from __future__ import annotations

from urllib.parse import urlsplit

from communique.archive.plan import Filters
from communique.records import Document


def wanted(document: Document, filters: Filters) -> bool:
    """Whether a document passes the filters; one without a day does not pass those on days."""
    day = document.published
    if filters.published_from is not None and (day is None or day < filters.published_from):
        return False
    if filters.published_to is not None and (day is None or day > filters.published_to):
        return False
    if filters.least_words or filters.most_words:
        words = len(document.text.split())
        if words < filters.least_words or (filters.most_words and words > filters.most_words):
            return False
    return not filters.outlets or _from_outlet(document, filters.outlets)


def _from_outlet(document: Document, outlets: tuple[str, ...]) -> bool:
    host = (urlsplit(document.source).hostname or "").lower()
    named = (document.publisher or "").casefold()
    return any(
        host == outlet.lower() or host.endswith("." + outlet.lower()) or named == outlet.casefold()
        for outlet in outlets
    )
