"""What people decide, one command each: confirm, correct, merge, split, reject, apart, undo."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from communique import logs
from communique.cli.ending import ending_well
from communique.cli.ledger_option import LedgerOption, opened_ledger
from communique.errors import LedgerError

if TYPE_CHECKING:
    from communique.ledger import Ledger
    from communique.ledger.reviewing import Decision

CONFIRM = """\b
Examples:
  communique confirm c3f09a12b e77ad0123 --ledger desk.db
"""
REJECT = """\b
Examples:
  communique reject e77ad0123 --why "a threat, no assault" --ledger desk.db
"""
CORRECT = """\b
Examples:
  communique correct c3f09a12b due=2024-09-30 "amount=5000000 CHF" --ledger desk.db
  communique correct e77ad0123 type=THREATEN mode=violence actor=n18b2c,n90de1 --ledger desk.db
  communique correct n18b2c "name=Rustam Yuldoshev" country=UZB sectors=GOV --ledger desk.db

\b
Fields of
  an event:      type, mode, contexts, status, date, place, actor, recipient, trigger, evidence
  a statement:   kind, speaker, addressee, cue, speaker_span, content
  a commitment:  force, action, amount, due, condition, status, committer, beneficiary, evidence
  an engagement: kind, participants, topics, status, date, place, evidence
  an entity:     name, title, affiliation, country, sectors
Parties are ids of entities, parted by commas. trigger, evidence, cue, speaker_span and content are places in the
document: START:END in characters, or the very words where the document has them once. Nothing after = empties.
"""
MERGE = """\b
Examples:
  communique merge n18b2c n90de1 --why "one spelling of two" --ledger desk.db
"""
SPLIT = """\b
Examples:
  communique split e77ad0123 t4410c --ledger desk.db
  communique split n18b2c 0123456789abcdef#n3 --ledger desk.db
"""
APART = """\b
Examples:
  communique apart n18b2c n90de1 --why "father and son" --ledger desk.db
"""
UNDO = """\b
Examples:
  communique undo 12 --ledger desk.db
"""
_By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who decides; default: your login.", show_default=False)
]
_Why = Annotated[str | None, typer.Option("--why", metavar="WORDS", help="The reason, kept with it.")]
_Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of entries or entities, or their beginnings.")]
_Id = Annotated[str, typer.Argument(metavar="ID", help="Id of an entry or entity, or its beginning.")]
_Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")]


def confirm(
    ids: _Ids, by: _By = None, why: _Why = None, ledger: LedgerOption = None, debug: _Debug = False
) -> None:  # fmt: skip
    """Say that entries or entities are right as they are shown."""

    def deed(opened: Ledger, name: str) -> Iterator[Decision]:
        from communique.ledger import reviewing

        yield from (reviewing.confirm(opened, one, by=name, why=why) for one in ids)

    _do(deed, by, ledger, debug)


def reject(
    ids: _Ids, by: _By = None, why: _Why = None, ledger: LedgerOption = None, debug: _Debug = False
) -> None:  # fmt: skip
    """Say that entries are wrong, or that entities are nobody: they are hidden, and told again they stay so."""

    def deed(opened: Ledger, name: str) -> Iterator[Decision]:
        from communique.ledger import reviewing

        yield from (reviewing.reject(opened, one, by=name, why=why) for one in ids)

    _do(deed, by, ledger, debug)


def correct(
    id: _Id,
    fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="What is right, see below.")],
    by: _By = None,
    why: _Why = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Put fields of an entry or entity right."""

    def deed(opened: Ledger, name: str) -> Iterator[Decision]:
        from communique.ledger import reviewing

        yield reviewing.correct(opened, id, reviewing.typed(opened, id, fields), by=name, why=why)

    _do(deed, by, ledger, debug)


def merge(
    ids: _Ids, by: _By = None, why: _Why = None, ledger: LedgerOption = None, debug: _Debug = False
) -> None:  # fmt: skip
    """Say that several entries, or entities, are one: the first stays, the others become part of it."""

    def deed(opened: Ledger, name: str) -> Iterator[Decision]:
        from communique.ledger import reviewing

        if len(ids) < 2:
            raise LedgerError("give two ids or more: the first stays, the others become part of it.")
        yield from (reviewing.merge(opened, ids[0], other, by=name, why=why) for other in ids[1:])

    _do(deed, by, ledger, debug)


def split(
    id: _Id,
    parts: Annotated[
        list[str], typer.Argument(metavar="TELLING...", help="Ids of tellings; of an entity DOCUMENT#RECORD.")
    ],
    by: _By = None,
    why: _Why = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Say that some tellings of an entry are another one, which is made of them; `history ID` shows the tellings."""

    def deed(opened: Ledger, name: str) -> Iterator[Decision]:
        from communique.ledger import reviewing

        yield reviewing.split(opened, id, parts, by=name, why=why)

    _do(deed, by, ledger, debug)


def apart(
    one: _Id,
    other: Annotated[str, typer.Argument(metavar="ID", help="Id of another one.")],
    by: _By = None,
    why: _Why = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Say that two things are not one, of which the program was in doubt."""

    def deed(opened: Ledger, name: str) -> Iterator[Decision]:
        from communique.ledger import reviewing

        yield reviewing.apart(opened, one, other, by=name, why=why)

    _do(deed, by, ledger, debug)


def undo(
    numbers: Annotated[list[int], typer.Argument(metavar="NUMBER...", help="Numbers of decisions.")],
    by: _By = None,
    why: _Why = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Take decisions back, in any order; what stands without them is what stood before. An undo is undone likewise."""

    def deed(opened: Ledger, name: str) -> Iterator[Decision]:
        from communique.ledger import reviewing

        yield from (reviewing.take_back(opened, number, by=name, why=why) for number in numbers)

    _do(deed, by, ledger, debug)


def _do(deed: Callable[[Ledger, str], Iterator[Decision]], by: str | None, ledger: str | None, debug: bool) -> None:
    """Decide, and tell each decision in a line."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        for row in deed(opened, by if by is not None else login()):
            typer.echo(_told(row))


def _told(row: Decision) -> str:
    what = {
        "confirm": f"{row.subject} is confirmed", "reject": f"{row.subject} is rejected",
        "correct": f"{row.subject} is corrected", "merge": f"{row.other} is part of {row.subject}",
        "split": f"{row.other} is split off {row.subject}", "apart": f"{row.subject} and {row.other} are two",
    }.get(row.what, f"decision {row.takes_back} is taken back")  # fmt: skip
    return f"{row.number}: {what}; `communique undo {row.number}` takes it back."


def login() -> str:
    """The name of who types.

    Raises:
        LedgerError: it has none.
    """
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise LedgerError("your login has no name; give the name of who decides with --by NAME.") from None
