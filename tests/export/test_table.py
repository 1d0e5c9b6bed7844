"""CSV and Parquet hold the same table, and other programs read it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from communique.export import Row, make
from communique.export.base import days_of
from communique.export.csv_table import cell
from communique.export.table import table
from communique.ledger.asking import KINDS
from tests.export.made import EVENT, KENYA, UN, row

pa = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")

STATEMENT = Row(replace(
    EVENT, id="s01", kind="statement", label="direct", mode=None, status=None, date=None, quad=None, intensity=None,
    place=None, country=None, lat=None, lon=None, geonameid=None, parties=(replace(KENYA, role="speaker"),),
    data={"content": [{"start": 5, "end": 9}, {"start": 20, "end": 31}], "cue": {"start": 10, "end": 14}, "speaker_span": None},
))  # fmt: skip

CELLS: list[tuple[Any, str, str]] = [
    (None, "", "nothing"),
    (-4.5, "-4.5", "a number is no formula"),
    (3, "3", "a whole number"),
    ("plain", "plain", "text"),
    ("=1+1", "'=1+1", "a formula"),
    ("+41 22", "'+41 22", "a telephone number, which a spreadsheet would add up"),
    ("-4.5 per cent", "'-4.5 per cent", "text that begins like a number"),
    ("@SUM(A1)", "'@SUM(A1)", "a function of Lotus"),
    ("\t=1", "'\t=1", "a tab before it, which is skipped"),
    ("＝1+1", "'＝1+1", "full width, which some take for the same"),
    ("a=b", "a=b", "only the first letter counts"),
    (["=x", "y"], "'=x; y", "a list"),
    ([], "", "an empty list"),
    ([1, 2], "1; 2", "a list of numbers"),
    ("a\0b", "ab", "NUL"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), [case[:2] for case in CELLS], ids=[case[2] for case in CELLS])
def test_cells(value: Any, expected: str) -> None:
    assert cell(value) == expected


def as_csv(*rows: Row, kind: Any = None) -> list[dict[str, str]]:
    stream = io.BytesIO()
    assert make("csv").write(rows, stream, kind) == len(rows)
    return list(csv.DictReader(io.StringIO(stream.getvalue().decode())))


def as_parquet(*rows: Row, kind: Any = None) -> Any:
    stream = io.BytesIO()
    assert make("parquet").write(rows, stream, kind) == len(rows)
    import pyarrow.parquet as pq

    return pq.read_table(io.BytesIO(stream.getvalue()))


def test_csv_keeps_what_breaks_lines() -> None:
    (found,) = as_csv(row(words='He said "no",\nthen left\r\n'))
    assert found["words"] == 'He said "no",\nthen left\r\n'
    assert (found["by_name"], found["by_country"], found["to_name"], found["contexts"]) == (
        "Kenya", "KEN", "Helena Brandvold", "diplomatic; economic")  # fmt: skip
    assert (found["date_first"], found["date_last"], found["quad_name"]) == (
        "2024-05-14",
        "2024-05-16",
        "verbal cooperation",
    )


def test_each_kind_has_its_columns_only() -> None:
    names = {kind: [c.column.name for c in table(kind)] for kind in KINDS}
    assert "cue_start" in names["statement"] and "cue_start" not in names["event"]
    assert "action" in names["commitment"] and "to_name" not in names["engagement"]
    assert len(names["event"]) < len(table(None)) == len({c.column.name for c in table(None)})


def test_parquet_is_typed() -> None:
    found = as_parquet(row(), STATEMENT, row(parties=(UN, KENYA), date=None, day=None))
    types = {field.name: str(field.type) for field in found.schema}
    assert types["day"] == types["published"] == types["due_to"] == "date32[day]"
    assert types["contexts"] == types["by_name"] in ("list<element: string>", "list<item: string>")
    assert types["evidence_start"] == types["trigger_end"] == "int32"
    assert types["content_start"] in ("list<element: int32>", "list<item: int32>")
    assert types["intensity"] == types["latitude"] == "double"
    one, two, three = found.to_pylist()
    assert (one["day"], one["trigger_start"], one["content_start"]) == (date(2024, 5, 14), 16, [])
    assert (two["cue_start"], two["content_end"], two["quad"], two["contexts"]) == (10, [9, 31], None, [])
    assert (two["evidence_start"], two["evidence_end"]) == (5, 31)
    assert (three["by_name"], three["by_country"], three["day"]) == (["United Nations", "Kenya"], ["", "KEN"], None)


def test_parquet_of_nothing_and_half_a_surrogate() -> None:
    assert as_parquet().num_rows == 0
    assert as_parquet(row(words="a\ud800"), kind="event").to_pylist()[0]["words"] == "a\\ud800"


def test_parquet_comes_in_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    monkeypatch.setattr("communique.export.parquet.ROWS", 2)
    stream = io.BytesIO()
    make("parquet").write([row()] * 5, stream)
    assert pq.ParquetFile(io.BytesIO(stream.getvalue())).num_row_groups == 3


def test_duckdb_reads_both(tmp_path: Any) -> None:
    rows = [row(), STATEMENT, row(words="=1", intensity=-2.0)]
    for name in ("csv", "parquet"):
        with (tmp_path / f"x.{name}").open("wb") as stream:
            make(name).write(rows, stream)
    counted = "SELECT count(*), sum(intensity), min(published), max(day) FROM"
    expected = [(3, 2.0, date(2024, 5, 17), date(2024, 5, 14))]
    assert duckdb.sql(f"{counted} '{tmp_path}/x.parquet'").fetchall() == expected
    assert duckdb.sql(f"{counted} '{tmp_path}/x.csv'").fetchall() == expected
    listed = f"SELECT DISTINCT unnest(contexts) FROM '{tmp_path}/x.parquet' ORDER BY 1"
    assert duckdb.sql(listed).fetchall() == [("diplomatic",), ("economic",)]


@pytest.mark.parametrize(
    ("date", "days"),
    [
        (None, (None, None)),
        ("2024-05-14", ("2024-05-14", "2024-05-14")),
        ("2024-05-14/2024-05-16", ("2024-05-14", "2024-05-16")),
        ("2024-02", ("2024-02-01", "2024-02-29")),  # a month: a column of days could not hold it
        ("2023", ("2023-01-01", "2023-12-31")),
        ("2023-11/2024", ("2023-11-01", "2024-12-31")),
    ],
)
def test_dates_are_exported_as_days(date: str | None, days: tuple[str | None, str | None]) -> None:
    assert days_of(date) == days
