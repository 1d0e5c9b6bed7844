"""Findings to readings: engagements told twice, datelines, plans, commitments and who speaks."""

from __future__ import annotations

import re

import pytest

from communique.records import Dateline, Document, Reading
from communique.resolve.resolver import resolve
from tests.offsets import check_offsets
from tests.resolve.marked import marked

DATELINE = Dateline("Geneva", "ABC", "2024-03-05")
MET = "{person.name|Ann Lee} {engagement:meeting|met} {person.name|Bo Diaz}"


def read(
    source: str,
    *links: tuple[str, str, str],
    dateline: Dateline | None = None,
    status: dict[str, str] | None = None,
    also: tuple[tuple[str, str], ...] = (),
) -> Reading:
    text, findings = marked(source, *links, status=status, also=also)
    document = Document("x", "x", text, published="2024-03-05", dateline=dateline)
    reading = resolve(document, findings)
    check_offsets(reading)
    return reading


def names(reading: Reading, ids: tuple[str, ...]) -> list[str]:
    known = {e.id: e.name for e in reading.entities}
    return [known[i] for i in ids]


BOTH = (("participant", "met", "Ann Lee"), ("participant", "met", "Bo Diaz"))


def test_a_meeting_told_twice_is_one_engagement() -> None:
    reading = read(f"{MET}.\n\nThe {{engagement:talks|talks}} lasted an hour.", *BOTH)
    assert len(reading.engagements) == 1
    assert names(reading, reading.engagements[0].participants) == ["Ann Lee", "Bo Diaz"]


def test_a_planned_meeting_is_another_one() -> None:
    reading = read(f"{MET}. {{person.name|Lee}} and {{person.name|Diaz}} will {{engagement:meeting|meet again}}.", *BOTH,
                   ("participant", "meet again", "Lee"), ("participant", "meet again", "Diaz"), status={"meet again": "planned"})  # fmt: skip
    assert [g.status for g in reading.engagements] == ["occurred", "planned"]


def test_a_meeting_in_the_lead_is_at_the_datelines_place_and_day() -> None:
    (met,) = read(f"{MET}.", *BOTH, dateline=DATELINE).engagements
    assert (met.date, met.place.name if met.place else None, met.place.country if met.place else None) == (
        "2024-03-05",
        "Geneva",
        "CHE",
    )


def test_a_meeting_further_down_is_not() -> None:
    (met,) = read(f"It rained.\n\nThe day was long.\n\n{MET}.", *BOTH, dateline=DATELINE).engagements
    assert (met.date, met.place) == (None, None)


def test_a_day_of_its_own_goes_before_the_datelines() -> None:
    (met,) = read(
        f"{MET} on {{date|Monday}}.", *BOTH, ("engagement_date", "met", "Monday"), dateline=DATELINE
    ).engagements
    assert met.date == "2024-03-04"


def test_a_call_is_at_no_place() -> None:
    source = MET.replace("engagement:meeting|met", "engagement:call|phoned")
    (call,) = read(
        f"{source}.", ("participant", "phoned", "Ann Lee"), ("participant", "phoned", "Bo Diaz"), dateline=DATELINE
    ).engagements
    assert call.place is None


@pytest.mark.parametrize(
    ("kind", "status", "expected", "why"),
    [
        ("CONSULT", "planned", ("AGREE", "occurred"), "a future meeting is a promise that has been made"),
        ("AID", "planned", ("AGREE", "occurred"), "so is future aid"),
        ("PROTEST", "planned", ("PROTEST", "planned"), "a future protest is none"),
        ("AID", "denied", ("AID", "denied"), "a denied event is kept with its status"),
    ],
)
def test_plans(kind: str, status: str, expected: tuple[str, str], why: str) -> None:
    reading = read(f"{{state.name|Kenya}} {{event:{kind}|acts on}} {{state.name|Peru}}.", ("actor", "acts on", "Kenya"),
                   ("recipient", "acts on", "Peru"), status={"acts on": status})  # fmt: skip
    assert (reading.events[0].type, reading.events[0].status) == expected, why


def test_aid_without_a_recipient_is_no_event() -> None:
    assert read("{state.name|Kenya} {event:AID|helped}.", ("actor", "helped", "Kenya")).events == ()


@pytest.mark.parametrize(
    ("source", "links", "parties", "why"),
    [
        (
            "{state.name|Mali} {event:SANCTION|imposed} {event:SANCTION|sanctions} on {state.name|Togo}.",
            (("actor", "imposed", "Mali"), ("recipient", "imposed", "Togo"), ("actor", "sanctions", "Mali")),
            [(["Mali"], ["Togo"])],
            "one deed told by its verb and by its noun, whose recipient only the verb has",
        ),
        (
            "{event:ASSAULT|Shelling} by {state.name|Mali} and {event:ASSAULT|raids} by {state.name|Togo} went on.",
            (("actor", "Shelling", "Mali"), ("actor", "raids", "Togo")),
            [(["Mali"], []), (["Togo"], [])],
            "two deeds of two parties",
        ),
        (
            "{state.name|Mali} {event:ACCUSE|accused} {state.name|Togo}. {state.name|Mali} {event:ACCUSE|blamed} {state.name|Togo}.",
            (("actor", "accused", "Mali"), ("recipient", "accused", "Togo"),
             ("actor", "blamed", "Mali@2"), ("recipient", "blamed", "Togo@2")),
            [(["Mali"], ["Togo"]), (["Mali"], ["Togo"])],
            "told in two sentences they may well be two",
        ),
    ],
)  # fmt: skip
def test_one_deed_of_one_sentence_is_one_event(
    source: str, links: tuple[tuple[str, str, str], ...], parties: list[tuple[list[str], list[str]]], why: str
) -> None:
    reading = read(source, *links)
    assert [(names(reading, e.actor), names(reading, e.recipient)) for e in reading.events] == parties, why


def test_who_cooperates_as_equals_is_an_actor() -> None:
    exercise = "{state.name|Mali} and {state.name|Togo} began {event:COOPERATE|joint exercises}."
    both = read(exercise, ("actor", "joint exercises", "Mali"), ("actor", "joint exercises", "Togo"))
    assert [(names(both, e.actor), e.recipient) for e in both.events] == [(["Mali", "Togo"], ())]
    assert not read(exercise, ("actor", "joint exercises", "Mali")).events, "nobody cooperates alone"


def test_an_event_carries_its_scores() -> None:
    reading = read("{state.name|Kenya} {event:ACCUSE|accused} {state.name|Peru}.", ("actor", "accused", "Kenya"), ("recipient", "accused", "Peru"))  # fmt: skip
    (event,) = reading.events
    assert (event.quad, event.cameo[:2], event.intensity) == (3, "11", -3.0)
    assert (names(reading, event.actor), names(reading, event.recipient)) == (["Kenya"], ["Peru"])


def test_a_promise_with_everything() -> None:
    reading = read(
        "{person.name|Ann Lee} of {state.name|Kenya} {commitment:pledge|pledged} to pay {money|$2 million} to "
        "{organization.name|UNHCR} by {date|the end of June} {condition:condition|if talks resume}.",
        ("committer", "pledged", "Ann Lee"), ("action", "pledged", "to pay $2 million to UNHCR"), ("amount", "pledged", "$2 million"),
        ("beneficiary", "pledged", "UNHCR"), ("due", "pledged", "the end of June"), ("condition", "pledged", "if talks resume"),
        also=(("action:action", "to pay $2 million to UNHCR"),),
    )  # fmt: skip
    (promise,) = reading.commitments
    assert names(reading, promise.committer) == ["Ann Lee"]
    assert names(reading, promise.beneficiary) == ["UNHCR"]
    assert promise.amount is not None
    assert (promise.amount.value, promise.amount.currency) == (2_000_000, "USD")
    assert promise.due is not None
    assert (promise.due.to, promise.due.text) == ("2024-06-30", "by the end of June")
    assert promise.condition == "if talks resume"
    assert promise.force == "pledge"


def test_we_in_a_quotation_is_who_speaks() -> None:
    source = "“{pronoun|We} {commitment:promise|will} {action:action|pay},” {person.name|Ann Lee} {cue:cue|said}."
    links = (("committer", "will", "We"), ("action", "will", "pay"))
    # Without a statement nobody is known to speak, and nobody is guessed.
    assert read(source, *links).commitments[0].committer == ()
    reading = read(source, *links, ("content", "said", "“We will pay,”"), ("speaker", "said", "Ann Lee@2"),
                   also=(("content:content", "“We will pay,”"), ("speaker:speaker", "Ann Lee")))  # fmt: skip
    assert names(reading, reading.commitments[0].committer) == ["Ann Lee"]
    assert reading.commitments[0].statement == "s1"


def test_who_sends_the_text_is_none_of_its_entities() -> None:
    text, findings = marked(
        "GENEVA, 5 March ({organization.name|KNA}) – {organization.name|WFP} left. {organization.name|KNA} was there."
    )
    document = Document("x", "x", text, dateline=Dateline("GENEVA", "KNA", None))
    assert [e.name for e in resolve(document, findings).entities] == ["WFP", "KNA"]  # the second KNA is told of
    (_, kna) = resolve(document, findings).entities
    assert len(kna.mentions) == 1


def test_a_body_is_left_out_where_its_officer_acts() -> None:
    reading = read(
        "{organization.name|UNHCR} {office|head} {person.name|Ann Lee} {event:ACCUSE|blamed} {state.name|Peru}.",
        ("actor", "blamed", "UNHCR"), ("actor", "blamed", "Ann Lee"), ("recipient", "blamed", "Peru"),
        ("holds", "head", "Ann Lee"), ("acts_for", "head", "UNHCR"),
    )  # fmt: skip
    assert names(reading, reading.events[0].actor) == ["Ann Lee"]


@pytest.mark.parametrize(
    ("cue", "commitments", "events"),
    [
        ("said", 1, ["AGREE"]),
        ("hoped", 0, []),
        ("were hopeful", 0, []),
        ("looked forward", 0, []),
        ("hopped", 1, ["AGREE"]),  # not the word
    ],
)
def test_what_is_hoped_for_is_neither_promised_nor_planned(cue: str, commitments: int, events: list[str]) -> None:
    reading = read(
        "{state.name|Kenya} {cue:cue|" + cue + "} that {organization.name|WFP} would {commitment:intend|resume} "
        "{event:CONSULT|talks} with it.",
        ("speaker", cue, "Kenya"), ("content", cue, "WFP would resume talks with it"), ("committer", "resume", "WFP"),
        ("action", "resume", "talks with it"), ("actor", "talks", "WFP"), status={"talks": "planned"},
        also=(("content:content", "WFP would resume talks with it"), ("action:action", "talks with it")),
    )  # fmt: skip
    assert (len(reading.statements), len(reading.commitments), [e.type for e in reading.events]) == (
        1,
        commitments,
        events,
    )


@pytest.mark.parametrize(
    ("office", "body"),
    [
        ("{pronoun|its} {office|head}", "UNHCR"),
        ("{pronoun|Their} {office|head}", "UNHCR"),
        ("{pronoun|his} {office|head}", None),  # a person's
        ("{organization.nominal|the agency}'s {office|head}", "UNHCR"),
        ("{organization.nominal|the agency} {office|head}", None),  # not the agency's by these words
        ("the {office|head} of {organization.nominal|the agency}", "UNHCR"),
    ],
)
def test_whose_an_office_is_by_the_words_before_and_behind_it(office: str, body: str | None) -> None:
    other = re.search(r"\{(pronoun|organization.nominal)\|([^}]*)", office)
    assert other is not None
    reading = read(
        "{organization.name|UNHCR} left, and " + office + ", {person.name|Ann Lee}, {event:ACCUSE|blamed} "
        "{organization.name|WFP}.",
        ("same", other[2], "UNHCR"), ("holds", "head", "Ann Lee"), ("actor", "blamed", "Ann Lee"),
        ("recipient", "blamed", "WFP"),
    )  # fmt: skip
    lee = next(e for e in reading.entities if e.name == "Ann Lee")
    name = next((e.name for e in reading.entities if e.id == lee.affiliation), None)
    assert name == body


@pytest.mark.parametrize(("committer", "commitments"), [("delegation", 0), ("Kenya", 1)])
def test_who_undertakes_is_not_what_is_undertaken(committer: str, commitments: int) -> None:
    reading = read(
        "A {group.nominal|delegation} from {state.name|Kenya} {commitment:intend|is expected} in {place|Lima}.",
        ("committer", "is expected", committer),
        ("action", "is expected", "A delegation"),
        also=(("action:action", "A delegation"),),
    )
    assert len(reading.commitments) == commitments


@pytest.mark.parametrize(("action", "commitments"), [("Lima", 0), ("talks in Lima", 1)])
def test_a_name_alone_is_nothing_to_undertake(action: str, commitments: int) -> None:
    reading = read(
        "{state.name|Kenya} {commitment:intend|plans} talks in {place|Lima}.",
        ("committer", "plans", "Kenya"), ("action", "plans", action), also=(("action:action", action),),
    )  # fmt: skip
    assert len(reading.commitments) == commitments


def test_what_one_alone_signs_is_no_engagement() -> None:
    source = "{person.name|Ann Lee} {engagement:signing|signed} the law with {person.name|Bo Diaz}."
    assert read(source, ("participant", "signed", "Ann Lee")).engagements == ()
    both = read(source, ("participant", "signed", "Ann Lee"), ("participant", "signed", "Bo Diaz")).engagements
    assert [g.kind for g in both] == ["signing"]


def test_a_visit_and_a_meeting_on_it_are_two_engagements() -> None:
    source = (
        "{person.name|Ann Lee} {engagement:visit|visited} the camp and {engagement:meeting|met} {person.name|Bo Diaz}."
    )
    reading = read(
        source,
        ("participant", "visited", "Ann Lee"),
        ("participant", "met", "Ann Lee"),
        ("participant", "met", "Bo Diaz"),
    )
    assert [(g.kind, len(g.participants)) for g in reading.engagements] == [("visit", 1), ("meeting", 2)]
