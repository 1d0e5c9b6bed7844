"""The state that a party of a text belongs to, where its name and office do not say so.

The reader links a party to where its country is named. Without such a link a ministry, a court or the police belong
to the state that the text is about at that place: the one named nearest in the sentence, else the one that it is sent
from, else the one that it speaks of most. International bodies and what they employ have no state.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from communique.findings import Standing
from communique.records import Dateline
from communique.resolve import organizations, states, words
from communique.resolve.entities import Cast, Draft
from communique.resolve.places import VILLAGE, gazetteer

LIKELY = 0.5
NAMING: frozenset[states.Via] = frozenset({"name", "adjective", "demonym", "capital", "historical"})
"""How words inside a body's name tell of its state: not by a seat of government."""
OF_PEOPLE: frozenset[states.Via] = frozenset({"adjective", "demonym"})
"""How words tell whose somebody is."""
NATIONAL = frozenset("GOV COP MIL LEG JUD REB PTY OPP SPY LAB PRM ELI".split())
"""Sectors of parties that are always of some state."""
LOCAL = frozenset("CVL EDU SOC MED REL AGR JRN CRM UAF".split())
"""Sectors of parties that are of a state only where the text speaks of a single one."""


class Home:
    """Which country a place of the text is about.

    Args:
        cast: the entities by name.
        sentences: extents of the sentences.
        dateline: whence the text is sent; None where it does not say.
    """

    def __init__(self, cast: Cast, sentences: Sequence[tuple[int, int]], dateline: Dateline | None) -> None:
        spans = cast.findings.spans
        rows: list[tuple[int, str]] = []
        for n in cast.mentions:
            if spans[n].label == "state.name":
                rows += [(spans[n].start, c) for d in cast.meant.get(n, ()) if (c := cast.drafts[d].country)]
        self.named = named = tuple(dict.fromkeys(country for _, country in rows))
        """The countries of the states that the text names."""
        places = [n for n in cast.findings.of("mention") if spans[n].label == "place"]
        for n in places:
            if country := gazetteer().country_of_place(cast.words(n), named):
                rows.append((spans[n].start, country))
        sent_from = dateline.place if dateline is not None else None
        self._here = gazetteer().country_of_place(sent_from, named) if sent_from else None
        if not rows and self._here is None:
            # Nothing but small places, or cities inside the names of bodies: better than nothing.
            for n in (*places, *cast.mentions):
                found = (
                    gazetteer().resolve_place(cast.words(n), smallest=VILLAGE) if spans[n].label == "place" else None
                )
                country = found.country if found is not None else inside(cast.words(n), ())
                rows += [(spans[n].start, country)] if country else []
        self._cast, self._rows = cast, sorted(rows)
        self._starts = [start for start, _ in self._rows]
        self._country_at = dict(rows)
        self._sentences = [start for start, _ in sentences]
        self._ends = [end for _, end in sentences]
        counts = Counter(country for _, country in self._rows)
        if self._here is not None:
            counts[self._here] += 1
        self._most = counts.most_common(1)[0][0] if counts else None
        self.only = next(iter(counts)) if len(counts) == 1 else None
        """The one country of the text."""
        self._mostly = self._most if self._most and 2 * counts[self._most] > counts.total() else None

    def of(self, draft: Draft) -> str | None:
        """The country whose mentions the reader links to those of a party; None where it links none."""
        votes: Counter[str] = Counter()
        for n in draft.mentions:
            for tail, probability in self._cast.findings.tails("home", n):
                if country := self._country_at.get(self._cast.findings.spans[tail].start):
                    votes[country] += probability  # type: ignore[assignment]
        return votes.most_common(1)[0][0] if votes else None

    def around(self, place: int) -> str | None:
        """The one country that the text, or else the sentence at a place, speaks of.

        Of several, or if the sentence names none, that whence the text is sent; then that of which it mostly speaks.
        """
        if self.only is not None or not self._rows:
            return self.only
        near = {c for _, c in self._near(place)}
        if len(near) == 1:
            return next(iter(near))
        if self._here is not None and (not near or self._here in near):
            return self._here
        return None if near else self._mostly

    def _near(self, place: int) -> list[tuple[int, str]]:
        """The countries of the sentence at a place, each with its distance."""
        k = max(0, bisect_right(self._sentences, place) - 1)
        start, end = (self._sentences[k], self._ends[k]) if self._sentences else (place, place)
        rows = self._rows[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [(abs(s - place), c) for s, c in rows]

    def at(self, place: int) -> str | None:
        """The country that the text is about at a place."""
        if self.only is not None or not self._rows:
            return self.only
        here = self._near(place)
        if self._here is not None and any(c == self._here for _, c in here):
            return self._here
        return min(here)[1] if here else self._here or self._most


def tied(draft: Draft, standing: Standing | None, home: Home, at: int) -> str | None:
    """The state of a party whose name and office tell of none.

    Args:
        draft: the party.
        standing: what the reader made of its mentions; without it its sectors decide.
        home: which country the text is about.
        at: where the text first tells of the party.
    """
    if standing is not None:
        return home.of(draft) or home.at(at) if standing.tied >= LIKELY else None
    sector = draft.sectors[0] if draft.sectors else None
    if sector in NATIONAL:
        return home.at(at)
    return home.only if sector in LOCAL else None


def standing_of(cast: Cast, draft: Draft) -> Standing | None:
    """What the mentions of a party tell together: their mean."""
    found = [s for n in draft.mentions if (s := cast.findings.standings.get(n)) is not None]
    if len(found) < 2:
        return found[0] if found else None
    sectors: dict[str, float] = {}
    for one in found:
        for sector, probability in one.sectors.items():
            sectors[sector] = sectors.get(sector, 0.0) + probability / len(found)
    return Standing(sectors, sum(one.tied for one in found) / len(found))


def sectors_of(standing: Standing | None, by_words: tuple[str, ...]) -> tuple[str, ...]:
    """The sectors of a party: by what the reader made of its mentions where that is likely, else by its words."""
    if standing is None:
        return by_words
    best = max(standing.sectors, key=standing.sectors.__getitem__)
    if best in by_words:
        return (best, *(s for s in by_words if s != best))
    if standing.sectors[best] >= LIKELY and best != "UNK":
        return (best,)
    return by_words or ((best,) if best != "UNK" else ())


def inside(name: str, named: tuple[str, ...]) -> str | None:
    """A state or town named inside a body's name: "Ministry of Health of Kenya", "Lima police"."""
    tokens = name.split()
    for size in (3, 2, 1):
        for i in range(len(tokens) - size + 1):
            if country := _state(" ".join(tokens[i : i + size]).strip(",.'’"), NAMING):
                return country
    generic = organizations.generic(name)
    if generic is None or not generic[1] or not tokens[0][:1].isupper() or len(tokens) < 2:
        return None
    for size in (2, 1):
        if size < len(tokens) and all(t[:1].isupper() for t in tokens[:size]):
            found = gazetteer().resolve_place(" ".join(tokens[:size]), named, smallest=VILLAGE)
            if found is not None and found.geonameid is not None:
                return found.country
    return None


def told(said: str) -> str | None:
    """The state that words for a person begin with: "the Chinese ambassador", "two Yemenis", "American president"."""
    tokens = words.bare(said).split()
    for i in range(min(2, len(tokens))):
        for size in (3, 2, 1):
            if i + size <= len(tokens) and (country := _state(" ".join(tokens[i : i + size]), OF_PEOPLE)):
                return country
    return None


def _state(said: str, via: frozenset[states.Via]) -> str | None:
    """The state that words mean in one of some ways."""
    match = states.find(said)
    return match.country if match is not None and match.via in via else None
