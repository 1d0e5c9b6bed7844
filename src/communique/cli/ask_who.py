"""``communique who``: the persons, bodies and states that a name may mean."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from communique.cli.ask_options import Asked, AskFormat, asking
from communique.cli.ledger_option import opened_ledger

WHO = """\b
Examples:
  communique who Yuldoshev --ledger desk.db
  communique who "UN" --format jsonl --ledger desk.db
"""
SHOWN = 20


@asking(only=("limit", "format_"))
def who(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in any spelling, a part of one, begin*, an id.")],
    *,
    asked: Asked,
) -> None:
    """Show who a name may mean: those in most documents first, with their ids, offices, other names and entries."""
    from communique.cli.ask_print import ID, format_of, print_dicts
    from communique.ledger import asking as ask

    format_ = format_of(asked)
    limit = SHOWN if asked.limit is None else (asked.limit or None)
    with opened_ledger(asked.ledger) as ledger:
        rows: list[dict[str, Any]] = [ask.entity_to_dict(one) for one in ask.who(ledger, name, limit=limit)]
        if format_ is AskFormat.csv:
            for row in rows:
                row["entries"] = [f"{kind} {count}" for kind, count in row["entries"].items()]
        columns = ["id", "name", "kind", "title", "affiliation", "country", "sectors", "known", "appearances",
                   "first_day", "last_day", "names", "entries"]  # fmt: skip
        if format_ is AskFormat.table:
            for row in rows:
                row["id"], row["documents"], row["last"] = row["id"][:ID], row["appearances"], row["last_day"]
            columns = ["id", "name", "kind", "title", "country", "sectors", "documents", "last", "entries"]
        print_dicts(rows, columns, format_, ledger.name, {"name": 3, "title": 2, "entries": 3})
