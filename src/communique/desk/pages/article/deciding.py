"""What a form of an article's page decides."""

from __future__ import annotations

from starlette.datastructures import FormData

from communique.desk.pages.article.fields import changed
from communique.errors import LedgerError
from communique.following import take_back as take_verdict_back
from communique.following.verdicts import VERDICT
from communique.ledger import Ledger, reviewing
from communique.ledger.reviewing import Decision
from communique.ledger.reviewing.finding import open_thing


def decide(ledger: Ledger, id: str, form: FormData, by: str) -> tuple[Decision, str]:
    """Decide about an entry or entity.

    Args:
        ledger: an open ledger.
        id: of the entry or entity.
        form: ``what`` (confirm, reject, correct, merge, split, undo), ``why`` and what that needs.
        by: who decides.

    Returns:
        The decision, and a sentence on it.

    Raises:
        LedgerError: what was sent does not hold.
    """
    what, why = str(form.get("what", "")), str(form.get("why", "")).strip() or None
    if what == "confirm":
        return reviewing.confirm(ledger, id, by=by, why=why), "Confirmed."
    if what == "reject":
        return reviewing.reject(ledger, id, by=by, why=why), "Rejected; it is hidden everywhere."
    if what == "correct":
        pairs = changed(_kind(ledger, id), form)
        if not pairs:
            raise LedgerError("nothing was changed; change a field, or confirm the entry as it is.")
        row = reviewing.correct(ledger, id, reviewing.typed(ledger, id, pairs), by=by, why=why)
        return row, "Corrected: " + ", ".join((row.after or {}).get("fields", ())) + "."
    if what == "merge":
        other = str(form.get("other", "")).strip()
        if not other:
            raise LedgerError("nothing was chosen to be merged; choose one of the list, or give its id.")
        return reviewing.merge(ledger, id, other, by=by, why=why), "Merged into one."
    if what == "split":
        parts = [str(one) for one in form.getlist("part")]
        return reviewing.split(ledger, id, parts, by=by, why=why), "Split off; it is an entry of its own."
    if what == "undo":
        return take_back(ledger, str(form.get("number", "")), by), "Taken back."
    raise LedgerError(f"{what!r} is no decision; confirm, correct, merge, split, reject or take back.")


def take_back(ledger: Ledger, number: str, by: str) -> Decision:
    """Take a decision back, a review or a verdict on evidence.

    Raises:
        LedgerError: there is no such decision that stands.
    """
    if not number.isascii() or not number.isdigit():
        raise LedgerError(f"{number!r} is no number of a decision; the list of decisions has them.")
    row = next((row for row, _ in reviewing.history(ledger) if row.number == int(number)), None)
    if row is not None and row.what == VERDICT:
        return take_verdict_back(ledger, row.number, by)
    return reviewing.take_back(ledger, int(number), by=by)


def _kind(ledger: Ledger, id: str) -> str:
    with ledger.reading() as connection:
        row = open_thing(connection, id)
        return "entity" if row.id.startswith("n") else str(row.kind)
