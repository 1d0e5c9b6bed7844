"""What a decision changes, and what a later document does not change of it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.made_readings import readings
from communique.errors import LedgerError
from communique.ledger import Ledger, reviewing
from communique.ledger import tables as t
from communique.ledger.writer import Writer
from communique.records import Entity, Event, Mention, Reading, Span
from tests.ledger.reviewing.asked import appearances, ids, people, row, rows, tellings


def parties(ledger: Ledger, id: str) -> list[tuple[str, str, str | None, str | None]]:
    """(role, name, country of the row, day) of an entry's parties."""
    p, n, e = t.parties.c, t.entities.c, t.entries.c
    query = sa.select(p.role, n.name, p.country, p.day).join_from(t.parties, t.entities, n.number == p.entity)
    query = query.join(t.entries, e.number == p.entry).where(e.id == id).order_by(p.role, n.name)
    return [tuple(one) for one in rows(ledger, query)]


def feed(ledger: Ledger, *more: Reading) -> None:
    """Further documents."""
    for _ in Writer(ledger, "made").write(more):
        pass


def named(names: list[tuple[str, str | None]], at: int = 0) -> tuple[str, tuple[Entity, ...]]:
    """A text that begins with names, and its entities n1, n2, …, which are persons."""
    text, found = "", []
    for k, (name, country) in enumerate(names, 1):
        start = len(text)
        text += name + " met "
        mention = Mention(start, start + len(name), "name")
        found.append(Entity(f"n{k}", name, "person", None, None, country, ("GOV",), (mention,)))
    return text, tuple(found)


def story(day: str, names: list[tuple[str, str | None]], words: str) -> Reading:
    """A document in which the first person met the others."""
    import hashlib

    from communique.records import Document

    text, entities = named(names)
    text += f"on {day} {words}."
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    event = Event(
        "e1", "CONSULT", None, ("diplomatic",), 1, "040", 4.0, ("n1",), tuple(e.id for e in entities[1:]), "occurred",
        day, None, Span(len(names[0][0]) + 1, len(names[0][0]) + 4), Span(0, len(text)), 0.9,
    )  # fmt: skip
    return Reading(
        Document(key, f"https://a.example/{key}", text, published=day, publisher=key[:3]), entities, (event,)
    )


def called(ledger: Ledger, name: str) -> str:
    """The id of the person of a name."""
    return next(one for one in people(ledger) if row(ledger, one).name == name)


PAIR: list[tuple[str, str | None]] = [("Amina Mwangi", "KEN"), ("Jonas Berg", "NOR")]


def test_each_decision_is_a_row_with_what_stood_before(fed: Ledger) -> None:
    one = ids(fed, "commitment")[0]
    before = row(fed, one).data["due"]["to"]
    reviewing.confirm(fed, one[:10], by="ann")
    reviewing.correct(fed, one, {"due": {"from": None, "to": "2031-05-06"}}, by="bob", why="misread")
    reviewing.take_back(fed, 1, by="ann", why="too soon")
    said = [(d.number, d.what, d.subject, d.by, d.why, stands) for d, stands in reviewing.history(fed, one)]
    assert said == [
        (1, "confirm", one, "ann", None, False),
        (2, "correct", one, "bob", "misread", True),
        (3, "take back", one, "ann", "too soon", True),
    ]
    correction = reviewing.history(fed, one)[1][0]
    assert correction.before is not None and correction.before["fields"]["due"]["to"] == before
    assert correction.after is not None and correction.after["fields"]["due"]["to"] == "2031-05-06"
    assert row(fed, one).review == "corrected" and row(fed, one).due_to == "2031-05-06"


def test_the_columns_follow_a_correction(fed: Ledger) -> None:
    one = ids(fed, "event")[0]
    who = people(fed)[:2]
    names = [row(fed, one).name for one in who]
    fields: dict[str, Any] = {
        "type": "ASSAULT", "mode": "drone", "date": "2022-03-04/2022-03-06", "status": "denied", "actor": who,
        "place": {"name": "Oslo", "country": "NOR", "lat": 59.9, "lon": 10.7}, "evidence": {"start": 3, "end": 9},
    }  # fmt: skip
    reviewing.correct(fed, one, fields, by="ann")
    found = row(fed, one)
    assert (found.label, found.mode, found.day, found.date) == ("ASSAULT", "drone", "2022-03-04", fields["date"])
    assert (found.place, found.country, found.lat, found.status) == ("Oslo", "NOR", 59.9, "denied")
    assert (found.quad, found.intensity < -8, found.data["cameo"][:2]) == (4, True, "19")
    text = rows(fed, sa.select(t.documents.c.text).where(t.documents.c.number == found.document))[0].text
    assert found.words == text[3:9]
    actors = [(name, day) for role, name, _, day in parties(fed, one) if role == "actor"]
    assert sorted(actors) == sorted((name, "2022-03-04") for name in names)
    reviewing.correct(fed, one, {"type": "AID"}, by="ann")
    assert row(fed, one).mode is None, "a mode of another type goes with it"


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("event", {"type": "WAR"}, "use one of AGREE"),
    ("event", {"type": "AID", "mode": "drone"}, "AID has no mode"),
    ("event", {"contexts": ["weather"]}, "use some of"),
    ("event", {"evidence": {"start": 5, "end": 10**6}}, "the document has the characters 0 to"),
    ("event", {"evidence": {"start": 7, "end": 7}}, "the document has the characters 0 to"),
    ("event", {"date": "yesterday"}, "write it as 2024-05-14"),
    ("event", {"date": "2024-05-14/2024-05-01"}, "ends before it begins"),
    ("event", {"place": {"name": "Oslo", "country": "XQX"}}, "three letters"),
    ("event", {"actor": ["nffffffffffffffff"]}, "there is no entity"),
    ("event", {"force": "pledge"}, "cannot be corrected; use one of type"),
    ("event", {}, "nothing is corrected"),
    ("commitment", {"amount": {"value": -3, "currency": "CHF"}}, "give a value and a currency"),
    ("commitment", {"due": {"from": "2024-05-14", "to": "2024-05-01"}}, "ends before it begins"),
    ("commitment", {"action": ""}, "cannot be empty"),
    ("commitment", {"status": "lost"}, "use one of open"),
    ("statement", {"content": []}, "one or more places"),
    ("statement", {"content": [{"start": 0, "end": 5}, {"start": 3, "end": 9}]}, "do not overlap"),
    ("engagement", {"kind": "party"}, "use one of meeting"),
]


@pytest.mark.parametrize(("kind", "fields", "says"), WRONG)
def test_what_does_not_hold_is_refused(fed: Ledger, kind: str, fields: dict[str, Any], says: str) -> None:
    one = ids(fed, kind)[0]
    with pytest.raises(LedgerError, match=says):
        reviewing.correct(fed, one, fields, by="ann")
    assert reviewing.history(fed) == [] and row(fed, one).review is None


def test_what_cannot_be_decided(fed: Ledger) -> None:
    event, other, promise, who = *ids(fed, "event")[:2], ids(fed, "commitment")[0], people(fed)[0]
    state = people(fed, "state")[0]
    reviewing.merge(fed, event, other, by="ann")
    for says, deed in {
        "is no id": lambda: reviewing.confirm(fed, "x1", by="ann"),
        "is a proposal": lambda: reviewing.confirm(fed, "p1234", by="ann"),
        "there is no entry": lambda: reviewing.confirm(fed, "cffffffffffffffff", by="ann"),
        "beginning of several": lambda: reviewing.confirm(fed, "e", by="ann"),
        f"was merged into {event}": lambda: reviewing.confirm(fed, other, by="ann"),
        "of one kind": lambda: reviewing.merge(fed, event, promise, by="ann"),
        "is one thing already": lambda: reviewing.merge(fed, event, event, by="ann"),
        "only things of one kind are merged": lambda: reviewing.merge(fed, who, state, by="ann"),
        "not all and not none": lambda: reviewing.split(fed, promise, tellings(fed, promise), by="ann"),
        "is no telling of": lambda: reviewing.split(fed, promise, tellings(fed, event), by="ann"),
        "is no appearance of": lambda: reviewing.split(fed, who, appearances(fed, state)[:1], by="ann"),
        "no decision 99": lambda: reviewing.take_back(fed, 99, by="ann"),
        "the name of who decides": lambda: reviewing.reject(fed, promise, by=" "),
        "cannot act for itself": lambda: reviewing.correct(fed, who, {"affiliation": who}, by="ann"),
    }.items():
        with pytest.raises(LedgerError, match=says):
            deed()
    reviewing.take_back(fed, 1, by="ann")
    with pytest.raises(LedgerError, match="taken back already; `communique undo 2` restores it"):
        reviewing.take_back(fed, 1, by="ann")
    assert [d.number for d, _ in reviewing.history(fed)] == [1, 2]


def test_merged_and_told_again_it_is_one(ledger: Ledger) -> None:
    """The second story is taken for another event; after the merger a third one, alike to the second, joins them."""
    feed(ledger, story("2024-05-01", PAIR, "a"), story("2024-05-20", PAIR, "b"))
    one, other = ids(ledger, "event")
    reviewing.merge(ledger, one, other, by="ann")
    assert len(tellings(ledger, one)) == row(ledger, one).tellings == row(ledger, one).outlets == 2
    assert row(ledger, other).hidden
    feed(ledger, story("2024-05-20", PAIR, "c"))
    assert row(ledger, one).tellings == 3 and len(ids(ledger, "event")) == 2
    reviewing.take_back(ledger, 1, by="ann")
    assert (row(ledger, one).tellings, row(ledger, other).tellings) == (1, 2), "the third goes with what it told"
    assert not row(ledger, other).hidden and parties(ledger, other) != []


def test_rejected_and_told_again_it_stays_rejected(ledger: Ledger) -> None:
    feed(ledger, story("2024-05-01", PAIR, "a"))
    one = ids(ledger, "event")[0]
    reviewing.reject(ledger, one, by="ann", why="a rumour")
    feed(ledger, story("2024-05-01", PAIR, "b"))
    found = row(ledger, one)
    assert (found.review, found.hidden, found.tellings, len(ids(ledger, "event"))) == ("rejected", True, 2, 1)


def test_corrected_and_told_more_fully_it_stays_corrected(ledger: Ledger) -> None:
    feed(ledger, story("2024-05-01", [*PAIR[:1], ("Jonas Berg", None)], "a"))
    one = ids(ledger, "event")[0]
    reviewing.correct(ledger, one, {"date": "2024-05-02", "status": "planned"}, by="ann")
    feed(ledger, story("2024-05-01", PAIR, "more fully"))
    found = row(ledger, one)
    assert (found.tellings, found.day, found.status) == (2, "2024-05-02", "planned")
    assert {day for *_, day in parties(ledger, one)} == {"2024-05-02"}


def test_a_split_makes_another_thing_that_is_met_again(ledger: Ledger) -> None:
    feed(ledger, story("2024-05-01", PAIR, "a"), story("2024-05-01", PAIR, "b"))
    one = ids(ledger, "event")[0]
    made = reviewing.split(ledger, one, tellings(ledger, one)[1:], by="ann").other
    assert made is not None and row(ledger, made).tellings == row(ledger, one).tellings == 1
    assert parties(ledger, made) == parties(ledger, one) != []


def test_entities_merged_are_one_party_of_all_their_entries(ledger: Ledger) -> None:
    feed(ledger, story("2024-05-01", PAIR, "a"), story("2024-05-20", [("Wanjiku M'Mwangi", None), PAIR[1]], "b"))
    one, other = (called(ledger, name) for name in
                  ("Amina Mwangi", "Wanjiku M'Mwangi"))  # fmt: skip
    second = ids(ledger, "event")[1]
    reviewing.merge(ledger, one, other, by="ann")
    assert ("actor", "Amina Mwangi", "KEN", "2024-05-20") in parties(ledger, second)
    assert one in row(ledger, second).data["actor"] and other not in row(ledger, second).data["actor"]
    assert row(ledger, one).appearances == 2 and "Wanjiku M'Mwangi" in row(ledger, one).names
    feed(ledger, story("2024-06-20", [("Wanjiku M'Mwangi", None), PAIR[1]], "c"))
    assert row(ledger, one).appearances == 3 and row(ledger, one).last_day == "2024-06-20"
    reviewing.take_back(ledger, 1, by="ann")
    assert (row(ledger, one).appearances, row(ledger, other).appearances) == (1, 2)


def test_a_corrected_country_is_that_of_the_party_and_of_the_pair(ledger: Ledger) -> None:
    feed(ledger, story("2024-05-01", PAIR, "a"))
    event = ids(ledger, "event")[0]
    who = called(ledger, "Amina Mwangi")
    assert row(ledger, event).pair == "KEN>NOR"
    reviewing.correct(ledger, who, {"country": "UGA", "name": "Amina K. Mwangi", "title": "Foreign Minister"}, by="ann")
    assert ("actor", "Amina K. Mwangi", "UGA", "2024-05-01") in parties(ledger, event)
    assert row(ledger, event).pair == "UGA>NOR" and row(ledger, who).role == "foreign_minister"
    feed(ledger, story("2024-06-01", PAIR, "b"))
    later = ids(ledger, "event")[1]
    assert row(ledger, later).pair == "UGA>NOR" and row(ledger, who).country == "UGA"
    reviewing.take_back(ledger, 1, by="ann")
    assert (row(ledger, later).pair, row(ledger, event).pair) == ("KEN>NOR", "KEN>NOR")


def test_who_is_rejected_is_no_party(ledger: Ledger) -> None:
    feed(ledger, story("2024-05-01", PAIR, "a"))
    who = called(ledger, "Jonas Berg")
    reviewing.reject(ledger, who, by="ann", why="a company's name")
    feed(ledger, story("2024-06-01", PAIR, "b"))
    for event in ids(ledger, "event"):
        assert [role for role, *_ in parties(ledger, event)] == ["actor"] and row(ledger, event).data["recipient"] == []
    reviewing.take_back(ledger, 1, by="ann")
    for event in ids(ledger, "event"):
        assert [role for role, *_ in parties(ledger, event)] == ["actor", "recipient"]


def test_doubts_wait_until_they_are_settled(ledger: Ledger) -> None:
    feed(ledger, story("2024-05-01", PAIR, "a"), story("2024-05-20", [("Mwangi", None), PAIR[1]], "b"))
    waiting = [w for w in reviewing.waiting(ledger) if w.what == "doubt" and w.kind == "person"]
    assert len(waiting) == 1 and "names alike" in " ".join(waiting[0].reasons) and waiting[0].other is not None
    one, other = waiting[0].id, waiting[0].other
    for settle in (reviewing.merge, reviewing.apart):
        number = settle(ledger, one, other, by="ann").number
        assert [w for w in reviewing.waiting(ledger, what="doubt") if w.kind == "person"] == []
        reviewing.take_back(ledger, number, by="ann")
        assert [w for w in reviewing.waiting(ledger, what="doubt") if w.kind == "person"] == waiting


def test_the_unsure_wait_until_somebody_looked(fed: Ledger) -> None:
    unsure = list(reviewing.waiting(fed, below=0.55, what="unsure"))
    assert unsure and [w.score for w in unsure] == sorted(w.score for w in unsure) and unsure[-1].score < 0.55
    reviewing.confirm(fed, unsure[0].id, by="ann")
    assert list(reviewing.waiting(fed, below=0.55, what="unsure")) == unsure[1:]


def test_a_confirmed_verdict_stays_when_an_entry_is_computed_anew(fed: Ledger) -> None:
    """The life of a commitment is followed elsewhere; a correction of its status goes before it, and back."""
    one = ids(fed, "commitment")[0]
    with fed.writing() as connection:
        connection.execute(sa.insert(t.proposals).values(
            id="p" + 16 * "0", commitment=row(fed, one).number, document=1, start=0, end=5, day="2024-01-01",
            verdict="kept", probability=0.9, reasons=[], state="confirmed", at="2024"))  # fmt: skip
        connection.execute(sa.update(t.entries).where(t.entries.c.id == one).values(status="kept"))
    reviewing.correct(fed, one, {"action": "build"}, by="ann")
    assert row(fed, one).status == "kept"
    reviewing.correct(fed, one, {"status": "broken"}, by="ann")
    assert row(fed, one).status == "broken"
    reviewing.take_back(fed, 2, by="ann")
    assert row(fed, one).status == "kept"


def test_copies_and_documents_are_untouched(fed: Ledger) -> None:
    """A guard of the made world: it has copies, and things that several tell."""
    assert any(rows(fed, sa.select(t.documents.c.number).where(t.documents.c.twin_of.is_not(None))))
    assert len(list(readings(1))) == 1 and ids(fed, "event", tellings=2)


def test_a_decision_about_an_entry_reads_those_about_it_only(fed: Ledger) -> None:
    """Among a million decisions it must not take longer, since all who write wait for it."""
    first, second = ids(fed, "event")[:2]
    for _ in range(3):
        reviewing.confirm(fed, second, by="ann")
    narrow: list[bool] = []

    def count(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if "FROM decisions" in statement and "max(" not in statement:
            where = statement.partition("WHERE")[2]
            narrow.append(any(f"decisions.{column} " in where for column in ("subject", "other", "number")))

    sa.event.listen(fed.engine, "before_cursor_execute", count)
    made = reviewing.confirm(fed, first, by="ben")
    reviewing.take_back(fed, made.number, by="ben")
    assert narrow and all(narrow)
