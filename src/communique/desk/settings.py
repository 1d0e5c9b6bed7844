"""The settings of a desk: from a file, from the environment and from flags, in this order, the later ones win."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

from communique.errors import DeskError

PREFIX = "COMMUNIQUE_DESK_"
"""Before the name of a setting in capitals it is the name of its environment variable."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _set(default: Any, about: str, least: float | None = None) -> Any:
    return field(default=default, metadata={"about": about, "least": least})


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """What a desk needs to know. Each field is a key of the file, a variable of the environment and a flag."""

    ledger: str = _set("communique.db", "File or address of the ledger.")
    host: str = _set("127.0.0.1", "Address to listen on; beyond localhost accounts are needed.")
    port: int = _set(8000, "Port to listen on.", 0)
    workers: int = _set(1, "Processes that serve.", 1)
    names: tuple[str, ...] = _set((), "Names under which people reach the desk, as desk.example.org; *.example.org.")
    https: bool = _set(False, "People reach it by https: cookies are sent by https only, browsers are told to stay.")
    proxies: tuple[str, ...] = _set(("127.0.0.1",), "Proxies whose X-Forwarded-For and -Proto are believed.")
    session_hours: int = _set(12, "Hours after which a login ends.", 1)
    login_tries: int = _set(5, "Failed logins of one name, or from one address, after which it has to wait.", 1)
    login_minutes: int = _set(15, "Minutes of that wait.", 1)
    max_body: int = _set(5_000_000, "Size of the largest request, in bytes.", 1_000)
    max_text: int = _set(2_500_000, "Length of the longest text that is read, in letters.", 1_000)
    page: int = _set(50, "Entries of a page where nothing else is asked for, at most 200.", 1)
    fetch_hosts: tuple[str, ...] = _set((), "Hosts from which people may have pages and feeds fetched; * is all.")
    fetch_seconds: float = _set(20.0, "Seconds that a fetched address may take.", 0.1)
    fetch_bytes: int = _set(20_000_000, "Size of the largest fetched document, in bytes.", 1_000)
    reader_seconds: float = _set(30.0, "Seconds that a text waits for the reader while it reads others.", 0.0)
    threads: int = _set(12, "Requests that a process deals with at once.", 1)
    stop_seconds: int = _set(20, "Seconds that requests under way have to end when the desk is stopped.", 0)
    feeds: str | None = _set(None, "Folder for the Atom feeds of watches; without it watches write none.")

    @property
    def is_local(self) -> bool:
        """Whether it listens on this machine only."""
        if self.host in LOOPBACK:
            return True
        import ipaddress

        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def trusted(self) -> tuple[str, ...]:
        """Names that a request may be for: others are a page elsewhere that turns its own name on us."""
        own = (self.host,) if self.host not in ("0.0.0.0", "::") else ()
        return (*(LOOPBACK if self.is_local else own), *self.names)

    @classmethod
    def gathered(
        cls, file: Path | None, environment: Mapping[str, str], flags: Mapping[str, Any], **default: Any
    ) -> Self:
        """Settings from all three places.

        Args:
            file: a TOML file with the names of the fields as keys; None for none.
            environment: variables of the process.
            flags: fields given on the command line; None where nothing was said.
            default: fields that have another default.

        Raises:
            DeskError: a place holds what is no setting, or what it cannot be.
        """
        found = replace(cls(), **default)
        told = _of_file(file) if file is not None else {}
        for name, value in told.items():
            found = found._with(name, value, f"{file}")
        for one in fields(cls):
            if (text := environment.get(PREFIX + one.name.upper(), "")) != "":
                found = found._with(one.name, text, PREFIX + one.name.upper())
        for name, value in flags.items():
            if value is not None:
                found = found._with(name, value, f"--{name.replace('_', '-')}")
        return found

    def _with(self, name: str, value: Any, where: str) -> Self:
        known = {one.name: one for one in fields(self)}
        if name not in known:
            raise DeskError(f"{where}: there is no setting {name!r}; there are {', '.join(known)}.")
        kind = str(known[name].type)
        try:
            fit = _KINDS[kind](value)
        except (TypeError, ValueError):
            raise DeskError(f"{where}: {name} is {value!r}, which does not fit; it is {_ARE[kind]}.") from None
        least = known[name].metadata["least"]
        if least is not None and fit < least:
            raise DeskError(f"{where}: {name} is {fit:g}; it is {least:g} or more.")
        if name == "page" and fit > 200:
            raise DeskError(f"{where}: page is {fit}; it is 200 or less.")
        return replace(self, **{name: fit})


@dataclass(frozen=True, slots=True)
class Described:
    """A setting as it is documented."""

    name: str
    """Its key in the file."""
    type: str
    default: str
    about: str

    @property
    def flag(self) -> str:
        """Its option of the command line."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def variable(self) -> str:
        """Its variable of the environment."""
        return PREFIX + self.name.upper()


def described() -> list[Described]:
    """All settings, in their order."""
    return [
        Described(one.name, str(one.type), _shown(one.default), str(one.metadata["about"]))
        for one in fields(DeskSettings)
    ]  # fmt: skip


def _shown(default: Any) -> str:
    if default is MISSING or default is None or default == ():
        return ""
    if isinstance(default, bool):
        return "true" if default else "false"
    return ", ".join(default) if isinstance(default, tuple) else str(default)


def _of_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except OSError as error:
        raise DeskError(f"{path}: cannot be read ({error.strerror}); give another file with --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeskError(f"{path}: this is no TOML ({error}); write lines such as port = 8000.") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value.strip()


def _whole(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and value != int(value)):
        raise TypeError
    return int(value)


def _number(value: Any) -> float:
    found = float(value)
    if isinstance(value, bool) or found != found or found in (float("inf"), float("-inf")):
        raise TypeError
    return found


def _switch(value: Any) -> bool:
    known = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False}
    return known[value.strip().lower()] if isinstance(value, str) and value.strip().lower() in known else _bool(value)


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part for one in value.split(",") if (part := one.strip()))
    return tuple(_text(one) for one in value)


_KINDS: dict[str, Callable[[Any], Any]] = {
    "str": _text, "str | None": _text, "int": _whole, "float": _number, "bool": _switch, "tuple[str, ...]": _texts,
}  # fmt: skip
_ARE = {
    "str": "a text", "str | None": "a text", "int": "a whole number", "float": "a number", "bool": "true or false",
    "tuple[str, ...]": "a list of texts, in the environment parted by commas",
}  # fmt: skip
