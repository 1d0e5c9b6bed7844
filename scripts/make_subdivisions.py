"""Make ``src/communique/resolve/data/subdivisions.json``: names of provinces, regions and districts by country.

    python scripts/make_subdivisions.py

From ISO 3166-2 through pycountry. A name that two countries have is left out, as is one that is a country or means a
city or state elsewhere in the package's tables; ``regions.json``, our own list, goes before it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import pycountry

from communique.resolve import states
from communique.text.names import normal

TARGET = Path(__file__).resolve().parent.parent / "src/communique/resolve/data/subdivisions.json"
KINDS = re.compile(
    r"\b(?:province|region|district|state|county|governorate|oblast|department|prefecture|municipality|island|islands|"
    r"north|south|east|west|northern|southern|eastern|western|central|centre|upper|lower|autonomous|capital|territory|parish|city|of|the|al|de|ash|ad)\b",
    re.I,
)


def main() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in pycountry.subdivisions:
        country = states.alpha3(row.country_code)
        for part in re.split(r"[/\[\]()]", row.name):
            key = normal(part)
            if country is not None and len(key) > 3 and KINDS.sub("", key).strip() and states.find(part) is None:
                owners[key].add(country)
    by_country: dict[str, list[str]] = defaultdict(list)
    for key, countries in sorted(owners.items()):
        if len(countries) == 1:
            by_country[next(iter(countries))].append(key)
    lines = ",\n".join(f"  {json.dumps(c)}: {json.dumps(names)}" for c, names in sorted(by_country.items()))
    TARGET.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    print(f"{sum(map(len, by_country.values())):,} names of {len(by_country)} countries")


if __name__ == "__main__":
    main()
