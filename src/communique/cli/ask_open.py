"""``--open ID``: an entry in its source text with the evidence marked, and all who tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.cli.ask_options import Asked, AskFormat
from communique.cli.ask_print import BY, TO, format_of, on_console, print_lines, print_table, who_of
from communique.show.controls import harmless

if TYPE_CHECKING:
    from rich.text import Text

    from communique.ledger import Ledger
    from communique.ledger.asking import EntryView, OpenedView

OPENS, CLOSES = "[[", "]]"
"""Around the evidence where there is no colour."""
STYLE = "bold reverse"


def print_opened(ledger: Ledger, id_: str, asked: Asked) -> None:
    """Print an entry in its source; as JSON in every format but a table.

    Raises:
        LedgerError: there is no such entry, or there are several.
    """
    from communique.ledger.asking import opened, opened_to_dict

    found = opened(ledger, id_)
    if format_of(asked) is not AskFormat.table:
        print_lines([opened_to_dict(found)], ledger.name)
        return
    from rich.text import Text

    document = found.entry.document
    with on_console() as console:
        console.print(Text(harmless(document.title or document.source), style="bold"))
        about = [document.publisher, document.published, document.source if document.title else None]
        console.print(Text(harmless(" · ".join(part for part in about if part)), style="dim"))
        console.print()
        console.print(_marked(found, in_colour=console.color_system is not None))
        console.print()
        for line in facts(found.entry):
            console.print(Text(harmless(line)))
        console.print()
        outlets = found.entry.outlets
        console.print(Text(f"Told {_times(found.entry.tellings)}, of them {outlets} in documents that are no copies:"))
    rows = [
        [t.document.published or "", t.document.publisher or "", _note(t.copy, t.retired), t.words, t.document.source]
        for t in found.tellings
    ]
    print_table(["day", "outlet", "", "words", "source"], rows, {"words": 3, "source": 2})


def facts(entry: EntryView) -> list[str]:
    """An entry in lines of plain words; what is not told is left out."""
    kind = " ".join(part for part in (entry.label, entry.mode) if part)
    due = " to ".join(day for day in (entry.due_from, entry.due_to) if day)
    place = ", ".join(part for part in (entry.place, entry.country) if part)
    amount = f"{entry.amount:,.2f}".removesuffix(".00") + f" {entry.currency}" if entry.amount is not None else ""
    known = (
        (f"{entry.kind} {entry.id}", kind), ("by", who_of(entry, BY)), ("to", who_of(entry, TO)),
        ("status", entry.status), ("date", entry.date or entry.day), ("due", due), ("place", place), ("amount", amount),
        ("intensity", f"{entry.intensity:+g}" if entry.intensity is not None else ""),
        ("confidence", f"{entry.confidence:.2f}"), ("review", entry.review), ("merged into", entry.merged_into),
    )  # fmt: skip
    return [f"{name}: {value}" for name, value in known if value]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _note(copy: bool, retired: bool) -> str:
    return ", ".join(word for word, holds in (("copy", copy), ("no longer found", retired)) if holds)


def _marked(found: OpenedView, *, in_colour: bool) -> Text:
    from rich.text import Text

    spans = found.leading.spans if found.leading is not None else ()
    text, at = Text(), 0
    for start, end in sorted(spans):
        if start < at:
            continue  # parts of a statement may overlap where a reader was wrong
        text.append(harmless(found.text[at:start]))
        inside = harmless(found.text[start:end])
        text.append(inside if in_colour else f"{OPENS}{inside}{CLOSES}", style=STYLE)
        at = end
    text.append(harmless(found.text[at:]))
    return text
