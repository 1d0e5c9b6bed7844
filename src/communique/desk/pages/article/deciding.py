"""What a form of a page decides: the fields of the form brought to a decision."""

from __future__ import annotations

from starlette.datastructures import FormData

from communique.desk import deciding
from communique.desk.deciding import Decide
from communique.desk.pages.article.fields import changed
from communique.errors import LedgerError
from communique.ledger import Ledger
from communique.ledger.reviewing import Decision
from communique.ledger.reviewing.finding import open_thing


def decide(ledger: Ledger, key: str, form: FormData, by: str) -> tuple[Decision, str]:
    """Decide about an entry or entity.

    Args:
        ledger: an open ledger.
        key: id of the entry or entity.
        form: ``what`` (confirm, reject, correct, merge, split, undo), ``why`` and what that needs.
        by: who decides.

    Returns:
        The decision, and a sentence on it.

    Raises:
        LedgerError: what was sent does not hold.
    """
    what = str(form.get("what", ""))
    if what == "undo":
        return take_back(ledger, str(form.get("number", "")), by), "Taken back."
    asked, said = _asked(ledger, key, what, form)
    return deciding.decide(ledger, asked, by=by)[0], said


def take_back(ledger: Ledger, number: str, by: str) -> Decision:
    """Take a decision back, whatever it was about.

    Raises:
        LedgerError: there is no such decision that stands.
    """
    if not number.isascii() or not number.isdigit():
        raise LedgerError(f"{number!r} is no number of a decision; the list of decisions has them.")
    return deciding.take_back(ledger, int(number[:15]), by=by)


def _asked(ledger: Ledger, key: str, what: str, form: FormData) -> tuple[Decide, str]:
    why = str(form.get("why", "")).strip() or None
    if what == "confirm":
        return Decide("confirm", key, why=why), "Confirmed."
    if what == "reject":
        return Decide("reject", key, why=why), "Rejected; it is hidden everywhere."
    if what == "correct":
        pairs = changed(_kind(ledger, key), form)
        if not pairs:
            raise LedgerError("nothing was changed; change a field, or confirm the entry as it is.")
        names = ", ".join(pair.partition("=")[0] for pair in pairs)
        return Decide("correct", key, typed=tuple(pairs), why=why), f"Corrected: {names}."
    if what == "merge":
        # A list and a field for an id both are called so.
        others = [other for one in form.getlist("other") if (other := str(one).strip())]
        if not others:
            raise LedgerError("nothing was chosen to be merged; choose one of the list, or give its id.")
        return Decide("merge", key, others=tuple(others[:1]), why=why), "Merged into one."
    if what == "split":
        parts = tuple(str(one) for one in form.getlist("part"))
        return Decide("split", key, parts=parts, why=why), "Split off; it is an entry of its own."
    raise LedgerError(f"{what!r} is no decision; confirm, correct, merge, split, reject or take back.")


def _kind(ledger: Ledger, key: str) -> str:
    with ledger.reading() as connection:
        row = open_thing(connection, key)
        return "entity" if row.id.startswith("n") else str(row.kind)
