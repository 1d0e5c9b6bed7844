"""Readings written in one of the formats, each as soon as it is there where the format allows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TextIO

from communique.records import Reading
from communique.show import as_json


class Format(StrEnum):
    """How readings are printed."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    html = "html"


def write(
    readings: Iterable[Reading], stream: TextIO, format_: Format, *, width: int = 80, colour: bool = False
) -> None:
    """Write readings.

    Args:
        readings: taken one by one; only html needs them all before it writes.
        stream: where to.
        format_: `json` is an object for one reading and an array for none or several.
        width: columns, for text.
        colour: ANSI colours, for text.
    """
    for part in _parts(readings, format_, width, colour):
        stream.write(part)
        # A run may be long and the next program in the pipe waits.
        stream.flush()


def _parts(readings: Iterable[Reading], format_: Format, width: int, colour: bool) -> Iterator[str]:
    if format_ is Format.jsonl:
        return (as_json.dumps_line(reading) + "\n" for reading in readings)
    if format_ is Format.json:
        return _array(as_json.dumps_pretty(reading) for reading in readings)
    if format_ is Format.html:
        return _page(readings)
    return _texts(readings, width, colour)


def _array(items: Iterator[str]) -> Iterator[str]:
    first = next(items, None)
    second = next(items, None)
    if first is None:
        yield "[]\n"
    elif second is None:
        yield first + "\n"
    else:
        yield f"[\n{first},\n{second}"
        for item in items:
            yield f",\n{item}"
        yield "\n]\n"


def _page(readings: Iterable[Reading]) -> Iterator[str]:
    from communique.show import as_html

    yield as_html.render(readings)


def _texts(readings: Iterable[Reading], width: int, colour: bool) -> Iterator[str]:
    from communique.show import as_text

    for number, reading in enumerate(readings):
        yield ("\n\n" if number > 0 else "") + as_text.render(reading, width=width, colour=colour)
