"""An entity's page: what the ledger knows, decisions by forms, and each of them taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from communique.ledger import Ledger, asking
from communique.ledger import tables as t
from communique.ledger.asking.everybody import EntityFilter, entities
from tests.desk.test_page_sources import ledger_of, sign_in


def id_of(ledger: Ledger, name: str) -> str:
    """The entity of this very name."""
    return next(one.id for one in entities(ledger, EntityFilter(name=name)).entities if one.name == name)


def twin(client: TestClient, path: str, **query: str) -> dict[str, Any]:
    """The JSON twin of a page."""
    answer = client.get(path, params={**query, "format": "json"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def post(client: TestClient, id: str, what: str, **fields: str) -> tuple[int, str]:
    """Send a form of the page as a browser does, and follow where it leads."""
    page = client.get(f"/entities/{id}", headers={"accept": "text/html"}).text
    token = re.search(r'name="csrf-token" content="([0-9a-f]+)"', page)
    assert token is not None
    answer = client.post(f"/entities/{id}/{what}", data={"csrf_token": token[1], **fields})
    return answer.status_code, answer.text


def test_the_page_tells_what_the_ledger_knows(desk: TestClient) -> None:
    key = id_of(ledger_of(desk), "Kadri Lepmets")
    found = twin(desk, f"/entities/{key}")
    entity = found["entity"]
    assert (entity["title"], entity["affiliation"], entity["country"]) == ("Foreign Minister", "Estonia", "EST")
    assert [office["title"] for office in found["offices"]] == ["Foreign Minister"]
    for kind in asking.KINDS:
        mine = list(asking.entries(ledger_of(desk), kind, asking.Filter(with_=(key,))))
        assert [e["id"] for e in found["latest"][kind]] == [e.id for e in mine][:5]
    assert found["activity"]["total"] == sum(entity["entries"].values())
    others = {node["name"] for node in found["company"]["nodes"] if not node["centre"]}
    assert "Josphat Kiprono Ruttoh" in others
    page = desk.get(f"/entities/{key}").text
    assert "Kadri Lepmets" in page and 'role="img"' in page and "The figures as a table" in page


def test_statements_on_a_topic_go_from_the_first_to_the_last(desk: TestClient) -> None:
    key = id_of(ledger_of(desk), "Kadri Lepmets")
    all_ = list(asking.entries(ledger_of(desk), "statement", asking.Filter(by=(key,), sort="oldest")))
    word = next(w for w in all_[0].words.split() if len(w) > 6 and w.isalpha())
    topic = twin(desk, f"/entities/{key}", topic=word)["topic"]
    assert [e["id"] for e in topic["statements"]] == [e.id for e in all_ if word.lower() in e.words.lower()]
    assert sum(topic["chart"]["series"][0]["values"]) == len(topic["statements"])
    nothing = twin(desk, f"/entities/{key}", topic="zebra")["topic"]
    assert nothing["statements"] == [] and nothing["chart"]["periods"] == []
    assert "No statement has these words" in desk.get(f"/entities/{key}", params={"topic": "zebra"}).text


def test_two_are_merged_and_it_is_taken_back(own: TestClient) -> None:
    ledger = ledger_of(own)
    one, other = id_of(ledger, "Kadri Lepmets"), id_of(ledger, "Josphat Kiprono Ruttoh")
    before = {key: twin(own, f"/entities/{key}") for key in (one, other)}
    status, page = post(own, one, "merge", other=other, why="a test")
    assert status == 200 and "Both are one from now on" in page and "Merged into this one" in page
    merged = twin(own, f"/entities/{other}")
    assert (merged["entity"]["id"], merged["came_from"]) == (one, other)
    assert [(m["id"], m["name"]) for m in merged["merged"]] == [(other, "Josphat Kiprono Ruttoh")]
    assert merged["history"][0]["why"] == "a test" and merged["history"][0]["stands"]
    decision = str(merged["merged"][0]["decision"])
    status, page = post(own, one, "take-back", decision=decision)
    assert status == 200 and "taken back" in page
    for key, was in before.items():
        now = twin(own, f"/entities/{key}")
        assert {name: now[name] for name in ("entity", "offices", "merged", "latest", "company")} == {
            name: was[name] for name in ("entity", "offices", "merged", "latest", "company")
        }
    assert post(own, one, "take-back", decision=decision)[0] == 422  # only once


def test_an_entity_is_corrected_confirmed_and_rejected(own: TestClient) -> None:
    key = id_of(ledger_of(own), "Kadri Lepmets")
    status, page = post(own, key, "correct", name="Kadri Lepmets", title="Minister of Foreign Affairs", country="EST")
    assert status == 200 and "Decided." in page
    found = twin(own, f"/entities/{key}")
    assert (found["entity"]["title"], found["entity"]["review"]) == ("Minister of Foreign Affairs", "corrected")
    assert found["history"][0]["what"] == "correct"
    assert "Nothing was changed" in post(
        own, key, "correct", name="Kadri Lepmets", title="Minister of Foreign Affairs", country="EST"
    )[1]  # fmt: skip
    assert post(own, key, "correct", name="Kadri Lepmets", country="Estonia")[0] == 422
    other = id_of(ledger_of(own), "Josphat Kiprono Ruttoh")
    post(own, other, "judge", verdict="confirm")
    assert twin(own, f"/entities/{other}")["entity"]["review"] == "confirmed"
    post(own, key, "judge", verdict="reject", why="invented")
    assert twin(own, f"/entities/{key}")["entity"]["review"] == "rejected"
    assert twin(own, f"/entities/{key}")["latest"]["statement"] == []


def test_who_may_be_the_same_is_kept_apart(own: TestClient) -> None:
    ledger = ledger_of(own)
    one, other = sorted((id_of(ledger, "Kadri Lepmets"), id_of(ledger, "Josphat Kiprono Ruttoh")))
    with ledger.writing() as connection:
        connection.execute(t.doubts.insert().values(one=one, other=other, score=0.5, reasons=["alike"]))
    assert "May be the same" in own.get(f"/entities/{one}").text
    post(own, one, "apart", other=other)
    assert "May be the same" not in own.get(f"/entities/{one}").text
    assert twin(own, f"/entities/{other}")["doubts"] == []


def test_candidates_are_others_of_the_same_sort(desk: TestClient) -> None:
    ledger = ledger_of(desk)
    key = id_of(ledger, "Kadri Lepmets")
    names = lambda **query: re.findall(r"<span>(.+?) <span", desk.get("/entities/candidates", params=query).text)
    assert names(name="Ruttoh", but=key, kind="person") == ["Josphat Kiprono Ruttoh"]
    assert names(name="Lepmets", but=key, kind="person") == []  # not itself
    assert names(name="Ruttoh", but=key, kind="state") == []  # a person is no state
    assert names(name="", kind="person") == []


@pytest.mark.parametrize("what", ["merge", "apart", "judge", "correct", "take-back"])
def test_a_form_from_elsewhere_decides_nothing(own: TestClient, what: str) -> None:
    key = id_of(ledger_of(own), "Kadri Lepmets")
    fields = {"other": key, "verdict": "reject", "name": "X", "decision": "1", "csrf_token": "0" * 64}
    answer = own.post(f"/entities/{key}/{what}", data=fields, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert twin(own, f"/entities/{key}")["history"] == []


def test_a_merger_with_nobody_chosen_is_refused_in_a_sentence(own: TestClient) -> None:
    key = id_of(ledger_of(own), "Kadri Lepmets")
    status, page = post(own, key, "merge", name="Rutt")
    assert status == 422 and "choose one of those that are offered" in page
    assert twin(own, f"/entities/{key}")["history"] == []


def test_a_reader_sees_no_buttons_and_decides_nothing(make_desk: Any) -> None:
    desk = make_desk({"root": "admin", "ann": "reader"})
    sign_in(desk, "ann")
    key = id_of(ledger_of(desk), "Kadri Lepmets")
    page = desk.get(f"/entities/{key}").text
    assert "Kadri Lepmets" in page and "<dialog" not in page and "Merge" not in page
    for what in ("merge", "apart", "judge", "correct", "take-back"):
        fields = {"other": key, "verdict": "reject", "name": "X", "decision": "1"}
        assert post(desk, key, what, **fields)[0] == 403, what


def test_very_long_portraits_are_cut_on_the_page_and_whole_in_the_twin(own: TestClient) -> None:
    ledger = ledger_of(own)
    key = id_of(ledger, "Kadri Lepmets")
    with ledger.writing() as connection:
        names = [f"Name {n} " + "x" * 500 for n in range(300)]
        connection.execute(t.entities.update().where(t.entities.c.id == key).values(names=names))
    page = own.get(f"/entities/{key}").text
    assert "and 260 more" in page and "Name 39 " in page and "Name 40 " not in page and "x" * 200 not in page
    assert len(twin(own, f"/entities/{key}")["entity"]["names"]) == 300


def test_all_entities_are_listed_page_by_page(make_desk: Any) -> None:
    desk = make_desk(page=20)
    seen: list[str] = []
    path: str | None = "/entities"
    while path is not None:
        found = desk.get(path, headers={"accept": "application/json"}).json()
        seen += [one["id"] for one in found["entities"]]
        path = found["next"]
    assert len(seen) == len(set(seen)) > 20
    assert set(seen) == {one.id for one in entities(ledger_of(desk), EntityFilter(limit=10_000)).entities}
    page = desk.get("/entities", params={"name": "Nobody Whosoever"}).text
    assert "Nobody fits" in page
    assert desk.get("/entities", params={"country": "Kenya"}).status_code == 422
    assert desk.get("/entities/nfff").status_code == 404
