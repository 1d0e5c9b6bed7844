"""Entities brought in line with the decisions, and with them the entries whose parties they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from communique.ledger import tables as t
from communique.ledger.kept import chunked
from communique.ledger.reviewing import entries
from communique.ledger.reviewing.log import Decision
from communique.ledger.reviewing.person import Appeared, derive
from communique.ledger.reviewing.rows import rewrite, sync_keys
from communique.ledger.reviewing.shape import Shape

Json = dict[str, Any]


def settle(connection: Connection, shape: Shape, rows: Sequence[Decision], ids: Iterable[str]) -> None:
    """Bring entities in line, all that decisions ever tied to them, and what they are parties of.

    Args:
        connection: to the ledger, in a writing transaction.
        shape: what follows from all decisions.
        rows: all decisions.
        ids: of the entities that a decision changed.
    """
    family = shape.family(ids)
    number = _numbers(connection, family)
    _make(connection, shape, number, family)
    rejected = any(row.what == "reject" and row.subject in family for row in rows)
    of_them = _entries_of(connection, set(number.values()), rejected)
    _compute(connection, shape, number)
    # Who acts for one of them acts for what it has become.
    n = t.entities.c
    acting = {row.id for row in chunked(connection, sa.select(n.id), n.affiliation, set(number.values()))} - family
    if acting:
        _compute(connection, shape, _numbers(connection, shape.family(acting)))
    entries.settle_told(connection, shape, of_them)
    _unmake(connection, shape, number)


def refresh(connection: Connection, shape: Shape, numbers: Iterable[int]) -> None:
    """Compute entities anew of which documents tell something else than before; what belongs to them is as it was."""
    n, p = t.entities.c, t.parties.c
    asked = {row.id for row in chunked(connection, sa.select(n.id), n.number, set(numbers))}
    number = _numbers(connection, shape.family(asked))
    query = sa.select(n.number, n.country)
    before = {row.number: row.country for row in chunked(connection, query, n.number, set(number.values()))}
    _compute(connection, shape, number)
    for row in chunked(connection, query, n.number, set(before)):
        if row.country != before[row.number]:
            connection.execute(sa.update(t.parties).where(p.entity == row.number).values(country=row.country))


def _compute(connection: Connection, shape: Shape, number: Mapping[str, int]) -> None:
    name = {n: key for key, n in number.items()}
    into = {n: number[shape.root(key)] for n, key in name.items() if shape.root(key) != key}
    rewrite(connection, t.entities, {n: {"merged_into": into.get(n)} for n in name})
    whole: dict[int, list[Appeared]] = {n: [] for n in name}
    own: dict[int, list[Appeared]] = {n: [] for n in name}
    moves: dict[int, Json] = {}
    a = t.appearances.c
    query = sa.select(a.number, a.entity, a.home, a.document, a.data, a.retired, t.documents.c.published)
    query = query.join(t.documents, t.documents.c.number == a.document)
    for row in sorted(chunked(connection, query, a.entity, set(name)), key=lambda row: row.number):
        home = row.home or row.entity
        place = number[shape.place(row.number, name[home])]
        root = into.get(place, place)
        seen = Appeared(row.number, home, row.document, row.published, row.data, row.retired)
        whole[root].append(seen)
        own[place].append(seen)
        where = {"entity": root, "home": home if home != root else None}
        if (row.entity, row.home) != (where["entity"], where["home"]):
            moves[row.number] = where
    rewrite(connection, t.appearances, moves)
    bodies = _bodies(connection, [one for some in whole.values() for one in some])
    number_of = _number_of(connection, shape, name.values())
    found: dict[int, Json] = {}
    keys: dict[int, frozenset[int]] = {}
    for n, key in name.items():
        mine = own[n] if n in into else whole[n]
        if not mine:
            found[n] = {"appearances": 0, "review": shape.stand(key).review}
            continue
        present = [*(one for one in own[n] if not one.retired), *(one for one in mine if not one.retired), *mine]
        found[n], keys[n] = derive(mine, present[0], shape.stand(key), bodies(n), number_of)
    rewrite(connection, t.entities, found)
    sync_keys(connection, t.entity_keys.c.key, t.entity_keys.c.entity, keys)


def _bodies(connection: Connection, seen: Sequence[Appeared]) -> Callable[[int], Callable[[Appeared], int | None]]:
    """For an entity by number: what its appearance acts for, if that is not itself."""
    a = t.appearances.c
    documents = {one.document for one in seen if one.data["affiliation"] is not None}
    query = sa.select(a.document, a.record, a.entity)
    where = {(r.document, r.record): r.entity for r in chunked(connection, query, a.document, documents)}

    def of(entity: int) -> Callable[[Appeared], int | None]:
        def body(one: Appeared) -> int | None:
            found = where.get((one.document, one.data["affiliation"]))
            return found if found != entity else None

        return body

    return of


def _number_of(connection: Connection, shape: Shape, ids: Iterable[str]) -> Callable[[str], int]:
    corrected = (shape.stand(key).correction.get("affiliation") for key in ids)
    named: list[str] = [key for key in corrected if key is not None]
    numbers = _numbers(connection, {shape.root(key) for key in named})
    return lambda key: numbers[shape.root(key)]


def _entries_of(connection: Connection, numbers: set[int], rejected: bool) -> set[int]:
    """Entries whose parties may change with these entities."""
    p, s, a, e = t.parties.c, t.tellings.c, t.appearances.c, t.entries.c
    found = {row.entry for row in chunked(connection, sa.select(p.entry).distinct(), p.entity, numbers)}
    if rejected:
        # Who is or was nobody may be missing among the parties: whatever the same documents tell is looked at.
        documents = {row.document for row in chunked(connection, sa.select(a.document).distinct(), a.entity, numbers)}
        found |= {row.entry for row in chunked(connection, sa.select(s.entry).distinct(), s.document, documents)}
        found |= set(connection.scalars(sa.select(e.number).where(e.review.is_not(None))))
    return found


def _numbers(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    query = sa.select(t.entities.c.id, t.entities.c.number)
    return {row.id: row.number for row in chunked(connection, query, t.entities.c.id, set(ids))}


def _make(connection: Connection, shape: Shape, number: dict[str, int], family: set[str]) -> None:
    """Rows of what standing splits make; they are filled when their appearances are theirs."""
    columns = [c for c in t.entities.c if c.name not in ("number", "id", "review", "correction", "merged_into")]
    for key, (_, stands) in shape.made.items():
        if stands and key in family and key not in number:
            # What it was made of may be gone itself; whichever of its kin is copied, all of it is computed anew.
            kin = sa.select(*columns).where(t.entities.c.number == min(number.values()))
            row = connection.execute(kin).mappings().one()
            number[key] = (connection.execute(sa.select(sa.func.max(t.entities.c.number))).scalar() or 0) + 1
            connection.execute(sa.insert(t.entities).values(**row, number=number[key], id=key))


def _unmake(connection: Connection, shape: Shape, number: Mapping[str, int]) -> None:
    """Remove what splits made that stand no longer, unless something rests on it: then it stays, as part of others."""
    gone = [number[key] for key, (_, stands) in shape.made.items() if not stands and key in number]
    needed = (t.appearances.c.home, t.parties.c.entity, t.entities.c.affiliation, t.entities.c.merged_into)
    for one in reversed(gone):
        if any(connection.execute(sa.select(c).where(c == one).limit(1)).first() is not None for c in needed):
            continue
        for column in (t.entity_keys.c.entity, t.entities.c.number):
            connection.execute(sa.delete(column.table).where(column == one))
