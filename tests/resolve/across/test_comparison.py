"""Two tellings of one thing are found to be the same, two things are not, and what the texts leave open stays open."""

from __future__ import annotations

import pytest

from communique.resolve.across import Profile, blocks, candidates, compare


def person(name: str, country: str | None = None, role: str | None = None, known: str | None = None) -> Profile:
    return Profile(f"{name}{country}{role}#n1", "person", (name,), role, country, known)


def body(name: str, country: str | None = None, known: str | None = None) -> Profile:
    return Profile(f"{name}{country}#n1", "body", (name,), "organization", country, known)


def met(
    *actors: str, date: str | None = "2024-05-10", place: str | None = None, kind: str = "meeting", acting: bool = True
) -> Profile:
    return Profile(f"{actors}{date}{place}{kind}#g1", "engagement", label=kind, actors=frozenset(actors), date=date, place=place, acting=acting)  # fmt: skip


def promise(words: str, by: str = "KEN", date: str | None = None, force: str = "pledge") -> Profile:
    return Profile(f"{words}{by}{date}#c1", "commitment", label=force, actors=frozenset({by}), date=date, words=frozenset(words.split()))  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "verdict", "why"),
    [
        (person("Sergey Lavrov", "RUS"), person("Sergei Lavrov", "RUS"), "same", "a spelling"),
        (person("Dr Amara Diallo"), person("Amara Diallo"), "same", "a form of address"),
        (person("Mohammed bin Salman Al Saud"), person("Mohammed bin Salman"), "same", "a fuller name"),
        (person("Lavrov", "RUS"), person("Sergey Lavrov", "RUS"), "undecided", "a family name alone"),
        (person("Ann Lee", "KEN"), person("Ann Lee", "PER"), "not same", "namesakes of two countries"),
        (person("Ivan Ivanov"), person("Ivana Ivanova"), "not same", "another person by the endings"),
        (person("Ann Lee", role="minister"), person("Ann Lee", role="ambassador"), "same", "offices change"),
        (person("A", known="Q1"), person("B", known="Q1"), "same", "one id"),
        (person("Ann Lee", known="Q1"), person("Ann Lee", known="Q2"), "not same", "two ids"),
        (body("World Food Programme"), body("world food programme"), "same", "case"),
        (body("World Food Programme"), body("WFP"), "undecided", "an acronym may be another body's"),
        (body("Ministry of Health", "KEN"), body("Ministry of Health", "PER"), "not same", "one of each country"),
        (body("Blue Shield"), body("Red Crescent"), "not same", "other names"),
        (met("KEN", "PER"), met("KEN", "PER"), "same", "one day, one pair"),
        (met("KEN", "PER"), met("KEN", "PER", date="2024-05-11"), "same", "a day later in another time zone"),
        (met("KEN", "PER"), met("KEN", "PER", date="2024-05-20"), "not same", "another day"),
        (met("KEN", "PER"), met("KEN", "PER", date="2024-05"), "same", "the month tells less, and nothing else"),
        (met("KEN", "PER"), met("KEN", "PER", date=None), "undecided", "a day is not told"),
        (met("KEN", "PER"), met("KEN", "PER", kind="talks"), "same", "one gathering by two words"),
        (met("KEN", "PER"), met("KEN", "PER", kind="call"), "not same", "a call is no meeting"),
        (met("KEN", "PER"), met("KEN", "TCD"), "undecided", "one party of two"),
        (met("KEN", "PER"), met("FRA", "TCD"), "not same", "other parties"),
        (met("KEN", "PER", place="1"), met("KEN", "PER", place="2"), "undecided", "two places"),
        (met("KEN", "PER"), met("KEN", "PER", acting=False), "undecided", "planned, and held"),
        (promise("send grain chad 2USD"), promise("send grain chad 2USD"), "same", "one promise"),
        (promise("send grain chad"), promise("send grain chad", date="2024-12-31"), "same", "told again with a deadline"),
        (promise("send grain chad"), promise("open embassy lima"), "not same", "another matter"),
        (promise("send grain"), promise("send grain", by="PER"), "not same", "another's promise"),
    ],
)  # fmt: skip
def test_verdicts(one: Profile, other: Profile, verdict: str, why: str) -> None:
    judgement = compare(one, other)
    assert judgement.verdict == verdict, (why, judgement)
    assert compare(other, one) == judgement, "both ways alike"


def test_two_sorts_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="a person is no body"):
        compare(person("A"), body("A"))


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (person("Sergey Lavrov"), person("LAVROV, Sergei"), True),
        (person("Lavrov"), person("Sergey Lavrov"), True),
        (person("Ann Lee"), person("Max Roe"), False),
        (met("KEN", "PER", date="2024-05-31"), met("KEN", "TCD", date="2024-06-01"), True),  # over the end of a month
        (met("KEN", date="2024-05-10"), met("KEN", date="2024-09-10"), False),
        (met("KEN", date="2024-05-10"), met("KEN", date=None), True),
        (met("KEN", date=None), met("KEN", date="2024-05-10"), True),
        (met("KEN"), met("PER"), False),
        (promise("send grain", date="2024-12-31"), promise("send grain"), True),
    ],
)
def test_candidates(one: Profile, other: Profile, shared: bool) -> None:
    index = {block: [other] for block in blocks(other)}
    assert (list(candidates(one, index)) == [other]) is shared


def test_one_document_is_not_compared_with_itself() -> None:
    index = {block: [met("KEN")] for block in blocks(met("KEN"))}
    assert list(candidates(met("KEN"), index)) == []
