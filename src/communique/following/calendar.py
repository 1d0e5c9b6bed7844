"""Deadlines as a calendar file (RFC 5545), for any calendar program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from communique.ledger.asking import EntryView

LONGEST = 60
"""Letters of an action in a title."""


def calendar(entries: Sequence[EntryView], at: str) -> bytes:
    """One event of a whole day for each commitment, on its last day.

    Args:
        entries: commitments; those without a last day are left out.
        at: ISO time, which the file gives as when it was made.
    """
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//Communique//Commitments//EN")
    made.add("version", "2.0")
    for entry in entries:
        if entry.due_to is None:
            continue
        day = date.fromisoformat(entry.due_to)
        event = Event()
        # The same commitment keeps its place in a calendar that is filled anew.
        event.add("uid", f"{entry.id}@communique")
        event.add("dtstamp", datetime.fromisoformat(at))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", title(entry))
        event.add("description", f"{entry.words}\n{entry.document.source}")
        made.add_component(event)
    content: bytes = made.to_ical()
    return content


def title(entry: EntryView) -> str:
    """Who promised whom what, in a line."""
    who = ", ".join(p.name for p in entry.of("committer")) or "somebody"
    to = ", ".join(p.name for p in entry.of("beneficiary"))
    action = str(entry.data.get("action") or entry.words)
    cut = action if len(action) <= LONGEST else action[: LONGEST - 1] + "…"
    return f"{who}{' to ' + to if to else ''}: {cut}"
