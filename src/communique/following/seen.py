"""What following looks at: promises with their parties, and later documents with who and what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from communique.following.words import WORD, telling
from communique.following.words import words as words_of
from communique.resolve import states, words
from communique.text.sentences import split
from communique.text.spelling import plain

Extent = tuple[int, int]
NAME = 3
"""Words of the longest name of a state that is looked for ("Papua New Guinea")."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who promises, or to whom."""

    number: int
    """Of the entity in the ledger."""
    role: str
    """committer | beneficiary"""
    kind: str
    """person | organization | state | group"""
    names: tuple[str, ...]
    country: str | None
    known: str | None


@dataclass(frozen=True)
class Promise:
    """A commitment that is followed."""

    number: int
    id: str
    force: str
    action: str
    words: str
    """Its evidence in the document that leads."""
    day: str
    """ISO day on which it was first told."""
    due_to: str | None
    amount: float | None
    parties: tuple[Party, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """Stems of the parties' names, which are no part of what is promised."""
        found = {w.stem for party in self.parties for name in party.names for w in words_of(name)}
        for party in self.parties:
            if party.country is not None and (name := states.name_of(party.country)) is not None:
                found |= {w.stem for w in words_of(name)}
        return frozenset(found)

    @cached_property
    def wanted(self) -> dict[str, float]:
        """Stems of what is promised with their weights."""
        return telling(self.action, self.names)


@dataclass(frozen=True, slots=True)
class Seen:
    """An entity of a document."""

    number: int
    kind: str
    country: str | None
    known: str | None
    mentions: tuple[Extent, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An event or commitment of a document."""

    entry: int
    kind: str
    label: str
    """PLOVER type or force."""
    status: str
    start: int
    end: int


@dataclass(frozen=True)
class Paper:
    """A document of the ledger that is searched."""

    number: int
    id: str
    day: str
    text: str
    cast: tuple[Seen, ...] = ()
    told: tuple[Told, ...] = ()
    _spelled: dict[str, tuple[Extent, ...]] = field(default_factory=dict)

    @cached_property
    def sentences(self) -> list[Extent]:
        """Extents of its sentences."""
        return split(self.text)

    @cached_property
    def stems(self) -> list[frozenset[str]]:
        """The stems of each sentence."""
        return [frozenset(w.stem for w in words_of(self.text[a:b])) for a, b in self.sentences]

    @cached_property
    def all_stems(self) -> frozenset[str]:
        """The stems of the whole text."""
        return frozenset().union(*self.stems)

    @cached_property
    def states(self) -> dict[str, list[Extent]]:
        """Where states are named, by country: what the reader missed counts, too."""
        found: dict[str, list[Extent]] = {}
        tokens = [(m.start(), m.end()) for m in WORD.finditer(self.text)]
        at = 0
        while at < len(tokens):
            size = next((n for n in range(NAME, 0, -1) if self._state(tokens, at, n, found)), 0)
            at += size or 1
        return found

    def _state(self, tokens: list[Extent], at: int, size: int, found: dict[str, list[Extent]]) -> bool:
        if at + size > len(tokens) or not self.text[tokens[at][0]].isupper():
            return False
        start, end = tokens[at][0], tokens[at + size - 1][1]
        match = states.find(self.text[start:end])
        if match is not None:
            found.setdefault(match.country, []).append((start, end))
        return match is not None

    def mentions(self, party: Party) -> list[Extent]:
        """Where a party is named or meant."""
        found = [extent for one in self.cast if _same(party, one) for extent in one.mentions]
        if party.country is not None:
            found += self.states.get(party.country, [])
        if party.kind != "state":
            for name in party.names:
                found += self._named(name, party.kind)
        return found

    def _named(self, name: str, kind: str) -> Iterable[Extent]:
        if name not in self._spelled:
            self._spelled[name] = tuple(
                (m.start(), m.end())
                for form in _forms(name, kind)
                for m in re.finditer(rf"\b{re.escape(form)}\b", self.text)
            )
        return self._spelled[name]


def _same(party: Party, one: Seen) -> bool:
    if one.number == party.number or (party.known is not None and one.known == party.known):
        return True
    # Whoever speaks or acts for the state; two bodies or persons of one state are two parties.
    return party.country is not None and one.country == party.country and "state" in (party.kind, one.kind)


def _forms(name: str, kind: str) -> list[str]:
    """How a name may be written: in full, as an acronym, by the family name."""
    bare = words.bare(name)
    if kind == "person":
        return [bare.split()[-1]] if len(plain(bare)) > 3 else []
    acronym = words.acronym_of(bare)
    return [bare, acronym] if len(acronym) > 2 else [bare]
