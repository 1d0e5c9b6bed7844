"""Numbers of states in the Correlates of War project, by ISO 3166-1 alpha-3.

``data/cow.csv`` holds those of today's states, and of Czechoslovakia. Dependencies, Palestine and the Holy See have
none: they are no members of the project's state system.

Source: Correlates of War Project, State System Membership List, v2016 (facts only).
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from communique.errors import OntologyError

_FILE = Path(__file__).parent / "data" / "cow.csv"


@lru_cache(maxsize=1)
def numbers() -> dict[str, int]:
    """The number of each country code.

    Raises:
        OntologyError: the data file is missing or damaged.
    """
    try:
        rows = list(csv.reader(_FILE.read_text(encoding="utf-8").splitlines()))
        return {country: int(number) for country, number in rows[1:]}
    except (OSError, ValueError) as error:
        raise OntologyError(f"{_FILE.name} cannot be read ({error}); install the package again.") from error
