"""Logins that last: a cookie in the browser, a row in the ledger's database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa

from communique.desk.people import secrets
from communique.desk.people.accounts import Account
from communique.desk.people.person import Person, Role
from communique.ledger import Ledger
from communique.ledger import tables as t

s, a = t.sessions.c, t.accounts.c


def begin(ledger: Ledger, account: Account, hours: float) -> str:
    """Begin a session. Returns the secret for the cookie."""
    secret, at = secrets.new(), ledger.clock()
    with ledger.writing() as connection:
        connection.execute(sa.delete(t.sessions).where(s.expires <= at))
        row = {"hash": secrets.kept(secret), "account": account.number, "created": at, "expires": later(at, hours)}
        connection.execute(sa.insert(t.sessions).values(**row))
    return secret


def owner(ledger: Ledger, secret: str) -> Person | None:
    """Whose session it is; None where it has ended."""
    query = (
        sa.select(a.number, a.name, a.role).join(t.sessions, s.account == a.number)
        .where(s.hash == secrets.kept(secret), s.expires > ledger.clock(), ~a.disabled)
    )  # fmt: skip
    with ledger.reading() as connection:
        row = connection.execute(query).one_or_none()
    return Person(row.name, cast(Role, row.role), "session", row.number) if row is not None else None


def end(ledger: Ledger, secret: str) -> None:
    """End a session."""
    with ledger.writing() as connection:
        connection.execute(sa.delete(t.sessions).where(s.hash == secrets.kept(secret)))


def later(at: str, hours: float) -> str:
    """A time of the ledger's clock, some hours on."""
    return (datetime.fromisoformat(at) + timedelta(hours=hours)).isoformat(timespec="microseconds")
