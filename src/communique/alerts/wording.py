"""How an entry is told in an alert."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

BY = ("participant", "speaker", "actor", "committer")
LONGEST = 160
"""Characters of a title."""
# What XML 1.0 cannot hold; the rest of the controls would only disturb a reader.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Json = dict[str, Any]


def title(entry: Json, *, overdue: bool = False) -> str:
    """One line: what it is, who and whom, and when.

    Args:
        entry: as ``communique.ledger.asking.entry_to_dict`` gives it.
        overdue: it is told because its last day is past.
    """
    due = entry["due"] or {}
    begin = f"Overdue since {due.get('to')}" if overdue else _capital(entry["type"])
    by = _names(p for p in entry["parties"] if p["role"] in BY)
    to = _names(p for p in entry["parties"] if p["role"] not in BY)
    who = f"{by or 'somebody'} to {to}" if to else by or "somebody"
    when = f", {entry['day']}" if entry["day"] is not None and not overdue else ""
    what = f": {entry['record']['action']}" if entry["kind"] == "commitment" else ""
    return _short(plain(f"{begin} by {who}{when}{what}"))


def text(entry: Json) -> str:
    """The words that it rests on, and where they stand."""
    document = entry["document"]
    where = ", ".join(part for part in (document["publisher"], document["published"]) if part)
    lines = [
        plain(entry["words"]),
        "",
        f"{plain(document['title'] or 'Untitled')}{f' ({plain(where)})' if where else ''}",
    ]
    lines += [plain(document["source"]), f"communique search --open {entry['id']}"]
    return "\n".join(lines)


def plain(said: str) -> str:
    """A text in one line, without what a feed or a mail cannot hold."""
    return " ".join(_UNFIT.sub(" ", said).split())


def _names(parties: Iterable[Json]) -> str:
    names = [party["name"] for party in parties]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _capital(said: str) -> str:
    return said if said.isupper() else said.capitalize()


def _short(said: str) -> str:
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"
