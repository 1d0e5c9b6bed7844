"""One key for the many spellings of a name."""

from __future__ import annotations

import pytest

from communique.text.names import normal


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("the U.N.'s", "un"),
        ("UN", "un"),
        ("Médecins sans Frontières", "medecins sans frontieres"),
        ("N’Djamena", "ndjamena"),  # a curly apostrophe
        ("Bosnia & Herzegovina", "bosnia and herzegovina"),
        ("Port-au-Prince", "port au prince"),
        ("Łódź", "lodz"),  # a letter that Unicode does not decompose
        ("TÜRKİYE", "turkiye"),
        ("The Hague", "hague"),
        ("the", "the"),  # nothing but an article
        ("", ""),
    ],
)
def test_normal(name: str, key: str) -> None:
    assert normal(name) == key
