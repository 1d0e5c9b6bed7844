"""Readings made for tests: one with every field filled, one with nothing in it."""

from __future__ import annotations

from communique.records import (
    Amount,
    Commitment,
    Dateline,
    Document,
    Due,
    Engagement,
    Entity,
    Event,
    Mention,
    Place,
    Reading,
    Span,
    Statement,
)

TEXT = (
    "Nairobi, 5 March 2024 (KNA): Foreign Minister Peter Mwangi of Kenya met the head of the UN Refugee Agency, "
    "Amina Warsame.\n\n"
    "“We shall keep the camps open until December,” Mwangi told Warsame, "
    "“and give $2 million if donors do the same.”\n\n"
    "She thanked Kenya."
)


def span(words: str, text: str = TEXT) -> Span:
    """The first place of some words in a text."""
    start = text.index(words)
    return Span(start, start + len(words))


def mention(words: str, kind: str = "name", text: str = TEXT) -> Mention:
    """The first place of some words as a mention."""
    found = span(words, text)
    return Mention(found.start, found.end, kind)  # type: ignore[arg-type]


def document(text: str = TEXT, *, source: str = "dispatch.txt", title: str | None = None) -> Document:
    """A document that tells little more than its text."""
    return Document(id=f"{len(text):016x}", source=source, text=text, title=title)


def empty_reading(text: str = "Rain fell.", *, source: str = "dispatch.txt") -> Reading:
    """A reading of a text in which nothing was found: every optional value is null or empty."""
    return Reading(document(text, source=source))


def full_reading() -> Reading:
    """A reading with at least one record of each kind and a value in each field."""
    nairobi = Place("Nairobi", "KEN", -1.28, 36.82, 184745)
    return Reading(
        document=Document(
            id="0f1e2d3c4b5a6978",
            source="dispatch.txt",
            text=TEXT,
            title="Kenya to keep camps open",
            publisher="KNA",
            author="A. Writer",
            language="en",
            published="2024-03-05",
            dateline=Dateline("Nairobi", "KNA", "2024-03-05"),
        ),
        entities=(
            Entity(
                "n1",
                "Peter Mwangi",
                "person",
                "Foreign Minister",
                "n3",
                "KEN",
                ("GOV",),
                (mention("Peter Mwangi"), mention("We", "pronoun")),
            ),
            Entity(
                "n2",
                "Amina Warsame",
                "person",
                "head",
                "n4",
                None,
                ("IGO",),
                (mention("Amina Warsame"), mention("She", "pronoun")),
            ),
            Entity("n3", "Kenya", "state", None, None, "KEN", ("GOV",), (mention("Kenya"),)),
            Entity(
                "n4", "UN Refugee Agency", "organization", None, None, None, ("IGO",), (mention("UN Refugee Agency"),)
            ),
        ),
        events=(
            Event(
                "e1",
                "CONSULT",
                "visit",
                ("diplomatic", "migration"),
                1,
                "042",
                4.0,
                ("n1", "n2"),
                (),
                "occurred",
                "2024-03-05",
                nairobi,
                span("met"),
                span("Foreign Minister Peter Mwangi of Kenya met the head"),
                0.93,
            ),
            Event(
                "e2",
                "SUPPORT",
                None,
                (),
                1,
                "051",
                3.4,
                ("n2",),
                ("n3",),
                "ongoing",
                None,
                None,
                span("thanked"),
                span("She thanked Kenya."),
                0.4,
            ),
        ),
        statements=(
            Statement(
                "s1",
                "direct",
                ("n1",),
                Span(TEXT.index("Mwangi told"), TEXT.index(" told")),
                span("told"),
                (
                    span("“We shall keep the camps open until December,”"),
                    span("“and give $2 million if donors do the same.”"),
                ),
                ("n2",),
                0.9,
            ),
        ),
        commitments=(
            Commitment(
                "c1",
                ("n3",),
                ("n4",),
                "pledge",
                "give $2 million",
                Amount(2_000_000, "USD"),
                Due("2024-03-05", "2024-12-31", "until December"),
                "if donors do the same",
                "open",
                "s1",
                span("give $2 million if donors do the same"),
                0.8,
            ),
        ),
        engagements=(
            Engagement(
                "g1",
                "meeting",
                ("n1", "n2"),
                "2024-03-05",
                nairobi,
                ("the camps",),
                "planned",
                span("Foreign Minister Peter Mwangi of Kenya met the head of the UN Refugee Agency, Amina Warsame."),
                0.95,
            ),
        ),
    )


def wrong_reading() -> Reading:
    """A reading whose offsets are outside the text, reversed, empty or negative, and whose ids lead nowhere."""
    text = "Short."
    return Reading(
        document=document(text),
        entities=(
            Entity("n1", "A", "person", None, "n9", None, (), (Mention(-4, 2, "name"), Mention(900, 950, "name"))),
        ),
        events=(
            Event(
                "e1",
                "AID",
                None,
                (),
                2,
                "07",
                7.0,
                ("n8",),
                ("n7",),
                "denied",
                None,
                None,
                Span(5, 3),
                Span(0, 99),
                0.5,
            ),
        ),
        statements=(Statement("s1", "indirect", (), Span(70, 80), None, (Span(3, 400), Span(2, 2)), (), 0.5),),
        commitments=(Commitment("c1", (), (), "offer", "", None, None, None, "open", "s9", Span(-9, -2), 0.5),),
        engagements=(Engagement("g1", "call", (), None, None, (), "denied", Span(0, 0), 0.5),),
    )
