"""A document is given with all that it tells, each thing with its places in the text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from communique.errors import LedgerError
from communique.ledger import Ledger, asking, reviewing
from communique.ledger.writer import Writer
from tests.factory import TEXT, full_reading, span


@pytest.fixture
def fed(ledger: Ledger) -> Ledger:
    """One document with an entry of each kind, and a copy of it by another outlet."""
    one = full_reading()
    copy = replace(one.document, id="f" * 16, text=TEXT + "\n", publisher="OTHER")
    for _ in Writer(ledger, "made").write([one, replace(one, document=copy)]):
        pass
    return ledger


def words(found: asking.PaperView, kind: str) -> list[list[str]]:
    return [[found.text[a:b] for a, b in told.places] for told in found.entries if told.entry.kind == kind]


def test_each_kind_is_marked_at_its_own_places(fed: Ledger) -> None:
    found = asking.paper(fed, "0f1e")
    assert words(found, "event") == [["met"], ["thanked"]]  # an event by its trigger
    assert [len(parts) for parts in words(found, "statement")] == [2]  # a split quotation by both of its parts
    assert words(found, "commitment") == [["give $2 million if donors do the same"]]
    assert all(told.leads for told in found.entries)
    names = {one.name: [found.text[a:b] for a, b in one.mentions] for one in found.entities}
    assert names["Peter Mwangi"] == ["Peter Mwangi", "We"]
    assert found.twin_of is None


def test_a_copy_tells_the_same_entries_and_leads_none(fed: Ledger) -> None:
    one, copy = asking.paper(fed, "0f1e"), asking.paper(fed, "ffff")
    assert {told.entry.id for told in copy.entries} == {told.entry.id for told in one.entries}
    assert not any(told.leads for told in copy.entries)
    assert copy.twin_of is not None and copy.twin_of.id == one.document.id


def test_a_corrected_place_is_marked_where_the_document_leads_and_not_in_a_copy(fed: Ledger) -> None:
    event = next(
        told.entry.id
        for told in asking.paper(fed, "0f1e").entries
        if told.places == ((span("met").start, span("met").end),)
    )
    right = span("thanked")
    reviewing.correct(fed, event, {"trigger": {"start": right.start, "end": right.end}}, by="ann")
    mine = {told.entry.id: told.places for told in asking.paper(fed, "0f1e").entries}
    copied = {told.entry.id: told.places for told in asking.paper(fed, "ffff").entries}
    assert mine[event] == ((right.start, right.end),)
    assert copied[event] == ((span("met").start, span("met").end),)


def test_a_part_of_the_text_has_only_what_touches_it(fed: Ledger) -> None:
    whole, part = asking.paper(fed, "0f1e"), asking.paper(fed, "0f1e", lambda text: (0, 90))
    assert 0 < len(part.entries) < len(whole.entries)
    assert all(told.start < 90 for told in part.entries)
    assert part.text == whole.text


def test_a_rejected_entry_stays_in_the_list(fed: Ledger) -> None:
    one = asking.paper(fed, "0f1e").entries[0].entry.id
    reviewing.reject(fed, one, by="ann")
    assert {told.entry.review for told in asking.paper(fed, "0f1e").entries if told.entry.id == one} == {"rejected"}


@pytest.mark.parametrize(
    ("id", "words"), [("0123", "there is no document"), ("", "no id of a document"), ("%", "no id of a document")]
)
def test_what_is_no_document_is_said_in_a_sentence(fed: Ledger, id: str, words: str) -> None:
    with pytest.raises(LedgerError, match=words):
        asking.paper(fed, id)
