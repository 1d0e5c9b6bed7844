"""Settings come from the environment when they are made, never on import."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique.errors import CommuniqueError
from communique.settings import Settings


def test_nothing_set_is_the_default() -> None:
    assert Settings.from_environment({}) == Settings(model=None, threads=1)


def test_both_variables() -> None:
    found = Settings.from_environment({"COMMUNIQUE_MODEL": "/m", "COMMUNIQUE_THREADS": "4"})
    assert found == Settings(model=Path("/m"), threads=4)


@pytest.mark.parametrize("threads", ["0", "-1", "two", "1.5", "", "²"])
def test_threads_that_are_no_number_are_a_sentence(threads: str) -> None:
    with pytest.raises(CommuniqueError, match="set it to a whole number of 1 or more"):
        Settings.from_environment({"COMMUNIQUE_THREADS": threads})
