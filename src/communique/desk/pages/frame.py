"""The frame of every page: the navigation, addresses of static files, and how words and days are shown."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment

from communique.show.controls import harmless

LONGEST = 220
"""Letters of an entry's words in a list."""


class Link(NamedTuple):
    """A page in the navigation."""

    path: str
    name: str
    icon: str

    def holds(self, path: str) -> bool:
        """Whether an address is this page or lies below it."""
        return path == self.path or (self.path != "/" and path.startswith(self.path + "/"))


NAVIGATION: tuple[tuple[Link, ...], ...] = (
    (
        Link("/", "Today", "today"), Link("/review", "Review", "review"), Link("/search", "Search", "search"),
        Link("/read", "Read", "read"),
    ),
    (
        Link("/commitments", "Commitments", "commitments"), Link("/engagements", "Engagements", "engagements"),
        Link("/statements", "Statements", "statements"), Link("/events", "Events", "events"),
    ),
    (
        Link("/entities", "People", "entities"), Link("/pair", "Pair", "pair"), Link("/map", "Map", "map"),
        Link("/timeline", "Timeline", "timeline"), Link("/sources", "Sources", "sources"),
    ),
)  # fmt: skip
"""In groups: the day's work, the four kinds of entries, who and where."""


@cache
def static(name: str) -> str:
    """The address of a static file; it changes with the file, so that browsers may keep it for ever."""
    content = files("communique.desk").joinpath("static", *name.split("/")).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def one_line(words: str | None, longest: int = LONGEST) -> str:
    """Words on one line, harmless, cut where they are too long."""
    said = harmless(" ".join((words or "").split()))
    return said if len(said) <= longest else said[: longest - 1].rstrip() + "…"


def day(iso: str | None) -> str:
    """An ISO day, month, year or range as people write it: 5 Mar 2024; as it stands where it is none."""
    return " – ".join(_day(part) for part in iso.split("/")) if iso else ""


def weekday(iso: str) -> str:
    """Saturday 28 November 2026."""
    when = date.fromisoformat(iso)
    return f"{when:%A} {when.day} {when:%B %Y}"


def _day(iso: str) -> str:
    try:
        if len(iso) == 10:
            when = date.fromisoformat(iso)
            return f"{when.day} {when:%b %Y}"
        if len(iso) == 7:
            return f"{date.fromisoformat(iso + '-01'):%b %Y}"
    except ValueError:
        pass
    return iso


def names(parties: list[dict[str, Any]], *roles: str) -> str:
    """The names of an entry's parties in some roles: "A", "A and B", "A, B and C"."""
    found = [harmless(party["name"]) for party in parties if party["role"] in roles]
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


def add_frame(environment: Environment) -> None:
    """Give templates what the frame needs."""
    environment.globals |= {"navigation": NAVIGATION, "static": static}
    environment.filters |= {"one_line": one_line, "day": day, "weekday": weekday, "names": names}
