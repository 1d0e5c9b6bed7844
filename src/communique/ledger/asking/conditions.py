"""The conditions of a filter: each can be tested of one entry, some know a source of the entries for which they hold.

With which of them a question begins is chosen in `plan`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from communique.ledger import tables as t
from communique.ledger.asking.filters import KINDS, LIFE, OVERDUE, UNREVIEWED, Filter, Kind
from communique.ledger.asking.fulltext import Match, match
from communique.ledger.asking.sources import Source, Test, Whom, by_column, by_parties, by_review, by_status
from communique.ledger.asking.whom import all_of, whom

BY: dict[Kind, str] = {
    "engagement": "participant", "statement": "speaker", "event": "actor", "commitment": "committer",
}  # fmt: skip
TO: dict[Kind, str] = {
    "engagement": "participant", "statement": "addressee", "event": "recipient", "commitment": "beneficiary",
}  # fmt: skip
DOCUMENTS = 1_000
"""Documents of an outlet up to which its entries are looked up from them."""
MANY = 10_000
"""Entries that can be looked up one by one and sorted while somebody waits."""
MANY_WORDS = 100_000
"""The same of entries that have some words: the index of words gives them in the order in which they are stored."""
ENTITIES = 200
"""Entities of a sector up to which their entries are looked up from them."""
e = t.entries.c


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: it holds for the entry of a number, in a query over entries; perhaps with a source of them."""

    test: Callable[[ColumnElement[int]], Test]
    sources: tuple[Source, ...] = ()
    """Together all entries for which it holds; none where it does not know them."""
    exact: bool = True
    """The sources have no others."""
    most: int = MANY
    """Entries up to which one may begin with the sources, whatever their order."""
    together: tuple[Source, ...] = ()
    """The same entries as from the sources by fewer queries, in no order; none where there are no such."""
    dear: bool = False
    """The test is prepared anew for each query; one would rather begin with its sources, however many they have."""
    glance: Callable[[ColumnElement[int]], Test] | None = None
    """A test that needs no preparing and takes longer for each entry."""


def conditions(connection: Connection, kinds: Sequence[Kind], filter: Filter, today: str) -> list[Condition] | None:
    """The conditions of a checked filter, but for its first and last day.

    Args:
        connection: to the ledger.
        kinds: of the entries that are asked for.
        filter: as `checked` gives it.
        today: ISO day, for what is overdue.

    Returns:
        None where no entry can be meant.

    Raises:
        LedgerError: a party of the filter is nobody.
    """
    found: list[Condition] = []
    for words, roles in ((filter.by, BY), (filter.to, TO)):
        if words:
            found.append(_party(kinds, all_of(connection, words), roles))
    company = Counter(whom(connection, word) for word in filter.with_)
    found += [_party(kinds, one, None, at_least=count) for one, count in company.items()]
    if filter.text is not None:
        looked_for = match(connection, "entries", filter.text)
        if looked_for is None:
            return None
        found.append(_words(looked_for))
    if filter.sector:
        found.append(_sector(connection, kinds, filter.sector))
    if filter.outlet:
        found.append(_outlet(connection, filter.outlet))
    for column, values in (("label", filter.type), ("country", filter.country), ("place", spellings(filter.place))):
        if values:
            found.append(_column(kinds, column, values))
    if filter.status:
        found.append(_status(kinds, filter.status, today))
    if filter.due_after is not None or filter.due_before is not None:
        found.append(_due(filter))
    return [*found, *_rest(kinds, filter)]


def _words(looked_for: Match) -> Condition:
    glance = None if looked_for.begins else looked_for.has
    # PostgreSQL reads the row of each, to sort them; SQLite has them in an index.
    most = MANY_WORDS if looked_for.sqlite else MANY
    return Condition(looked_for.among, (looked_for.source,), most=most, dear=True, glance=glance)


def spellings(names: Sequence[str]) -> list[str]:
    """Names as typed, in capitals, in small letters and as titles: an index does not find a name in any case."""
    ways = (way for name in names for way in (name, name.upper(), name.title(), name.lower(), name.capitalize()))
    return list(dict.fromkeys(ways))


def _party(kinds: Sequence[Kind], who: Whom, roles: dict[Kind, str] | None, *, at_least: int = 1) -> Condition:
    names = sorted({roles[kind] for kind in kinds}) if roles is not None else None

    def test(number: ColumnElement[int]) -> Test:
        q = t.parties.alias()
        tests = [q.c.entry == number, who.among(q)]
        if names is not None:
            tests.append(q.c.role.in_(names))
        if at_least == 1:
            return sa.select(sa.literal(1)).where(*tests).correlate_except(q).exists()
        # "Between Kenya and Kenya" is between two parties of Kenya.
        counted = sa.select(sa.func.count(sa.distinct(q.c.entity))).where(*tests).correlate_except(q)
        return counted.scalar_subquery() >= at_least

    together = by_parties(kinds, who, roles, together=True) if len(kinds) > 1 else ()
    return Condition(test, by_parties(kinds, who, roles), exact=at_least == 1, together=together)


def _sector(connection: Connection, kinds: Sequence[Kind], sectors: Sequence[str]) -> Condition:
    def told(entities: sa.FromClause) -> Test:
        return sa.or_(*(sa.cast(entities.c.sectors, sa.Text).contains(f'"{s}"', autoescape=True) for s in sectors))

    def test(number: ColumnElement[int]) -> Test:
        p, n = t.parties.alias(), t.entities.alias()
        query = sa.select(sa.literal(1)).select_from(p.join(n, n.c.number == p.c.entity))
        return query.where(p.c.entry == number, told(n)).correlate_except(p, n).exists()

    query = sa.select(t.entities.c.number).where(told(t.entities)).limit(ENTITIES + 1)
    few = tuple(connection.scalars(query))
    if 0 < len(few) <= ENTITIES:
        return Condition(test, by_parties(kinds, Whom(entities=few), None))
    return Condition(test if few else lambda _: sa.false())


def _outlet(connection: Connection, outlets: Sequence[str]) -> Condition:
    names, d, told = spellings(outlets), t.documents, t.tellings

    def test(number: ColumnElement[int]) -> Test:
        a, b = told.alias(), d.alias()
        query = sa.select(sa.literal(1)).select_from(a.join(b, b.c.number == a.c.document))
        query = query.where(a.c.entry == number, b.c.publisher.in_(names), a.c.retired == sa.false())
        return query.correlate_except(a, b).exists()

    few = list(connection.scalars(sa.select(d.c.number).where(d.c.publisher.in_(names)).limit(DOCUMENTS + 1)))
    if len(few) > DOCUMENTS:
        return Condition(test)
    where = (told.c.document.in_(few), told.c.retired == sa.false())
    return Condition(test, (Source(told, told.c.entry, None, where, order=None, distinct=True),))


def _column(kinds: Sequence[Kind], column: str, values: Sequence[str]) -> Condition:
    test = e[column] == values[0] if len(values) == 1 else e[column].in_(values)
    return Condition(lambda _: test, by_column(kinds, column, values))


def _status(kinds: Sequence[Kind], values: Sequence[str], today: str) -> Condition:
    if OVERDUE not in values:
        return Condition(lambda _: e.status.in_(values), by_status(kinds, values))
    late = sa.and_(e.status == "open", e.due_to < today)
    sources = by_status(kinds, values)
    if "open" not in values:
        sources += tuple(replace(s, where=(*s.where, e.due_to < today)) for s in by_status(kinds, ["open"]))
    return Condition(lambda _: sa.or_(e.status.in_(values), late), sources)


def _due(filter: Filter) -> Condition:
    tests: list[Test] = []
    if filter.due_after is not None:
        tests.append(e.due_to >= filter.due_after)
    if filter.due_before is not None:
        tests.append(e.due_to < filter.due_before)
    # By status only because the index has it: all of them together are all commitments.
    sources = by_status(("commitment",), LIFE)
    return Condition(lambda _: sa.and_(*tests), tuple(replace(s, where=(*s.where, *tests)) for s in sources))


def _rest(kinds: Sequence[Kind], filter: Filter) -> list[Condition]:
    tests: list[Test] = []
    reviewed = [name for name in filter.review if name != UNREVIEWED]
    if "rejected" in reviewed and not filter.hidden:
        # They are hidden because they are rejected; what became part of another entry stays so.
        tests.append(e.merged_into.is_(None))
    elif not filter.hidden:
        tests.append(e.hidden == sa.false())
    if filter.min_confidence is not None:
        tests.append(e.confidence >= filter.min_confidence)
    if set(kinds) != set(KINDS):
        tests.append(e.kind.in_(kinds))
    found = [Condition(lambda _, test=test: test) for test in tests]  # type: ignore[misc]
    if UNREVIEWED in filter.review:
        found.append(Condition(lambda _: sa.or_(e.review.is_(None), e.review.in_(reviewed))))
    elif reviewed:
        found.append(Condition(lambda _: e.review.in_(reviewed), by_review(kinds, reviewed)))
    return found
