"""``communique serve``: the desk."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from communique import logs
from communique.cli.ending import ending_well
from communique.cli.ledger_option import DEFAULT
from communique.desk.settings import Described, described
from communique.settings import Settings

SERVE = """\b
Examples:
  communique serve --ledger desk.db
  communique serve --config desk.toml
  communique serve --host 0.0.0.0 --names desk.example.org --https --workers 4 --ledger desk.db

\b
Beyond this machine the desk needs accounts: `communique accounts add NAME --role admin`. All settings: docs/desk.md.
"""
CONFIG = "COMMUNIQUE_DESK_CONFIG"
_TYPES: dict[str, Any] = {
    "str": str, "str | None": str, "int": int, "float": float, "bool": bool, "tuple[str, ...]": list[str],
}  # fmt: skip


def _served(config: Path | None, log: Path | None, debug: bool, **flags: Any) -> None:
    """Open a ledger to people: a web page to read, ask and decide, and a REST API, until it is stopped."""
    logs.set_up(debug=debug)
    if not debug:
        logs.to_stderr("communique", "uvicorn")
    with ending_well(debug=debug):
        if log is not None:
            logs.to_file(log)
        if find_spec("fastapi") is None or find_spec("uvicorn") is None:
            from communique.errors import CommuniqueError

            raise CommuniqueError(
                "the desk needs packages that are not installed; run `pip install 'communique[web]'`."
            )
        from communique.desk.serving import serve as run
        from communique.desk.settings import DeskSettings

        file = config or (Path(os.environ[CONFIG]) if os.environ.get(CONFIG) else None)
        given = {name: value if value != [] else None for name, value in flags.items()}
        default = {"ledger": Settings.from_environment().ledger or DEFAULT}
        settings = DeskSettings.gathered(file, os.environ, given, **default)
        run(settings, lambda url: typer.echo(f"The desk of {_shown(settings.ledger)} is at {url}", err=True))


def _shown(ledger: str) -> str:
    """An address without its password."""
    scheme, mark, rest = ledger.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if mark else ledger


def _option(one: Described) -> Any:
    name = f"{one.flag}/--no-{one.flag[2:]}" if one.type == "bool" else one.flag
    default = f" Default: {one.default}." if one.default and one.type != "bool" else ""
    several = " Repeat it for others." if one.type.startswith("tuple") else ""
    return typer.Option(name, help=f"{one.about}{several}{default}", show_default=False)


def _command() -> Callable[..., None]:
    """The command with an option for each setting, so that none is missing here."""
    own: list[tuple[str, Any, Any]] = [
        ("config", Annotated[Path | None, typer.Option("--config", metavar="FILE", show_default=False,
                                                       help=f"Settings as TOML; default: ${CONFIG}.")], None),
        ("log", Annotated[Path | None, typer.Option("--log", metavar="FILE",
                                                    help="Append the log to a file, as lines of JSON.")], None),
        ("debug", Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")], False),
    ]  # fmt: skip
    options = [
        (one.name, Annotated[_TYPES[one.type] | None, _option(one)], None) for one in described()
    ]  # fmt: skip
    kind = inspect.Parameter.KEYWORD_ONLY

    def command(**given: Any) -> None:
        _served(**given)

    parameters = [inspect.Parameter(name, kind, default=default, annotation=made) for name, made, default in
                  (*options, *own)]  # fmt: skip
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    command.__doc__, command.__name__ = _served.__doc__, "serve"
    return command


serve = _command()
