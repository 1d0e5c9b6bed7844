"""Make ``src/communique/schema/reading.schema.json`` from ``communique.records``.

    python scripts/make_schema.py            write the file
    python scripts/make_schema.py --check    end with 1 where the file is stale

Own code rather than pydantic's, which passes over the docstrings of fields and the trailing ``_`` of names.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import inspect
import json
import sys
import types
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from communique import records

TARGET = Path(__file__).resolve().parent.parent / "src/communique/schema/reading.schema.json"
DAY = {"pattern": r"^\d{4}-\d{2}-\d{2}$"}
OFFSET = {"minimum": 0}
PROBABILITY = {"minimum": 0, "maximum": 1}

# What the types of records.py cannot say, by class (or "*" for all) and field.
BOUNDS: dict[tuple[str, str], dict[str, Any]] = {
    ("*", "start"): OFFSET,
    ("*", "end"): OFFSET,
    ("*", "confidence"): PROBABILITY,
    ("*", "country"): {"pattern": "^[A-Z]{3}$"},
    ("Document", "published"): DAY,
    ("Dateline", "date"): DAY,
    ("Due", "from"): DAY,
    ("Due", "to"): DAY,
    ("Amount", "currency"): {"pattern": "^[A-Z]{3}$"},
    ("Event", "quad"): {"minimum": 1, "maximum": 4},
    ("Event", "cameo"): {"pattern": r"^\d{2,4}$"},
    ("Event", "intensity"): {"minimum": -10, "maximum": 10},
    ("Place", "lat"): {"minimum": -90, "maximum": 90},
    ("Place", "lon"): {"minimum": -180, "maximum": 180},
}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what ``communique read`` prints for one document."""
    definitions: dict[str, Any] = {}
    reading = _object(records.Reading, definitions)
    del definitions["Reading"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": records.SCHEMA,
        "title": "Reading",
        "description": reading["description"],
        "type": "object",
        "properties": {"schema": {"const": records.SCHEMA}, **reading["properties"]},
        "required": ["schema", *reading["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def dumps() -> str:
    """The schema as the file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _object(record: type, definitions: dict[str, Any]) -> dict[str, Any]:
    definitions[record.__name__] = {}
    hints, notes = get_type_hints(record), _field_notes(record)
    properties = {}
    for field in dataclasses.fields(record):
        name = field.name.removesuffix("_")
        property_ = _of_type(hints[field.name], definitions, _bounds(record, name))
        if field.name in notes:
            property_["description"] = notes[field.name]
        properties[name] = property_
    definition = {
        "description": " ".join((inspect.getdoc(record) or "").replace("``", "").replace("from_", "from").split()),
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }
    definitions[record.__name__] = definition
    return definition


def _of_type(hint: Any, definitions: dict[str, Any], bounds: dict[str, Any]) -> dict[str, Any]:
    simple = {str: "string", int: "integer", float: "number", bool: "boolean"}
    if hint in simple:
        return {"type": simple[hint], **bounds}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in definitions:
            _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return {"type": "array", "items": _of_type(arguments[0], definitions, bounds)}
    if origin in (Union, types.UnionType) and len(arguments) == 2 and type(None) in arguments:
        inner = _of_type(next(one for one in arguments if one is not type(None)), definitions, bounds)
        if "type" in inner:
            return {**inner, "type": [inner["type"], "null"]}
        return {"anyOf": [inner, {"type": "null"}]}
    raise TypeError(f"{hint} has no form in JSON Schema here; add it to scripts/make_schema.py")


def _bounds(record: type, name: str) -> dict[str, Any]:
    return BOUNDS.get((record.__name__, name)) or BOUNDS.get(("*", name)) or {}


def _field_notes(record: type) -> dict[str, str]:
    """Docstrings below fields, which Python itself does not keep."""
    class_ = ast.parse(inspect.getsource(record)).body[0]
    assert isinstance(class_, ast.ClassDef)
    notes = {}
    for field, note in zip(class_.body, class_.body[1:], strict=False):
        is_note = isinstance(note, ast.Expr) and isinstance(note.value, ast.Constant)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and is_note:
            notes[field.target.id] = " ".join(str(note.value.value).replace("``", "").split())  # type: ignore[attr-defined]
    return notes


def main() -> int:
    """Write or check the file."""
    parser = argparse.ArgumentParser(description="Make the JSON Schema of a reading from communique.records.")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 where the file is stale")
    if parser.parse_args().check:
        fresh = TARGET.exists() and TARGET.read_text(encoding="utf-8") == dumps()
        if not fresh:
            print(f"{TARGET.name} is stale: run python scripts/make_schema.py", file=sys.stderr)
        return 0 if fresh else 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(dumps(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
