"""What a reading tells of a thing, as far as it says whether another reading tells of the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from communique.records import Entity, Place, Reading
from communique.resolve import titles, words

Sort = Literal["person", "body", "place", "engagement", "event", "commitment", "statement"]
WORD = re.compile(r"[^\W_]{3,}")
DONE = ("occurred", "ongoing")
EMPTY = frozenset("the and for with that this from have has had will would shall its their his her our all any".split())


@dataclass(frozen=True, slots=True)
class Profile:
    """One thing of one document."""

    key: str
    """Document and record: ``<document id>#n1``."""
    sort: Sort
    names: tuple[str, ...] = ()
    """Of a person, body or place, the fullest first."""
    label: str | None = None
    """Normal role of a person, PLOVER type, kind of engagement, force of a promise."""
    country: str | None = None
    known: str | None = None
    """Id in a registry or gazetteer."""
    actors: frozenset[str] = frozenset()
    """Who acts, meets or promises: ids in a registry, country codes or plain names."""
    recipients: frozenset[str] = frozenset()
    date: str | None = None
    """ISO day, month, year or range of what happened; of a promise the last day of its deadline."""
    place: str | None = None
    words: frozenset[str] = frozenset()
    """Of a promised action, the amount among them; of what was said; of an event's trigger."""
    acting: bool = True
    """Whether it is told as having happened."""


def profiles(reading: Reading) -> list[Profile]:
    """The profiles of everything in a reading that can be met again. Parties without a name cannot."""
    entities = {e.id: e for e in reading.entities}
    found = [p for e in reading.entities if (p := _entity(reading.document.id, e)) is not None]

    def parties(ids: Iterable[str]) -> frozenset[str]:
        return frozenset(token for i in ids if (token := _token(entities[i])) is not None)

    def key(id: str) -> str:
        return f"{reading.document.id}#{id}"

    places: dict[str, Place] = {}
    found += [
        Profile(key(met.id), "engagement", label=met.kind, actors=parties(met.participants), date=met.date,
                place=_where(met.place, places), acting=met.status in DONE)
        for met in reading.engagements
    ]  # fmt: skip
    found += [
        Profile(key(event.id), "event", label=event.type, actors=parties(event.actor),
                recipients=parties(event.recipient), date=event.date, place=_where(event.place, places),
                words=_words(reading.document.text[event.trigger.start : event.trigger.end]),
                acting=event.status in DONE)
        for event in reading.events
    ]  # fmt: skip
    for promise in reading.commitments:
        amount = {f"{promise.amount.value:g}{promise.amount.currency}"} if promise.amount is not None else set()
        found.append(
            Profile(key(promise.id), "commitment", label=promise.force, actors=parties(promise.committer),
                    recipients=parties(promise.beneficiary), date=promise.due.to if promise.due is not None else None,
                    words=_words(promise.action) | amount, acting=promise.force != "refuse")
        )  # fmt: skip
    found += [
        Profile(key(said.id), "statement", label="statement", actors=parties(said.speaker),
                words=frozenset().union(*(_words(reading.document.text[c.start : c.end]) for c in said.content)))
        for said in reading.statements
    ]  # fmt: skip
    found += [
        Profile(key(f"p{n}"), "place", (place.name,), country=place.country, known=_geoname(place))
        for n, place in enumerate(places.values(), 1)
    ]
    return found


def _entity(document: str, entity: Entity) -> Profile | None:
    if not any(m.kind == "name" for m in entity.mentions):
        return None
    if entity.kind == "person":
        label = role_of(entity.title) if entity.title else None
        return Profile(f"{document}#{entity.id}", "person", (entity.name,), label, entity.country, entity.known)
    known = entity.known or (entity.country if entity.kind == "state" else None)
    return Profile(f"{document}#{entity.id}", "body", (entity.name,), entity.kind, entity.country, known)


@lru_cache(maxsize=10_000)
def role_of(title: str) -> str | None:
    """The name of the role that a title is, if it is one."""
    found = titles.role(title)
    return found.name if found is not None else None


def _token(entity: Entity) -> str | None:
    """What stands for a party: the country of a state, a registry's id, a person's family name, else the plain name."""
    if entity.kind == "state" and entity.country:
        return entity.country
    if entity.known is not None:
        return entity.known
    if not any(m.kind == "name" for m in entity.mentions):
        return None
    return _spelled(entity.name, entity.kind == "person")


@lru_cache(maxsize=20_000)
def _spelled(name: str, person: bool) -> str | None:
    plain = words.name_tokens(name) if person else (words.plain(name),)
    return plain[-1] if plain else None


def _where(place: Place | None, places: dict[str, Place]) -> str | None:
    if place is None:
        return None
    token = _geoname(place) or words.plain(place.name)
    places.setdefault(token, place)
    return token


def _geoname(place: Place) -> str | None:
    return str(place.geonameid) if place.geonameid is not None else None


def _words(said: str) -> frozenset[str]:
    return frozenset(w for w in WORD.findall(said.casefold()) if w not in EMPTY)
