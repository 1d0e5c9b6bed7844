"""API tokens: for scripts, with the rights of the account that made them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa

from communique.desk.people import secrets
from communique.desk.people.person import Person, Role
from communique.desk.people.sessions import later
from communique.errors import DeskError, NotThereError
from communique.ledger import Ledger
from communique.ledger import tables as t

k, a = t.tokens.c, t.accounts.c
MOST_DAYS = 3_660


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret. Times are ISO times in UTC."""

    number: int
    name: str
    created: str
    expires: str | None


def add(ledger: Ledger, account: int, name: str, days: int | None) -> tuple[Token, str]:
    """Make a token.

    Args:
        ledger: an open ledger.
        account: number of the account whose rights it has.
        name: what it is for.
        days: after which it ends; None for never.

    Returns:
        The token and its secret, which is told once only.

    Raises:
        DeskError: the name is empty or too long, or the days are none.
    """
    said = " ".join(name.split())
    if not 0 < len(said) <= 200:
        raise DeskError("a token needs a name of 1 to 200 letters; say what it is for.")
    if days is not None and not 0 < days <= MOST_DAYS:
        raise DeskError(f"a token lasts 1 to {MOST_DAYS:,} days; leave the days out for one without an end.")
    secret, at = secrets.new(secrets.TOKEN), ledger.clock()
    expires = later(at, days * 24) if days is not None else None
    row = {"hash": secrets.kept(secret), "account": account, "name": said, "created": at, "expires": expires}
    with ledger.writing() as connection:
        number = connection.execute(sa.insert(t.tokens).values(**row).returning(k.number)).scalar_one()
    return Token(number, said, at, expires), secret


def of(ledger: Ledger, account: int) -> list[Token]:
    """The tokens of an account."""
    query = sa.select(k.number, k.name, k.created, k.expires).where(k.account == account).order_by(k.number)
    with ledger.reading() as connection:
        return [Token(*row) for row in connection.execute(query)]


def remove(ledger: Ledger, account: int, number: int) -> None:
    """End a token of an account.

    Raises:
        NotThereError: it has none of this number.
    """
    with ledger.writing() as connection:
        gone = connection.execute(sa.delete(t.tokens).where(k.account == account, k.number == number))
        if gone.rowcount == 0:
            raise NotThereError(f"you have no token {number}; the list of your tokens shows their numbers.")


def owner(ledger: Ledger, secret: str) -> Person | None:
    """Who acts with a token; None where there is no such token, or it has ended."""
    query = (
        sa.select(a.number, a.name, a.role).join(t.tokens, k.account == a.number)
        .where(k.hash == secrets.kept(secret), sa.or_(k.expires.is_(None), k.expires > ledger.clock()), ~a.disabled)
    )  # fmt: skip
    with ledger.reading() as connection:
        row = connection.execute(query).one_or_none()
    return Person(row.name, cast(Role, row.role), "token", row.number) if row is not None else None
