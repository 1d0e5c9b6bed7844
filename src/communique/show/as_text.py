"""A reading for the terminal: header, marked text, lists of records.

With colour, names are underlined, what was said is yellow, triggers of events are bold red, commitments green and
engagements blue; without colour, brackets open and close each record. Labels such as [s1] stand before a record in the
text (after the trigger of an event) and before its line in the list, so both can be read without colour.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from communique.records import Document, Reading
from communique.show.controls import harmless
from communique.show.phrases import Entry, Section, sections_of
from communique.show.segments import Mark, MarkKind, Segment, marks_of, segments_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLES: dict[MarkKind, str] = {
    "engagement": "blue",
    "statement": "yellow",
    "event": "bold red",
    "commitment": "green",
    "entity": "underline",
}
WIDEST = 100
"""Columns: longer lines of prose are hard to follow, however wide the terminal."""


def render(reading: Reading, *, width: int = 80, colour: bool = False) -> str:
    """The reading as text.

    Args:
        reading: any reading; records with wrong offsets are left out of the text and still listed.
        width: columns of the terminal; at most `WIDEST` are used, at least 40.
        colour: write ANSI colours, for a terminal.

    Returns:
        Lines that end with a line break. Control characters of the article are replaced by visible ones.
    """
    from rich.console import Console

    width = max(40, min(width, WIDEST))
    out = io.StringIO()
    # Exactly 16 colours: they follow the user's theme, so they stay legible on light and on dark.
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    _print_header(console, reading.document)
    console.print(_marked(reading, closing=not colour), soft_wrap=False)
    for section in sections_of(reading):
        if section.entries:
            _print_section(console, section)
    if not any(section.entries for section in sections_of(reading)):
        console.print("\nNothing to record in this document.")
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _print_header(console: Console, document: Document) -> None:
    from rich.text import Text

    title = document.title if document.title is not None else document.source
    console.print(Text(harmless(" ".join(title.split())), style="bold"))
    about = [document.publisher, document.author, document.published]
    if document.title is not None:
        about.append(document.source)
    line = " · ".join(harmless(" ".join(part.split())) for part in about if part is not None)
    if line != "":
        console.print(Text(line, style="dim"))
    console.print(Text("─" * console.width, style="dim"))


def _marked(reading: Reading, *, closing: bool) -> Text:
    from rich.text import Text

    text = harmless(reading.document.text)
    marked = Text()
    for segment in segments_of(text, marks_of(reading)):
        for mark in segment.opens:
            if mark.kind not in ("event", "entity"):
                marked.append(f"[{mark.id}] ", style=_label(mark))
        marked.append(text[segment.start : segment.end].expandtabs(4), style=_style(segment))
        for mark in segment.closes:
            if mark.kind == "event":
                marked.append(f" [{mark.id}]", style=_label(mark))
            elif mark.kind != "entity" and closing:
                marked.append(f" [/{mark.id}]")
    marked.rstrip()
    return marked


def _style(segment: Segment) -> str:
    kinds = {mark.kind for mark in segment.marks}
    # The narrowest meaning wins the colour; underline and bold add to it.
    colour = next((STYLES[kind] for kind in ("event", "commitment", "statement", "engagement") if kind in kinds), "")
    return f"{colour} underline".strip() if "entity" in kinds else colour


def _label(mark: Mark) -> str:
    return f"{STYLES[mark.kind].removeprefix('bold ')} dim"


def _print_section(console: Console, section: Section) -> None:
    from rich.table import Table
    from rich.text import Text

    console.print()
    console.print(Text(section.heading, style="bold"))
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for entry in section.entries:
        label = Text(entry.id.rjust(4), style=STYLES[section.kind].replace("underline", "bold"))
        table.add_row(label, _entry(entry, console.width * (4 if section.kind == "engagement" else 2)))
    console.print(table)


def _entry(entry: Entry, room: int) -> Text:
    from rich.text import Text

    # An entry takes two lines at most, an engagement with its many offices four; the marked text has every word of it.
    note = _shortened(harmless(entry.note), room // 3)
    room -= 2 * 8 + len(entry.label) + len(note)
    line = Text.assemble((entry.label, "bold"), ": ", _shortened(harmless(entry.line), room))
    return line.append(f" [{note}]", style="dim") if note != "" else line


def _shortened(line: str, room: int) -> str:
    line = " ".join(line.split())
    return line if len(line) <= room else line[: room - 1].rstrip() + "…"
