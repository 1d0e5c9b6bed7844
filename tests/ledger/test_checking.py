"""A sound ledger has no faults, each kind of fault is told, and what can be computed is mended."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from benchmarks.made_readings import readings
from communique.errors import LedgerError
from communique.ledger import Ledger
from communique.ledger import tables as t
from communique.ledger.checking import Fault, faults, mend
from communique.ledger.writer import Writer

e, told, a = t.entries.c, t.tellings.c, t.appearances.c


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    for _ in Writer(ledger, "made").write(readings(25)):
        pass
    return ledger


def test_a_sound_ledger(filled: Ledger) -> None:
    seen: list[tuple[int, int]] = []
    assert list(faults(filled, lambda done, total: seen.append((done, total)))) == []
    assert seen[-1][0] == seen[-1][1] > 25


def test_an_empty_ledger(ledger: Ledger) -> None:
    assert list(faults(ledger)) == []


def set_(table: sa.Table, number: int, **values: Any) -> Callable[[Connection], None]:
    def change(connection: Connection) -> None:
        connection.execute(sa.update(table).where(table.c.number == number).values(**values))

    return change


def no_telling(connection: Connection) -> None:
    connection.execute(sa.delete(t.tellings).where(told.entry == 3))


def far_mention(connection: Connection) -> None:
    data = {"mentions": [{"start": 10**6, "end": 10**6 + 3, "kind": "name"}]}
    set_(t.appearances, 1, data=data)(connection)


def unknown_party(connection: Connection) -> None:
    data = dict(connection.execute(sa.select(e.data).where(e.number == 1)).scalar_one())
    set_(t.entries, 1, data={**data, "participants": ["n0000"]})(connection)


def lost_parties(connection: Connection) -> None:
    connection.execute(sa.delete(t.parties).where(t.parties.c.entry == 1))


def far_proposal(connection: Connection) -> None:
    commitment = connection.execute(sa.select(sa.func.min(e.number)).where(e.kind == "commitment")).scalar_one()
    connection.execute(sa.insert(t.proposals).values(
        number=1, id="p1", commitment=commitment, document=1, start=5, end=10**6, verdict="kept", probability=0.5,
        reasons=[], state="open", at="2024-01-01",
    ))  # fmt: skip


def hide(connection: Connection) -> None:
    set_(t.entries, 3, hidden=True)(connection)


FAULTS: list[tuple[Callable[[Connection], None], str, str | None]] = [
    (set_(t.tellings, 5, end=10**6), r"t\w+: its evidence from \d+ to 1000000 is not in its document of \d+ char", None),
    (set_(t.tellings, 5, start=8, end=8), r"t\w+: its evidence from 8 to 8 holds no words", None),
    (set_(t.tellings, 5, start=-4, end=3), r"t\w+: its evidence from -4 to 3 is not in its document", None),
    (set_(t.tellings, 5, data={"trigger": {"start": 3, "end": 10**6}}), r"t\w+: it has a span 3 to 1000000", None),
    (set_(t.documents, 1, text="Another text."), r"t\w+: its evidence from \d+ to \d+ is not in its document of 13", None),
    (set_(t.entries, 3, words="something else"), r"\w+: its words are not those of its evidence", None),
    (far_mention, "appearances 1: it is mentioned at 1000000 to 1000003", None),
    (far_proposal, "p1: its evidence from 5 to 1000000 is not in its document", None),
    (no_telling, r"\w+: no document tells it", None),
    (set_(t.entries, 3, document=20), r"\w+: the document that leads does not tell it", None),
    (unknown_party, r"\w+: its \w+ n0000 is no entity of this ledger", None),
    (lost_parties, r"\w+: its \w+ is not among the parties", None),
    (set_(t.readings, 1, standing=False), r"\w+: none of its readings stands, where one must", None),
    (set_(t.entries, 3, tellings=9), r"\w+: it counts 9 tellings and has \d", "counts"),
    (set_(t.entries, 3, outlets=0), r"\w+: it counts 0 outlets of \d tellings", "counts"),
    (set_(t.entries, 3, outlets=99), r"\w+: it counts 99 outlets of \d tellings", "counts"),
    (hide, r"\w+: it is hidden and must not be", "hidden"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "said", "how"), FAULTS, ids=[said for _, said, _ in FAULTS])
def test_faults(filled: Ledger, spoil: Callable[[Connection], None], said: str, how: str | None) -> None:
    with filled.writing() as connection:
        spoil(connection)
    found = list(faults(filled))
    mine = [fault for fault in found if re.match(said, str(fault))]
    assert mine and {fault.mend for fault in mine} == {how}, found
    if how is not None:
        mend(filled, found)
        assert list(faults(filled)) == []


def test_what_people_decided_is_no_fault(filled: Ledger) -> None:
    with filled.writing() as connection:
        set_(t.entries, 3, review="rejected")(connection)
        set_(t.entries, 4, review="confirmed")(connection)
        # Merged: its tellings are another's.
        connection.execute(sa.update(t.tellings).where(told.entry == 5).values(entry=6))
        count = sa.select(sa.func.count()).where(told.entry == 6).scalar_subquery()
        set_(t.entries, 5, merged_into=6, tellings=0, outlets=0)(connection)
        set_(t.entries, 6, tellings=count)(connection)
        # The evidence was put right: the telling keeps what was read.
        kind = connection.execute(sa.select(e.kind).where(e.number == 8)).scalar_one()
        row = connection.execute(
            sa.select(e.data, t.documents.c.text)
            .join(t.documents, t.documents.c.number == e.document)
            .where(e.number == 8)
        ).one()
        span = {"start": 2, "end": 9}
        moved = {"content": [span], "cue": None, "speaker_span": None} if kind == "statement" else {"evidence": span}
        set_(t.entries, 8, data={**row.data, **moved}, correction=moved, words=row.text[2:9], review="corrected")(
            connection
        )
        # No present reader finds it; of the second one a person says that it is there.
        connection.execute(sa.update(t.tellings).where(told.entry.in_((7, 4))).values(retired=True))
    assert list(faults(filled)) == []


def test_rows_that_point_to_nothing(filled: Ledger) -> None:
    if not filled.on_sqlite:
        # PostgreSQL does not let it happen.
        with pytest.raises(LedgerError), filled.writing() as connection:
            connection.execute(sa.delete(t.entities).where(t.entities.c.number == 1))
        return
    pooled = filled.engine.raw_connection()
    cursor = pooled.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.execute("DELETE FROM entities WHERE number = 1")
    cursor.execute("PRAGMA foreign_keys=ON")
    pooled.close()
    assert any(str(fault).endswith("its entity 1 is not in entities") for fault in faults(filled))


def test_a_full_text_index_that_does_not_agree(filled: Ledger) -> None:
    with filled.writing() as connection:
        if filled.on_sqlite:
            connection.exec_driver_sql("DROP TRIGGER entries_search_update")
            set_(t.entries, 3, words="something else")(connection)
        else:
            connection.exec_driver_sql("DROP INDEX ix_entries_search")
    found = [fault for fault in faults(filled) if fault.mend == "search"]
    assert found == [Fault("entries", "its full-text index does not agree with it", "search")]
    mend(filled, found)
    assert not [fault for fault in faults(filled) if fault.mend == "search"]


def test_damaged_pages(tmp_path: Any) -> None:
    from communique.ledger import open_ledger

    with open_ledger(tmp_path / "x.db") as ledger:
        for _ in Writer(ledger, "made").write(readings(25)):
            pass
        with ledger.writing() as connection:
            root = connection.exec_driver_sql(
                "SELECT rootpage FROM sqlite_master WHERE name = 'ix_parties_country_kind_day'"
            )
            page = root.scalar_one()
    data = bytearray((tmp_path / "x.db").read_bytes())
    data[(page - 1) * 4096 + 200 : page * 4096 - 100] = b"\0" * 3796
    (tmp_path / "x.db").write_bytes(bytes(data))
    with open_ledger(tmp_path / "x.db") as ledger:
        assert any(fault.about == "database" for fault in faults(ledger))
