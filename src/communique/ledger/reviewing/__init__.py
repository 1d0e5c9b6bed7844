"""Review: what people decide about entries and entities, kept row by row, and taken back in any order.

The rule: what the ledger shows is computed from the facts (tellings and appearances, with their homes: where the
program put them) and from all decisions that stand, followed in their order. A decision taken back is left out, and
everything is followed again; those that came after it stay and count for what they then can. See `shape`.
"""

from communique.ledger.reviewing.decide import (
    apart,
    confirm,
    correct,
    history,
    merge,
    newest,
    reject,
    split,
    take_back,
)
from communique.ledger.reviewing.log import Decision
from communique.ledger.reviewing.parts import Part, parts
from communique.ledger.reviewing.typed import typed
from communique.ledger.reviewing.waiting import UNSURE, Waiting, waiting

__all__ = [
    "UNSURE", "Decision", "Part", "Waiting", "apart", "confirm", "correct", "history", "merge", "newest", "parts",
    "reject", "split", "take_back", "typed", "waiting",
]  # fmt: skip
