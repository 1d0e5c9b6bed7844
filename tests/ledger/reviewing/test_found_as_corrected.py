"""What people put right is found by its right values in every filter, no longer by the wrong ones, and back when it is
taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from communique.ledger import Ledger, asking, reviewing
from communique.ledger.asking import Filter, Kind
from tests.ledger.reviewing.asked import ids, people, row

BEFORE, AFTER = "2031-05-05", "2031-05-07"


@dataclass(frozen=True, slots=True)
class Case:
    """One field put right, and the filters that must have noticed."""

    kind: Kind
    fields: Mapping[str, Any]
    right: Filter
    """Finds it afterwards and not before."""
    wrong: Filter | None = None
    """Finds it before and not afterwards; None where what it was before is a matter of the made texts."""


CASES = [
    Case("event", {"type": "MOBILIZE", "mode": None}, Filter(type=("mobilize",)), Filter(type=("CONSULT", "REQUEST", "ACCUSE", "AID", "SUPPORT", "THREATEN"))),
    Case("event", {"status": "denied"}, Filter(status=("denied",)), Filter(status=("occurred",))),
    Case("event", {"date": "2031-05-06"}, Filter(from_=BEFORE, until=AFTER), Filter(until=BEFORE)),
    Case("event", {"place": {"name": "Lima", "country": "PER"}}, Filter(place=("lima",), country=("PER",)), Filter(place=("geneva", "nairobi", "doha"))),
    Case("engagement", {"kind": "summit"}, Filter(type=("summit",)), Filter(type=("talks",))),
    Case("engagement", {"date": "2031-05-06"}, Filter(from_=BEFORE), Filter(until=BEFORE)),
    Case("statement", {"kind": "direct"}, Filter(type=("direct",)), Filter(type=("indirect",))),
    Case("commitment", {"force": "refuse"}, Filter(type=("refuse",)), Filter(type=("promise",))),
    Case("commitment", {"status": "broken"}, Filter(status=("broken",)), Filter(status=("open", "overdue"))),
    Case("commitment", {"due": {"from": None, "to": "2031-05-06"}}, Filter(due_after=BEFORE, due_before=AFTER), Filter(due_before=BEFORE)),
    Case("commitment", {"due": None}, Filter(status=("open",)), Filter(due_before="2040-01-01")),
]  # fmt: skip


def found(ledger: Ledger, kind: Kind | None, filter: Filter) -> set[str]:
    """Ids of what a filter finds."""
    return {one.id for one in asking.entries(ledger, kind, filter)}


def entry_of(ledger: Ledger, case: Case) -> str:
    """The first entry that the case's filters tell apart."""
    right = found(ledger, case.kind, case.right) if "due" not in case.fields or case.fields["due"] else set()
    wrong = found(ledger, case.kind, case.wrong) if case.wrong is not None else None
    return next(one for one in ids(ledger, case.kind) if one not in right and (wrong is None or one in wrong))


def test_each_field(fed: Ledger) -> None:
    # One ledger for all of them: it is making it that takes long.
    for case in CASES:
        one = entry_of(fed, case)
        decision = reviewing.correct(fed, one, case.fields, by="ann")
        assert one in found(fed, case.kind, case.right), case
        assert one in found(fed, None, case.right), f"also where all kinds are asked for: {case}"
        assert case.wrong is None or one not in found(fed, case.kind, case.wrong), case
        reviewing.take_back(fed, decision.number, by="ann")
        assert case.wrong is None or one in found(fed, case.kind, case.wrong), case


ROLES: list[tuple[Kind, str, str]] = [
    ("event", "actor", "by"), ("event", "recipient", "to"), ("statement", "speaker", "by"),
    ("commitment", "committer", "by"), ("commitment", "beneficiary", "to"), ("engagement", "participants", "by"),
]  # fmt: skip


def test_each_party(fed: Ledger) -> None:
    """By the party itself and by its country, in its role and in any."""
    for kind, role, asked in ROLES:
        _party(fed, kind, role, asked)


def _party(fed: Ledger, kind: Kind, role: str, asked: str) -> None:
    new = next(one for one in people(fed) if row(fed, one).country == "KEN")
    one = next(
        i for i in ids(fed, kind)
        if not {new} & set(row(fed, i).data[role]) and i not in found(fed, kind, Filter(with_=("KEN",)))
    )  # fmt: skip
    old = row(fed, one).data[role]
    kept = old[1:] if role == "participants" else []  # an engagement has two at least
    reviewing.correct(fed, one, {role: [new, *kept]}, by="ann")
    for who in (new, "KEN"):
        assert one in found(fed, kind, Filter(**{asked: (who,)}))  # type: ignore[arg-type]
        assert one in found(fed, None, Filter(with_=(who,)))
    assert one not in found(fed, kind, Filter(**{asked: (old[0],)}))  # type: ignore[arg-type]
    if kind != "statement":
        assert any("KEN" in (group.key or "") for group in _pairs(fed, kind, one))


def _pairs(ledger: Ledger, kind: Kind, one: str) -> list[asking.CountView]:
    return asking.counts(ledger, kind, Filter(with_=("KEN",), from_=row(ledger, one).day, until=row(ledger, one).day),
                         by="pair")  # fmt: skip


def test_words(fed: Ledger) -> None:
    """A statement's content put right is searched by its right words only."""
    one = ids(fed, "statement")[0]
    start, end = (row(fed, one).data["content"][0][edge] for edge in ("start", "end"))
    words = row(fed, one).words
    last = words.rstrip(".").split()[-1]
    cut = {"start": start, "end": end - len(last) - 1}
    assert one in found(fed, "statement", Filter(text=f'"{words.split()[-3]} {words.split()[-2]} {last}"'))
    reviewing.correct(fed, one, {"content": [cut]}, by="ann")
    assert one in found(fed, "statement", Filter(text=words.split()[-3]))
    assert one not in found(fed, "statement", Filter(text=f'"{words.split()[-2]} {last}"'))


def test_an_entity(fed: Ledger) -> None:
    """Its entries are found by what it is; one that has no other party of that country is found no more by the old."""
    who = people(fed)[0]
    country = row(fed, who).country
    its = found(fed, None, Filter(with_=(who,)))
    alone = {one for one in its if not _others_of(fed, one, who, country)}
    assert alone
    reviewing.correct(fed, who, {"country": "PRY", "name": "Zzyzx Qwertson", "sectors": ["MED"]}, by="ann")
    for right in (Filter(with_=("PRY",)), Filter(with_=("Zzyzx Qwertson",)), Filter(sector=("MED",))):
        assert its <= found(fed, None, right)
    assert not alone & found(fed, None, Filter(with_=(country,)))


def _others_of(ledger: Ledger, one: str, who: str, country: str) -> bool:
    return any(p.country == country and p.id != who for p in asking.entry(ledger, one).parties)


def test_reviews_and_rejections(fed: Ledger) -> None:
    one, other = ids(fed, "event")[:2]
    reviewing.correct(fed, one, {"status": "denied"}, by="ann")
    reviewing.reject(fed, other, by="ann")
    assert found(fed, "event", Filter(review=("corrected",))) == {one}
    assert found(fed, "event", Filter(review=("rejected",))) == {other}
    assert not {one, other} & found(fed, "event", Filter(review=("none",)))
    assert other not in found(fed, "event", Filter())
