"""Which profiles are worth comparing: those that share a block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from communique.resolve.across.comparison import span_of
from communique.resolve.across.profile import Profile
from communique.text.spelling import keys, plain

MOST = 200
"""Profiles of one block that are compared with a new one, the latest first: a name that thousands share says little."""
LONGEST = 24
"""Months of a range that are looked into; a longer one tells no time."""


def blocks(profile: Profile) -> frozenset[str]:
    """The blocks that a profile is put into."""
    if profile.sort in ("person", "body", "place"):
        return _names(profile)
    tokens, months = profile.actors | profile.recipients, _months(profile)
    return frozenset(f"{profile.sort} {t} {m}" for t in tokens for m in ("any", *(months or ("undated",))))


def looked_into(profile: Profile) -> frozenset[str]:
    """The blocks in which the same thing would be: for one with a day, those of its months and those without a day."""
    if profile.sort in ("person", "body", "place"):
        return _names(profile)
    tokens, months = profile.actors | profile.recipients, _months(profile)
    return frozenset(f"{profile.sort} {t} {m}" for t in tokens for m in ((*months, "undated") if months else ("any",)))


def candidates(profile: Profile, index: Mapping[str, Sequence[Profile]]) -> Iterator[Profile]:
    """The profiles of an index (by ``blocks``) that may be the same thing as one, each once, of other documents."""
    document = profile.key.partition("#")[0]
    seen: set[str] = set()
    for block in sorted(looked_into(profile)):
        for other in reversed(index.get(block, ())[-MOST:]):
            if other.key not in seen and other.key.partition("#")[0] != document:
                seen.add(other.key)
                yield other


def _names(profile: Profile) -> frozenset[str]:
    found = {f"{profile.sort} {key}" for name in profile.names for key in keys(name)}
    if profile.known is not None:
        found.add(f"{profile.sort} @{profile.known}")
    if profile.sort == "person":
        # A family name alone may be anybody's; it is compared and stays undecided.
        found |= {f"person ^{parts[-1]}" for name in profile.names if (parts := plain(name).split())}
    return frozenset(found)


def _months(profile: Profile) -> tuple[str, ...]:
    """The months of a time, a day more on either side; none where no time is told. Promises are kept in one place."""
    if profile.date is None or profile.sort == "commitment":
        return ()
    first, last = span_of(profile.date)
    day, end = first - timedelta(days=1), last + timedelta(days=1)
    found = [f"{day:%Y-%m}"]
    while f"{day:%Y-%m}" < f"{end:%Y-%m}" and len(found) <= LONGEST:
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append(f"{day:%Y-%m}")
    return tuple(found) if len(found) <= LONGEST else ()
