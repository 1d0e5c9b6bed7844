"""FollowTheMoney entities become entries, posts and tenures; what is none of them is passed over or told."""

from __future__ import annotations

import json

import pytest

from communique.registry.entry import Entry, Fault, Post, Tenure
from communique.registry.ftm_file import read_ftm


def rows(*entities: object) -> list[object]:
    codes = {"ru": "RUS", "ke": "KEN"}
    lines = [e if isinstance(e, str) else json.dumps(e) for e in entities]
    return list(read_ftm(lines, lambda code: codes.get(code.lower())))


def test_a_person() -> None:
    person = {"id": "Q1", "schema": "Person", "caption": "Ann Lee", "properties": {
        "name": ["Ann Lee"], "alias": ["A. Lee"], "country": ["zz", "ke"], "topics": ["role.pep", "gov.national"]}}  # fmt: skip
    assert rows(person) == [Entry("Q1", "person", "Ann Lee", ("A. Lee",), "KEN", ("GOV",), "Q1")]


@pytest.mark.parametrize(
    ("topic", "sector"),
    [("gov.igo", "IGO"), ("mil", "MIL"), ("pol.party", "PTY"), ("crime.terror", "UAF"), ("government", None), ("sanction", None)],
)  # fmt: skip
def test_topics(topic: str, sector: str | None) -> None:
    (entry,) = rows({"id": "x", "schema": "PublicBody", "properties": {"name": ["X"], "topics": [topic]}})
    assert isinstance(entry, Entry)
    assert entry.sectors == ((sector,) if sector else ())


def test_positions_and_who_held_them() -> None:
    found = rows(
        {"id": "post", "schema": "Position", "properties": {"name": ["Minister"], "country": ["ru"]}},
        {"id": "o", "schema": "Occupancy", "properties": {"holder": ["p"], "post": ["post"], "startDate": ["2004-03-09"]}},
        {"id": "m", "schema": "Membership", "properties": {"member": ["p"], "organization": ["b"], "role": ["chair"]}},
    )  # fmt: skip
    assert found == [
        Post("post", "Minister", "RUS"),
        Tenure("p", "post", None, None, "2004-03-09", None),
        Tenure("p", None, "b", "chair", None, None),
    ]


def test_nested_entities_are_found() -> None:
    nested = {"id": "p", "schema": "Person", "properties": {"name": ["Ann Lee"], "positionOccupancies": [
        {"id": "o", "schema": "Occupancy", "properties": {"holder": ["p"], "post": [
            {"id": "post", "schema": "Position", "properties": {"name": ["Premier"]}}]}}]}}  # fmt: skip
    assert rows(nested) == [Entry("p", "person", "Ann Lee"), Tenure("p", "post"), Post("post", "Premier")]


def test_other_schemata_and_nameless_ones_are_passed_over() -> None:
    vessel = {"id": "v", "schema": "Vessel", "properties": {"name": ["Sea Star"]}}
    assert rows(vessel, {"id": "p", "schema": "Person", "properties": {}}) == []


def test_one_json_list_over_several_lines() -> None:
    assert len(rows("[", '{"id": "p", "schema": "Person", "properties": {"name": ["Ann"]}},', "]")) == 1


@pytest.mark.parametrize("line", ["no json", '{"id": "p"}', "[1]"])
def test_what_is_none(line: str) -> None:
    (fault,) = rows(line)
    assert isinstance(fault, Fault) and fault.where == "line 1"
