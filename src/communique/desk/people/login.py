"""Logging in: the password is asked for, and whoever guesses has to wait."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.desk.people import accounts, secrets, sessions
from communique.desk.settings import DeskSettings
from communique.errors import DeskError, TooManyTriesError
from communique.ledger import Ledger
from communique.ledger import tables as t

f = t.failures.c
FROM_ONE_ADDRESS = 4
"""An office shares an address: so many times the tries of a name are allowed from one."""


def login(ledger: Ledger, settings: DeskSettings, name: str, password: str, address: str) -> str:
    """Log in. Returns the secret of the session, for the cookie.

    Args:
        ledger: an open ledger.
        settings: how many tries there are.
        name: of the account.
        password: as typed.
        address: where the request comes from.

    Raises:
        TooManyTriesError: of this name or address too many have failed.
        DeskError: the name or the password is wrong; which of them is not told.
    """
    who = _mark("name", name[:200].strip().casefold())
    where = _mark("address", address)
    with ledger.writing() as connection:
        _check(connection, ledger.clock(), settings, {who: 1, where: FROM_ONE_ADDRESS})
        # Noted before it is known: of many tries at once no more than allowed are let through.
        at = ledger.clock()
        connection.execute(sa.insert(t.failures), [{"who": who, "at": at}, {"who": where, "at": at}])
    account = accounts.with_password(ledger, name, password)
    if account is None:
        raise DeskError("the name or the password is not right; try again, or ask an admin for a new password.")
    with ledger.writing() as connection:
        connection.execute(sa.delete(t.failures).where(sa.or_(f.who == who, sa.and_(f.who == where, f.at == at))))
    return sessions.begin(ledger, account, settings.session_hours)


def _check(connection: Connection, at: str, settings: DeskSettings, allowed: dict[str, int]) -> None:
    now, wait = datetime.fromisoformat(at), timedelta(minutes=settings.login_minutes)
    since = (now - wait).isoformat(timespec="microseconds")
    connection.execute(sa.delete(t.failures).where(f.at <= since))
    for who, times in allowed.items():
        tries = settings.login_tries * times
        query = sa.select(f.at).where(f.who == who).order_by(f.at.desc()).offset(tries - 1).limit(1)
        if (first := connection.execute(query).scalar()) is not None:
            left = int((datetime.fromisoformat(first) + wait - now).total_seconds()) + 1
            raise TooManyTriesError(
                f"too many logins failed; wait {max(1, -(-left // 60))} minutes, then try again.", wait=max(1, left)
            )


def _mark(what: str, said: str) -> str:
    # What people type into a field for names may be a password: it is not kept as it is.
    return secrets.kept(f"{what}\x1f{said}")
