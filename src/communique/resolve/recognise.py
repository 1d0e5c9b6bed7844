"""What a registry knows of the persons and bodies that a text names, on the day of the text.

The text goes first: a registry fills in what the text leaves open, and decides nothing that the text tells.
"""

from __future__ import annotations

from communique.known import Known, Registry
from communique.resolve import states, words
from communique.resolve.entities import Cast, Draft


def recognise(cast: Cast, registry: Registry, day: str | None) -> None:
    """Let a registry tell of the named persons and bodies of a cast.

    Args:
        cast: the entities by name; titles that the text gives should be assigned.
        registry: what is asked.
        day: ISO date of the document; it decides which office is held.
    """
    countries = tuple(dict.fromkeys(d.country for d in cast.drafts if d.kind == "state" and d.country))
    for draft in cast.drafts:
        if draft.kind == "state" or not draft.names:
            continue
        known = registry.find(words.bare(draft.label()), draft.kind, day, countries)
        if known is not None:
            _fill(cast, draft, known)


def _fill(cast: Cast, draft: Draft, known: Known) -> None:
    draft.id = known.id
    draft.country = draft.country or known.country
    if draft.known is None:
        draft.sectors = known.sectors or draft.sectors
    if draft.kind != "person" or draft.title is not None or known.title is None:
        return
    draft.title = known.title
    if draft.affiliation is None:
        draft.affiliation = _named(cast, known.of or known.country)


def _named(cast: Cast, body: str | None) -> int | None:
    """The draft of a state or body that the text names, too."""
    if body is None:
        return None
    state = states.find(body)
    country = state.country if state is not None else body if states.name_of(body) else None
    key = words.plain(body)
    for number, draft in enumerate(cast.drafts):
        if country is not None and draft.kind == "state" and draft.country == country:
            return number
        if draft.kind == "organization" and any(words.plain(n) == key for n in (*draft.names, draft.known or "")):
            return number
    return None
