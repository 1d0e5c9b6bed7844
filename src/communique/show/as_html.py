"""Readings as one page of HTML that needs nothing else: no network, no fonts, no other file.

Article text is hostile: everything from a reading goes through Jinja's autoescaping, and the page's Content Security
Policy lets run only the style and the script whose hashes it names.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from communique.records import Document, Reading
from communique.show.controls import harmless
from communique.show.phrases import Section, sections_of
from communique.show.segments import Mark, Segment, marks_of, segments_of

if TYPE_CHECKING:
    from jinja2 import Template

_LANGUAGE = re.compile(r"[A-Za-z-]{2,12}\Z")
_BLANK_LINES = re.compile(r"(?:\r?\n[ \t]*){2,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment of the text as the template receives it."""

    text: str
    classes: str
    """CSS classes, one for each kind of record that covers it."""
    records: str
    """Ids of the records that cover it, parted by blanks, the shortest first; unique on the page."""
    opens: tuple[Mark, ...]
    """Records whose label stands before the piece."""


@dataclass(frozen=True, slots=True)
class Article:
    """A reading as the template receives it."""

    id: str
    heading: str
    about: tuple[str, ...]
    link: str | None
    """The address of the article where that is a web address."""
    language: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    sections: tuple[Section, ...]


def render(readings: Iterable[Reading]) -> str:
    """One self-contained page.

    Args:
        readings: the readings to show, in order; also none.

    Returns:
        An HTML document. Records with wrong offsets are listed, but not marked in the text.
    """
    articles = [_article(f"d{number}", reading) for number, reading in enumerate(readings, 1)]
    style, script = _data("page.css"), _data("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    title = articles[0].heading if len(articles) == 1 else f"{len(articles)} readings"
    return _template().render(articles=articles, style=style, script=script, policy=policy, title=title)


def _article(id_: str, reading: Reading) -> Article:
    document = reading.document
    about = (document.publisher, document.author, document.published)
    return Article(
        id=id_,
        heading=_one_line(document.title if document.title is not None else document.source),
        about=tuple(_one_line(part) for part in about if part is not None and part.strip() != ""),
        link=_web_address(document),
        language=document.language if document.language is not None and _LANGUAGE.match(document.language) else "en",
        paragraphs=_paragraphs(id_, reading),
        sections=sections_of(reading),
    )


def _paragraphs(id_: str, reading: Reading) -> tuple[tuple[Piece, ...], ...]:
    text = reading.document.text
    shown = harmless(text)
    gaps = [(gap.start(), gap.end()) for gap in _BLANK_LINES.finditer(text)]
    borders = [border for gap in gaps for border in gap]
    inside_gap = {start for start, _ in gaps}
    paragraphs: list[list[Piece]] = [[]]
    # A label that falls into a gap waits for the next piece that is shown.
    waiting: tuple[Mark, ...] = ()
    gap_end = 0
    for segment in segments_of(text, marks_of(reading), cuts=borders):
        waiting += tuple(mark for mark in segment.opens if mark.first and mark.kind != "entity")
        if segment.start in inside_gap:
            gap_end = next(end for start, end in gaps if start == segment.start)
            paragraphs.append([])
        if segment.start < gap_end:
            continue
        paragraphs[-1].append(_piece(id_, segment, shown, waiting))
        waiting = ()
    return tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)


def _piece(id_: str, segment: Segment, shown: str, opens: tuple[Mark, ...]) -> Piece:
    narrowest_first = sorted(segment.marks, key=lambda mark: mark.end - mark.start)
    kinds = dict.fromkeys(mark.kind for mark in segment.marks)
    return Piece(
        text=shown[segment.start : segment.end],
        classes=" ".join(f"k-{kind}" for kind in kinds),
        records=" ".join(f"{id_}-{mark.id}" for mark in narrowest_first),
        opens=opens,
    )


def _web_address(document: Document) -> str | None:
    # Only these two: a "javascript:" address would run on a click.
    return document.source if re.match(r"https?://[^\s]+$", document.source) else None


def _one_line(text: str) -> str:
    return harmless(" ".join(text.split()))


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _data(name: str) -> str:
    return resources.files("communique.show").joinpath(name).read_text(encoding="utf-8")


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_data("page.html.j2"))
