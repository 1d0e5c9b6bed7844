"""Accounts in the ledger's database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.desk.people import passwords
from communique.desk.people.person import ROLES, Role
from communique.errors import DeskError, NotThereError
from communique.ledger import Ledger
from communique.ledger import tables as t

_NAME = re.compile(r"[\w.@+-]{1,80}")
a = t.accounts.c


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in."""

    number: int
    name: str
    role: Role
    created: str
    """ISO time in UTC."""
    disabled: bool


def exist(ledger: Ledger) -> bool:
    """Whether there is any account: then everybody has to log in, on localhost too."""
    with ledger.reading() as connection:
        return connection.execute(sa.select(a.number).limit(1)).first() is not None


def every(ledger: Ledger) -> list[Account]:
    """All accounts by their names."""
    with ledger.reading() as connection:
        return [_account(row) for row in connection.execute(sa.select(t.accounts).order_by(a.name))]


def add(ledger: Ledger, name: str, password: str, role: Role) -> Account:
    """Make an account.

    Raises:
        DeskError: the name or the password cannot be one, or there is one of this name.
    """
    plain, kept = named(name), passwords.hashed(password)
    _check_role(role)
    with ledger.writing() as connection:
        if connection.execute(sa.select(a.number).where(a.name == plain)).first() is not None:
            raise DeskError(f"there is an account {plain!r} already; take another name, or change its password.")
        if role != "admin" and connection.execute(sa.select(a.number).limit(1)).first() is None:
            raise DeskError("the first account is an admin's; make it with --role admin, then the others.")
        row = {"name": plain, "role": role, "password": kept, "created": ledger.clock(), "disabled": False}
        number = connection.execute(sa.insert(t.accounts).values(**row).returning(a.number)).scalar_one()
    return Account(number, plain, role, str(row["created"]), False)


def change(
    ledger: Ledger, name: str, *, password: str | None = None, role: Role | None = None, disabled: bool | None = None
) -> Account:
    """Change an account. A new password, and being disabled, ends all its sessions; so do its API tokens end.

    Raises:
        NotThereError: there is no such account.
        DeskError: the password cannot be one, or no admin would be left.
    """
    values: dict[str, Any] = {}
    if password is not None:
        values["password"] = passwords.hashed(password)
    if role is not None:
        values["role"] = _check_role(role)
    if disabled is not None:
        values["disabled"] = disabled
    with ledger.writing() as connection:
        row = _row(connection, name)
        if values:
            connection.execute(sa.update(t.accounts).where(a.number == row.number).values(**values))
        if password is not None or disabled:
            _end(connection, row.number)
        _check_admin_left(connection)
        return _account(_row(connection, name))


def remove(ledger: Ledger, name: str) -> None:
    """Remove an account, its sessions and its tokens; decisions keep the name.

    Raises:
        NotThereError: there is no such account.
        DeskError: no admin would be left.
    """
    with ledger.writing() as connection:
        row = _row(connection, name)
        _end(connection, row.number)
        connection.execute(sa.delete(t.accounts).where(a.number == row.number))
        _check_admin_left(connection)


def by_name(ledger: Ledger, name: str) -> Account:
    """The account of a name.

    Raises:
        NotThereError: there is none.
    """
    with ledger.reading() as connection:
        return _account(_row(connection, name))


def named(name: str) -> str:
    """A name as accounts have it: small letters, in normal form.

    Raises:
        DeskError: it cannot be one.
    """
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    if _NAME.fullmatch(plain) is None:
        raise DeskError(f"{name!r} cannot be an account's name; take letters, digits and . @ + - _ only, up to 80.")
    return plain


def with_password(ledger: Ledger, name: str, password: str) -> Account | None:
    """The account of a name and its password; None where there is none or it is another one."""
    try:
        plain = named(name)
    except DeskError:
        plain = ""
    with ledger.reading() as connection:
        row = connection.execute(sa.select(t.accounts).where(a.name == plain, ~a.disabled)).one_or_none()
    if not passwords.fits(password, row.password if row is not None else None) or row is None:
        return None
    if passwords.outdated(row.password):
        with ledger.writing() as connection:
            again = sa.update(t.accounts).where(a.number == row.number, a.password == row.password)
            connection.execute(again.values(password=passwords.hashed(password)))
    return _account(row)


def _row(connection: Connection, name: str) -> Row[Any]:
    row = connection.execute(sa.select(t.accounts).where(a.name == named(name))).one_or_none()
    if row is None:
        raise NotThereError(f"there is no account {name!r}; `communique accounts list` shows them.")
    return row


def _account(row: Row[Any]) -> Account:
    return Account(row.number, row.name, cast(Role, row.role), row.created, bool(row.disabled))


def _check_role(role: str) -> str:
    if role not in ROLES:
        raise DeskError(f"there is no role {role!r}; there are {', '.join(ROLES)}.")
    return role


def _end(connection: Connection, number: int) -> None:
    for table in (t.sessions, t.tokens):
        connection.execute(sa.delete(table).where(table.c.account == number))


def _check_admin_left(connection: Connection) -> None:
    some = connection.execute(sa.select(a.number).limit(1)).first() is not None
    admin = sa.select(a.number).where(a.role == "admin", ~a.disabled).limit(1)
    if some and connection.execute(admin).first() is None:
        raise DeskError("no admin would be left; make another account an admin first.")
