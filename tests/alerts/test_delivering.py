"""Each entry is delivered once for each watch, whatever happens between."""

from __future__ import annotations

import hashlib
import hmac
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from communique.alerts import webhook
from communique.alerts.delivering import Channels, begin, run
from communique.alerts.watches import Watch, all_watches, remove, tallies
from communique.errors import AlertError, LedgerError
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.asking import EVERYTHING, Filter, entries
from tests.alerts.conftest import Clock, Service, more

ROOT = Path(__file__).resolve().parents[2]
NONE = Channels()


def watch(ledger: Ledger, target: str, *, past: bool = False, **fields: Any) -> int:
    """Save a watch; returns how many entries match it already."""
    channel = "webhook" if target.startswith("http") else "mail" if "@" in target else "atom"
    given: dict[str, Any] = {"name": "w", "kind": "commitment", "filter": Filter(), "overdue": False} | fields
    return begin(ledger, Watch(0, channel=channel, target=target, created="", **given), past=past)[1]  # type: ignore[arg-type]


def ids(ledger: Ledger, kind: Any = "commitment", filter: Filter = EVERYTHING) -> set[str]:
    return {entry.id for entry in entries(ledger, kind, filter)}


def test_only_what_is_new_is_sent_and_once(anywhere: Ledger, service: Service) -> None:
    before = ids(anywhere)
    assert watch(anywhere, service.url) == len(before) > 0
    assert [r.found for r in run(anywhere, NONE)] == [0]
    more(anywhere, 100, 4)
    new = ids(anywhere) - before
    (report,) = run(anywhere, NONE)
    assert (report.found, report.sent, report.waiting, report.error) == (len(new), len(new), 0, None)
    assert [r.found for r in run(anywhere, NONE)] == [0]
    assert sorted(service.entries()) == sorted(new)


def test_what_was_there_before_is_sent_where_it_is_wanted(filled: Ledger, service: Service) -> None:
    watch(filled, service.url, past=True, filter=Filter(by=("KEN",)))
    run(filled, NONE)
    assert sorted(service.entries()) == sorted(ids(filled, filter=Filter(by=("KEN",))))


def test_two_watches_do_not_mind_each_other(filled: Ledger, service: Service, tmp_path: Path) -> None:
    watch(filled, service.url, past=True)
    watch(filled, str(tmp_path / "feed.xml"), past=True, name="other")
    run(filled, NONE)
    assert sorted(service.entries()) == sorted(ids(filled))
    assert [tally.sent for tally in tallies(filled)] == [len(ids(filled))] * 2


def test_large_finds_are_sent_in_parts(filled: Ledger, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("communique.alerts.finding.TOGETHER", 3)
    monkeypatch.setattr("communique.alerts.finding.ROWS", 2)
    watch(filled, service.url, past=True)
    run(filled, NONE)
    assert len(service.got) > 2
    assert sorted(service.entries()) == sorted(ids(filled))
    assert len({headers["Idempotency-Key"] for headers, _ in service.got}) == len(service.got)


def test_a_service_that_fails_is_tried_again_later_and_later(anywhere: Ledger, service: Service, clock: Clock) -> None:
    service.answers = [500, 302, 404]
    watch(anywhere, service.url, past=True)
    count = len(ids(anywhere))
    said: list[str | None] = []
    waits = [0, 59, 2, 119, 2, 239, 2]  # seconds; after each wait that is too short nothing is tried
    for wait in waits:
        clock.go(seconds=wait)
        (report,) = run(anywhere, NONE)
        said.append(report.error and report.error.rpartition(" ")[2])
        assert report.sent + report.waiting == count
    assert said == ["500", None, "302", None, "404", None, None]
    assert sorted(service.entries()) == sorted(ids(anywhere))
    (tally,) = tallies(anywhere)
    assert (tally.sent, tally.waiting) == (count, 0)


def test_the_longest_wait_is_a_day_and_a_clock_may_jump(filled: Ledger, service: Service, clock: Clock) -> None:
    watch(filled, service.url, past=True)
    for n in range(14):
        service.answers = [500]
        clock.go(days=1)
        assert run(filled, NONE)[0].error is not None, n
    # Set back by a year: what was put off until next year is due now.
    clock.go(days=-365)
    service.answers = []
    assert run(filled, NONE)[0].sent == len(ids(filled))


def test_a_service_that_is_not_there(filled: Ledger) -> None:
    watch(filled, "http://127.0.0.1:9/x", past=True)
    (report,) = run(filled, NONE)
    assert report.error is not None and report.error.startswith("http://127.0.0.1:9/x: it cannot be reached (")
    assert tallies(filled)[0].error == report.error


def test_a_name_that_leads_inside_by_now_is_sent_nothing(
    filled: Ledger, service: Service, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was a public one when the watch was saved; it is looked up when the message is sent."""
    port = service.url.split(":")[2]
    look = lambda host, port, *_, **__: [(2, 1, 6, "", ("127.0.0.1" if host == "hook.example" else host, port))]
    monkeypatch.setattr("communique.sources.guard.socket.getaddrinfo", look)
    watch(filled, f"http://hook.example:{port}", past=True)
    (report,) = run(filled, NONE)
    assert report.error == (
        f"http://hook.example:{port.strip()}: it leads to 127.0.0.1, which is no public address; if that is meant, "
        "name its host in COMMUNIQUE_WEBHOOK_HOSTS"
    )
    assert service.got == []
    clock.go(days=1)
    assert run(filled, Channels(inside=("Hook.Example",)))[0].error is None
    assert sorted(service.entries()) == sorted(ids(filled))


def test_bodies_are_signed_and_the_same_each_time(filled: Ledger, service: Service, clock: Clock) -> None:
    watch(filled, service.url, past=True)
    run(filled, Channels(secret="s3cret"))
    headers, body = service.got[0]
    assert headers[webhook.SIGNATURE] == "sha256=" + hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    said = json.loads(body)
    assert (said["watch"], said["delivery"], said["overdue"]) == ("w", headers["Idempotency-Key"], False)
    assert {"id", "kind", "type", "words", "document", "parties"} <= set(said["entries"][0])
    # As if it had been killed before it was marked.
    with filled.writing() as connection:
        connection.execute(sa.update(t.deliveries).values(state="waiting", next_at=None))
    run(filled, NONE)
    again, same = service.got[1]
    assert same == body and again["Idempotency-Key"] == headers["Idempotency-Key"]
    assert webhook.SIGNATURE not in again


KILLED = """
import os, signal, sys
from communique.alerts import delivering as r
from communique.ledger import open_ledger
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
r._mark = die
if sys.argv[2] == "atom":
    write = r.atom.write
    r.atom.write = lambda *a: (write(*a), die())
r.run(open_ledger(sys.argv[1], clock=lambda: "2020-06-01T12:00:00.000000+00:00"), r.Channels())
"""


def killed(where: str, how: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, where, how], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_killed_between_sending_and_marking_it_is_sent_again_under_its_id(
    anywhere: Ledger, where: str, service: Service, clock: Clock
) -> None:
    watch(anywhere, service.url, past=True)
    killed(where, "webhook")
    clock.go(seconds=61)
    assert run(anywhere, NONE)[0].sent == len(ids(anywhere))
    assert len(service.got) == 2
    assert len({headers["Idempotency-Key"] for headers, _ in service.got}) == 1


def test_killed_while_a_feed_is_written_each_entry_is_in_it_once(anywhere: Ledger, where: str, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    watch(anywhere, str(feed), past=True)
    killed(where, "atom")
    once = feed.read_bytes()
    assert run(anywhere, NONE)[0].sent == len(ids(anywhere))
    assert feed.read_bytes() == once


def test_a_rival_run_does_not_send_what_is_being_sent(
    filled: Ledger, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(filled, service.url, past=True)
    send, rival = webhook.send, []

    def slow(*given: Any) -> None:
        monkeypatch.setattr(webhook, "send", send)
        rival.extend(run(filled, NONE))
        send(*given)

    monkeypatch.setattr(webhook, "send", slow)
    assert run(filled, NONE)[0].sent == len(ids(filled))
    assert [(r.found, r.sent) for r in rival] == [(0, 0)]
    assert len(service.got) == 1


def test_overdue_is_told_on_the_day_after_and_once(anywhere: Ledger, service: Service, clock: Clock) -> None:
    due = sorted(e.due_to for e in entries(anywhere, "commitment") if e.due_to)
    clock.at = clock.at.fromisoformat(f"{due[0]}T00:00:00+00:00")
    assert watch(anywhere, service.url, kind=None, overdue=True) == 0
    assert run(anywhere, NONE)[0].found == 0
    clock.go(days=1)
    assert run(anywhere, NONE, today=due[0])[0].found == 0
    assert run(anywhere, NONE)[0].found == due.count(due[0])
    assert run(anywhere, NONE, today="2099-01-01")[0].found == len(due) - due.count(due[0])
    assert run(anywhere, NONE, today="2099-01-01")[0].found == 0
    assert json.loads(service.got[0][1])["overdue"] is True


def test_who_is_in_no_document_yet_is_waited_for(filled: Ledger, service: Service) -> None:
    watch(filled, service.url, filter=Filter(by=("Nobody Inparticular", "KEN")))
    watch(filled, service.url, name="other", filter=Filter(by=("Nobody Inparticular",)))
    watch(filled, service.url, name="third", filter=Filter(with_=("Nobody Inparticular", "KEN")))
    before = ids(filled, filter=Filter(by=("KEN",)))
    more(filled, 100, 8)
    found = [r.found for r in run(filled, NONE)]
    assert found == [len(ids(filled, filter=Filter(by=("KEN",))) - before), 0, 0] and found[0] > 0


def test_an_entry_that_became_part_of_another_is_not_told_again(anywhere: Ledger, service: Service) -> None:
    watch(anywhere, service.url, past=True)
    run(anywhere, NONE)
    count = len(service.entries())
    with anywhere.writing() as connection:
        # A new entry takes in one that was delivered.
        columns = [c for c in t.entries.c if c.name not in ("number", "id")]
        old = connection.execute(sa.select(t.deliveries.c.entry).limit(1)).scalar_one()
        last = connection.execute(sa.select(sa.func.max(t.entries.c.number))).scalar_one()
        copied = sa.select(sa.literal(last + 1), sa.literal("cffff"), *columns).where(t.entries.c.number == old)
        connection.execute(sa.insert(t.entries).from_select(["number", "id", *(c.name for c in columns)], copied))
        connection.execute(sa.update(t.tellings).where(t.tellings.c.entry == old).values(entry=last + 1))
        connection.execute(sa.update(t.entries).where(t.entries.c.number == old).values(merged_into=last + 1))
        connection.execute(sa.update(t.entries).where(t.entries.c.number == last + 1).values(review="confirmed"))
    assert "cffff" in ids(anywhere)
    assert run(anywhere, NONE)[0].found == 0
    assert len(service.entries()) == count


def test_a_dry_run_changes_nothing(filled: Ledger, service: Service) -> None:
    watch(filled, service.url, past=True)
    told: list[str] = []
    (report,) = run(filled, NONE, dry_run=True, tell=lambda _, entry: told.append(entry["id"]))
    assert (report.found, report.sent, sorted(told)) == (len(told), 0, sorted(ids(filled)))
    assert service.got == [] and tallies(filled)[0].waiting == 0


def test_one_watch_that_fails_does_not_stop_the_others(filled: Ledger, service: Service, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    watch(filled, str(tmp_path / "folder/feed.xml"), past=True)
    watch(filled, "http://127.0.0.1:9/", past=True, name="b")
    watch(filled, service.url, past=True, name="c")
    with filled.writing() as connection:
        connection.execute(
            sa.update(t.watches).where(t.watches.c.name == "b").values(filter={"type": ["no such type"]})
        )
    (tmp_path / "folder").rmdir()
    one, two, three = run(filled, NONE)
    assert one.error is not None and one.error.endswith("cannot be written (No such file or directory)")
    assert two.error is not None and "no type 'no such type'" in two.error
    assert (three.sent, three.error) == (len(ids(filled)), None)
    (tmp_path / "folder").mkdir()
    assert run(filled, NONE)[0].sent == one.waiting


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": " \n "}, "a watch needs a name"),
    ({"name": "w"}, "there is a watch 'w' already"),
    ({"overdue": True, "kind": "event"}, "only commitments are overdue"),
    ({"overdue": True, "filter": Filter(status=("open",))}, "only commitments are overdue"),
    ({"filter": Filter(type=("consult",))}, "there is no type 'consult'"),
    ({"filter": Filter(from_="soon")}, "'soon' is no day"),
    ({"target": "/no such folder/feed.xml"}, "there is no folder /no such folder"),
    ({"target": "http://"}, "this is no web address"),
    ({"target": "http://[half"}, "this is no web address"),
    ({"target": "http://x\r\nHost: y"}, "cannot hold control characters"),
    ({"target": "@example.org"}, "this is no address for mail"),
    ({"target": "a@example.org, b@example.org"}, "this is no address for mail"),
]


@pytest.mark.parametrize(("fields", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_watch_that_cannot_be_is_refused(filled: Ledger, tmp_path: Path, fields: dict[str, Any], said: str) -> None:
    watch(filled, str(tmp_path / "feed.xml"))
    with pytest.raises((AlertError, LedgerError), match=said):
        watch(filled, **({"name": "new", "target": str(tmp_path / "other.xml")} | fields))
    assert [w.name for w in all_watches(filled)] == ["w"]


def test_a_watch_is_kept_as_it_was_given_and_can_be_removed(anywhere: Ledger, tmp_path: Path) -> None:
    wanted = Filter(by=("KEN", "Peru"), from_="2015", min_confidence=0.5, text="wheat", limit=3, sort="oldest")
    watch(anywhere, str(tmp_path / "feed.xml"), kind=None, filter=wanted, past=True)
    run(anywhere, NONE)
    (kept,) = all_watches(anywhere)
    assert kept.filter == Filter(by=("KEN", "Peru"), from_="2015-01-01", min_confidence=0.5, text="wheat")
    remove(anywhere, " w ")
    assert all_watches(anywhere) == [] and run(anywhere, NONE) == []
    with pytest.raises(AlertError, match="there is no watch 'w'; `communique alerts list`"):
        remove(anywhere, "w")
