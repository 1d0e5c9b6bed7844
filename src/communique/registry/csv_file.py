"""Registry entries from a CSV file: a row an entry, or several rows with one id for a person with several offices."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Final

from communique.ontology import load as ontology
from communique.records import EntityKind
from communique.registry.entry import Entry, Fault, Office, Row

COLUMNS: Final = ("id", "kind", "name", "aliases", "country", "sectors", "title", "of", "from", "to", "wikidata")
KINDS: Final[dict[str, EntityKind]] = {k: k for k in ("person", "organization", "state", "group")} | {
    "organisation": "organization"
}
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?\Z")
_SEVERAL = re.compile(r"\s*[;|]\s*")


def read_csv(lines: Iterable[str], countries: frozenset[str]) -> Iterator[Row]:
    """Entries and faults of a CSV file with a head line, its columns parted by comma, semicolon or tab.

    Args:
        lines: the file's lines.
        countries: the codes that a country may have (ISO 3166-1 alpha-3).
    """
    source = iter(lines)
    head = next(source, "").lstrip("\ufeff")
    mark = max(",;\t", key=head.count)
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=mark), [])]
    if "name" not in names:
        yield Fault("line 1", f"there is no column name; the columns may be {', '.join(COLUMNS)}.")
        return
    if unknown := [name for name in names if name not in COLUMNS]:
        yield Fault("line 1", f"the column {unknown[0]} is unknown; the columns may be {', '.join(COLUMNS)}.")
        return
    waiting: dict[str, Entry] = {}
    reader = csv.reader(source, delimiter=mark)
    for row in reader:
        where = f"line {reader.line_num + 1}"
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: cell.strip() for name, cell in zip(names, row, strict=False)}
        entry = _entry(cells, where, countries)
        if isinstance(entry, Fault):
            yield entry
        elif entry.id in waiting:
            waiting[entry.id] = _joined(waiting[entry.id], entry)
        else:
            waiting[entry.id] = entry
    yield from waiting.values()


def _entry(cells: dict[str, str], where: str, countries: frozenset[str]) -> Entry | Fault:
    """The entry of one row, or what is wrong with it."""
    name = cells.get("name", "")
    kind = KINDS.get(cells.get("kind", "").lower() or "person")
    country = cells.get("country", "").upper() or None
    sectors = tuple(s.upper() for s in re.split(r"[;|\s]+", cells.get("sectors", "")) if s)
    start, end = cells.get("from") or None, cells.get("to") or None
    title = cells.get("title") or None
    if name == "":
        return Fault(where, "the name is empty.")
    if kind is None:
        return Fault(where, f"the kind {cells['kind']!r} is none of person, organization, state, group.")
    if country is not None and country not in countries:
        return Fault(where, f"the country {country!r} is no ISO 3166-1 alpha-3 code, such as CHE.")
    known = ontology.load().sectors
    if bad := [s for s in sectors if s not in known]:
        return Fault(where, f"the sector {bad[0]!r} is none of {' '.join(sorted(known))}.")
    for day in (start, end):
        if day is not None and not _DAY.match(day):
            return Fault(where, f"{day!r} is no date; write 2004-03-09, 2004-03 or 2004.")
    if start is not None and end is not None and end < start[: len(end)]:
        return Fault(where, f"the office ends ({end}) before it begins ({start}).")
    if (start or end) and title is None:
        return Fault(where, "there are dates but no title; they are the days of an office.")
    if title is not None and kind != "person":
        return Fault(where, "only a person has a title.")
    offices = (Office(title, cells.get("of") or None, country, start, end),) if title is not None else ()
    aliases = tuple(a for a in _SEVERAL.split(cells.get("aliases", "")) if a)
    return Entry(
        cells.get("id") or f"{kind}:{name}",
        kind,
        name,
        aliases,
        country,
        sectors,
        cells.get("wikidata") or None,
        offices,
    )


def _joined(first: Entry, second: Entry) -> Entry:
    """Two rows of one id as one entry: the first row's name, what the first leaves out from the second."""
    names = dict.fromkeys((*first.aliases, second.name, *second.aliases))
    names.pop(first.name, None)
    return Entry(
        first.id, first.kind, first.name, tuple(names), first.country or second.country,
        first.sectors or second.sectors, first.wikidata or second.wikidata, (*first.offices, *second.offices),
    )  # fmt: skip
