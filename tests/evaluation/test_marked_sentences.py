"""What counts as the marked event of a sentence."""

from __future__ import annotations

import pytest

from communique.records import Document, Entity, Event, Mention, Reading, Span
from evaluation.sentences import folded, judge

TEXT = "Mali met Togo and freed the guards."
MALI, TOGO, GUARDS = (0, 4), (9, 13), (24, 34)


def entity(number: int, extent: tuple[int, int]) -> Entity:
    words = TEXT[slice(*extent)]
    return Entity(f"n{number}", words, "state", None, None, None, (), (Mention(*extent, "name"),))


def event(kind: str, actor: tuple[str, ...], recipient: tuple[str, ...]) -> Event:
    return Event(
        "e1", kind, None, (), None, None, None, actor, recipient, "occurred", None, None, Span(5, 8), Span(0, 35), 0.7
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "marked", "right", "parties", "why"),
    [
        (event("CONCEDE", ("n1",), ("n3",)), ("YIELD", MALI, GUARDS), True, True, "PLV knows one type of yielding"),
        (event("CONCEDE", ("n1",), ()), ("YIELD", MALI, GUARDS), True, False, "the type alone"),
        (event("AID", ("n1",), ("n3",)), ("YIELD", MALI, GUARDS), False, False, "the parties of another type do not count"),
        (event("CONSULT", ("n1", "n2"), ()), ("CONSULT", MALI, TOGO), True, True, "who meets as an equal is an actor"),
        (event("ASSAULT", ("n1", "n2"), ()), ("ASSAULT", MALI, TOGO), True, False, "who attacks together does not attack each other"),
        (event("CONSULT", ("n2",), ("n1",)), ("CONSULT", MALI, TOGO), True, False, "the wrong way round"),
    ],
)  # fmt: skip
def test_judge(
    found: Event, marked: tuple[str, tuple[int, int], tuple[int, int]], right: bool, parties: bool, why: str
) -> None:
    entities = (entity(1, MALI), entity(2, TOGO), entity(3, GUARDS))
    reading = Reading(Document("p", "p", TEXT), entities, (found,), (), (), ())
    row = {"id": 1, "text": TEXT, "type": marked[0], "actor": list(marked[1]), "recipient": list(marked[2])}
    one = judge(row, reading)
    assert (one.right, one.parties) == (right, parties), why


def test_types_are_folded_as_plv_has_them() -> None:
    assert [folded(k) for k in ("RETREAT", "CONCEDE", "AID")] == ["YIELD", "YIELD", "AID"]
