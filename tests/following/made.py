"""A small world for the tests: texts with the parties that a reader would find, and vectors that need no model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from communique.following.words import words
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.writer import Writer
from communique.records import Commitment, Document, Due, Entity, Mention, Reading, Span

PARTIES = {
    "Norway": ("state", "NOR"), "Malawi": ("state", "MWI"), "Kenya": ("state", "KEN"),
    "World Food Programme": ("organization", None),
}  # fmt: skip
PROMISE = "Norway will ship 12,000 tonnes of fertiliser to Malawi before the end of June."
ACTION = "ship 12,000 tonnes of fertiliser to Malawi"
KEPT = "The last Norwegian cargo of fertiliser reached Malawi on Wednesday, bringing the total to all of the 12,000 tonnes promised by Norway."
BROKEN = "Malawi has not received a single tonne of the fertiliser that Norway had promised to ship by June, its minister complained."
OTHER = "Norway and Malawi signed an agreement in Lilongwe on the training of midwives."


class Vectors:
    """Texts with many words in common lie near each other; counts what it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def vectors(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        found = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            self.asked += 1
            for word in words(text):
                found[row, hashlib.sha256(word.stem.encode()).digest()[0] % 64] += 1
        return found


def reading(
    text: str, day: str | None, *, promise: bool = False, status: str = "open", due: str | None = "2023-06-30"
) -> Reading:
    """A reading of a text that names some of the parties, with the promise if it tells it."""
    document = Document(hashlib.sha256(text.encode()).hexdigest()[:16], f"https://example.org/{len(text)}", text,
                        publisher="Outlet", language="en", published=day)  # fmt: skip
    entities = tuple(
        Entity(f"n{n}", name, kind, None, None, country, ("GOV",) if kind == "state" else ("IGO",),  # type: ignore[arg-type]
               tuple(Mention(m.start(), m.end(), "name") for m in re.finditer(name, text)))
        for n, (name, (kind, country)) in enumerate(PARTIES.items(), 1) if name in text
    )  # fmt: skip
    by = {entity.name: entity.id for entity in entities}
    made = Commitment("c1", (by["Norway"],), (by["Malawi"],), "pledge", ACTION, None,
                      Due(None, due, f"by {due}") if due else None, None, status, None,  # type: ignore[arg-type]
                      Span(0, len(text)), 0.9) if promise else None  # fmt: skip
    return Reading(document, entities, commitments=(made,) if made is not None else ())


def fill(ledger: Ledger, *readings: Reading) -> list[int]:
    """Write readings; returns the numbers of their documents."""
    for _ in Writer(ledger, "made").write(readings):
        pass
    ids = [one.document.id for one in readings]
    with ledger.reading() as connection:
        d = t.documents.c
        known = {row.id: row.number for row in connection.execute(sa.select(d.id, d.number).where(d.id.in_(ids)))}
    return [known[one] for one in ids]


def proposals(ledger: Ledger) -> list[sa.Row[tuple[object, ...]]]:
    """The rows of proposals, in order."""
    with ledger.reading() as connection:
        return list(connection.execute(sa.select(t.proposals).order_by(t.proposals.c.number)))


def status(ledger: Ledger) -> str:
    """The status of the first commitment."""
    with ledger.reading() as connection:
        e = t.entries.c
        found: str = (
            connection.execute(sa.select(e.status).where(e.kind == "commitment").order_by(e.number)).scalars().first()
        )
        return found
