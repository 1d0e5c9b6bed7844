"""Entries of a ledger in the formats of other programs."""

from __future__ import annotations

from importlib import import_module

from communique.errors import ExportError
from communique.export.base import Column, Format, Row, Story
from communique.export.run import export, into, write_to

__all__ = ["FORMATS", "Column", "Format", "Row", "Story", "export", "into", "make", "write_to"]

FORMATS: dict[str, str] = {
    "plover-jsonl": "plover_jsonl.PloverJsonl",
    "polecat": "polecat.Polecat",
    "csv": "csv_table.Csv",
    "parquet": "parquet.Parquet",
}
"""Each format's module and class; it is loaded when it is used."""


def make(name: str) -> Format:
    """The format of a name.

    Raises:
        ExportError: there is none.
    """
    if name not in FORMATS:
        raise ExportError(f"there is no format {name!r}; use one of {', '.join(FORMATS)}.")
    module, _, class_ = FORMATS[name].partition(".")
    found: Format = getattr(import_module(f"communique.export.{module}"), class_)()
    return found
