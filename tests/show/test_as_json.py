"""The JSON of a reading is the contract: names, order, and safe on one line."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from communique.records import Reading, Relation
from communique.show.as_json import dumps_line, dumps_pretty, to_dict
from tests.factory import document, empty_reading, full_reading, wrong_reading

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "src/communique/schema/reading.schema.json").read_text(encoding="utf-8"))


def same_keys(value: Any, definition: dict[str, Any]) -> None:
    """Every object in the value has exactly the keys of its definition."""
    for option in definition.get("anyOf", [definition]):
        if "$ref" in option and value is not None:
            same_keys(value, SCHEMA["$defs"][option["$ref"].rsplit("/", 1)[1]])
        elif "items" in option:
            for item in value:
                same_keys(item, option["items"])
        elif "properties" in option and value is not None:
            assert set(value) == set(option["properties"])
            for key, item in value.items():
                same_keys(item, option["properties"][key])


def test_the_committed_schema_is_not_stale() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/make_schema.py", "--check"],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema"] == {"const": "communique/1"}
    assert list(SCHEMA["$defs"]["Due"]["properties"]) == ["from", "to", "text"]


@pytest.mark.parametrize("reading", [full_reading(), empty_reading()])
def test_readings_hold_the_schema(reading: Reading) -> None:
    value = json.loads(dumps_line(reading))
    Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(value)
    same_keys(value, SCHEMA)


def test_the_schema_refuses_what_breaks_the_contract() -> None:
    validator = Draft202012Validator(SCHEMA)
    for path, wrong in [
        (("schema",), "communique/2"),
        (("events", 0, "confidence"), 1.5),
        (("events", 0, "status"), "maybe"),
        (("document", "published"), "5 March"),
        (("statements", 0, "content", 0, "start"), -1),
    ]:
        value = to_dict(full_reading())
        holder: Any = value
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = wrong
        assert not validator.is_valid(value), path


def test_the_order_of_the_contract() -> None:
    value = to_dict(full_reading())
    assert list(value) == ["schema", "document", "entities", "events", "statements", "commitments", "engagements"]
    assert " ".join(value["document"]) == "id source title publisher author language published dateline text"
    assert " ".join(value["events"][0]) == (
        "id type mode contexts quad cameo intensity actor recipient status date place trigger evidence confidence"
    )
    assert value["commitments"][0]["due"] == {"from": "2024-03-05", "to": "2024-12-31", "text": "until December"}


def test_every_field_of_the_records_is_there() -> None:
    """Against the dataclasses themselves: a new field that `to_dict` forgets shows here."""

    def plain(value: Any) -> Any:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = dataclasses.fields(value)
            return {field.name.removesuffix("_"): plain(getattr(value, field.name)) for field in fields}
        return [plain(item) for item in value] if isinstance(value, tuple) else value

    for reading in (full_reading(), empty_reading(), wrong_reading()):
        assert to_dict(reading) == {"schema": "communique/1", **plain(reading)}


@pytest.mark.parametrize(
    "text",
    [
        "two\nlines\r\n",
        "a\u2028b\u2029c\x85d",  # ends of a line to str.splitlines and to JavaScript
        "\x9b31m \x1b[31m \x7f",  # C1 and C0 forms of a terminal's escape code
        "lone \ud83d surrogate",  # from a broken decoder; cannot be written as UTF-8
        "😀 Zoë “x”",
    ],
)
def test_any_text_is_one_line_and_comes_back(text: str) -> None:
    line = dumps_line(empty_reading(text))
    assert line.splitlines() == [line]
    assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in line)
    assert json.loads(line.encode("utf-8"))["document"]["text"] == text
    assert json.loads(dumps_pretty(empty_reading(text)).encode("utf-8"))["document"]["text"] == text


def test_letters_stay_readable() -> None:
    assert "Zoë 😀" in dumps_line(empty_reading("Zoë 😀"))


def test_a_number_that_json_does_not_know_is_refused() -> None:
    reading = dataclasses.replace(full_reading(), document=document("x"))
    broken = dataclasses.replace(reading.events[0], confidence=float("nan"))
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps_line(dataclasses.replace(reading, events=(broken,)))


def test_a_relation() -> None:
    line = dumps_line(Relation("p1", "AID", 0.8, {"AID": 0.8, "AGREE": 0.2}))
    assert line == '{"id": "p1", "type": "AID", "confidence": 0.8, "scores": {"AID": 0.8, "AGREE": 0.2}}'
