"""A filter as it was typed, made fit: days in full, codes in capitals; what cannot be is told in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args

from communique import records
from communique.errors import LedgerError
from communique.ledger.asking.filters import KINDS, LIFE, UNREVIEWED, Filter, Kind, Sort
from communique.ledger.asking.periods import first_day, last_day
from communique.ontology.load import load
from communique.resolve import states

REVIEWS = ("confirmed", "corrected", "rejected", UNREVIEWED)


def types_of(kind: Kind) -> tuple[str, ...]:
    """What sorts of entries there are of a kind."""
    if kind == "engagement":
        return get_args(records.EngagementKind)
    if kind == "statement":
        return get_args(records.StatementKind)
    if kind == "commitment":
        return get_args(records.Force)
    return tuple(load().types)


def statuses_of(kind: Kind) -> tuple[str, ...]:
    """The statuses of a kind; statements have none."""
    if kind == "commitment":
        return LIFE
    return get_args(records.EventStatus) if kind != "statement" else ()


def checked(kinds: Sequence[Kind], filter: Filter) -> Filter:
    """The filter with its values as the ledger writes them.

    Raises:
        LedgerError: a value that no entry of these kinds can have.
    """
    one = filter.min_confidence
    if one is not None and not 0 <= one <= 1:
        raise LedgerError(f"a confidence is a number from 0 to 1, not {one:g}.")
    if filter.limit is not None and filter.limit < 0:
        raise LedgerError(f"a limit is a whole number from 0, not {filter.limit}.")
    _one_of("sort", (filter.sort,), get_args(Sort))
    return replace(
        filter,
        type=_one_of("type", filter.type, [name for kind in kinds for name in types_of(kind)]),
        status=_one_of("status", filter.status, [name for kind in kinds for name in statuses_of(kind)]),
        review=_one_of("review", filter.review, REVIEWS),
        country=tuple(_country(code) for code in filter.country),
        sector=tuple(sector.strip().upper() for sector in filter.sector),
        from_=first_day(filter.from_) if filter.from_ is not None else None,
        until=last_day(filter.until) if filter.until is not None else None,
        due_after=first_day(filter.due_after) if filter.due_after is not None else None,
        due_before=first_day(filter.due_before) if filter.due_before is not None else None,
    )


def kinds_of(kind: Kind | None) -> tuple[Kind, ...]:
    """The kinds that are meant by one, or by none."""
    if kind is None:
        return KINDS
    if kind not in KINDS:
        raise LedgerError(f"there are no entries of the kind {kind!r}; the kinds are {', '.join(KINDS)}.")
    return (kind,)


def _one_of(what: str, values: Iterable[str], there_are: Iterable[str]) -> tuple[str, ...]:
    by_folded = {name.casefold(): name for name in there_are}
    found = []
    for value in values:
        # "partly-kept" is easier to type in a shell.
        name = by_folded.get(value.strip().casefold()) or by_folded.get(value.strip().casefold().replace("-", " "))
        if name is None:
            known = ", ".join(by_folded.values()) or "none here"
            raise LedgerError(f"there is no {what} {value!r}; there are: {known}.")
        found.append(name)
    return tuple(dict.fromkeys(found))


def _country(code: str) -> str:
    found = states.alpha3(code.strip())
    if found is None:
        raise LedgerError(f"{code!r} is no country code; write ISO 3166-1 codes such as KEN.")
    return found
