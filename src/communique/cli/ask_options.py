"""The options that all commands which ask a ledger share, declared once, and what they make together."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from communique import logs
from communique.cli.ending import ending_well
from communique.cli.ledger_option import LedgerOption

if TYPE_CHECKING:
    from communique.ledger.asking import Filter

SHOWN = 50
"""Lines of a table where nothing else is said."""
_PARTY = "a name, an acronym, an id, or a code such as KEN for all parties of a country"


class AskFormat(StrEnum):
    """How answers are printed."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"


class SortBy(StrEnum):
    """Orders of entries."""

    newest = "newest"
    oldest = "oldest"
    due = "due"
    confidence = "confidence"
    intensity = "intensity"
    outlets = "outlets"


class CountedBy(StrEnum):
    """What entries are counted by."""

    week = "week"
    month = "month"
    year = "year"
    type = "type"
    pair = "pair"
    country = "country"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    filter: Filter
    ledger: str | None
    format: AskFormat | None
    """None for a table on a terminal and JSON Lines elsewhere."""
    limit: int | None
    """None where nothing was said; 0 for no limit."""
    count_by: CountedBy | None = None
    plot: Path | None = None
    open: str | None = None


def _many(name: str, help_: str, metavar: str = "TEXT") -> Any:
    return Annotated[list[str] | None, typer.Option(name, help=help_, metavar=metavar, show_default=False)]


def _one(name: str, help_: str, metavar: str = "TEXT") -> Any:
    return Annotated[str | None, typer.Option(name, help=help_, metavar=metavar, show_default=False)]


_Limit = Annotated[
    int | None,
    typer.Option("--limit", min=0, metavar="N", show_default=False,
                 help=f"At most so many, 0 for all; default: {SHOWN} in a table, all elsewhere."),
]  # fmt: skip
_Format = Annotated[
    AskFormat | None,
    typer.Option("--format", "-f", show_default=False, help="Default: a table on a terminal, jsonl elsewhere."),
]
FILTERS: dict[str, tuple[Any, Any]] = {
    "by": (_many("--by", f"Who acts, speaks, promises or takes part: {_PARTY}. Repeat it for others.", "PARTY"), None),
    "to": (_many("--to", "Who is acted upon, spoken or promised to.", "PARTY"), None),
    "with_": (_many("--with", "Who takes part in any role; each further one must take part, too.", "PARTY"), None),
    "type": (_many("--type", "Kind of engagement or statement, PLOVER type, force of a commitment."), None),
    "status": (_many("--status", "As told (occurred, planned, …); of commitments open, kept, overdue, …."), None),
    "from_": (_one("--from", "First day: 2024-01-31, 2024-01 or 2024.", "DAY"), None),
    "until": (_one("--until", "Last day, included.", "DAY"), None),
    "due_after": (_one("--due-after", "Due on this day or later.", "DAY"), None),
    "due_before": (_one("--due-before", "Due before this day.", "DAY"), None),
    "country": (_many("--country", "Country of the place.", "CODE"), None),
    "place": (_many("--place", "Name of the place."), None),
    "sector": (_many("--sector", "PLOVER sector of a party, such as GOV or NGO.", "CODE"), None),
    "outlet": (_many("--outlet", "Publisher of a document that tells it."), None),
    "text": (_one("--text", 'Words of the evidence; "a phrase", begin*.', "WORDS"), None),
    "review": (_many("--review", "confirmed, corrected, rejected or none."), None),
    "min_confidence": (
        Annotated[
            float | None,
            typer.Option("--min-confidence", min=0, max=1, metavar="P", show_default=False, help="From 0 to 1."),
        ],
        None,
    ),
    "hidden": (
        Annotated[
            bool, typer.Option("--hidden", help="Show also what was rejected, merged into another or found no more.")
        ],
        False,
    ),
    "sort": (Annotated[SortBy, typer.Option("--sort", help="Order.")], SortBy.newest),
}
"""Options by the field of a filter."""
SHOWING: dict[str, tuple[Any, Any]] = {
    "limit": (_Limit, None),
    "format_": (_Format, None),
    "count_by": (
        Annotated[
            CountedBy | None,
            typer.Option("--count-by", show_default=False, help="Count them in groups, with their mean intensity."),
        ],
        None,
    ),
    "plot": (
        Annotated[
            Path | None,
            typer.Option("--plot", metavar="FILE", show_default=False, help="Draw the counts: a .png or .svg file."),
        ],
        None,
    ),
    "open_": (_one("--open", "Show this entry in its source, and all who tell it.", "ID"), None),
    "ledger": (LedgerOption, None),
    "debug": (Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")], False),
}
DUE = ("due_after", "due_before")
PLACE = ("country", "place")


def asking(
    *, without: tuple[str, ...] = (), only: tuple[str, ...] | None = None, sort: SortBy = SortBy.newest
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function that takes ``asked``, an `Asked`, after arguments of its own.

    The command has the arguments of the function and all options of this module, is set up for logging, and ends well.

    Args:
        without: options that make no sense for it.
        only: the only options that it has.
        sort: the order where nothing is said.
    """
    options = {name: option for name, option in (FILTERS | SHOWING).items() if name not in without}
    if only is not None:
        options = {name: option for name, option in options.items() if name in (*only, "ledger", "debug")}

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(function, include_extras=True, localns={"Asked": Asked})
        own = [p for p in inspect.signature(function).parameters.values() if p.name != "asked"]

        def command(**given: Any) -> None:
            debug = given.pop("debug")
            logs.set_up(debug=debug)
            with ending_well(debug=debug):
                mine = {p.name: given.pop(p.name) for p in own}
                function(asked=_asked(given), **mine)

        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        parameters = [inspect.Parameter(p.name, kind, default=p.default, annotation=hints[p.name]) for p in own]
        for name, (annotation, default) in options.items():
            default = sort if name == "sort" else default
            parameters.append(inspect.Parameter(name, kind, default=default, annotation=annotation))
        parameters.sort(key=lambda p: p.default is not inspect.Parameter.empty)
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {p.name: p.annotation for p in parameters}
        command.__doc__, command.__name__ = function.__doc__, function.__name__
        return command

    return decorate


def _asked(given: dict[str, Any]) -> Asked:
    # Here rather than above: the ledger brings SQLAlchemy with it.
    from communique.ledger.asking import Filter

    fields = {name: value for name, value in given.items() if name in FILTERS and value is not None}
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    if "sort" in fields:
        fields["sort"] = fields["sort"].value
    return Asked(
        Filter(**fields), given.get("ledger"), given.get("format_"), given.get("limit"), given.get("count_by"),
        given.get("plot"), given.get("open_"),
    )  # fmt: skip
