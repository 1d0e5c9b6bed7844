"""Copies of one text: wire stories that many outlets print, with another headline or a sentence less.

A document's signature is a MinHash (Broder 1997) of its runs of five words; two signatures agree in about the share of
the runs that the texts have in common. Bands of a signature (Leskovec et al., ch. 3) find the few worth comparing.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from communique.ledger.keys import block

HASHES, BANDS = 64, 16
"""16 bands of 4: texts alike by 0.5 share a band with probability 0.64, by 0.7 with 0.99."""
RUN = 5
ALIKE = 0.7
"""Share of common runs from which on two documents are copies of one text."""
LEAST = 30
"""Words below which a text is too short to say so."""
SEED = 4415
WORD = re.compile(r"\w+")

Signature = NDArray[np.uint32]


def signature(text: str) -> bytes | None:
    """The signature of a text, 4 bytes a hash; None for a short one."""
    words = WORD.findall(text.casefold())
    if len(words) < LEAST:
        return None
    runs = set(map(" ".join, zip(*(words[n:] for n in range(RUN)), strict=False)))
    sketch = RMinHash(num_perm=HASHES, seed=SEED)
    sketch.update(list(runs))  # in any order: of each hash the least one stays
    return np.array(sketch.digest(), "<u4").tobytes()


def bands(signature: bytes) -> list[int]:
    """The keys under which a signature is found by one like it."""
    rows = HASHES // BANDS * 4
    return [block(f"{n} {signature[n * rows : (n + 1) * rows].hex()}") for n in range(BANDS)]


def likeness(one: bytes, other: bytes) -> float:
    """Estimated share of common runs, 0 to 1; its standard error is at most 0.06."""
    return float((np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")).mean())
