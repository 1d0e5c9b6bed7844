"""The API says what the command line says, decides as it decides, and its documentation holds."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from communique.desk.api.flowing import EXPORTS, PIECE, flow
from communique.desk.problems import BusyError
from communique.ingest.readers import load_reader
from communique.ingest.run import Ingest
from communique.ledger import Ledger, asking
from communique.ledger import tables as t
from communique.ledger.asking import KINDS, Filter

DOCS = Path(__file__).resolve().parents[2] / "docs/api.md"
Make = Callable[..., TestClient]


def ledger_of(desk: TestClient) -> Ledger:
    found: Ledger = desk.app.state.ledger  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize(
    ("query", "filter"),
    [
        ("", Filter()),
        ("by=UZB", Filter(by=("UZB",))),
        ("with=UZB&with=UN", Filter(with_=("UZB", "UN"))),
        ("from=2024-05&until=2024", Filter(from_="2024-05", until="2024")),
        ("text=water&sort=confidence", Filter(text="water", sort="confidence")),
        ("review=none&min_confidence=0.8", Filter(review=("none",), min_confidence=0.8)),
        ("country=UZB&place=Tashkent&sector=GOV&hidden=true", Filter(country=("UZB",), place=("Tashkent",), sector=("GOV",), hidden=True)),
    ],
)  # fmt: skip
def test_lists_are_those_of_asking(desk: TestClient, query: str, filter: Filter) -> None:
    for kind in (None, *KINDS):
        found = desk.get(f"/api/v1/{kind or 'entrie'}s?limit=200&{query}").json()["items"]
        wanted = [asking.entry_to_dict(one) for one in asking.entries(ledger_of(desk), kind, filter)]
        assert found == json.loads(json.dumps(wanted))


def test_an_entry_in_full_is_its_source(desk: TestClient) -> None:
    for kind in KINDS:
        entry = desk.get(f"/api/v1/{kind}s?limit=1").json()["items"][0]
        full = desk.get(f"/api/v1/{kind}s/{entry['id'][:9]}").json()
        assert full["entry"] == entry
        for told in full["tellings"]:
            assert told["words"]
        start, end = full["spans"][0]
        assert " ".join(full["text"][start:end].split()) in " ".join(full["text"].split())
        other = next(one for one in KINDS if one != kind)
        answer = desk.get(f"/api/v1/{other}s/{entry['id']}")
        assert (answer.status_code, f"is a {kind}" in answer.json()["detail"]) == (404, True)


def test_a_page_of_the_largest_size_is_bounded(desk: TestClient) -> None:
    assert desk.get("/api/v1/entries?limit=201").status_code == 422
    assert desk.get("/api/v1/entries?limit=0").status_code == 422
    assert len(desk.get("/api/v1/entries").json()["items"]) == 50


def test_decisions_of_each_sort_and_their_taking_back(own: TestClient) -> None:
    def decide(**body: Any) -> dict[str, Any]:
        answer = own.post("/api/v1/decisions", json=body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()["items"][0]
        return found

    before = own.get("/api/v1/entries?limit=200&hidden=true").json()["items"]
    people = own.get("/api/v1/entities?kind=person&limit=3").json()["items"]
    event = next(one for one in before if one["kind"] == "event" and one["record"]["actor"])
    numbers = [
        decide(what="confirm", id=event["id"], why="I was there")["number"],
        decide(what="correct", id=event["id"], fields={"actor": [people[0]["id"]], "date": "2024-05"})["number"],
        decide(what="merge", id=people[0]["id"], others=[people[1]["id"]])["number"],
        decide(what="reject", id=people[2]["id"])["number"],
    ]
    full = own.get(f"/api/v1/events/{event['id']}").json()
    assert [one["what"] for one in full["history"]] == ["confirm", "correct"]
    assert (full["entry"]["date"], full["entry"]["day"], full["entry"]["review"]) == ("2024-05", "2024-05-01", "corrected")
    assert own.get(f"/api/v1/entities/{people[1]['id']}").json()["came_from"] == people[1]["id"]
    for number in numbers:  # in another order than they were made
        assert own.post(f"/api/v1/decisions/{number}/take-back").status_code == 201
    assert own.post(f"/api/v1/decisions/{numbers[0]}/take-back").status_code == 422
    assert own.get("/api/v1/entries?limit=200&hidden=true").json()["items"] == before
    listed = own.get("/api/v1/decisions?limit=3").json()
    assert [one["number"] for one in listed["items"]] == [8, 7, 6]
    assert [one["number"] for one in own.get(f"/api/v1/decisions?after={listed['next']}").json()["items"]] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"what": "confirm", "id": "c0000000000000000"}, 404),
        ({"what": "confirm", "id": "<script>"}, 422),
        ({"what": "marry", "id": "c0"}, 422),
        ({"what": "merge", "id": "c0"}, 422),
        ({"what": "verdict", "id": "p0000000000000000", "state": "confirmed"}, 404),
        ({"what": "confirm", "id": "c0", "by": "somebody else"}, 422),  # who decides is who is logged in
    ],
)
def test_what_cannot_be_decided(desk: TestClient, body: dict[str, Any], status: int) -> None:
    answer = desk.post("/api/v1/decisions", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_text_is_brought_in_once(own: TestClient) -> None:
    body = {"text": "NAIROBI, 3 March 2024 - Kenya's President met the President of Chad in Nairobi on Sunday.", "title": "=1+1"}
    first = own.post("/api/v1/documents", json=body)
    assert first.status_code == 201
    assert (first.json()["added"], first.json()["known"]) == (1, 0)
    assert first.json()["entries"] > 0
    again = own.post("/api/v1/documents", json=body).json()
    assert (again["added"], again["known"], again["document"]) == (0, 1, first.json()["document"])
    paper = own.get(f"/api/v1/documents/{again['document']}").json()
    assert paper["document"]["published"] == "2024-03-03"
    exported = own.get("/api/v1/exports/csv", params={"text": "Nairobi"})
    rows = list(csv.DictReader(io.StringIO(exported.text)))
    assert any(row["title"] == "'=1+1" for row in rows), "a spreadsheet would calculate it"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"text": " \n "}, "is empty"),
        ({"text": "Der Minister traf am Montag in Berlin die Vertreter der Länder und sprach über Wasser."}, "German"),
        ({"text": "x" * 3_001}, "at most 3,000"),
        ({"text": "The minister met her.", "published": "2024-02-30"}, "no day"),
        ({"text": "The minister met her.", "published": "yesterday"}, "published"),
    ],
)
def test_texts_that_are_not_read(make_desk: Make, body: dict[str, str], said: str) -> None:
    desk = make_desk(max_text=3_000)
    for path in ("/api/v1/readings", "/api/v1/documents"):
        answer = desk.post(path, json=body)
        assert (answer.status_code, said in answer.json()["detail"]) == (422, True), answer.text


def test_requests_that_are_too_large(make_desk: Make) -> None:
    desk = make_desk(max_body=2_000)
    assert desk.post("/api/v1/readings", json={"text": "x" * 2_000}).status_code == 413
    # One that does not say how long it is, or lies.
    pieces = (b'{"text": "' + b"x" * 1_000 + b'"}' for _ in range(3))
    answer = desk.post("/api/v1/readings", content=pieces, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "http://169.254.169.254/latest", "https://elsewhere.example/", "file:///etc/passwd", "x"],
)
def test_addresses_that_nobody_allowed_are_not_fetched(make_desk: Make, url: str) -> None:
    desk = make_desk(fetch_hosts=("*.example.org",))
    for path in ("ingest", "feeds"):
        answer = desk.post(f"/api/v1/{path}", json={"url": url})
        assert answer.status_code == 422, answer.text
    webhook = {"name": "x", "channel": "webhook", "target": url}
    assert desk.post("/api/v1/watches", json=webhook).status_code == 422


def test_only_what_was_rejected_is_tried_again(own: TestClient) -> None:
    """A file of this machine cannot be brought in by naming it."""
    for source in ("/etc/passwd", "-"):
        retry = lambda source=source: own.post("/api/v1/rejected/retry", json={"source": source})
        assert retry().status_code == 404
        # A text says that it comes from there, or a line of JSON does, and it is rejected.
        own.post("/api/v1/documents", json={"text": "The minister met her counterpart in Geneva.", "source": source})
        with ledger_of(own).writing() as connection:
            row = {"source": source, "line": 0, "reason": "is odd.", "at": "2024", "tries": 1, "settled": False}
            connection.execute(sa.insert(t.rejected).values(row))
        assert retry().status_code == 403


def test_pages_of_what_was_rejected_stay_where_they_are(own: TestClient) -> None:
    """What is settled between two pages moves nothing out of the second one."""
    with ledger_of(own).writing() as connection:
        for n in range(5):
            row = {"source": f"a{n}", "line": 0, "reason": "is odd.", "at": "2024", "tries": 1, "settled": n == 1}
            connection.execute(sa.insert(t.rejected).values(row))
    first = own.get("/api/v1/rejected?limit=2").json()
    assert [one["source"] for one in first["items"]] == ["a0", "a2"]
    with ledger_of(own).writing() as connection:
        connection.execute(sa.update(t.rejected).where(t.rejected.c.source == "a0").values(settled=True))
    second = own.get(f"/api/v1/rejected?limit=2&after={first['next']}").json()
    assert ([one["source"] for one in second["items"]], second["next"]) == (["a3", "a4"], None)
    every = own.get("/api/v1/rejected?settled=true").json()["items"]
    assert [one["source"] for one in every] == ["a0", "a1", "a2", "a3", "a4"]


def test_pages_of_decisions_say_which_stand(own: TestClient) -> None:
    """A decision is on one page, what takes it back on another, and what takes that back on a third."""
    entry = own.get("/api/v1/events?limit=1").json()["items"][0]["id"]
    for what in ("confirm", "reject"):
        own.post("/api/v1/decisions", json={"what": what, "id": entry})
    for number in (2, 3):
        assert own.post(f"/api/v1/decisions/{number}/take-back").status_code == 201
    seen, after = [], None
    while len(seen) < 10:
        page = own.get(f"/api/v1/decisions?limit=1{f'&after={after}' if after else ''}").json()
        seen += [(one["number"], one["what"], one["stands"]) for one in page["items"]]
        if (after := page["next"]) is None:
            break
    assert seen == [(4, "take back", True), (3, "take back", False), (2, "reject", True), (1, "confirm", True)]
    assert [one["number"] for one in own.get(f"/api/v1/decisions?about={entry}").json()["items"]] == [4, 3, 2, 1]


def test_a_file_that_was_ingested_is_tried_again(own: TestClient, tmp_path: Path) -> None:
    odd = tmp_path / "inbox" / "odd.txt"
    odd.parent.mkdir()
    odd.write_text("Der Minister traf am Montag in Berlin die Vertreter der Länder und sprach mit ihnen über Wasser.")
    ledger = ledger_of(own)
    for _ in Ingest(ledger, lambda: load_reader(None, 1, None), "test").run([str(odd.parent)]):
        pass
    assert [one["source"] for one in own.get("/api/v1/rejected").json()["items"]] == [str(odd)]
    odd.write_text("The President of Chad met the President of Kenya in Nairobi on Monday.")
    taken = own.post("/api/v1/rejected/retry", json={"source": str(odd)})
    assert (taken.status_code, taken.json()["added"]) == (201, 1)
    assert own.get("/api/v1/rejected").json()["items"] == []


def test_a_watch_writes_where_the_admin_says(make_desk: Make, tmp_path: Path) -> None:
    assert make_desk().post("/api/v1/watches", json={"name": "x", "channel": "atom"}).status_code == 422
    desk = make_desk(feeds=str(tmp_path))
    elsewhere = {"name": "x", "channel": "atom", "target": "/etc/cron.d/x"}
    assert desk.post("/api/v1/watches", json=elsewhere).status_code == 422
    made = desk.post("/api/v1/watches?by=UZB", json={"name": "../../ Uzbekistan's", "kind": "event", "channel": "atom"}).json()
    assert made["target"] == f"/api/v1/watches/{made['number']}/feed"
    assert made["filter"] == {"by": ["UZB"]}
    from communique.alerts import Channels, run

    assert desk.get(made["target"]).status_code == 404
    run(ledger_of(desk), Channels())
    assert [one.name for one in tmp_path.glob("*.xml")] == ["uzbekistan-s.xml"]
    assert desk.get(made["target"]).headers["content-type"].startswith("application/atom+xml")
    assert desk.delete(f"/api/v1/watches/{made['number']}").status_code == 204
    assert desk.get("/api/v1/watches").json() == {"items": []}


def test_exports_of_each_format(desk: TestClient) -> None:
    for name in ("csv", "parquet", "plover-jsonl", "polecat"):
        answer = desk.get(f"/api/v1/exports/{name}?kind=event")
        assert answer.status_code == 200
        assert len(answer.content) > 1_000
        assert re.fullmatch(r'attachment; filename="communique-event\.\w+"', answer.headers["content-disposition"])
    assert desk.get("/api/v1/exports/polecat?kind=statement").status_code == 422
    assert desk.get("/api/v1/exports/csv?by=Nobodyatall").status_code == 422, "before the first piece is sent"


def test_what_flows_is_whole_and_its_writer_ends_when_nobody_takes_it() -> None:
    whole = bytes(range(256)) * 4_000
    assert b"".join(flow(lambda stream: stream.write(whole))) == whole
    assert b"".join(flow(lambda stream: None)) == b""
    wrote: list[int] = []
    import threading

    ended = threading.Event()

    def endless(stream: Any) -> None:
        try:
            while True:
                stream.write(b"x" * PIECE)
                wrote.append(1)
        finally:
            ended.set()

    pieces = flow(endless)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert ended.wait(60)
    assert len(wrote) < 20, "no more is made ahead than may wait"


def test_more_exports_than_may_be_made_at_once_are_told_to_wait() -> None:
    endless = lambda stream: [stream.write(b"x" * PIECE) for _ in range(10_000)]
    flows = [flow(endless) for _ in range(EXPORTS)]
    with pytest.raises(BusyError, match="try again"):
        flow(endless)
    for one in flows:
        next(one)
        one.close()  # type: ignore[attr-defined]
    for _ in range(600):  # their threads notice it soon
        try:
            assert b"".join(flow(lambda stream: stream.write(b"x"))) == b"x"
            break
        except BusyError:
            time.sleep(0.1)
    else:
        raise AssertionError("nobody makes room")


def test_the_place_of_the_ledger_is_told_to_nobody(desk: TestClient) -> None:
    for path in ("/api/v1/entries/zzz", "/api/v1/documents/zzz", "/api/v1/entries?by=Nobodyatall"):
        answer = desk.get(path)
        assert answer.status_code in (404, 422)
        assert ledger_of(desk).name not in answer.text


def test_a_failure_that_nobody_foresaw_is_a_sentence(own: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def boom(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(asking, "page", boom)
    answer = own.get("/api/v1/entries")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert answer.headers["content-security-policy"], "errors have the headers, too"


def test_the_examples_of_the_documentation_run(own: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """As they stand, one after the other; the client of the examples is the tests' client."""
    inner = TestClient(own.app, base_url="http://127.0.0.1:8000/api/v1", client=("127.0.0.1", 5))
    monkeypatch.setitem(sys.modules, "httpx", types.SimpleNamespace(Client=lambda base_url: inner))  # type: ignore[arg-type]
    text = DOCS.read_text()
    names: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 5
    for block in blocks:
        exec(compile(block, str(DOCS), "exec"), names)
    said = capsys.readouterr().out
    assert "there is no type 'TALK'" in said
    told = json.loads(re.findall(r"```json\n(.*?)```", text, re.DOTALL)[-1])
    assert names["problem"].json() == told
    for line in re.findall(r"^curl .*$", text, re.MULTILINE):
        words = shlex.split(line)
        url = next(word for word in words if word.startswith("http"))
        data = words[words.index("-d") + 1] if "-d" in words else None
        answer = own.post(url, content=data, headers={"content-type": "application/json"}) if data else own.get(url)
        assert answer.status_code == 200, (line, answer.text)


def test_every_route_is_in_the_documentation(desk: TestClient) -> None:
    text = DOCS.read_text()
    for path in desk.get("/openapi.json").json()["paths"]:
        plain = path.removeprefix("/api/v1")
        if not re.fullmatch(r"/(entries|engagements|statements|events)/\{id\}", plain):
            assert f"{plain}`" in text or f"{plain}`," in text, plain
