"""The feed holds to RFC 4287, and shows what it must whatever texts hold."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from communique.alerts.atom import ATOM, Item, feed
from communique.alerts.delivering import Channels, begin, run
from communique.alerts.watches import Watch
from communique.alerts.wording import plain, title
from communique.ledger import Ledger
from communique.ledger.asking import Filter, entry_to_dict
from tests.alerts.conftest import more
from tests.export.made import EVENT

WATCH = Watch(1, "promises & <more>", None, Filter(), False, "atom", "feed.xml", "2024-05-01T00:00:00.000000+00:00")
AT = "2024-05-20T10:00:00.000000+00:00"
NS = {"a": ATOM}


def made(**changed: Any) -> dict[str, Any]:
    return {**entry_to_dict(EVENT), **changed}


def faults(data: bytes) -> list[str]:
    """What RFC 4287 asks for and the feed lacks."""
    root = etree.fromstring(data)
    elements = root.xpath("/a:feed | //a:entry", namespaces=NS)
    found = [
        f"{element.tag} has not one {name}"
        for name in ("id", "title", "updated") for element in elements
        if len(element.findall(f"a:{name}", NS)) != 1 or not element.findtext(f"a:{name}", None, NS)
    ]  # fmt: skip
    ids = root.xpath("//a:id/text()", namespaces=NS)
    if len(set(ids)) != len(ids) or not all(one.startswith("urn:uuid:") for one in ids):
        found.append("ids are not apart")
    if not root.xpath("/a:feed/a:author/a:name/text()", namespaces=NS):
        found.append("no author")
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
    moments = root.xpath("//a:updated/text()", namespaces=NS)
    return found + [f"{said} is no time of RFC 3339" for said in moments if not moment.fullmatch(said)]


def test_an_empty_feed() -> None:
    assert faults(feed(WATCH, [])) == []


def test_a_feed_with_odd_texts() -> None:
    odd = made(
        words="a\x00\x0b\ud800<b>&\uffff 🌾",
        type="x\x01y",
        document={**made()["document"], "source": "javascript:alert(1)", "title": None},
    )
    data = feed(WATCH, [Item(made(), AT), Item({**odd, "id": "e02"}, AT)])
    assert faults(data) == []
    root = etree.fromstring(data)
    assert root.findtext("a:title", None, NS) == "Communique: promises & <more>"
    assert root.findtext("a:updated", None, NS) == AT
    links = root.xpath("//a:link/@href", namespaces=NS)
    assert links == ["https://a.example/1"]
    assert "a <b>& 🌾" in root.xpath("//a:content/text()", namespaces=NS)[1]


def test_the_same_makes_the_same_bytes_and_other_watches_other_ids() -> None:
    items = [Item(made(), AT)]
    assert feed(WATCH, items) == feed(WATCH, items)
    one, other = (etree.fromstring(feed(w, items)) for w in (WATCH, replace(WATCH, name="x")))
    assert one.findtext(".//a:entry/a:id", None, NS) != other.findtext(".//a:entry/a:id", None, NS)


TITLES: list[tuple[dict[str, Any], bool, str]] = [
    ({}, False, "CONSULT by Kenya to Helena Brandvold, 2024-05-14"),
    ({"parties": []}, False, "CONSULT by somebody, 2024-05-14"),
    ({"type": "pledge", "kind": "commitment", "record": {"action": "send\nwheat"}, "parties": []}, False,
     "Pledge by somebody, 2024-05-14: send wheat"),
    ({"type": "pledge", "kind": "commitment", "record": {"action": "send wheat"}, "due": {"from": None, "to": "2024-06-01"}},
     True, "Overdue since 2024-06-01 by Kenya to Helena Brandvold: send wheat"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "overdue", "expected"), TITLES)
def test_titles(changed: dict[str, Any], overdue: bool, expected: str) -> None:
    assert title(made(**changed), overdue=overdue) == expected


def test_a_long_title_is_cut() -> None:
    long = made(type="pledge", kind="commitment", record={"action": "x" * 500})
    assert len(title(long)) == 160 and title(long).endswith("…")
    assert plain(" a\tb\x00") == "a b"


def test_the_file_keeps_the_newest_and_all_of_the_last_run(
    filled: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("communique.alerts.delivering.KEPT", 5)
    file = tmp_path / "feed.xml"
    begin(filled, Watch(0, "w", None, Filter(), False, "atom", str(file), ""), past=True)
    size = lambda: len(etree.parse(file).findall("a:entry", NS))
    (first,) = run(filled, Channels())
    assert size() == first.found > 5
    assert faults(file.read_bytes()) == []
    file.unlink()  # somebody cleaned up: it is made again
    run(filled, Channels())
    assert size() == 5
    stamp = file.stat().st_mtime_ns
    run(filled, Channels())
    assert file.stat().st_mtime_ns == stamp
    more(filled, 300, 1)
    (last,) = run(filled, Channels())
    assert size() == max(5, last.found)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
