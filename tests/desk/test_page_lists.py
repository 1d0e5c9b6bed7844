"""Lists, timeline, map and pair: what they show is what the ledger answers, and their links lead to just that."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient

from communique.ledger import asking
from communique.ledger.asking import Filter, Kind
from tests.desk.test_page_sources import ledger_of

PLURAL: dict[str, Kind] = {"/engagements": "engagement", "/statements": "statement", "/events": "event"}


def twin(client: TestClient, path: str) -> dict[str, Any]:
    """The JSON twin of a page at an address that may have a query."""
    answer = client.get(path, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ids(client: TestClient, kind: Kind | None, filter: Filter) -> list[str]:
    return [e.id for e in asking.entries(ledger_of(client), kind, filter)]


@pytest.mark.parametrize("path", PLURAL)
def test_a_list_goes_through_all_entries_page_by_page(make_desk: Any, path: str) -> None:
    desk = make_desk(page=15)
    seen, next_ = [], path
    while next_ is not None:
        page = twin(desk, next_)
        assert len(page["entries"]) <= 15
        # The first page tells how many there are over time, and those that follow lead back to it.
        assert (page["chart"] is None) is (page["first"] is not None) is (next_ != path)
        seen += [e["id"] for e in page["entries"]]
        next_ = page["next"]
    assert seen == ids(desk, PLURAL[path], Filter())


@pytest.mark.parametrize(
    ("path", "kind", "filter"),
    [
        ("/events?type=CONSULT", "event", Filter(type=("CONSULT",))),
        # A form sends each of its fields, most of them empty.
        ("/events?text=&by=KEN&to=&type=&status=&min_confidence=0&sort=oldest", "event", Filter(by=("KEN",), sort="oldest")),
        ("/statements?text=pipes", "statement", Filter(text="pipes")),
        ("/engagements?with=KEN&with=EST", "engagement", Filter(with_=("KEN", "EST"))),
        ("/events?from=2024-02&until=2024-02&min_confidence=0.7", "event",
         Filter(from_="2024-02", until="2024-02", min_confidence=0.7)),
        ("/timeline?with=KEN", None, Filter(with_=("KEN",))),
        ("/timeline?kind=commitment", "commitment", Filter()),
    ],
)  # fmt: skip
def test_a_form_asks_what_it_says(desk: TestClient, path: str, kind: Kind | None, filter: Filter) -> None:
    page = twin(desk, path + "&limit=200")
    shown = page["entries"] if "entries" in page else [e for day in page["days"] for e in day["entries"]]
    wanted = ids(desk, kind, filter)
    assert [e["id"] for e in shown] == wanted[:200] and wanted
    html = desk.get(path).text
    assert all(
        f"/documents/{e['document']['id']}?entry={e['id']}" in html for e in shown[:5] if e["kind"] != "commitment"
    )


@pytest.mark.parametrize("path", [*PLURAL, "/timeline"])
def test_what_does_not_fit_keeps_the_form(desk: TestClient, path: str) -> None:
    for query, word in (("from=yesterday", "is no day"), ("with=Nobody+Whosoever", "nobody in the ledger")):
        answer = desk.get(f"{path}?{query}&outlet=Mine", headers={"accept": "text/html"})
        assert answer.status_code == 422 and word in answer.text and 'value="Mine"' in answer.text
        problem = desk.get(f"{path}?{query}", headers={"accept": "application/json"})
        assert problem.status_code == 422 and problem.headers["content-type"] == "application/problem+json"
    assert "Nothing fits" in desk.get(f"{path}?text=zebra").text


@pytest.mark.parametrize("path", [*PLURAL, "/timeline", "/timeline?kind=event&by=KEN"])
def test_each_bar_leads_to_just_what_it_counts(desk: TestClient, path: str) -> None:
    page = twin(desk, path)
    chart, links = page["chart"], page["chart_links"]
    assert len(links) == len(chart["periods"]) and sum(map(sum, (one["values"] for one in chart["series"]))) > 0
    for at, link in list(enumerate(links))[-6:]:
        counted = sum(one["values"][at] for one in chart["series"])
        assert (twin(desk, link)["chart"] or {"total": 0})["total"] == counted, link


def test_the_timeline_groups_by_day(desk: TestClient) -> None:
    days = [group["day"] for group in twin(desk, "/timeline")["days"]]
    assert days == sorted(set(days), reverse=True)


@pytest.mark.parametrize(("kind", "one"), [("events", "event"), ("engagements", "engagement")])
def test_each_place_of_the_map_leads_to_just_what_it_counts(desk: TestClient, kind: str, one: Kind) -> None:
    page = twin(desk, f"/map?kind={kind}")
    all_ = list(asking.entries(ledger_of(desk), one))
    placed = Counter(e.place.casefold() for e in all_ if e.place is not None)
    assert Counter({spot["place"].casefold(): spot["number"] for spot in page["spots"]}) == placed
    assert page["nowhere"] == len(all_) - sum(placed.values())
    for spot in page["spots"]:
        assert twin(desk, spot["href"])["chart"]["total"] == spot["number"], spot
    for country in page["chart"]["countries"]:
        assert twin(desk, country["href"])["chart"]["total"] == country["number"], country
    assert {spot["place"] for spot in page["chart"]["spots"]} <= {spot["place"] for spot in page["spots"]}


def test_the_map_keeps_its_form_and_says_when_nothing_fits(desk: TestClient) -> None:
    assert "Nothing fits" in desk.get("/map?from=1990&until=1991").text
    answer = desk.get("/map?with=Nobody+Whosoever&from=2024")
    assert answer.status_code == 422 and 'value="2024"' in answer.text and "nobody in the ledger" in answer.text


def test_a_pair_shows_what_is_between_them_in_each_direction(desk: TestClient) -> None:
    pair = twin(desk, "/pair?a=Lepmets&b=KEN")["pair"]
    assert (pair["one"]["name"], pair["other"]["name"]) == ("Kadri Lepmets", "Kenya")
    lists = {one["title"]: one for one in pair["lists"]}
    there = ids(desk, "event", Filter(by=("Lepmets",), to=("KEN",)))
    assert [e["id"] for e in lists["Events: Kadri Lepmets → Kenya"]["entries"]] == there[:8] and there
    meetings = ids(desk, "engagement", Filter(with_=("Lepmets", "KEN")))
    assert [e["id"] for e in lists["Meetings"]["entries"]] == meetings[:8] and meetings
    assert lists["Meetings"]["total"] == len(meetings)
    assert sum(pair["events"]["series"][0]["values"]) == len(there)
    swapped = twin(desk, pair["swapped"])["pair"]
    assert [e["name"] for e in (swapped["one"], swapped["other"])] == ["Kenya", "Kadri Lepmets"]
    page = desk.get("/pair?a=Lepmets&b=KEN").text
    assert "The other way round" in page and "mean intensity" in page


def test_words_about_each_other_are_those_that_name_them(desk: TestClient) -> None:
    statements = twin(desk, "/pair?a=Lepmets&b=Kenya")["pair"]["lists"][5]
    assert statements["title"] == "Kadri Lepmets about Kenya"
    wanted = {*ids(desk, "statement", Filter(by=("Lepmets",), to=("Kenya",))),
              *ids(desk, "statement", Filter(by=("Lepmets",), text='"Kenya"'))}  # fmt: skip
    assert {e["id"] for e in statements["entries"]} == wanted


def test_a_pair_that_is_none_keeps_the_form(desk: TestClient) -> None:
    answer = desk.get("/pair?a=Nix&b=KEN")
    assert answer.status_code == 422 and 'value="Nix"' in answer.text and 'role="alert"' in answer.text
    assert desk.get("/pair?a=Nix&b=KEN&format=json").headers["content-type"] == "application/problem+json"
    proposed = twin(desk, "/pair")["proposed"]
    assert all(twin(desk, one["href"])["pair"]["events"]["series"][0]["values"] for one in proposed) and proposed
    assert "Nothing between them" in desk.get("/pair?a=KEN&b=BOL").text
