"""The report as Markdown and as one HTML page that needs nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from markdown_it import MarkdownIt

STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1c2733;background:#fff}
table{border-collapse:collapse;margin:.6rem 0}td,th{border-bottom:1px solid #dde3ea;padding:.2rem .7rem;text-align:left}
td:not(:first-child){font-variant-numeric:tabular-nums}details{margin:.6rem 0}svg{max-width:100%;height:auto}
li{margin:.25rem 0}code{background:#f2f4f7}@media(prefers-color-scheme:dark){body{background:#161b22;color:#d7dee7}
svg{background:#fff}td,th{border-color:#333c48}code{background:#222a34}}"""


@dataclass
class Section:
    """A part of the report."""

    title: str
    words: str
    columns: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    """(file name without folder, SVG text)"""
    errors: list[str] = field(default_factory=list)


def _table(section: Section) -> str:
    if not section.rows:
        return ""
    cell = lambda text: text.replace("|", "\\|")
    lines = ["| " + " | ".join(section.columns) + " |", "|" + " --- |" * len(section.columns)]
    lines += ["| " + " | ".join(map(cell, row)) + " |" for row in section.rows]
    return "\n".join(lines) + "\n\n"


def as_markdown(title: str, sections: list[Section]) -> str:
    """Markdown that names the pictures as files beside it."""
    out = [f"# {title}\n"]
    for section in sections:
        out.append(f"## {section.title}\n\n{section.words}\n\n{_table(section)}")
        out += [f"![{section.title}]({name})\n" for name, _ in section.pictures]
        if section.errors:
            out.append(
                "<details><summary>Errors</summary>\n\n"
                + "\n".join(f"- {escape(e)}" for e in section.errors)
                + "\n\n</details>\n"
            )
    return "\n".join(out)


def as_html(title: str, sections: list[Section]) -> str:
    """One page with the pictures inside."""
    render = MarkdownIt("commonmark", {"html": False}).enable("table").render
    body = [f"<h1>{escape(title)}</h1>"]
    for section in sections:
        body.append(f"<h2>{escape(section.title)}</h2>{render(section.words)}{render(_table(section))}")
        body += [
            f'<figure role="img" aria-label="{escape(section.title)}">{svg}</figure>' for _, svg in section.pictures
        ]
        if section.errors:
            rows = "".join(f"<li>{escape(e)}</li>" for e in section.errors)
            body.append(
                f"<details><summary>{len(section.errors)} errors, beside their sentences</summary><ul>{rows}</ul></details>"
            )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{''.join(body)}</body></html>"
    )
