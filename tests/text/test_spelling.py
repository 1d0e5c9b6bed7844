"""Spellings of one name share a key; other people's names do not answer."""

from __future__ import annotations

import pytest

from communique.text.spelling import keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sergei Lavrov", "Sergey Lavrov"),  # i or y
        ("LAVROV, Sergey", "Sergey Lavrov"),  # family name first
        ("Сергей Лавров", "Sergey Lavrov"),  # other letters
        ("Mohammed bin Salman", "Muhammad bin Salmān"),  # vowels and accents
        ("Yevgeny Prigozhin", "Evgeny Prigožin"),  # zh or ž
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert set(keys(one)) & set(keys(other))


@pytest.mark.parametrize(("one", "other"), [("Peter Mwangi", "Peter Otieno"), ("Ann Lee", "Lee")])
def test_others_do_not(one: str, other: str) -> None:
    assert not set(keys(one)) & set(keys(other))


def test_one_part_has_no_key_by_sound() -> None:
    assert keys("Lee") == ("=lee", "+lee")


@pytest.mark.parametrize("said", ["", " ", "—", "…"])
def test_nothing_has_no_key(said: str) -> None:
    assert keys(said) == ()
