"""A CSV file becomes entries; each fault names its line and what to do."""

from __future__ import annotations

import pytest

from communique.registry.csv_file import read_csv
from communique.registry.entry import Entry, Fault, Office

CODES = frozenset({"KEN", "GIN"})


def rows(text: str) -> list[object]:
    return list(read_csv(text.splitlines(keepends=True), CODES))


def test_several_rows_are_one_person_with_several_offices() -> None:
    found = rows(
        "id,kind,name,aliases,country,title,from,to\np,person,Ann Lee,A. Lee; Lee Ann,KEN,Minister,2019,2021-05\np,,Ann Lee,,,Premier,2021-06,\n"
    )
    offices = (Office("Minister", None, "KEN", "2019", "2021-05"), Office("Premier", None, None, "2021-06", None))
    assert found == [Entry("p", "person", "Ann Lee", ("A. Lee", "Lee Ann"), "KEN", (), None, offices)]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_marks_between_columns(mark: str) -> None:
    found = rows(mark.join(["name", "kind"]) + "\n" + mark.join(["Blue Shield", "organisation"]) + "\n")
    assert found == [Entry("organization:Blue Shield", "organization", "Blue Shield")]


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("kind\nperson\n", "line 1", "no column name"),
        ("name,colour\nAnn,red\n", "line 1", "the column colour is unknown"),
        ("name,kind\n,person\n", "line 2", "the name is empty"),
        ("name,kind\nAnn,robot\n", "line 2", "'robot' is none of"),
        ("name,country\nAnn,Kenya\n", "line 2", "no ISO 3166-1 alpha-3"),
        ("name,sectors\nAnn,GOV BOSS\n", "line 2", "'BOSS' is none of"),
        ("name,title,from\nAnn,Minister,9 March\n", "line 2", "is no date"),
        ("name,title,from,to\nAnn,Minister,2020,2019\n", "line 2", "ends (2019) before it begins"),
        ("name,from\nAnn,2020\n", "line 2", "dates but no title"),
        ("name,kind,title\nBlue Shield,group,boss\n", "line 2", "only a person"),
        ("name,kind\nAnn,person\n\nMax,robot\n", "line 4", "'robot'"),  # empty lines count
    ],
)
def test_faults(text: str, where: str, reason: str) -> None:
    (fault,) = [row for row in rows(text) if isinstance(row, Fault)]
    assert fault.where == where
    assert reason in fault.reason


def test_an_empty_file_has_no_column() -> None:
    (fault,) = rows("")
    assert isinstance(fault, Fault)
