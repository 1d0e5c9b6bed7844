"""The documentation tells every column of every format."""

from __future__ import annotations

import pytest

from communique.cli.export import ExportFormat
from communique.export import FORMATS, make
from scripts.make_export_docs import PAGE, page


def test_the_tables_are_up_to_date() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run python scripts/make_export_docs.py"


@pytest.mark.parametrize("name", FORMATS)
def test_every_column_is_told(name: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"`{name}`" in text
    for column in make(name).columns(None):
        assert f"| {column.name} |" in text or f"| `{column.name}` |" in text
        assert column.meaning


def test_the_command_knows_every_format() -> None:
    assert [one.value for one in ExportFormat] == list(FORMATS)
    assert [make(name).name for name in FORMATS] == list(FORMATS)
