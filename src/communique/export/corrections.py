"""What people reviewed, as texts of the corpus that the reader is trained on.

A document is taken as a whole: with what people confirmed and corrected, and without what they rejected. By default
only documents of which every entry was looked at are written: what a text of the corpus leaves out counts as wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy as sa
import yaml
from sqlalchemy import Connection

from communique.errors import ExportError
from communique.export.as_annotation import Annotator
from communique.export.marking import RESERVED, marked, marks
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.drafts import COLLECTION

Json = dict[str, Any]
ENTITY = ("kind", "name", "title", "of", "country", "sectors")


@dataclass(slots=True)
class Exported:
    """What was written."""

    documents: int = 0
    records: int = 0
    in_part: int = 0
    """Documents passed over since not all of them was looked at."""
    unmarkable: int = 0
    """Documents whose text has the letters that the corpus needs for its marks."""
    unquotable: int = 0
    """Records whose words cannot be quoted."""


def export_corrections(ledger: Ledger, path: Path, *, partly: bool = False) -> Exported:
    """Write the documents that people reviewed to a YAML file of the corpus's format, whole or not at all.

    Args:
        ledger: an open ledger.
        path: of the file.
        partly: also documents in which something was not looked at, which is written as it was read.

    Raises:
        ExportError: the file cannot be written.
    """
    counts = Exported()
    waiting = path.with_name(path.name + ".part")
    try:
        with waiting.open("w", encoding="utf-8", newline="\n") as stream:
            for text in _texts(ledger, counts, partly):
                _write(text, stream)
        waiting.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ExportError(f"{path}: cannot be written ({reason}); give another path.") from error
    return counts


def _texts(ledger: Ledger, counts: Exported, partly: bool) -> Iterator[Json]:
    e, s, d = t.entries.c, t.tellings.c, t.documents.c
    reviewed = sa.select(e.document).where(e.review.is_not(None), e.merged_into.is_(None)).distinct()
    with ledger.reading() as connection:
        for number in sorted(connection.scalars(reviewed)):
            document = connection.execute(sa.select(t.documents).where(d.number == number)).one()
            told = connection.execute(
                sa.select(s.record, s.data, s.retired, e.review, e.kind, e.document, e.data.label("shown"))
                .join_from(t.tellings, t.entries, e.number == s.entry)
                .where(s.document == number)
                .order_by(s.number)
            ).all()
            # What no reader finds any more counts only if somebody vouched for it.
            told = [row for row in told if not row.retired or row.review in ("confirmed", "corrected")]
            if not partly and any(row.review is None for row in told):
                counts.in_part += 1
            elif RESERVED.search(document.text) is not None:
                counts.unmarkable += 1
            else:
                counts.documents += 1
                yield _text(connection, document, told, counts)


def _text(connection: Connection, document: Any, told: Sequence[Any], counts: Exported) -> Json:
    entities, local, ids = _cast(connection, document)
    kept = [row for row in told if row.review != "rejected"]
    places = [(row.data.get("place") or {}).get("name") or "" for row in kept]
    dates = [(row.data.get("due") or {}).get("text") or "" for row in kept]
    found, used = marks(document.text, entities, places, dates)

    def named(one: str) -> str | None:
        name = local.get(one) or ids.get(one)
        return name if name in used else None

    annotator = Annotator(document.text, named)
    text: Json = {
        "name": f"ledger-{document.id}", "manner": "wire" if (document.dateline or {}).get("agency") else "other",
        "published": document.published, "text": marked(document.text, found) + "\n",
        "entities": {key: _entity(entities[key], named) for key in entities if key in used},
    }  # fmt: skip
    for kind, collection in COLLECTION.items():
        records = [annotator.record(kind, _data(row, document.number)) for row in kept if row.kind == kind]
        text[collection] = [record for record in records if record is not None]
        counts.records += len(text[collection])
        counts.unquotable += records.count(None)
    return text


def _data(row: Any, document: int) -> Json:
    """The record as its entry shows it, where it leads; else as it was read."""
    leads = row.document == document and row.shown["id"] == row.record
    return dict(row.shown if leads else row.data)


def _cast(connection: Connection, document: Any) -> tuple[dict[str, Json], dict[str, str], dict[str, str]]:
    """Entities of a document by the ids of their first appearance, and those ids by record and by entity's id."""
    a, n = t.appearances.c, t.entities.c
    rows = connection.execute(
        sa.select(a.record, a.data, a.retired, n.id, n.review, n.correction)
        .join_from(t.appearances, t.entities, n.number == a.entity)
        .where(a.document == document.number, sa.or_(n.review.is_(None), n.review != "rejected"))
        .order_by(a.number)
    ).all()
    entities: dict[str, Json] = {}
    local: dict[str, str] = {}
    ids: dict[str, str] = {}
    for row in rows:
        if row.retired:
            continue
        key = ids.get(row.id) if row.id in ids else None
        if key is None or not _alike(entities[key], row.data):
            key = row.record
            ids.setdefault(row.id, key)
            entities[key] = _corrected(row, document.text)
        else:
            # People merged what the reader took for two.
            entities[key]["mentions"] = entities[key]["mentions"] + row.data["mentions"]
        local[row.record] = key
    return entities, local, ids


def _alike(one: Json, other: Json) -> bool:
    return bool((one["kind"] == "person") == (other["kind"] == "person"))


def _corrected(row: Any, text: str) -> Json:
    """An entity with what people put right, as far as the text itself says it."""
    right: Mapping[str, Any] = row.correction or {}
    found = {**row.data, **{name: right[name] for name in ("country", "sectors") if name in right}}
    for name in ("name", "title"):
        if name in right and ((right[name] is None and name == "title") or right[name] in text):
            found[name] = right[name]
    return found


def _entity(data: Json, named: Any) -> Json:
    found = {**data, "of": named(data["affiliation"]) if data["affiliation"] is not None else None}
    return {name: found[name] for name in ENTITY if found[name] not in (None, []) or name == "country"}


class _Dumper(yaml.SafeDumper):
    """Writes running text as blocks."""


def _words(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _words)


def _write(text: Json, stream: TextIO) -> None:
    yaml.dump(
        text, stream, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120, explicit_start=True,
        default_flow_style=None,
    )  # fmt: skip
