"""``communique commitments show`` and others: a promise's life, and what people decide about it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from communique import logs
from communique.cli.ending import ending_well
from communique.cli.follow import Today, _Debug, day_of
from communique.cli.ledger_option import LedgerOption, opened_ledger
from communique.show.controls import harmless

if TYPE_CHECKING:
    from communique.following import LifeView, ProposalView
    from communique.ledger.reviewing.log import Decision

SHOW = """\b
Examples:
  communique commitments show c3f09a12 --ledger desk.db
  communique commitments show c3f09a12 --today 2024-01-01 --json --ledger desk.db
"""
PROPOSALS = """\b
Examples:
  communique commitments proposals --ledger desk.db
"""
CONFIRM = """\b
Examples:
  communique commitments confirm p3f09a12 --by "A. Berg" --ledger desk.db
"""
REJECT = """\b
Examples:
  communique commitments reject p3f09a12 --by "A. Berg" --why "another convoy" --ledger desk.db
"""
TAKE_BACK = """\b
Examples:
  communique commitments take-back 7 --by "A. Berg" --ledger desk.db
"""
_By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
_Why = Annotated[str | None, typer.Option("--why", metavar="WORDS", help="Why.", show_default=False)]
_Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
_Proposal = Annotated[str, typer.Argument(metavar="PROPOSAL", help="Its id, or the beginning of it.")]


def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Of the commitment, or the beginning of it.")],
    today: Today = None,
    as_json: _Json = False,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Show a promise: its words, who told it, what was found of it since, and what people decided."""
    logs.set_up(debug=debug)
    now = day_of(today, "--today") or datetime.date.today().isoformat()
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.following import life

        found = life(opened, id_, now)
        if as_json:
            from communique.ledger.asking import entry_to_dict
            from communique.show.as_json import dumps_line

            whole = entry_to_dict(found.entry) | {
                "overdue": found.overdue, "today": now, "proposals": [asdict(p) for p in found.proposals],
                "decisions": [asdict(row) | {"stands": stands} for row, stands in found.decisions],
            }  # fmt: skip
            typer.echo(dumps_line(whole))
        else:
            for line in _lines(found):
                typer.echo(harmless(line))


def proposals(
    everything: Annotated[bool, typer.Option("--all", help="Those that were decided, too.")] = False,
    as_json: _Json = False,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """List the evidence that waits for a person to confirm or reject it."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.following import proposals as proposals_of
        from communique.show.as_json import dumps_line

        count = 0
        for count, one in enumerate(proposals_of(opened, state=None if everything else "open"), 1):  # noqa: B007
            if as_json:
                typer.echo(dumps_line(asdict(one)))
            else:
                typer.echo(harmless(f"{_proposal(one)}\n    on {one.commitment[:9]}, {one.source}"))
        if count == 0:
            typer.echo("No proposal waits; `communique follow` searches new documents.", err=True)


def confirm(
    id_: _Proposal, by: _By, why: _Why = None, ledger: LedgerOption = None, debug: _Debug = False
) -> None:  # fmt: skip
    """Confirm a proposal: the commitment takes its verdict as status."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.following import decide_proposal

        _say(decide_proposal(opened, id_, "confirmed", by, why))


def reject(id_: _Proposal, by: _By, why: _Why = None, ledger: LedgerOption = None, debug: _Debug = False) -> None:
    """Reject a proposal: it stays on record and changes nothing."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.following import decide_proposal

        _say(decide_proposal(opened, id_, "rejected", by, why))


def take_back(
    number: Annotated[int, typer.Argument(metavar="DECISION", help="Its number, as `show` tells it.")],
    by: _By,
    why: _Why = None,
    ledger: LedgerOption = None,
    debug: _Debug = False,
) -> None:
    """Take back a decision about a proposal; it stays on record."""
    logs.set_up(debug=debug)
    with ending_well(debug=debug), opened_ledger(ledger) as opened:
        from communique.following import take_back as take

        _say(take(opened, number, by, why))


def _say(row: Decision) -> None:
    after = row.after or {}
    typer.echo(
        f"Decision {row.number}: {row.subject} is {after['state']}, the commitment {row.other} is {after['status']}."
    )


def _lines(found: LifeView) -> Iterator[str]:
    from communique.cli.ask_open import facts

    yield from facts(found.entry)
    if found.entry.due_to is not None:
        yield f"overdue: {'yes' if found.overdue else 'no'}, on {found.today}"
    yield f"words: {_one_line(found.entry.words)}"
    yield f"source: {found.entry.document.source}"
    yield ""
    for _, line in sorted(_timeline(found)):
        yield line


def _timeline(found: LifeView) -> Iterator[tuple[tuple[str, int], str]]:
    tellings = sorted(found.tellings, key=lambda one: one.document.published or "")
    for n, told in enumerate(tellings):
        day = told.document.published or ""
        yield (
            (day, 0),
            f"{day or 'no day':<10}  {'retold' if n else 'made'}: "
            + _outlet(told.document.publisher, told.document.source),
        )
    for one in found.proposals:
        yield (one.day or "", 1), _proposal(one)
    if found.entry.due_to is not None:
        yield (found.entry.due_to, 2), f"{found.entry.due_to}  due"
    for row, stands in found.decisions:
        after = row.after or {}
        words = after.get("state") or row.what
        why = f": {row.why}" if row.why else ""
        gone = "" if stands else " (taken back)"
        # Decisions come last: their times are the clock's, the days before them the documents'.
        yield (
            ("~", row.number),
            f"decision {row.number}{gone}: {row.what}, {row.subject[:9]} {words}, by {row.by}, {row.at[:10]}{why}",
        )


def _proposal(one: ProposalView) -> str:
    head = f"{one.day or 'no day':<10}  {one.id[:9]}  {one.verdict}, {one.probability:.2f}, {one.state}"
    return f"{head}: “{_one_line(one.words)}” ({_outlet(one.publisher, one.source)})"


def _outlet(publisher: str | None, source: str) -> str:
    return publisher or source


def _one_line(words: str) -> str:
    return " ".join(words.split())
