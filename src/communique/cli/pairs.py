"""Lines with two given actors, as ``communique relate`` takes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from communique.errors import SourceError
from communique.records import Pair, Span


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair with its id as it stands in the line: a number stays a number on the way out."""

    id: str | int
    pair: Pair


def parse_pairs(lines: Iterable[bytes], source: str) -> Iterator[PairLine | SourceError]:
    """Pairs, and an error for each line that holds none; empty lines are passed over.

    Args:
        lines: lines of JSON in UTF-8.
        source: the file's name, for the errors.
    """
    for number, line in enumerate(lines, 1):
        if line.strip() == b"":
            continue
        try:
            yield parse_pair(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError:
            yield SourceError("is not UTF-8; convert the file to it.", source=source, line=number)
        except ValueError as error:
            yield SourceError(str(error), source=source, line=number)


def parse_pair(line: str) -> PairLine:
    """The pair of one line.

    Raises:
        ValueError: the line does not hold a pair; the message says what it lacks.
    """
    try:
        value = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError('is not JSON; write {"id", "text", "actor": [start, end], "recipient": null}.') from None
    if not isinstance(value, dict):
        raise ValueError('is not a JSON object; write {"id", "text", "actor": [start, end], "recipient": null}.')
    id_, text = value.get("id"), value.get("text")
    if isinstance(id_, bool) or not isinstance(id_, str | int):
        raise ValueError('has no "id"; give each pair a text or a number as its id.')
    if not isinstance(text, str) or text.strip() == "":
        raise ValueError('has no "text"; give the sentence as a text.')
    actor = _span(value.get("actor"), "actor", text)
    recipient = None if value.get("recipient") is None else _span(value["recipient"], "recipient", text)
    return PairLine(id_, Pair(str(id_), text, actor, recipient))


def _span(value: object, name: str, text: str) -> Span:
    if isinstance(value, list) and len(value) == 2 and all(type(offset) is int for offset in value):
        start, end = value
        if 0 <= start < end <= len(text):
            return Span(start, end)
        raise ValueError(f'has an "{name}" [{start}, {end}] outside its text of {len(text)} characters; correct it.')
    raise ValueError(f'has no "{name}"; give it as [start, end] in characters of the text.')
