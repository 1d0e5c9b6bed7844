"""``communique search``, ``engagements``, ``statements``, ``events``, ``timeline`` and ``pair``: asking a ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from communique.cli.ask_options import DUE, PLACE, SHOWN, Asked, AskFormat, SortBy, asking
from communique.cli.ledger_option import opened_ledger

if TYPE_CHECKING:
    from communique.ledger import Ledger
    from communique.ledger.asking import Filter, Kind

SEARCH = """\b
Examples:
  communique search "water supplies" --ledger desk.db
  communique search 'engineer*' --by UZB --documents --ledger desk.db
"""
ENGAGEMENTS = """\b
Examples:
  communique engagements --with UZB --from 2024-05 --ledger desk.db
  communique engagements --count-by month --ledger desk.db
"""
STATEMENTS = """\b
Examples:
  communique statements --by "Helena Brandvold" --ledger desk.db
  communique statements --text "promises" --format csv --ledger desk.db > statements.csv
"""
EVENTS = """\b
Examples:
  communique events --type CONSULT --from 2024 --ledger desk.db
  communique events --by UZB --count-by type --format csv --ledger desk.db
"""
TIMELINE = """\b
Examples:
  communique timeline "Rustam Yuldoshev" --ledger desk.db
  communique timeline UZB --from 2024-05 --format jsonl --ledger desk.db
"""
PAIR = """\b
Examples:
  communique pair UZB UN --ledger desk.db
  communique pair UZB UN --count-by type --ledger desk.db
"""


@asking(without=("text",))
def search(
    words: Annotated[str, typer.Argument(metavar="WORDS", help='All of them must be there; "a phrase", begin*.')],
    documents: Annotated[bool, typer.Option("--documents", help="Look through whole documents, not entries.")] = False,
    *,
    asked: Asked,
) -> None:
    """Find entries of all kinds, or documents, by words.

    Entries are looked for in the words they rest on. Of the filters, --documents minds --from, --until and --outlet.
    """
    if documents:
        from communique.cli.ask_print import print_documents

        with opened_ledger(asked.ledger) as ledger:
            print_documents(ledger, words, asked)
        return
    answer(None, replace(asked, filter=replace(asked.filter, text=words)))


@asking(without=DUE)
def engagements(*, asked: Asked) -> None:
    """List meetings, visits, calls, talks, summits and signings."""
    answer("engagement", asked)


@asking(without=(*DUE, *PLACE, "status"))
def statements(*, asked: Asked) -> None:
    """List who said what."""
    answer("statement", asked)


@asking(without=DUE)
def events(*, asked: Asked) -> None:
    """List events of PLOVER's types: who did what to whom."""
    answer("event", asked)


@asking(without=DUE, sort=SortBy.oldest)
def timeline(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="A name, an acronym, an id, or a country's code.")],
    *,
    asked: Asked,
) -> None:
    """List all that somebody takes part in, the oldest first."""
    answer(None, replace(asked, filter=replace(asked.filter, with_=(entity, *asked.filter.with_))))


@asking(without=DUE)
def pair(
    one: Annotated[str, typer.Argument(metavar="PARTY", help="A name, an acronym, an id, or a country's code.")],
    other: Annotated[str, typer.Argument(metavar="PARTY", help="The other one.")],
    *,
    asked: Asked,
) -> None:
    """List all that two parties take part in together, whichever of them acts."""
    answer(None, replace(asked, filter=replace(asked.filter, with_=(one, other, *asked.filter.with_))))


def answer(kind: Kind | None, asked: Asked) -> None:
    """Print what was asked for: an entry in its source, counts, or entries.

    Raises:
        LedgerError: there is no ledger, or what was asked for cannot be.
        OutputError: the plot cannot be written.
    """
    with opened_ledger(asked.ledger) as ledger:
        if asked.open is not None:
            from communique.cli.ask_open import print_opened

            print_opened(ledger, asked.open, asked)
        elif asked.count_by is not None or asked.plot is not None:
            from communique.cli.ask_counts import print_counts

            print_counts(ledger, kind, asked)
        else:
            _list(ledger, kind, asked)


def _list(ledger: Ledger, kind: Kind | None, asked: Asked) -> None:
    from communique.cli.ask_print import format_of, print_entries
    from communique.ledger.asking import entries

    in_table = format_of(asked) is AskFormat.table
    limit = (SHOWN if in_table else None) if asked.limit is None else (asked.limit or None)
    # One more, to say that there are more.
    wish: Filter = replace(asked.filter, limit=limit + 1 if limit is not None and asked.limit is None else limit)
    print_entries(entries(ledger, kind, wish), kind, asked, limit, ledger.name)
