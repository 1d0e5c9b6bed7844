"""A plan says what it means, and what it cannot mean is told in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique.archive.plan import load_plan, plan_of
from communique.errors import ArchiveError

LEAST = {"source": {"paths": ["a.jsonl"]}, "output": {"address": "out"}}


def test_the_least_plan() -> None:
    plan = plan_of(LEAST)
    assert plan.source.paths == ("a.jsonl",)
    assert (plan.engine.name, plan.engine.tries, plan.steps.copies) == ("local", 3, True)


def test_paths_belong_to_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text('[source]\npaths = "news/*.jsonl"\n[output]\naddress = "s3://mine/out"\n')
    plan = load_plan(file)
    assert plan.source.paths == (f"{tmp_path}/news/*.jsonl",)
    assert plan.output.address == "s3://mine/out"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({}, r"\[source\] lacks paths; it must be a list of texts"),
        ({"source": {"paths": ["a"]}}, r"\[output\] lacks address"),
        (LEAST | {"sauce": {}}, r"\[sauce\] is no table of a plan; there are source, output"),
        (LEAST | {"engine": {"worker": 2}}, "has no setting 'worker'; there are name, workers"),
        (LEAST | {"engine": {"workers": "two"}}, "workers = 'two' does not fit; it must be a whole number"),
        (LEAST | {"engine": {"workers": 0}}, "workers = 0 is too little; give 1 or more"),
        (LEAST | {"engine": {"workers": True}}, "it must be a whole number"),
        (LEAST | {"engine": {"name": "dask"}}, "'dask' is not known; give local or ray"),
        (LEAST | {"engine": 3}, r"engine must be a table; write \[engine\]"),
        (LEAST | {"steps": {"alike": 0.2}}, "alike = 0.2 does not fit"),
        (LEAST | {"steps": {"triage": "yes"}}, "it must be true or false"),
        (LEAST | {"steps": {"recall": 1}}, "give a share such as 0.98"),
        (LEAST | {"source": {"paths": []}}, "the number of paths = 0 is too little"),
        (LEAST | {"source": {"paths": ["a"], "fields": {"body": "text"}}}, "fields has no 'body'"),
        (LEAST | {"filters": {"published_from": "May 2020"}}, "'May 2020' is no day"),
        (LEAST | {"output": {"address": "x", "partition": "week"}}, "give day or month or year or none"),
    ],
    ids=lambda v: None if isinstance(v, str) else "",
)
def test_what_cannot_be_is_told(table: dict[str, object], told: str) -> None:
    with pytest.raises(ArchiveError, match=told):
        plan_of(table)


def test_a_day_may_be_written_as_toml_has_it(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(
        '[source]\npaths = ["a"]\n[output]\naddress = "b"\n[filters]\npublished_from = 2023-01-20\n[cost]\ncore_hour = 1\n'
    )
    plan = load_plan(file)
    assert plan.filters.published_from == "2023-01-20"
    assert plan.cost.core_hour == 1.0


@pytest.mark.parametrize("content", [None, "paths =", "\xff"])
def test_a_file_that_is_no_plan(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "plan.toml"
    if content is not None:
        file.write_bytes(content.encode("latin-1"))
    with pytest.raises(ArchiveError, match=r"plan\.toml"):
        load_plan(file)


def test_only_what_decides_the_outcome_is_the_identity() -> None:
    plan = plan_of(LEAST)
    secret = {"source": {"paths": ["a.jsonl"], "options": {"secret": "x"}}}
    assert plan_of(LEAST | secret | {"engine": {"name": "ray", "workers": 9}}).identity() == plan.identity()
    assert "secret" not in str(plan_of(LEAST | secret).told())
    assert plan_of(LEAST | {"steps": {"copies": False}}).identity() != plan.identity()
