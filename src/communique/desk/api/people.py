"""Who one is, API tokens, and accounts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from communique.desk.api import wire
from communique.desk.api.answers import Json, may_fail
from communique.desk.asked import Admin, OfLedger, OfPerson
from communique.desk.people import Person, Role, accounts, tokens
from communique.errors import DeskError, NotAllowedError

router = APIRouter(tags=["people"])
Name = Annotated[str, Path(max_length=80)]
Password = Annotated[str, Field(max_length=2_000)]


class Me(wire.Wire):
    """Who one is."""

    name: str
    role: Role
    via: Annotated[str, Field(description="local (no accounts on this machine), session or token.")]


class AccountOut(wire.Wire):
    """An account."""

    name: str
    role: Role
    created: str
    disabled: bool


class Accounts(wire.Wire):
    """All accounts."""

    items: list[AccountOut]


class AccountIn(BaseModel):
    """A new account."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "ann", "password": "four quiet words here", "role": "reviewer"}]},
    )
    name: Annotated[str, Field(max_length=200)]
    password: Password
    role: Role


class AccountChange(BaseModel):
    """What of an account is changed; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "reader"}]})
    password: Password | None = None
    role: Role | None = None
    disabled: bool | None = None


class TokenIn(BaseModel):
    """A new token."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "nightly export", "days": 90}]})
    name: Annotated[str, Field(max_length=400, description="What it is for.")]
    days: Annotated[int | None, Field(ge=1, le=tokens.MOST_DAYS, description="After which it ends; null: never.")] = 90


class TokenOut(wire.Wire):
    """A token without its secret."""

    number: int
    name: str
    created: str
    expires: str | None


class NewToken(TokenOut):
    """A token with its secret, which is told once only."""

    secret: str


class Tokens(wire.Wire):
    """One's tokens."""

    items: list[TokenOut]


@router.get("/me", response_model=Me, responses=may_fail(), operation_id="get_me")
def me(person: OfPerson) -> Json:
    """Who one is, and with which rights."""
    return {"name": person.name, "role": person.role, "via": person.via}


@router.get("/tokens", response_model=Tokens, responses=may_fail(), operation_id="list_tokens")
def own_tokens(ledger: OfLedger, person: OfPerson) -> Json:
    """List one's API tokens."""
    return {"items": [asdict(one) for one in tokens.of(ledger, person.account)] if person.account is not None else []}


@router.post(
    "/tokens", response_model=NewToken, status_code=201, responses=may_fail(400, 413), operation_id="add_token"
)
def new_token(ledger: OfLedger, person: OfPerson, body: TokenIn) -> Json:
    """Make an API token with the rights of one's account. A token makes no further ones."""
    token, secret = tokens.add(ledger, _account(person), body.name, body.days)
    return asdict(token) | {"secret": secret}


@router.delete(
    "/tokens/{number}", status_code=204, response_class=Response, responses=may_fail(404), operation_id="remove_token"
)
def end_token(ledger: OfLedger, person: OfPerson, number: Annotated[int, Path(ge=1, lt=2**31)]) -> None:
    """End one of one's tokens."""
    tokens.remove(ledger, person.account if person.account is not None else 0, number)


@router.get("/accounts", response_model=Accounts, responses=may_fail(), operation_id="list_accounts")
def listed(ledger: OfLedger, _: Admin) -> Json:
    """List accounts."""
    return {"items": [_to_dict(one) for one in accounts.every(ledger)]}


@router.post(
    "/accounts", response_model=AccountOut, status_code=201, responses=may_fail(400, 413), operation_id="add_account"
)
def added(ledger: OfLedger, _: Admin, body: AccountIn) -> Json:
    """Make an account. With the first one, an admin's, everybody has to log in."""
    return _to_dict(accounts.add(ledger, body.name, body.password, body.role))


@router.patch(
    "/accounts/{name}", response_model=AccountOut, responses=may_fail(400, 404, 413), operation_id="change_account"
)
def changed(ledger: OfLedger, _: Admin, name: Name, body: AccountChange) -> Json:
    """Change an account. A new password, and being disabled, ends its sessions and tokens."""
    return _to_dict(
        accounts.change(ledger, name, password=body.password, role=body.role, disabled=body.disabled)
    )  # fmt: skip


@router.delete(
    "/accounts/{name}", status_code=204, response_class=Response, responses=may_fail(404),
    operation_id="remove_account",
)  # fmt: skip
def removed(ledger: OfLedger, _: Admin, name: Name) -> None:
    """Remove an account; decisions keep the name."""
    accounts.remove(ledger, name)


def _account(person: Person) -> int:
    if person.account is None:
        raise DeskError("tokens belong to accounts, and this desk has none; here the API needs no token.")
    if person.via == "token":
        raise NotAllowedError("a token makes no tokens; log in and make it on your account's page.")
    return person.account


def _to_dict(account: accounts.Account) -> Json:
    return {"name": account.name, "role": account.role, "created": account.created, "disabled": account.disabled}
