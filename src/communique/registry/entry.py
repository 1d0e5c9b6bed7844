"""What a registry file tells: entries with their offices, and what files tell apart from them."""

from __future__ import annotations

from dataclasses import dataclass

from communique.records import EntityKind


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a person, with the days on which it was held."""

    title: str
    of: str | None = None
    """Name of the state or body."""
    country: str | None = None
    start: str | None = None
    """ISO day, month or year, included; None: since ever."""
    end: str | None = None
    """ISO day, month or year, included; None: to this day."""

    def held_on(self, day: str | None) -> bool:
        """Whether it was held on an ISO day. Without a day only an office without limits is certain."""
        if day is None:
            return self.start is None and self.end is None
        # A month or year as a limit counts whole: both are compared by the digits that the limit has.
        return (self.start is None or day[: len(self.start)] >= self.start) and (
            self.end is None or day[: len(self.end)] <= self.end
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A known person, body or group."""

    id: str
    kind: EntityKind
    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    sectors: tuple[str, ...] = ()
    wikidata: str | None = None
    offices: tuple[Office, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """An office that a file describes apart from those who hold it."""

    id: str
    title: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who held a post, or a role in a body, from when to when; told by the ids of other rows of the file."""

    holder: str
    post: str | None = None
    body: str | None = None
    title: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of a file that cannot be used."""

    where: str
    """"line 7"."""
    reason: str
    """One sentence."""


Row = Entry | Post | Tenure | Fault
