"""PLOVER's JSON has the codebook's fields, one event a line."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

from communique.export import make
from communique.export.plover_jsonl import ACTOR_FIELDS, FIELDS
from tests.export.made import KENYA, UN, row


def written(**changed: Any) -> dict[str, Any]:
    stream = io.BytesIO()
    make("plover-jsonl").write([row(**changed)], stream, "event")
    lines = stream.getvalue().decode().splitlines()
    assert len(lines) == 1
    found: dict[str, Any] = json.loads(lines[0])
    return found


def test_every_field_is_documented_and_written_in_order() -> None:
    found = written()
    assert list(found) == [name for name, _ in FIELDS]
    assert list(found["source"][0]) == [name for name, _ in ACTOR_FIELDS]


def test_what_stands_in_them() -> None:
    found = written(parties=(UN, KENYA))
    assert (found["date"], found["enddate"], found["event"], found["mode"]) == (
        "2024-05-14",
        "2024-05-16",
        ["CONSULT"],
        ["visit"],
    )
    assert [(a["code"], a["sector"], a["actor_text"]) for a in found["source"]] == [
        ("IGO", "IGO", None),
        ("KEN", "GOV", "Kenya"),
    ]
    assert found["recipient"] == []
    assert found["text_info"] == {"start": 10, "end": 30}
    assert found["event_loc"]["cc3"] == "KEN"


def test_one_line_whatever_the_text_holds() -> None:
    found = written(
        words="a\nb\u2028c\ud800", date=None, place=None, mode=None, parties=(replace(KENYA, country=None),)
    )
    assert (found["date"], found["enddate"], found["event_loc"], found["mode"]) == ("2024-05-14", None, None, [])
    assert found["source"][0]["code"] is None
    assert found["event_text"] == ["a\nb\u2028c\ud800"]
