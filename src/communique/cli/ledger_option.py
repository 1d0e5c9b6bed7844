"""The option ``--ledger`` of every command that uses a ledger, and the opening of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from communique.settings import Settings

if TYPE_CHECKING:
    from communique.ledger import Ledger

DEFAULT = "communique.db"

LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="LEDGER",
        help="Ledger to use: a file, or postgresql+psycopg://…; default: $COMMUNIQUE_LEDGER, else communique.db.",
        show_default=False,
    ),
]


@contextmanager
def opened_ledger(given: str | None, *, create: bool = False) -> Iterator[Ledger]:
    """The ledger that a command uses.

    Args:
        given: what ``--ledger`` said.
        create: make it where there is none; without that it is an error.

    Raises:
        LedgerError: it cannot be opened.
    """
    from communique.ledger import open_ledger

    with open_ledger(given or Settings.from_environment().ledger or DEFAULT, create=create) as ledger:
        yield ledger
