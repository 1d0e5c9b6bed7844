"""The same text with other people, states, bodies and places in it: what stays is how they are told of.

A text is annotated once and read by the training in many disguises, so that the heads learn sentences and not names.
Names of a person change together ("Peter Mwangi", "Mwangi"), and keep to what the text's pronouns say of the person;
a state changes in all its forms (name, adjective, capital); a known international body becomes another of its sort,
long form to long form and acronym to acronym. What cannot be changed in every mention stays.
"""

from __future__ import annotations

import json
import random
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from data import Extent, Gold

from communique.resolve import organizations, states, words

MALE, FEMALE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
PART = re.compile(r"[^\W\d_][\w’'-]*")
FORMS = ("name", "adjective", "capital", "demonym")


@dataclass
class Pools:
    """What may stand in another's place."""

    given: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Given names by gender: "m", "f" or "" where the texts do not tell."""
    family: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    states: list[dict[str, str]] = field(default_factory=list)
    """States by form of their name."""
    bodies: dict[tuple[str, bool], list[str]] = field(default_factory=lambda: defaultdict(list))
    """Names of known bodies by code and by whether they are an acronym."""


def gender(gold: Gold, entity: str) -> str:
    """What the pronouns of a text tell: "m", "f", or "" for neither."""
    said = {gold.text[a:b].casefold() for (a, b), who, kind in gold.names if who == entity and kind == "pronoun"}
    return "m" if said & MALE else "f" if said & FEMALE else ""


def pools(golds: Iterable[Gold]) -> Pools:
    """Names to choose from, taken from the texts and the tables of states and bodies."""
    made = Pools()
    for gold in golds:
        for (a, b), who, kind in gold.names:
            said = gold.text[a:b]
            if kind == "person" and len(parts := words.HONORIFIC.sub("", said).split()) == 2:
                made.given[gender(gold, who)].append(parts[0].title())
                made.family.append(parts[1].title())
            elif kind == "place" and said[:1].isupper() and len(said.split()) < 3:
                made.places.append(said)
    for state in _table("states")["states"]:
        if state.get("adjectives") and state.get("capitals"):
            demonym = (state.get("demonyms") or state["adjectives"])[0]
            made.states.append(
                dict(zip(FORMS, (state["name"], state["adjectives"][0], state["capitals"][0], demonym), strict=True))
            )
    for body in _table("organizations")["organizations"]:
        if body["code"] in ("UNO", "IGO", "NGO", "EUR"):
            for said in (body["name"], *body["aliases"]):
                if said.isascii():
                    made.bodies[body["code"], said.isupper()].append(said)
    return made


def _table(name: str) -> dict[str, list[dict[str, Any]]]:
    """One of the package's tables of facts."""
    found: dict[str, list[dict[str, Any]]] = json.loads(
        (Path(states.__file__).parent / "data" / f"{name}.json").read_bytes()
    )
    return found


def disguise(gold: Gold, made: Pools, rng: random.Random) -> Gold:
    """The text with other names. Offsets, links and classes follow; the records stay what they are."""
    new: dict[Extent, str] = {}
    by_entity: dict[tuple[str, str], list[Extent]] = defaultdict(list)
    for extent, who, kind in gold.names:
        if kind != "pronoun":
            by_entity[who, kind].append(extent)
    for (who, kind), extents in by_entity.items():
        said = [gold.text[a:b] for a, b in extents]
        if kind == "person":
            new |= zip(extents, _person(said, gender(gold, who), made, rng), strict=True)
        elif kind == "place":
            if rng.random() < 0.7 and said[0][:1].isupper() and len(said[0].split()) < 3 and made.places:
                new |= dict.fromkeys(extents, rng.choice(made.places))
        elif kind == "state":
            new |= zip(extents, _state(said, made, rng), strict=True)
        elif kind == "organization":
            new |= zip(extents, _body(said, made, rng), strict=True)
    return _rewrite(gold, {extent: _cased(gold.text[slice(*extent)], said) for extent, said in new.items()})


def _person(said: list[str], sex: str, made: Pools, rng: random.Random) -> list[str]:
    """Each part of the names becomes one other part, the same wherever it stands."""
    full = max(said, key=len)
    parts = PART.findall(words.HONORIFIC.sub("", full))
    swap: dict[str, str] = {}
    for n, part in enumerate(parts):
        if len(part) > 2 and part[0].isupper():
            pool = made.family if n == len(parts) - 1 else made.given[sex] or made.given[""] or made.family
            swap[part] = rng.choice(pool) if pool else part
    return [PART.sub(lambda m: swap.get(m[0], m[0]), one) for one in said]


def _state(said: list[str], made: Pools, rng: random.Random) -> list[str]:
    matches = [states.find(one) for one in said]
    other = rng.choice(made.states)
    if any(m is None or m.via not in (*FORMS, "metonym") for m in matches) or rng.random() < 0.2:
        return said
    vias = [m.via if m.via != "metonym" else "capital" for m in matches if m is not None]
    return [
        ("the " if one.lower().startswith("the ") and via in ("adjective", "demonym") else "") + other[via]
        for one, via in zip(said, vias, strict=True)
    ]


def _body(said: list[str], made: Pools, rng: random.Random) -> list[str]:
    matches = [organizations.find(one) for one in said]
    codes = {m.code if m is not None else None for m in matches}
    if len(codes) != 1 or rng.random() < 0.3:
        return said
    code = codes.pop()
    long, short = (made.bodies.get((code or "", upper), []) for upper in (False, True))
    if not long or not short:
        return said
    name, acronym = rng.choice(long), rng.choice(short)
    return [
        ("the " if one.startswith("the ") else "") + (acronym if one.removeprefix("the ").isupper() else name)
        for one in said
    ]


def _cased(before: str, after: str) -> str:
    return after.upper() if before.isupper() and len(before) > 5 else after


def _rewrite(gold: Gold, new: dict[Extent, str]) -> Gold:
    rows = sorted(new.items())
    kept = [row for n, row in enumerate(rows) if n == 0 or row[0][0] >= rows[n - 1][0][1]]
    text, at, starts, shifts = [], 0, [0], [0]
    for (a, b), said in kept:
        text += [gold.text[at:a], said]
        starts.append(b)
        shifts.append(shifts[-1] + len(said) - (b - a))
        at = b
    text.append(gold.text[at:])
    ends = {b: n for n, ((_, b), _) in enumerate(kept, 1)}

    def moved(place: int) -> int:
        if place in ends:
            return place + shifts[ends[place]]
        n = bisect_right(starts, place) - 1
        if n < len(kept) and kept[n][0][0] < place < kept[n][0][1]:
            place = kept[n][0][0]  # inside a name: its beginning
        return place + shifts[n]

    both = lambda extent: (moved(extent[0]), moved(extent[1]))
    spans = [(label, *both((a, b))) for label, a, b in gold.spans]
    if any(a >= b for _, a, b in spans):
        return gold
    pairs = [(both(a), both(r) if r else None, kind) for a, r, kind in gold.pairs]
    names = [(both(extent), who, kind) for extent, who, kind in gold.names]
    return replace(gold, text="".join(text), spans=spans, pairs=pairs, names=names)
