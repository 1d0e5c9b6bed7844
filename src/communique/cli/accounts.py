"""``communique accounts``: people who may log in at the desk."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from getpass import getpass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from communique import logs
from communique.cli.ending import ending_well
from communique.cli.ledger_option import LedgerOption, opened_ledger
from communique.errors import DeskError

if TYPE_CHECKING:
    from communique.ledger import Ledger

ADD = """\b
Examples:
  communique accounts add ann --role admin --ledger desk.db
  printf 'four quiet words here' | communique accounts add ben --role reviewer --password-stdin --ledger desk.db
"""
CHANGE = """\b
Examples:
  communique accounts change ben --role reader --ledger desk.db
  communique accounts change ben --disable --ledger desk.db
  communique accounts change ben --password --ledger desk.db
"""
LIST = """\b
Examples:
  communique accounts list --ledger desk.db
"""
REMOVE = """\b
Examples:
  communique accounts remove ben --ledger desk.db
"""
TOKEN = """\b
Examples:
  communique accounts token ann "nightly export" --days 90 --ledger desk.db
"""
app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="People who may log in at the desk: readers ask, reviewers decide and bring in texts, admins do all.",
)


class RoleName(StrEnum):
    """Roles; a test holds them against those of the desk, whose packages may not be installed."""

    reader = "reader"
    reviewer = "reviewer"
    admin = "admin"


_Name = Annotated[str, typer.Argument(metavar="NAME", help="Letters, digits and . @ + - _; in any case of letters.")]
_Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")]
_Stdin = Annotated[bool, typer.Option("--password-stdin", help="Take the password from standard input.")]


@app.command("add", epilog=ADD)
def add(
    name: _Name,
    role: Annotated[RoleName, typer.Option(help="What the person may do.", show_default=False)],
    password_stdin: _Stdin = False,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Make an account. The first one is an admin's; from then on everybody has to log in."""
    with _desk_of(ledger, debug) as opened:
        from communique.desk.people import accounts

        made = accounts.add(opened, name, _password(password_stdin), role.value)
        typer.echo(f"{made.name}: an account with the role {made.role} was made.")


@app.command("list", epilog=LIST)
def list_(ledger: LedgerOption = None, debug: _Debug = False) -> None:
    """List the accounts, one JSON line each."""
    with _desk_of(ledger, debug) as opened:
        from communique.desk.people import accounts

        for one in accounts.every(opened):
            row = asdict(one)
            del row["number"]
            typer.echo(json.dumps(row, ensure_ascii=False))


@app.command("change", epilog=CHANGE)
def change(
    name: _Name,
    role: Annotated[RoleName | None, typer.Option(help="The new role.", show_default=False)] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
    password_stdin: _Stdin = False,
    disabled: Annotated[
        bool | None, typer.Option("--disable/--enable", help="No login, for now; or again.", show_default=False)
    ] = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Change an account. A new password, and being disabled, ends its sessions and API tokens."""
    with _desk_of(ledger, debug) as opened:
        from communique.desk.people import accounts

        wanted = password or password_stdin
        if role is None and disabled is None and not wanted:
            raise DeskError("nothing is changed; give --role, --password, --disable or --enable.")
        made = accounts.change(
            opened, name, password=_password(password_stdin) if wanted else None,
            role=role.value if role is not None else None, disabled=disabled,
        )  # fmt: skip
        typer.echo(f"{made.name}: {'disabled' if made.disabled else 'enabled'}, role {made.role}.")


@app.command("remove", epilog=REMOVE)
def remove(name: _Name, ledger: LedgerOption = None, debug: _Debug = False) -> None:
    """Remove an account with its sessions and API tokens; decisions keep the name."""
    with _desk_of(ledger, debug) as opened:
        from communique.desk.people import accounts

        accounts.remove(opened, name)
        typer.echo(f"{name}: removed.")


@app.command("token", epilog=TOKEN)
def token(
    name: _Name,
    about: Annotated[str, typer.Argument(metavar="ABOUT", help="What the token is for.")],
    days: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Days after which it ends.", show_default=False)
    ] = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Make an API token with the rights of an account; its secret is shown once."""
    with _desk_of(ledger, debug) as opened:
        from communique.desk.people import accounts, tokens

        number = accounts.by_name(opened, name).number
        typer.echo(tokens.add(opened, number, about, days)[1])


@contextmanager
def _desk_of(ledger: str | None, debug: bool) -> Iterator[Ledger]:
    """The ledger whose accounts a command is about."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        if find_spec("argon2") is None:
            raise DeskError("accounts need packages that are not installed; run `pip install 'communique[web]'`.")
        yield opened


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise DeskError("there is no terminal to ask for the password; give it with --password-stdin.")
    first, again = getpass("Password: "), getpass("The same again: ")
    if first != again:
        raise DeskError("the two passwords are not the same; run it again.")
    return first
