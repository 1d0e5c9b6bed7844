"""The folder of an archive run: what a killed process left half written is not among its files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from communique.archive.store import Store


def test_what_was_begun_is_no_file(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.write("events/one.parquet", b"whole")
    with pytest.raises(RuntimeError), store.writing("events/two.parquet") as stream:
        stream.write(b"half")
        (begun,) = (p for p in (tmp_path / "events").iterdir() if p.name.endswith(".part"))
        os.link(begun, tmp_path / "events" / ".three.parquet.99.part")  # as SIGKILL would leave it
        assert store.names("events") == ["one.parquet"]
        raise RuntimeError
    assert store.names("events") == ["one.parquet"]
    assert store.names("") == ["events/one.parquet"]
