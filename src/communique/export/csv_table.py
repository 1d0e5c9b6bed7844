"""CSV: the flat table for spreadsheets and everything else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO, ClassVar

from communique.export.base import Column, Format, Row, Value
from communique.export.table import table
from communique.ledger.asking import Kind

SEPARATOR = "; "
"""Between the values of a list."""
FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What a cell begins with that a spreadsheet would calculate (OWASP, "CSV injection"), also in full width."""
GUARD = "'"
"""Set before such a cell: spreadsheets then take it for text and do not show it."""


class Csv(Format):
    """Comma-separated values after RFC 4180, in UTF-8, with a head line; line feeds alone end the lines."""

    name: ClassVar[str] = "csv"
    extension: ClassVar[str] = ".csv"
    about: ClassVar[str] = "a table for spreadsheets, one row an entry"

    def columns(self, kind: Kind | None) -> tuple[Column, ...]:
        """Its columns."""
        return tuple(filled.column for filled in table(kind))

    def write(self, rows: Iterable[Row], stream: BinaryIO, kind: Kind | None = None) -> int:
        """Write entries; see `Format.write`."""
        columns = table(kind)
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", newline="", write_through=False)
        try:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow([filled.column.name for filled in columns])
            count = 0
            for row in rows:
                writer.writerow([cell(filled.value(row.entry)) for filled in columns])
                count += 1
            text.flush()
        finally:
            # Otherwise the wrapper would close the stream, which is not ours.
            text.detach()
        return count


def cell(value: Value) -> str:
    """A value as a cell; text that a spreadsheet would calculate is made harmless, numbers are left alone."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    said = value if isinstance(value, str) else SEPARATOR.join(map(str, value))
    # NUL ends a text in many programs, and Python's own reader of CSV refuses it.
    said = said.replace("\0", "")
    return GUARD + said if said.startswith(FORMULA) else said
