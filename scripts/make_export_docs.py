"""Write the tables of columns into docs/export.md, between the lines that mark them: run it after changing a format."""

from __future__ import annotations

import re
from pathlib import Path

from communique.export import FORMATS, Column, make
from communique.export.plover_jsonl import ACTOR_FIELDS
from communique.ledger.asking import KINDS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "export.md"
_MARKED = re.compile(r"(<!-- columns: (\S+) -->\n)(.*?)(<!-- end -->)", re.S)
_TYPES = {
    "text": "text", "day": "date", "integer": "int32", "number": "float64", "texts": "list of text",
    "integers": "list of int32",
}  # fmt: skip


def page(text: str) -> str:
    """The page with its tables as the formats have them now."""
    return _MARKED.sub(lambda match: f"{match[1]}\n{_table(match[2])}\n\n{match[4]}", text)


def _table(name: str) -> str:
    if name == "plover-jsonl-actor":
        return _lines(("field", "meaning"), ACTOR_FIELDS)
    columns = make("csv" if name == "table" else name).columns(None)
    if name == "table":
        return _lines(("column", "type", "entries", "meaning"), map(_full, columns))
    if name == "polecat":
        return _lines(("", "column", "what we write"), ((str(n), c.name, c.meaning) for n, c in enumerate(columns, 1)))
    assert name in FORMATS
    return _lines(("field", "meaning"), ((c.name, c.meaning) for c in columns))


def _full(column: Column) -> tuple[str, ...]:
    kinds = "all" if column.kinds == KINDS else ", ".join(f"{kind}s" for kind in column.kinds)
    return f"`{column.name}`", _TYPES[column.type], kinds, column.meaning


def _lines(head: tuple[str, ...], rows: object) -> str:
    cells = [head, ("---",) * len(head), *rows]  # type: ignore[misc]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
