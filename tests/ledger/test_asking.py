"""Asking gives what each filter says, whichever condition it begins with: compared with a look at every entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from benchmarks.made_readings import readings
from communique.errors import LedgerError
from communique.ledger import Ledger, asking, open_ledger
from communique.ledger import tables as t
from communique.ledger.asking import EntryView, Filter, conditions
from communique.ledger.asking.conditions import BY, TO
from communique.ledger.writer import Writer

TODAY = "2019-06-01"


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> dict[str, str]:
    """The same made-up readings on each kind of database, some of them reviewed; nobody writes there any more."""
    engine = sa.create_engine(postgres % "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE asking")
    engine.dispose()
    found = {"sqlite": str(tmp_path_factory.mktemp("asking") / "ledger.db"), "postgresql": postgres % "asking"}
    for address in found.values():
        with open_ledger(address) as ledger:
            for _ in Writer(ledger, "made up").write(readings(90)):
                pass
            with ledger.writing() as connection:
                for number, review in ((3, "rejected"), (5, "confirmed"), (7, "corrected"), (11, "confirmed")):
                    connection.execute(sa.update(t.entries).where(t.entries.c.number == number).values(review=review))
                connection.execute(sa.update(t.entries).where(t.entries.c.number == 13).values(merged_into=12))
                connection.execute(sa.update(t.tellings).where(t.tellings.c.entry == 17).values(retired=True))
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def asked(request: pytest.FixtureRequest, addresses: dict[str, str]) -> Iterator[Ledger]:
    with open_ledger(addresses[request.param], create=False, clock=lambda: TODAY + "T00:00:00+00:00") as ledger:
        yield ledger


def repr_of(filter: Filter) -> str:
    """What of a filter is not as by default."""
    return " ".join(f"{n}={v}" for n in Filter.__slots__ if (v := getattr(filter, n)) != getattr(Filter(), n)) or "everything"


Holds = Callable[[EntryView], bool]


def _by(code: str) -> Holds:
    return lambda e: any(p.country == code for p in e.of(BY[e.kind]))


def _name(name: str) -> Holds:
    return lambda e: any(name == p.name for p in e.parties)


CASES: dict[str, tuple[str | None, Filter, Holds]] = {
    "everything": (None, Filter(), lambda e: True),
    "one kind": ("event", Filter(), lambda e: True),
    "a country acts": ("event", Filter(by=("KEN",)), _by("KEN")),
    "a country acts or speaks or promises": (None, Filter(by=("KEN",)), _by("KEN")),
    "either country": ("statement", Filter(by=("KEN", "NOR")), lambda e: _by("KEN")(e) or _by("NOR")(e)),
    "acted upon": ("event", Filter(to=("KEN",)), lambda e: any(p.country == "KEN" for p in e.of(TO[e.kind]))),
    "a state by name": (None, Filter(with_=("kenya",)), _name("Kenya")),
    "a body by its acronym": (None, Filter(with_=("ICRC",)), _name("International Committee of the Red Cross")),
    "a body by part of its name": (
        None,
        Filter(with_=("red cross",)),
        _name("International Committee of the Red Cross"),
    ),
    "two at once": (
        None,
        Filter(with_=("KEN", "ICRC")),
        lambda e: _name("International Committee of the Red Cross")(e) and any(p.country == "KEN" for p in e.parties),
    ),
    "two of one country": (
        None,
        Filter(with_=("KEN", "KEN")),
        lambda e: len({p.id for p in e.parties if p.country == "KEN"}) > 1,
    ),
    "types in any case": ("event", Filter(type=("aid", "Accuse")), lambda e: e.label in ("AID", "ACCUSE")),
    "a year": ("event", Filter(from_="2016", until="2016"), lambda e: (e.day or "")[:4] == "2016"),
    "to the end of February of a leap year": (
        None,
        Filter(from_="2016-02", until="2016-02"),
        lambda e: (e.day or "")[:7] == "2016-02",
    ),
    "a country of the place": ("event", Filter(country=("che",)), lambda e: e.country == "CHE"),
    "a place in small letters": ("engagement", Filter(place=("nairobi",)), lambda e: e.place == "Nairobi"),
    "a sector": ("event", Filter(sector=("igo",)), lambda e: any("IGO" in p.sectors for p in e.parties)),
    "a sector that nobody is of": ("event", Filter(sector=("COP",)), lambda e: False),
    "sure ones": (None, Filter(min_confidence=0.9), lambda e: e.confidence >= 0.9),
    "open promises": ("commitment", Filter(status=("open",)), lambda e: e.status == "open"),
    "overdue": ("commitment", Filter(status=("overdue",)), lambda e: e.status == "open" and (e.due_to or "9") < TODAY),
    "overdue or open is open": ("commitment", Filter(status=("overdue", "open")), lambda e: e.status == "open"),
    "due in a year": (
        "commitment",
        Filter(due_after="2017", due_before="2018"),
        lambda e: (e.due_to or "")[:4] == "2017",
    ),
    "confirmed": (None, Filter(review=("confirmed",)), lambda e: e.review == "confirmed"),
    "confirmed or not looked at": (
        None,
        Filter(review=("confirmed", "none")),
        lambda e: e.review in (None, "confirmed"),
    ),
    "words in any order": ("statement", Filter(text="nurses train"), lambda e: "train five hundred nurses" in e.words),
    "a phrase": ("statement", Filter(text='"hundred nurses"'), lambda e: "hundred nurses" in e.words),
    "a phrase of words that do not follow": ("statement", Filter(text='"nurses hundred"'), lambda e: False),
    "the beginning of a word": (None, Filter(text="fisherm*"), lambda e: "fishermen" in e.words),
    "no words at all": (None, Filter(text='"* -- )'), lambda e: False),
    "many conditions": (
        "event",
        Filter(by=("KEN",), type=("CONSULT",), from_="2015-06", min_confidence=0.6, text="held OR met"),
        lambda e: False,
    ),
}


@pytest.mark.parametrize("many", [None, 4], ids=["fewest first", "by day"])
@pytest.mark.parametrize("case", CASES)
def test_filters(asked: Ledger, case: str, many: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if many is not None:
        monkeypatch.setattr(conditions, "MANY_WORDS", many)
        monkeypatch.setattr(conditions, "Condition", partial(conditions.Condition, most=many))
    kind, wish, holds = CASES[case]
    shown = [e for e in asking.entries(asked, None, Filter(hidden=True)) if e.number not in (3, 13, 17)]
    wanted = [e for e in shown if (kind is None or e.kind == kind) and holds(e)]
    key = lambda e: (e.day is not None, e.day or "", e.number)
    wanted.sort(key=key, reverse=True)
    found = list(asking.entries(asked, kind, wish))  # type: ignore[arg-type]
    assert [e.id for e in found] == [e.id for e in wanted]
    assert wanted or (not holds(shown[0]) and case.startswith(("a sector that", "a phrase of", "no words", "many")))
    assert [e.id for e in asking.entries(asked, kind, replace(wish, limit=3))] == [e.id for e in wanted[:3]]  # type: ignore[arg-type]
    groups = asking.counts(asked, kind, wish, by="type")  # type: ignore[arg-type]
    assert {g.key: g.number for g in groups} == {
        label: sum(e.label == label for e in wanted) for label in {e.label for e in wanted}
    }


ORDERS: dict[str, Callable[[EntryView], object]] = {
    "oldest": lambda e: (e.day is None, e.day or ""),
    "due": lambda e: (e.due_to is None, e.due_to or ""),
    "confidence": lambda e: -e.confidence,
    "intensity": lambda e: (e.intensity is None, -(e.intensity or 0)),
    "outlets": lambda e: -e.outlets,
}


@pytest.mark.parametrize("filter", [Filter(), Filter(by=("KEN", "NOR")), Filter(text="nee*")], ids=repr_of)
@pytest.mark.parametrize("sort", ORDERS)
def test_orders(asked: Ledger, sort: str, filter: Filter) -> None:
    found = [ORDERS[sort](e) for e in asking.entries(asked, None, replace(filter, sort=sort))]  # type: ignore[arg-type]
    assert found == sorted(found) and len(found) > 20  # type: ignore[type-var]


def test_what_is_hidden_is_shown_when_asked_for(asked: Ledger) -> None:
    assert [e.number for e in asking.entries(asked, None, Filter(review=("rejected",)))] == [3]
    everything = {e.number: e for e in asking.entries(asked, None, Filter(hidden=True))}
    assert {3, 13, 17} <= set(everything)
    assert everything[13].merged_into == everything[12].id


@pytest.mark.parametrize("by", asking.COUNT_BY)
@pytest.mark.parametrize(
    "filter",
    [
        Filter(),
        Filter(by=("KEN",)),
        Filter(by=("KEN", "NOR")),
        Filter(text="harv*"),
        Filter(type=("AID",)),
        Filter(from_="2017"),
    ],
    ids=repr_of,
)
def test_counts(asked: Ledger, by: asking.CountBy, filter: Filter) -> None:
    key: dict[str, Callable[[EntryView], str | None]] = {
        "month": lambda e: (e.day or "")[:7], "year": lambda e: (e.day or "")[:4], "type": lambda e: e.label,
        "country": lambda e: e.country,
    }  # fmt: skip
    events = list(asking.entries(asked, "event", filter))
    groups = asking.counts(asked, "event", filter, by=by)
    assert sum(g.number for g in groups) == len(events) > 0
    total = sum(g.number * (g.intensity or 0) for g in groups)
    # Means are told to four digits.
    assert total == pytest.approx(sum(e.intensity or 0 for e in events), abs=0.0001 * len(events))
    if by in key:
        assert {g.key: g.number for g in groups} == {
            k: sum(key[by](e) == k for e in events) for k in map(key[by], events)
        }
    if by == "pair":
        assert all(g.key is None or len(g.key) == 7 for g in groups)
    if by in ("week", "month", "year"):
        assert [g.key for g in groups] == sorted(str(g.key) for g in groups)


@pytest.mark.parametrize(
    ("kind", "filter", "sentence"),
    [
        ("event", Filter(by=("Nobody Atall",)), "nobody in the ledger is called 'Nobody Atall'"),
        ("event", Filter(type=("pledge",)), "there is no type 'pledge'; there are: AGREE"),
        ("statement", Filter(status=("open",)), "there is no status 'open'; there are: none here"),
        (None, Filter(from_="May"), "'May' is no day; write it as 2024-01-31"),
        (None, Filter(until="2023-02-30"), "there is no day '2023-02-30' in the calendar"),
        (None, Filter(country=("Kenia",)), "'Kenia' is no country code"),
        (None, Filter(min_confidence=90), "a confidence is a number from 0 to 1, not 90"),
        (None, Filter(limit=-1), "a limit is a whole number from 0"),
        (None, Filter(review=("maybe",)), "there is no review 'maybe'; there are: confirmed"),
        ("meeting", Filter(), "there are no entries of the kind 'meeting'"),
    ],
)
def test_what_cannot_be_asked(asked: Ledger, kind: asking.Kind | None, filter: Filter, sentence: str) -> None:
    with pytest.raises(LedgerError, match=sentence.replace("(", r"\(")):
        list(asking.entries(asked, kind, filter))


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'",
        "a AND",
        "NOT",
        "* x",
        "x:y",
        "(",
        "a NEAR/2 b",
        "é*",
        "\\",
        "a & | !b",
        "<->",
        "🙂",
        "\x00 a",
        "{a b}",
        "^x",
        "-x",
        "a'b",
        'a"b c',
    ],
)
def test_no_words_are_a_syntax_error(asked: Ledger, text: str) -> None:
    list(asking.entries(asked, None, Filter(text=text)))
    list(asking.documents(asked, text))
    asking.who(asked, text)
