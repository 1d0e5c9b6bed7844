"""JSON Lines: one document a line."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.decode import decode
from communique.sources.dispatch import ByteStream, too_large
from communique.sources.documents import accepted, document_from_text
from communique.text.days import iso_day

logger = logging.getLogger(__name__)


def read_jsonl(stream: ByteStream, source: str, options: SourceOptions) -> Iterator[Document | Rejected]:
    """Read documents line by line; a line that cannot be read is rejected, and the next one follows.

    Fields are ``text`` (required), ``title``, ``published``, ``publisher``, ``author``, ``language`` and ``source``, or
    the keys that ``options.fields`` tells. Blank lines count but are skipped. A document without a source
    is ``FILE#LINE``.

    Args:
        stream: an open stream.
        source: its path or address.
        options: how to read it.
    """
    found = False
    number = 0
    while line := stream.readline(options.max_bytes + 1):
        number += 1
        if len(line) > options.max_bytes:
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            found = True
            yield Rejected(source, too_large(options.max_bytes), line=number)
            continue
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        found = True
        yield _read_line(line, source, number, options)
    if not found:
        yield Rejected(source, "is empty; there is nothing to read.")


def read_json(data: bytes, source: str, options: SourceOptions) -> Iterator[Document | Rejected]:
    """Read a JSON file: one document, a list of documents, or JSON Lines under another name.

    Raises:
        SourceError: the encoding cannot be told or does not fit.
    """
    text = decode(data, options.encoding)
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        if not text.lstrip("\ufeff \t\r\n").startswith("{"):
            yield Rejected(source, "is not JSON; give it a suffix that tells what it is, as .txt.")
            return
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if len(lines) < 2 or lines[0][1].strip() == "{":
            yield Rejected(source, "is not JSON; mend it, or write one object a line.")
            return
        for number, line in lines:
            yield _read_line(line.encode("utf-8", "surrogatepass"), source, number, options)
        return
    if not isinstance(value, list):
        yield read_object(value, source, None, options)
        return
    if not value:
        yield Rejected(source, "is empty; there is nothing to read.")
    for number, item in enumerate(value, start=1):
        yield read_object(item, source, number, options)


def _read_line(line: bytes, source: str, number: int, options: SourceOptions) -> Document | Rejected:
    try:
        value = json.loads(line.decode(options.encoding or "utf-8").strip("\ufeff \t\r\n"))
    except UnicodeDecodeError:
        encoding = options.encoding or "UTF-8"
        return Rejected(
            source, f"is not text in {encoding}; give its encoding with --encoding, as cp1252.", line=number
        )
    except json.JSONDecodeError as error:
        reason = f"is not JSON ({error.msg}, letter {error.colno}); write one JSON object on each line."
        return Rejected(source, reason, line=number)
    except (ValueError, RecursionError):
        # A number of thousands of digits, or brackets nested without end.
        return Rejected(source, "is not JSON that can be read; write one JSON object on each line.", line=number)
    return read_object(value, source, number, options)


def read_object(value: object, source: str, number: int | None, options: SourceOptions) -> Document | Rejected:
    """The document of one object, as of a line of JSON or a row of a table.

    Args:
        value: what should be a mapping of fields.
        source: where it stands.
        number: its line or row there, from 1; None where there is only one.
        options: which keys the fields have.
    """
    if not isinstance(value, dict):
        return Rejected(source, 'is not a JSON object; write {"text": "…"} on each line.', line=number)
    key = options.fields.get("text", "text")
    text = value.get(key)
    if not isinstance(text, str):
        return Rejected(source, _no_text(value, key), line=number)
    told = value.get(options.fields.get("published", "published"))
    published = iso_day(told)
    if published is None and told not in (None, ""):
        logger.warning("no day in published", extra={"source": source, "line": number, "published": told})
    document = document_from_text(
        text,
        source=_field(value, "source", options.fields) or (source if number is None else f"{source}#{number}"),
        title=_field(value, "title", options.fields),
        published=options.published or published,
        publisher=_field(value, "publisher", options.fields),
        author=_field(value, "author", options.fields),
        language=_field(value, "language", options.fields),
        keep_links=options.keep_links,
    )
    return accepted(document, line=number)


def _no_text(value: Mapping[str, Any], key: str) -> str:
    texts = [name for name, field in value.items() if isinstance(field, str) and len(name) < 40][:8]
    if key in value:
        return f"has a field {key!r} that is not text; put the text of the document there."
    there = f" Its fields are {', '.join(texts)}." if texts else ""
    return f"has no field {key!r}; tell where the text is with --field text=KEY.{there}"


def _field(value: Mapping[str, Any], name: str, fields: Mapping[str, str]) -> str | None:
    """A field as text; a list of authors becomes one line, anything else that is not text is left out."""
    found = value.get(fields.get(name, name))
    if isinstance(found, list):
        found = "; ".join(part.strip() for part in found if isinstance(part, str) and part.strip())
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return None
    # A half surrogate pair cannot be written to any file.
    return str(found).strip().encode("utf-8", "replace").decode() or None
