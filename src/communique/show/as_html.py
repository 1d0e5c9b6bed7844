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
from communique.show.paragraphs import Piece, paragraphs_of
from communique.show.phrases import Section, sections_of
from communique.show.segments import marks_of

if TYPE_CHECKING:
    from jinja2 import Template

_LANGUAGE = re.compile(r"[A-Za-z-]{2,12}\Z")


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
        paragraphs=paragraphs_of(document.text, marks_of(reading), prefix=f"{id_}-"),
        sections=sections_of(reading),
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
