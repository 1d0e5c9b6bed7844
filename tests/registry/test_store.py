"""What is added is found by name and day, replaced when it is added again, and gone when it is removed."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from communique.errors import RegistryError
from communique.known import Known
from communique.registry import Entry, Office, Store
from communique.registry.entry import Fault, Post, Tenure

DAY = "2026-01-01"
DIALLO = Entry(
    "diallo", "person", "Amara Diallo", ("Dr Amara Diallo",), "GIN", ("GOV",), None,
    (Office("Minister of Health", "Guinea", "GIN", "2019-01-15", "2022-06-30"), Office("Prime Minister", "Guinea", None, "2022-07")),
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "registry.db")


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2018-12-31", None),  # not yet
        ("2019-01-15", "Minister of Health"),  # the first day
        ("2022-06-30", "Minister of Health"),  # the last day
        ("2022-07-01", "Prime Minister"),  # a month as a limit counts from its first day
        ("2030-01-01", "Prime Minister"),  # to this day
        (None, None),  # without a day nothing is certain
    ],
)
def test_the_day_decides_about_the_office(store: Store, day: str | None, title: str | None) -> None:
    store.add("a", [DIALLO], DAY)
    known = store.find("Amara Diallo", "person", day)
    assert known is not None
    assert known.title == title
    assert known.country == "GIN"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("amara diallo", True),
        ("DIALLO, Amara", True),
        ("Dr Amara Diallo", True),  # an alias
        ("Amarra Dialo", True),  # spelt by ear
        ("Amara", False),  # could be anybody
        ("Amaro Diallo", False),  # by its last letter another person
        ("Awa Diallo", False),
    ],
)
def test_names(store: Store, said: str, found: bool) -> None:
    store.add("a", [DIALLO], DAY)
    assert (store.find(said, "person", DAY) is not None) is found


def test_a_person_is_no_body(store: Store) -> None:
    store.add("a", [DIALLO, Entry("rdf", "group", "River Front", ("RDF",), "NGA", ("REB",))], DAY)
    assert store.find("Amara Diallo", "organization") is None
    assert store.find("River Front", "person") is None
    assert store.find("RDF", "organization") == Known("rdf", "River Front", "group", "NGA", ("REB",))


def test_namesakes_need_a_country(store: Store) -> None:
    store.add("a", [Entry("1", "person", "Ann Lee", (), "KEN"), Entry("2", "person", "Ann Lee", (), "PER")], DAY)
    assert store.find("Ann Lee", "person") is None
    known = store.find("Ann Lee", "person", countries=("PER", "CHE"))
    assert known is not None and known.id == "2"


def test_a_file_added_again_takes_its_own_place(store: Store) -> None:
    store.add("a", [DIALLO], DAY)
    store.add("b", [Entry("x", "person", "Ann Lee")], DAY)
    store.add("a", [Entry("y", "person", "Max Roe")], DAY)
    assert [(f.name, f.entries) for f in store.files()] == [("b", 1), ("a", 1)]
    assert store.find("Amara Diallo", "person") is None
    assert store.find("Max Roe", "person") is not None
    assert store.remove("a") and not store.remove("a")
    assert len(store) == 1


def test_offices_told_apart_from_their_holders(store: Store) -> None:
    """As FollowTheMoney has them: positions and occupancies are rows of their own, in any order."""
    rows = [
        Tenure("p", "post", None, None, "2004-03-09", None), Post("post", "Minister of Foreign Affairs", "RUS"),
        Entry("p", "person", "Ivan Petrov"), Tenure("p", None, "club", "chair", None, "2001"), Entry("club", "organization", "Club"),
    ]  # fmt: skip
    added = store.add("a", rows, DAY)
    assert (added.entries, added.offices) == (2, 2)
    known = store.find("Ivan Petrov", "person", "2010-01-01")
    assert known is not None and (known.title, known.country) == ("Minister of Foreign Affairs", "RUS")
    known = store.find("Ivan Petrov", "person", "2000-01-01")
    assert known is not None and (known.title, known.of) == ("chair", "Club")


def test_a_strict_file_with_a_fault_changes_nothing(store: Store) -> None:
    store.add("a", [DIALLO], DAY)
    added = store.add("a", [Entry("x", "person", "Ann Lee"), Fault("line 3", "wrong.")], DAY, strict=True)
    assert (added.entries, added.passed_over) == (0, 1)
    assert store.find("Amara Diallo", "person") is not None
    assert store.find("Ann Lee", "person") is None


def test_an_error_in_the_middle_changes_nothing(store: Store) -> None:
    store.add("a", [DIALLO], DAY)

    def rows():  # type: ignore[no-untyped-def]
        yield Entry("x", "person", "Ann Lee")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.add("a", rows(), DAY)
    assert [(f.name, f.entries) for f in store.files()] == [("a", 1)]


def test_a_name_that_many_share_is_nobodys(store: Store) -> None:
    store.add("a", [Entry(str(n), "person", "Mohammed Ali") for n in range(100)], DAY)
    assert store.search("Mohammed Ali") == []


def test_a_worker_process_can_have_it(store: Store) -> None:
    store.add("a", [DIALLO], DAY)
    copy = pickle.loads(pickle.dumps(store))
    assert copy.find("Amara Diallo", "person", DAY) is not None


def test_no_file_is_an_empty_registry(store: Store) -> None:
    assert len(store) == 0 and store.files() == [] and store.find("Ann Lee", "person") is None
    assert not store.path.exists()


def test_another_file_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes " * 100)
    with pytest.raises(RegistryError, match="cannot be opened"):
        Store(path)
