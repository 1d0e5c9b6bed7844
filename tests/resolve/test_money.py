"""Sums and their currencies."""

from __future__ import annotations

import pytest

from communique.records import Amount
from communique.resolve.money import parse_amount


@pytest.mark.parametrize(
    ("words", "country", "value", "currency"),
    [
        ("$5 million", None, 5e6, "USD"),
        ("$5 million", "AUS", 5e6, "AUD"),  # the dollar of the text
        ("US$ 300,000", "AUS", 3e5, "USD"),  # said to be American
        ("U.S. $5 million", "CAN", 5e6, "USD"),
        ("A$20m", None, 2e7, "AUD"),
        ("C$7 million", "USA", 7e6, "CAD"),
        ("100 million dollars", None, 1e8, "USD"),
        ("100 million dollars", "CAN", 1e8, "CAD"),
        ("50 million US dollars", "AUS", 5e7, "USD"),
        ("3 million Canadian dollars", None, 3e6, "CAD"),
        ("5 million Swiss francs", None, 5e6, "CHF"),
        ("1 200 000 francs", "CHE", 1.2e6, "CHF"),  # blanks between the thousands
        ("CHF 5m", None, 5e6, "CHF"),
        ("CHF 1'500'000", None, 1.5e6, "CHF"),  # Swiss apostrophes
        ("€1.2bn", None, 1.2e9, "EUR"),
        ("two million euros", None, 2e6, "EUR"),
        ("1,5 million euros", None, 1.5e6, "EUR"),  # a decimal comma
        ("half a billion dollars", None, 5e8, "USD"),
        ("twenty-five thousand pounds", None, 25e3, "GBP"),
        ("£3m", None, 3e6, "GBP"),
        ("45,000 Syrian pounds", None, 45e3, "SYP"),
        ("30 billion yen", None, 3e10, "JPY"),
        ("Rs 5 crore", None, 5e7, "INR"),
        ("Rs 5 crore", "PAK", 5e7, "PKR"),
        ("NOK 200 million", None, 2e8, "NOK"),
        ("200 million kroner", "DNK", 2e8, "DKK"),
        ("38 million kronor", None, 38e6, "SEK"),  # the plural is Swedish
        ("Tk 500,000", None, 5e5, "BDT"),
        ("5 billion CFA francs", None, 5e9, "XOF"),
        ("5 billion CFA francs", "CMR", 5e9, "XAF"),  # the other CFA franc
        ("500 million rand", None, 5e8, "ZAR"),
        ("$1.1 million", None, 1100000.0, "USD"),  # exact in spite of binary fractions
        ("€3 million ($3.2 million)", None, 3e6, "EUR"),  # the same twice
        ("more than $10bn", None, 1e10, "USD"),
    ],
)
def test_amounts(words: str, country: str | None, value: float, currency: str) -> None:
    assert parse_amount(words, country) == Amount(value, currency)


@pytest.mark.parametrize(
    "words",
    [
        "1.5 million",  # of what?
        "5 million people",
        "million",
        "dollars",
        "200 million kroner",  # Norwegian or Danish?
        "10 million francs",
        "$5 to 7 million",  # two values
        "",
    ],
)
def test_no_amount(words: str) -> None:
    assert parse_amount(words) is None
