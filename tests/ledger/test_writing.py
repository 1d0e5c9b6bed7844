"""Many readings written at once: each batch is decided about while the one before is written, and nothing differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.made_readings import readings
from communique.errors import LedgerError
from communique.ledger import Ledger, kept, open_ledger, reviewing
from communique.ledger.writer import Writer
from communique.records import Reading
from tests.ingest.feeding import contents

MADE = list(readings(180))
TIME = "2026-01-01T00:00:00.000000+00:00"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """What the ledger holds when each document is written by itself, by a writer that remembers nothing."""
    with open_ledger(tmp_path_factory.mktemp("plain") / "ledger.db", clock=lambda: TIME) as ledger:
        for one in MADE:
            Writer(ledger, "test").add([one])
        return contents(ledger)


def _write(ledger: Ledger, made: list[Reading] = MADE, batch: int = 32) -> None:
    for _ in Writer(ledger, "test").write(made, batch):
        pass


@pytest.mark.parametrize("batch", [1, 7, 64, 1024])
def test_batches_of_any_size_make_the_same_ledger(
    ledger: Ledger, plain: dict[str, list[tuple[object, ...]]], batch: int
) -> None:
    _write(ledger, batch=batch)
    assert contents(ledger) == plain


@pytest.mark.parametrize("held", [0, 150])
def test_what_is_let_go_is_loaded_again(
    ledger: Ledger, plain: dict[str, list[tuple[object, ...]]], held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "HELD", held)
    _write(ledger, batch=16)
    assert contents(ledger) == plain


def test_what_another_writes_between_two_batches_is_seen(
    ledger: Ledger, plain: dict[str, list[tuple[object, ...]]]
) -> None:
    writer = Writer(ledger, "test")
    writer.add(MADE[:60])
    Writer(ledger, "test").add(MADE[60:120])
    writer.add(MADE[120:])
    assert contents(ledger) == plain


def test_what_another_writes_while_a_batch_is_decided_about_is_seen(
    ledger: Ledger, plain: dict[str, list[tuple[object, ...]]]
) -> None:
    """The other one writes when the first batch is kept: the next was decided about without what it wrote."""
    batches = Writer(ledger, "test").write([*MADE[:60], *MADE[120:]], 60)
    next(batches)  # the first is kept, the second is decided about
    Writer(ledger, "test").add(MADE[60:120])
    for _ in batches:
        pass
    assert contents(ledger) == plain


def test_after_a_decision_of_people_each_batch_looks_for_itself(ledger: Ledger, tmp_path: Path) -> None:
    def decided(place: Ledger) -> None:
        Writer(place, "test").add(MADE[:60])
        with place.reading() as connection:
            told = connection.exec_driver_sql("SELECT id FROM entries WHERE kind = 'event' ORDER BY tellings DESC, number")
            reviewing.reject(place, str(told.scalar()), by="ann")

    with open_ledger(tmp_path / "other.db") as other:
        decided(other)
        for one in MADE[60:]:
            Writer(other, "test").add([one])
        expected = contents(other)
    decided(ledger)
    _write(ledger, MADE[60:])
    assert contents(ledger) == expected


def test_a_writer_that_was_broken_off_goes_on_rightly(
    ledger: Ledger, plain: dict[str, list[tuple[object, ...]]]
) -> None:
    writer = Writer(ledger, "test")
    batches = writer.write(MADE, 32)
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    for _ in writer.write(MADE, 32):
        pass
    found = contents(ledger)
    assert found.pop("sightings") == [] == plain["sightings"]
    assert found == {name: rows for name, rows in plain.items() if name != "sightings"}


def test_a_batch_that_fails_is_written_by_the_next_try(
    ledger: Ledger, plain: dict[str, list[tuple[object, ...]]]
) -> None:
    writer = Writer(ledger, "test")
    writer.add(MADE[:60])

    def fails(*_: object) -> None:
        raise LedgerError("the plug was pulled.")

    with pytest.raises(LedgerError, match="the plug was pulled"):
        writer.add(MADE[60:120], also=fails)
    writer.add(MADE[60:])
    assert contents(ledger) == plain


def test_copies_in_neighbouring_batches_are_one_family(ledger: Ledger) -> None:
    first = next(one for one in MADE if len(one.document.text) > 400)
    text = first.document.text + " "
    copy = replace(first, document=replace(first.document, id="f" * 16, text=text, source="elsewhere"))

    def told() -> Iterator[Reading]:
        yield from (first, copy)

    for _ in Writer(ledger, "test").write(told(), 1):
        pass
    with ledger.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM documents WHERE twin_of = 1").scalar() == 1
        assert connection.exec_driver_sql("SELECT max(outlets) FROM entries").scalar() == 1
        assert connection.exec_driver_sql("SELECT min(tellings) FROM entries").scalar() == 2
