"""Filters as an address has them: the names and meanings are those of the command line."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query

from communique.desk.asked import OfSettings
from communique.ledger.asking import Filter, Sort

MOST = 200
"""Entries of the largest page."""
_MANY = 50
"""Values of one field."""
_LONG = 400
"""Letters of a value."""
_PARTY = "A name, an acronym, an id, or a code such as KEN for all parties of a country."
Word = Annotated[str, Query(max_length=_LONG)]


def _many(about: str, *examples: str, alias: str | None = None) -> Any:
    more = {"example": list(examples)} if examples else {}
    return Query(default_factory=list, description=about, alias=alias, max_length=_MANY, json_schema_extra=more)


def _one(about: str, example: str | None = None, alias: str | None = None) -> Any:
    more = {"example": example} if example is not None else {}
    return Query(description=about, alias=alias, max_length=_LONG, json_schema_extra=more)


def _filter(
    settings: OfSettings,
    by: Annotated[list[Word], _many(f"Who acts, speaks, promises or takes part. {_PARTY} Any of several.", "UZB")],
    to: Annotated[list[Word], _many("Who is acted upon, spoken or promised to.")],
    with_: Annotated[list[Word], _many("Who takes part in any role; each of several.", alias="with")],
    type: Annotated[list[Word], _many("Kind of engagement or statement, PLOVER type, force of a commitment.")],
    status: Annotated[list[Word], _many("As told (occurred, planned, …); of commitments open, kept, overdue, ….")],
    country: Annotated[list[Word], _many("Country of the place, as KEN.")],
    place: Annotated[list[Word], _many("Name of the place.")],
    sector: Annotated[list[Word], _many("PLOVER sector of a party, such as GOV or NGO.")],
    outlet: Annotated[list[Word], _many("Publisher of a document that tells it.")],
    review: Annotated[list[Word], _many("confirmed, corrected, rejected or none.")],
    from_: Annotated[str | None, _one("First day: 2024-01-31, 2024-01 or 2024.", "2024-01", "from")] = None,
    until: Annotated[str | None, _one("Last day, included.", "2024-12-31")] = None,
    due_after: Annotated[str | None, _one("Due on this day or later.")] = None,
    due_before: Annotated[str | None, _one("Due before this day.")] = None,
    text: Annotated[str | None, _one('Words of the evidence; "a phrase", begin*.', "water")] = None,
    min_confidence: Annotated[float | None, Query(ge=0, le=1, description="From 0 to 1.")] = None,
    hidden: Annotated[bool, Query(description="Also what was rejected, merged into another or found no more.")] = False,
    sort: Annotated[Sort, Query(description="Order.")] = "newest",
    limit: Annotated[int | None, Query(ge=1, le=MOST, description="Entries of a page.")] = None,
) -> Filter:
    return Filter(
        by=tuple(by), to=tuple(to), with_=tuple(with_), type=tuple(type), status=tuple(status), from_=from_,
        until=until, due_after=due_after, due_before=due_before, country=tuple(country), place=tuple(place),
        sector=tuple(sector), outlet=tuple(outlet), text=text, review=tuple(review), min_confidence=min_confidence,
        hidden=hidden, limit=limit if limit is not None else settings.page, sort=sort,
    )  # fmt: skip


AskedFilter = Annotated[Filter, Depends(_filter)]
"""The filter of a request, with the limit of a page."""
Cursor = Annotated[
    str | None, Query(max_length=400, description="Where the page begins: `next` of the page before, as it was given.")
]
