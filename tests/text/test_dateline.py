"""A dateline is found where there is one, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.records import Dateline
from communique.text.dateline import parse_dateline

LEAD = "The talks on the border went on for a third day, and nobody would say whether they would end soon."

DATELINES = [
    ("Moscow, 20 January 2023 (TDI):", "Moscow", "TDI", "2023-01-20", "date, agency, colon"),
    ("GENEVA (Reuters) -", "GENEVA", "Reuters", None, "no date"),
    ("KYIV, March 4 —", "KYIV", None, "2024-03-04", "a year taken from the day of publication"),
    ("DHAKA, Dec. 30 —", "DHAKA", None, "2023-12-30", "the year before"),
    ("NAIROBI/ADDIS ABABA, 3 Feb 2024 (AFP) –", "NAIROBI/ADDIS ABABA", "AFP", "2024-02-03", "two places"),
    ("Washington, D.C., 5 May –", "Washington, D.C.", None, "2024-05-05", "full stops in the place"),
    ("ST. PETERSBURG, Russia, June 3, 2023 (Reuters) -", "ST. PETERSBURG, Russia", "Reuters", "2023-06-03", "St."),
    ("PORT-AU-PRINCE, Haiti (AP) —", "PORT-AU-PRINCE, Haiti", "AP", None, "hyphens and a country"),
    ("CÚCUTA –", "CÚCUTA", None, None, "capitals alone, with an accent"),
    ("Athens –", "Athens", None, None, "a known seat alone"),
    ("SEOUL (Wednesday) –", "SEOUL", None, None, "a weekday is no agency"),
    ("MASERU, Feb 27 (own report) --", "MASERU", None, "2024-02-27", "brackets that name no agency"),
    ("Minsk, Sunday night.", "Minsk", None, None, "a full stop as the mark"),
    ("New Delhi/Beijing, Sept 8, 2023.", "New Delhi/Beijing", None, "2023-09-08", "a full stop after a year"),
    ("TAMPERE, 10.1. —", "TAMPERE", None, "2024-01-10", "a numeric day"),
    ("Idlib/Aleppo – 26 Nov 2023 –", "Idlib/Aleppo", None, "2023-11-26", "two dashes"),
    ("BEIJING, Jan. 20 (Xinhua) --", "BEIJING", "Xinhua", "2024-01-20", "abbreviated month"),
    ("MOSCOW. Jan 20 (Interfax) -", "MOSCOW", "Interfax", "2024-01-20", "a full stop after the place"),
    ("RAMALLAH, Tuesday, March 5, 2024 (WAFA) -", "RAMALLAH", "WAFA", "2024-03-05", "weekday and date"),
    ("3 February 2024, Geneva –", "Geneva", None, "2024-02-03", "the date first"),
    ("[Geneva, 3 May 2023]", "Geneva", None, "2023-05-03", "in square brackets"),
    ("Luxembourg, le 7 juin 2024 –", "Luxembourg", None, "2024-06-07", "a French date before English text"),
    ("VIENNA, 2024-02-30 —", "VIENNA", None, None, "a day that does not exist"),
    ("LIMA, 3/4/2023 —", "LIMA", None, None, "day and month cannot be told apart"),
    ("GENEVA, (AFP)", "GENEVA", "AFP", None, "no mark after the agency"),
]


@pytest.mark.parametrize(("words", "place", "agency", "date", "why"), DATELINES)
def test_datelines(words: str, place: str, agency: str | None, date: str | None, why: str) -> None:
    found = parse_dateline(f"{words} {LEAD}", "2024-03-05")
    assert found is not None, why
    dateline, span = found
    assert dateline == Dateline(place, agency, date), why
    assert (span.start, span.end) == (0, len(words))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Moscow said on Friday that it would go on.", "a sentence"),
        ("Paris, the capital of France, was calm.", "a sentence with commas"),
        ("Paris, 5 May 2023 was a day that nobody forgot.", "a sentence with a date"),
        ("Geneva, 5 May – 7 May: talks will be held.", "a span of time"),
        ("Russia – which had refused – agreed on Friday to come back to the talks in the end.", "an aside"),
        ("Geneva – a city of peace.", "a small letter after the dash"),
        ("IRAN – Iraq border closed", "a heading"),
        ("CAMEROON: SOLDIERS TORTURED VILLAGERS", "a heading"),
        (
            "READOUT – The minister met the ambassador and they spoke about trade and fish for two hours.",
            "a kind of text",
        ),
        ("Joint Statement, 5 May 2023", "a title with its date"),
        ("Lavrov (Russia): We will go on with the talks.", "a speaker in minutes"),
        ("President Biden, 5 May 2023 – He said so.", "a person"),
        ("On 5 May 2023, the minister left.", "a date in a sentence"),
        ("May 5 – The minister met the ambassador.", "no place"),
        ("In Geneva, 5 May – The minister left.", "a preposition"),
        ("", "nothing"),
        ("(", "an open bracket alone"),
        (f"{LEAD} It rained on both of the capitals.\n\nGENEVA (Reuters) - {LEAD}", "after the lead"),
    ],
)
def test_no_dateline(text: str, why: str) -> None:
    assert parse_dateline(text, "2024-03-05") is None, why


def test_date_without_year_stays_unknown() -> None:
    found = parse_dateline(f"KYIV, March 4 — {LEAD}")
    assert found is not None
    assert found[0] == Dateline("KYIV", None, None)


@pytest.mark.parametrize(
    ("before", "line", "expected", "why"),
    [
        ("Yemen: 74 flown home\n\n", "Sana'a / Marib (ICRC) –", ("Sana'a / Marib", "ICRC", None), "after a heading"),
        ("News release\n", "N'Djamena / Geneva, 3 October 2023\n", ("N'Djamena / Geneva", None, "2023-10-03"), "alone"),
        ("A title\n20 January 2023\n", "MOSCOW (TASS) –", ("MOSCOW", "TASS", "2023-01-20"), "the date on its own line"),
        ("PRESS SERVICE\n", "17 November 2023\n", (None, None, "2023-11-17"), "a date alone"),
        ("A title with a full stop.\n\n", "WASHINGTON (AP) —", ("WASHINGTON", "AP", None), "after a title like a sentence"),
        ("Another.\n\n", "FLINT, Mich. -", ("FLINT, Mich.", None, None), "an abbreviated state"),
        ("", "GOMA, Democratic Republic of the Congo (Lakes News) 9 Jan. 2024\n",
         ("GOMA, Democratic Republic of the Congo", "Lakes News", "2024-01-09"), "the date last"),
    ],
)  # fmt: skip
def test_datelines_after_headings(before: str, line: str, expected: tuple[str | None, ...], why: str) -> None:
    text = f"{before}{line} {LEAD}"
    found = parse_dateline(text)
    assert found is not None, why
    assert (found[0].place, found[0].agency, found[0].date) == expected, why
    assert text[found[1].start : found[1].end] == line.strip()


@given(
    st.text(alphabet=st.sampled_from("GENVA geneva,.()/–—-: 0123456789May'\n"), max_size=120),
    st.none() | st.text(max_size=10),
)
def test_any_text_is_looked_at(text: str, published: str | None) -> None:
    found = parse_dateline(text, published)
    assert found is None or 0 <= found[1].start < found[1].end <= len(text)
