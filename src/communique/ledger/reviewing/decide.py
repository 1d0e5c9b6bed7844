"""What people decide about entries and entities: confirmed, corrected, merged, split, rejected, and taken back.

Each function adds one row to the decisions and brings the ledger in line, in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.errors import LedgerError, NotThereError
from communique.ledger import tables as t
from communique.ledger.keys import KIND, made_of
from communique.ledger.reviewing import log
from communique.ledger.reviewing.checks import checked
from communique.ledger.reviewing.finding import appearance_numbers, open_thing, telling_ids, thing
from communique.ledger.reviewing.log import Decision
from communique.ledger.reviewing.settle import settle
from communique.ledger.store import Ledger

Json = dict[str, Any]


def confirm(ledger: Ledger, id: str, *, by: str, why: str | None = None) -> Decision:
    """Say that an entry or entity is right as it is shown.

    Args:
        ledger: an open ledger.
        id: of the entry or entity, or the beginning of it that no other has.
        by: who decides.
        why: in words.

    Raises:
        LedgerError: there is no such thing, or it is part of another.
    """
    return _judge(ledger, "confirm", id, by, why)


def reject(ledger: Ledger, id: str, *, by: str, why: str | None = None) -> Decision:
    """Say that an entry is wrong, or that an entity is nobody: it is hidden, and told again it stays so.

    A rejected entity is no party of any entry. Args and errors as of `confirm`.
    """
    return _judge(ledger, "reject", id, by, why)


def correct(ledger: Ledger, id: str, fields: Mapping[str, Any], *, by: str, why: str | None = None) -> Decision:
    """Put fields right.

    Args:
        ledger: an open ledger.
        id: of the entry or entity.
        fields: of the record of the contract ``communique/1`` -> right value: parties as ids of entities, places in
            the text as ``{"start", "end"}`` in code points of the document that leads the entry. Of an entity: name,
            title, affiliation (id of an entity), country, sectors.
        by: who decides.
        why: in words.

    Raises:
        LedgerError: there is no such thing or field, or a value does not hold.
    """
    with ledger.writing() as connection:
        row = open_thing(connection, id)
        right = checked(connection, row, fields)
        before = _data(row)
        after: Json = {"fields": right}
        if not _is_entity(row):
            after |= _looked_at(connection, row)
        told = {"fields": {name: before.get(name) for name in right}, "review": row.review}
        return _decide(connection, ledger, "correct", row.id, by, why, before=told, after=after)


def merge(ledger: Ledger, one: str, other: str, *, by: str, why: str | None = None) -> Decision:
    """Say that two entries of one kind, or two entities, are one: the other becomes part of the first.

    Args:
        ledger: an open ledger.
        one: id of what stays.
        other: id of what becomes part of it.
        by: who decides.
        why: in words.

    Raises:
        LedgerError: there is no such thing, one is part of another already, or they are of two kinds.
    """
    with ledger.writing() as connection:
        first, second = open_thing(connection, one), open_thing(connection, other)
        if first.id == second.id:
            raise LedgerError(f"{first.id} is one thing already; give the id of another one.")
        if _sort(first) != _sort(second):
            raise LedgerError(
                f"{first.id} is a {_sort(first)} and {second.id} a {_sort(second)}; only things of one kind are merged."
            )
        return _decide(
            connection, ledger, "merge", first.id, by, why, other=second.id,
            before={"merged_into": None, "review": second.review}, after={"merged_into": first.id},
        )  # fmt: skip


def split(ledger: Ledger, id: str, parts: Sequence[str], *, by: str, why: str | None = None) -> Decision:
    """Say that some tellings of an entry (or appearances of an entity) are another thing, which is made of them.

    Args:
        ledger: an open ledger.
        id: of the entry or entity.
        parts: ids of tellings; of an entity appearances as ``DOCUMENT#RECORD``.
        by: who decides.
        why: in words.

    Returns:
        The decision, whose ``other`` is the id of the new thing.

    Raises:
        LedgerError: there is no such thing, a part is not of it, or it would have none left.
    """
    with ledger.writing() as connection:
        row = open_thing(connection, id)
        out: Sequence[str | int]
        if _is_entity(row):
            out = appearance_numbers(connection, parts, row)
            count = sa.select(sa.func.count()).where(t.appearances.c.entity == row.number)
        else:
            out = telling_ids(connection, parts, row)
            count = sa.select(sa.func.count()).where(t.tellings.c.entry == row.number)
        if not out or len(out) >= connection.execute(count).scalar_one():
            raise LedgerError(f"{row.id}: a split takes some of its parts, not all and not none; give some of them.")
        kind = KIND[row.id[0]]
        made = made_of(kind, "split", row.id, log.next_number(connection))
        return _decide(
            connection, ledger, "split", row.id, by, why, other=made, before={"part_of": row.id},
            after={"parts": list(out)},
        )  # fmt: skip


def apart(ledger: Ledger, one: str, other: str, *, by: str, why: str | None = None) -> Decision:
    """Say that two things of which the program was in doubt are not one: the doubt is settled. As `merge`."""
    with ledger.writing() as connection:
        first, second = open_thing(connection, one), open_thing(connection, other)
        if first.id == second.id or _sort(first) != _sort(second):
            raise LedgerError(f"{first.id} and {second.id}: give two things of one kind.")
        return _decide(connection, ledger, "apart", first.id, by, why, other=second.id)


def take_back(ledger: Ledger, number: int, *, by: str, why: str | None = None) -> Decision:
    """Take a decision back, also a taking back: the ledger is what the decisions that still stand make of it.

    Args:
        ledger: an open ledger.
        number: of the decision.
        by: who decides.
        why: in words.

    Raises:
        LedgerError: there is no such decision, it is taken back already, or it is about something else.
    """
    with ledger.writing() as connection:
        if (row := log.numbered(connection, number)) is None:
            raise NotThereError(f"there is no decision {number}; `communique history` lists them.")
        rows = log.around(connection, [row.subject])
        by_number = {one.number: one for one in rows}
        if (gone := log.taken_back(rows).get(number)) is not None:
            raise LedgerError(f"decision {number} is taken back already; `communique undo {gone}` restores it.")
        root = row
        while root.takes_back is not None:
            root = by_number[root.takes_back]
        if root.what not in log.REVIEWS:
            raise LedgerError(f"decision {number} is a verdict; use `communique commitments take-back {number}`.")
        return _decide(
            connection, ledger, log.TAKE_BACK, row.subject, by, why, other=row.other, before=row.after,
            after=row.before, takes_back=number,
        )  # fmt: skip


def history(ledger: Ledger, id: str | None = None) -> list[tuple[Decision, bool]]:
    """Decisions with whether they stand, in their order: all, or those about one thing and its family.

    Raises:
        LedgerError: there is no such thing.
    """
    with ledger.reading() as connection:
        rows = log.around(connection, [thing(connection, id).id]) if id is not None else log.decisions(connection)
        gone = log.taken_back(rows)
        return [(row, row.number not in gone) for row in rows]


def newest(ledger: Ledger, *, limit: int, before: int | None = None) -> list[tuple[Decision, bool]]:
    """The newest decisions with whether they stand, the newest first.

    Args:
        ledger: an open ledger.
        limit: at most so many.
        before: only those whose number is lower.
    """
    with ledger.reading() as connection:
        return log.newest(connection, limit=limit, before=before)


def _judge(ledger: Ledger, what: str, id: str, by: str, why: str | None) -> Decision:
    with ledger.writing() as connection:
        row = open_thing(connection, id)
        after: Json = {"review": "rejected" if what == "reject" else "confirmed"}
        if not _is_entity(row):
            after |= _looked_at(connection, row)
        return _decide(connection, ledger, what, row.id, by, why, before={"review": row.review}, after=after)


def _decide(
    connection: Connection, ledger: Ledger, what: str, subject: str, by: str, why: str | None, **more: Any
) -> Decision:
    if not by.strip():
        raise LedgerError("a decision needs the name of who decides; give it with --by NAME.")
    row = log.add(connection, what, subject, by=by.strip(), at=ledger.clock(), why=why, **more)
    if what != "apart":
        settle(connection, {subject} | ({row.other} if row.other is not None else set()))
    return row


def _looked_at(connection: Connection, entry: Row[Any]) -> Json:
    """The telling and the document that lead an entry: what people saw when they decided."""
    told = sa.select(t.tellings.c.id, t.documents.c.id.label("document")).join(
        t.documents, t.documents.c.number == t.tellings.c.document
    )
    mine = (t.tellings.c.entry == entry.number, t.tellings.c.document == entry.document)
    row = connection.execute(
        told.where(*mine, t.tellings.c.record == entry.data["id"]).order_by(t.tellings.c.retired)
    ).first() or connection.execute(told.where(*mine)).first()  # fmt: skip
    return {"telling": row.id, "document": row.document} if row is not None else {"telling": None, "document": ""}


def _data(row: Row[Any]) -> Json:
    return row._asdict() if _is_entity(row) else dict(row.data)


def _is_entity(row: Row[Any]) -> bool:
    return str(row.id).startswith("n")


def _sort(row: Row[Any]) -> str:
    if _is_entity(row):
        return "person" if row.kind == "person" else "body or group"
    return str(row.kind)
