"""Entries brought in line with the decisions: which tellings are whose, and what each entry shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.ledger import matching
from communique.ledger import tables as t
from communique.ledger.drafts import ROLES
from communique.ledger.kept import chunked
from communique.ledger.reviewing.derived import Derived, derive, fields_of, leading
from communique.ledger.reviewing.facts import Facts, Told
from communique.ledger.reviewing.life import lives
from communique.ledger.reviewing.people import People
from communique.ledger.reviewing.rows import rewrite, sync_keys
from communique.ledger.reviewing.shape import Shape, Stand

CHUNK = 400
"""Entries that are computed at once."""

Groups = Mapping[int, Sequence[Row[Any]]]
Json = dict[str, Any]


def settle(connection: Connection, shape: Shape, ids: Iterable[str], *, reread: bool = False) -> None:
    """Bring entries in line, and all that decisions ever tied to them.

    Args:
        connection: to the ledger, in a writing transaction.
        shape: what follows from all decisions.
        ids: of entries that a decision, or a new telling of one that was decided about, may have changed.
        reread: their tellings are not what they were.
    """
    family = shape.family(ids)
    number = _numbers(connection, family)
    _make(connection, shape, number, [key for key in family if key not in number])
    name = {n: key for key, n in number.items()}
    into = {n: number[shape.root(key)] for n, key in name.items() if shape.root(key) != key}
    rewrite(connection, t.entries, {n: {"merged_into": into.get(n)} for n in name})
    groups: dict[int, list[Row[Any]]] = {n: [] for n in name}
    moves: dict[int, Json] = {}
    told = sa.select(t.tellings).order_by(t.tellings.c.number)
    for row in sorted(chunked(connection, told, t.tellings.c.entry, set(name)), key=lambda row: row.number):
        home = row.home or row.entry
        place = number[shape.place(row.id, name[home])]
        root = into.get(place, place)
        groups[root].append(row)
        if place != root:
            groups[place].append(row)
        where = {"entry": root, "home": home if home != root else None}
        if (row.entry, row.home) != (where["entry"], where["home"]):
            moves[row.number] = where
    rewrite(connection, t.tellings, moves)
    compute(connection, shape, groups, name, merged=frozenset(into), same_tellings=not reread)
    _unmake(connection, shape, number)


def settle_told(connection: Connection, shape: Shape, numbers: Iterable[int]) -> None:
    """Bring entries in line whose parties may have changed; those that are part of others have none."""
    e = t.entries.c
    query = sa.select(e.number, e.id).where(e.merged_into.is_(None))
    name = {row.number: row.id for row in chunked(connection, query, e.number, set(numbers))}
    wanted = sorted(name)
    for n in range(0, len(wanted), CHUNK):
        groups: dict[int, list[Row[Any]]] = {one: [] for one in wanted[n : n + CHUNK]}
        told = sa.select(t.tellings).where(t.tellings.c.entry.in_(list(groups))).order_by(t.tellings.c.number)
        for row in connection.execute(told):
            groups[row.entry].append(row)
        compute(connection, shape, groups, name, merged=frozenset())


def compute(
    connection: Connection,
    shape: Shape,
    groups: Groups,
    name: Mapping[int, str],
    *,
    merged: frozenset[int],
    same_tellings: bool = False,
) -> None:
    """Write anew what entries show.

    Args:
        connection: to the ledger, in a writing transaction.
        shape: what follows from all decisions.
        groups: the tellings of each entry.
        name: ids of the entries by number.
        merged: those that are part of others: they keep what they are met by, and have no parties.
        same_tellings: nothing but decisions about entries changed, so that what they were met by follows from these
            tellings and from what the entries show.
    """
    facts = Facts(connection, list({row.number: row for rows in groups.values() for row in rows}.values()))
    of = {told.number: told for told in facts.told}
    told = {n: [of[row.number] for row in rows] for n, rows in groups.items()}
    stands = {n: shape.stand(name[n]) for n in groups}
    people = _people(connection, facts, told, stands)
    lived = lives(connection, [n for n in groups if name[n].startswith("c")])
    found: dict[int, Derived] = {}
    rows: dict[int, Json] = {}
    for n, own in told.items():
        if not own:
            # All of it was split off: the words are kept, and it is hidden.
            rows[n] = {"tellings": 0, "outlets": 0, "review": stands[n].review}
            continue
        found[n] = derive(own, stands[n], facts, people)
        rows[n] = dict(found[n].row)
        if n in lived and "status" not in (rows[n]["correction"] or {}):
            rows[n]["status"] = lived[n]
    keys = {n: set(one.keys) for n, one in found.items()}
    among = _shown_under(connection, groups) if same_tellings else None
    if among is not None:
        among |= {key for told in facts.told for key in told.keys} | {key for own in keys.values() for key in own}
    rewrite(connection, t.entries, rows)
    sync_keys(connection, t.blocks.c.key, t.blocks.c.entry, keys, among)
    connection.execute(sa.delete(t.parties).where(t.parties.c.entry.in_(list(groups))))
    parties = [
        {"entry": n, "role": role, "entity": party.number, "kind": _kind(told[n]), "country": party.country,
         "day": rows[n]["day"]}
        for n, one in found.items() if n not in merged for role, party in one.parties
    ]  # fmt: skip
    if parties:
        connection.execute(sa.insert(t.parties), parties)


def _shown_under(connection: Connection, numbers: Iterable[int]) -> set[int]:
    """Keys of entries by what they show now, which people may have corrected."""
    e = t.entries.c
    found: set[int] = set()
    for row in chunked(connection, sa.select(e.kind, e.label, e.words, e.profile), e.number, numbers):
        profile = matching.from_json(row.kind, row.label, row.profile)
        found |= {*matching.kept_under(profile), matching.said_under(row.kind, row.label, row.words)}
    return found


def _kind(told: Sequence[Told]) -> str:
    return told[0].telling.kind


def _people(
    connection: Connection, facts: Facts, told: Mapping[int, Sequence[Told]], stands: Mapping[int, Stand]
) -> People:
    numbers: set[int] = set()
    ids: set[str] = set()
    for n, own in told.items():
        if own:
            lead = leading(own, stands[n])
            cast, kind = facts.cast.get(lead.document, {}), lead.telling.kind
            numbers |= {cast[record][0] for field in ROLES[kind] for record in lead.telling.data[field]}
            fields = fields_of(stands[n], facts.document(lead.document).id)
            ids |= {key for field in ROLES[kind] for key in fields.get(field, ())}
    return People(connection, numbers, ids)


def _numbers(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    query = sa.select(t.entries.c.id, t.entries.c.number)
    return {row.id: row.number for row in chunked(connection, query, t.entries.c.id, set(ids))}


def _make(connection: Connection, shape: Shape, number: dict[str, int], missing: Iterable[str]) -> None:
    """Rows of what standing splits make; they are filled when their tellings are theirs."""
    wanted = [key for key, (_, stands) in shape.made.items() if stands and key in set(missing)]
    columns = [c for c in t.entries.c if c.name not in ("number", "id", "review", "correction", "merged_into")]
    for key in wanted:
        # What it was made of may be gone itself; whichever of its kin is copied, all of it is computed anew.
        kin = sa.select(*columns).where(t.entries.c.number == min(number.values()))
        row = connection.execute(kin).mappings().one()
        number[key] = (connection.execute(sa.select(sa.func.max(t.entries.c.number))).scalar() or 0) + 1
        connection.execute(sa.insert(t.entries).values(**row, number=number[key], id=key))


def _unmake(connection: Connection, shape: Shape, number: Mapping[str, int]) -> None:
    """Remove what splits made that stand no longer, unless something rests on it: then it stays, as part of others."""
    gone = [number[key] for key, (_, stands) in shape.made.items() if not stands and key in number]
    needed = (t.tellings.c.home, t.proposals.c.commitment, t.deliveries.c.entry, t.entries.c.merged_into)
    for one in reversed(gone):
        if any(connection.execute(sa.select(c).where(c == one).limit(1)).first() is not None for c in needed):
            continue
        for column in (t.blocks.c.entry, t.parties.c.entry, t.entries.c.number):
            connection.execute(sa.delete(column.table).where(column == one))
