"""Entities page by page, one in full, its company, and places: compared with a look at every entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from benchmarks.made_readings import readings
from communique.errors import LedgerError
from communique.ledger import Ledger, asking, open_ledger, reviewing
from communique.ledger import tables as t
from communique.ledger.asking import Filter
from communique.ledger.asking.company import company
from communique.ledger.asking.everybody import EntityFilter, entities
from communique.ledger.asking.portrait import portrait
from communique.ledger.asking.spots import spots
from communique.ledger.rejections import page_of_rejections, source_of
from communique.ledger.runs import runs
from communique.ledger.writer import Writer
from communique.records import Rejected
from tests.factory import full_reading


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> dict[str, str]:
    """The same made-up readings on each kind of database; nobody writes there any more."""
    engine = sa.create_engine(postgres % "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE everybody")
    engine.dispose()
    found = {"sqlite": str(tmp_path_factory.mktemp("everybody") / "ledger.db"), "postgresql": postgres % "everybody"}
    for address in found.values():
        with open_ledger(address) as ledger:
            for _ in Writer(ledger, "made up").write(readings(60)):
                pass
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def asked(request: pytest.FixtureRequest, addresses: dict[str, str]) -> Iterator[Ledger]:
    with open_ledger(addresses[request.param], create=False) as ledger:
        yield ledger


@pytest.fixture
def fed(ledger: Ledger) -> Ledger:
    """One document with an entry of each kind."""
    for _ in Writer(ledger, "made").write([full_reading()]):
        pass
    return ledger


def ids(ledger: Ledger) -> dict[str, str]:
    return {one.name: one.id for one in entities(ledger, EntityFilter(named=False, limit=200)).entities}


def test_pages_hold_each_entity_once_those_that_appear_most_first(asked: Ledger) -> None:
    with asked.reading() as connection:
        named = t.entities.c.named == sa.true()
        all_ = set(connection.scalars(sa.select(t.entities.c.id).where(named, t.entities.c.merged_into.is_(None))))
    seen, after = [], None
    for _ in range(200):
        page = entities(asked, EntityFilter(limit=7, after=after))
        seen += page.entities
        after = page.next
        if after is None:
            break
    assert len(seen) == len(all_) and {one.id for one in seen} == all_
    assert [one.appearances for one in seen] == sorted((one.appearances for one in seen), reverse=True)


def test_entities_are_narrowed_by_kind_country_sector_and_name(asked: Ledger) -> None:
    everybody = entities(asked, EntityFilter(limit=10_000)).entities
    one = next(e for e in everybody if e.country is not None and e.sectors and e.kind == "person")
    narrow = EntityFilter(
        kind="person", country=one.country and one.country.lower(), sector=one.sectors[0], limit=10_000
    )
    wanted = [
        e.id for e in everybody
        if e.kind == "person" and e.country == one.country and e.sectors[:1] == one.sectors[:1]
    ]  # fmt: skip
    assert [e.id for e in entities(asked, narrow).entities] == wanted
    assert one.id in {e.id for e in entities(asked, EntityFilter(name=one.name)).entities}
    assert entities(asked, EntityFilter(name="Nobody Whosoever")).entities == ()


@pytest.mark.parametrize(
    ("filter", "word"),
    [
        (EntityFilter(kind="robot"), "no kind 'robot'"),
        (EntityFilter(country="Kenya"), "no country code"),
        (EntityFilter(after="1;2"), "no cursor"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(asked: Ledger, filter: EntityFilter, word: str) -> None:
    with pytest.raises(LedgerError, match=word):
        entities(asked, filter)


def test_company_is_who_takes_part_in_the_same_entries(asked: Ledger) -> None:
    busy = Counter(p.id for e in asking.entries(asked, "engagement") for p in e.parties).most_common(3)
    for one, _ in busy:
        mine = list(asking.entries(asked, "engagement", Filter(with_=(one,))))
        wanted = Counter(other for e in mine for other in {p.id for p in e.parties} if other != one)
        found = company(asked, portrait(asked, one).entity.number, most=1_000)
        assert {other.id: other.together for other in found.companions} == wanted
        assert (found.entries, found.others) == (len(mine), len(wanted))
        among = [{p.id for p in e.parties} - {one} for e in mine]
        assert {frozenset((a, b)): n for a, b, n in found.ties} == Counter(
            frozenset((a, b)) for some in among for a in some for b in some if a < b
        )
    few = company(asked, portrait(asked, busy[0][0]).entity.number, most=2)
    assert len(few.companions) == 2 and few.others > 2


def test_spots_gather_the_entries_of_a_filter_by_place(asked: Ledger) -> None:
    wide = Filter(from_="2016")
    for kind in ("event", "engagement", None):
        all_ = list(asking.entries(asked, kind, wide))  # type: ignore[arg-type]
        wanted = Counter((e.place.casefold(), e.country) for e in all_ if e.place is not None)
        found = spots(asked, kind, wide)  # type: ignore[arg-type]
        assert {(one.place.casefold(), one.country): one.number for one in found.spots} == wanted
        assert (found.entries, found.nowhere, found.more) == (len(all_), len(all_) - sum(wanted.values()), False)
    some = spots(asked, None, wide, newest=10)
    assert some.more and some.entries == 10


def test_a_portrait_tells_offices_and_what_was_merged_and_forgets_what_is_taken_back(fed: Ledger) -> None:
    mwangi, warsame = ids(fed)["Peter Mwangi"], ids(fed)["Amina Warsame"]
    found = portrait(fed, mwangi[:9])
    assert [(o.title, o.affiliation, o.documents) for o in found.offices] == [("Foreign Minister", "Kenya", 1)]
    assert (found.merged, found.came_from) == ((), None)
    made = reviewing.merge(fed, mwangi, warsame, by="ann")
    merged = portrait(fed, warsame)  # asked for by what is part of it now
    assert (merged.entity.id, merged.came_from) == (mwangi, warsame)
    assert [(m.id, m.decision, m.by) for m in merged.merged] == [(warsame, made.number, "ann")]
    assert warsame not in ids(fed).values()
    reviewing.take_back(fed, made.number, by="ann")
    assert portrait(fed, mwangi).merged == () and portrait(fed, warsame).came_from is None


def test_doubts_are_shown_until_somebody_decides(fed: Ledger) -> None:
    mwangi, warsame = ids(fed)["Peter Mwangi"], ids(fed)["Amina Warsame"]
    one, other = sorted((mwangi, warsame))
    with fed.writing() as connection:
        connection.execute(sa.insert(t.doubts).values(one=one, other=other, score=0.6, reasons=["alike"]))
    assert [(d.id, d.score, d.reasons) for d in portrait(fed, mwangi).doubts] == [(warsame, 0.6, ("alike",))]
    assert [d.id for d in portrait(fed, warsame).doubts] == [mwangi]
    reviewing.apart(fed, mwangi, warsame, by="ann")
    assert portrait(fed, mwangi).doubts == ()


def test_an_entry_is_no_entity(fed: Ledger) -> None:
    event = next(asking.entries(fed, "event"))
    with pytest.raises(LedgerError, match="is of the kind event"):
        portrait(fed, event.id)


def test_rejections_come_in_pages_the_last_tried_first(ledger: Ledger) -> None:
    for number in range(5):
        list(Writer(ledger, "made").write([Rejected(f"f.jsonl#{number + 1}", "is empty.", line=number + 1)]))
    first, second = page_of_rejections(ledger, limit=3), page_of_rejections(ledger, limit=3, skip=3)
    assert [one.line for one in (*first.rejections, *second.rejections)] == [5, 4, 3, 2, 1]
    assert first.total == 5 and {source_of(one) for one in first.rejections} == {"f.jsonl"}
    # A new try of the first one makes it the last tried.
    list(Writer(ledger, "made").write([replace(Rejected("f.jsonl#1", "is still empty."), line=1)]))
    assert page_of_rejections(ledger, limit=1).rejections[0].tries == 2


def test_runs_are_listed_the_newest_first(ledger: Ledger) -> None:
    from communique.ledger.runs import Runs

    log = Runs(ledger)
    first, second = log.begin(["a"], "reader"), log.begin(["b", "c"], "reader")
    log.end(first, {"added": 3})
    found = runs(ledger)
    assert [(r.number, r.sources, r.ended is None, r.counts) for r in found] == [
        (second, ("b", "c"), True, {}), (first, ("a",), False, {"added": 3}),
    ]  # fmt: skip
