"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from communique.errors import SourceError
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.decode import decode
from communique.sources.documents import accepted, document_from_text
from communique.text.days import iso_day

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_TAG = re.compile(r"<[^<>]*>")


def read_plain(data: bytes, source: str, options: SourceOptions, *, declared: str | None = None) -> Document | Rejected:
    """Read plain text.

    Raises:
        SourceError: the encoding cannot be told or does not fit.
    """
    text = decode(data, options.encoding, declared=declared)
    return accepted(document_from_text(text, source=source, published=options.published, keep_links=options.keep_links))


def read_markdown(
    data: bytes, source: str, options: SourceOptions, *, declared: str | None = None
) -> Document | Rejected:
    """Read Markdown as the words it shows; its YAML front matter tells title, date, author, publisher and language.

    Raises:
        SourceError: the encoding cannot be told, or the front matter is not YAML.
    """
    facts, body = _front_matter(decode(data, options.encoding, declared=declared))
    words, heading = _words(body)
    return accepted(
        document_from_text(
            words,
            source=source,
            title=_fact(facts, "title") or heading,
            published=options.published or iso_day(facts.get("published", facts.get("date"))),
            publisher=_fact(facts, "publisher"),
            author=_fact(facts, "author", "authors"),
            language=_fact(facts, "language", "lang"),
            keep_links=options.keep_links,
        )
    )


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    match = _FRONT.match(text)
    if match is None or re.match(r"\s*[\w-]+[ \t]*:", match[1]) is None:
        return {}, text
    import yaml

    try:
        facts = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = "" if mark is None else f" in line {mark.line + 2}"
        raise SourceError(f"has front matter that is not YAML{line}; quote values that hold a colon.") from error
    return (facts, text[match.end() :]) if isinstance(facts, dict) else ({}, text)


def _fact(facts: dict[str, Any], *names: str) -> str | None:
    for name in names:
        value = facts.get(name)
        if isinstance(value, list):
            value = "; ".join(str(part) for part in value if isinstance(part, (str, int)))
        if isinstance(value, (str, int, float)) and str(value).strip():
            return str(value).strip()
    return None


def _words(markdown: str) -> tuple[str, str | None]:
    """The text that Markdown shows, and its first heading of the first level."""
    from markdown_it import MarkdownIt

    # Each block with what parts it from the one before: items of one list stand on lines of their own.
    blocks: list[tuple[str, str]] = []
    in_list = False
    heading: str | None = None
    marks: list[str] = []
    items: list[int | None] = []
    opened = ""
    row: list[str] | None = None
    for token in MarkdownIt("commonmark").enable("table").parse(markdown.replace("\x00", "")):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            in_list = in_list and bool(items)
            items.append(None if token.type == "bullet_list_open" else int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            items.pop()
        elif token.type == "list_item_open":
            number = items[-1]
            marks.append("- " if number is None else f"{number}. ")
            items[-1] = None if number is None else number + 1
        elif token.type == "heading_open":
            opened = token.tag
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            blocks.append(("\n\n", " | ".join(filter(None, row or []))))
            row = None
        elif token.type in ("fence", "code_block"):
            blocks.append(("\n\n", token.content.rstrip("\n")))
        elif token.type == "inline":
            shown = _shown(token.children or []).strip()
            if opened == "h1" and heading is None:
                heading = shown or None
            opened = ""
            if row is not None:
                row.append(shown)
            elif shown:
                mark = marks.pop() if marks else ""
                marks.clear()
                blocks.append(("\n" if mark and in_list else "\n\n", mark + shown))
                in_list = bool(mark)
    text = "".join(parting + block for parting, block in blocks).lstrip("\n")
    return text + "\n" if text else "", heading


def _shown(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "html_inline" and _TAG.fullmatch(token.content) is None:
            parts.append(token.content)
    return "".join(parts)
