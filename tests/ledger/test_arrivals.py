"""What came in last, and how much there is."""

from __future__ import annotations

from benchmarks.made_readings import readings
from communique.ledger import Ledger
from communique.ledger.asking.arrivals import BEGINNING, arrivals, stock
from communique.ledger.runs import Runs
from communique.ledger.writer import Writer
from tests.factory import empty_reading, full_reading


def test_the_latest_document_comes_first_with_what_it_told(ledger: Ledger) -> None:
    for one in (full_reading(), empty_reading("Rain fell all day on the hills. " * 9)):
        for _ in Writer(ledger, "made").write([one]):
            pass
    rain, camps = arrivals(ledger)
    assert (rain.told, rain.copy, len(rain.beginning)) == ({}, False, BEGINNING)
    assert camps.told == {"engagement": 1, "statement": 1, "event": 2, "commitment": 1}
    assert [one.document.id for one in arrivals(ledger, 1)] == [rain.document.id]


def test_the_stock_is_counted(ledger: Ledger) -> None:
    assert (stock(ledger).documents, stock(ledger).last_run) == (0, None)
    run = Runs(ledger).begin(["made"], "made")
    for _ in Writer(ledger, "made").write(readings(40)):
        pass
    Runs(ledger).end(run, {})
    with ledger.reading() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM documents").scalar()
    assert stock(ledger).documents == count and stock(ledger).last_run is not None
