"""Ledgers with made readings in them."""

from __future__ import annotations

import pytest

from benchmarks.made_readings import readings
from communique.ledger import Ledger
from communique.ledger.writer import Writer


@pytest.fixture
def fed(ledger: Ledger) -> Ledger:
    """A ledger with 90 documents: among them copies, and entries that several documents tell."""
    for _ in Writer(ledger, "made").write(readings(90)):
        pass
    return ledger
