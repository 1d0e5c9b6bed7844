"""A text with other names in it is the same text: every span is there, and only names have changed."""

from __future__ import annotations

import random
from pathlib import Path

import augment
import data

FOLDER = Path(__file__).resolve().parents[2] / "training" / "corpora" / "dispatches"


def test_offsets_hold_and_only_names_change() -> None:
    golds = data.read_own(FOLDER, lambda name: name.startswith(("coref-", "meet-")))
    names = augment.pools(golds)
    rng = random.Random(3)
    changed = 0
    for gold in golds:
        other = augment.disguise(gold, names, rng)
        changed += other.text != gold.text
        named = {extent for extent, _, _ in gold.names}
        assert (other.links, other.classes, len(other.spans)) == (gold.links, gold.classes, len(gold.spans))
        for (label, a, b), (same, c, d) in zip(gold.spans, other.spans, strict=True):
            assert label == same
            before, after = gold.text[a:b], other.text[c:d]
            assert after == after.strip() or before != before.strip()
            if not any(x < b and a < y for x, y in named):
                assert after == before
    assert changed > len(golds) / 2


def test_a_person_keeps_one_name() -> None:
    gold = data.Gold(
        "x",
        "Peter Mwangi left. Mwangi slept.",
        frozenset(),
        names=[((0, 12), "p", "person"), ((19, 25), "p", "person")],
    )
    names = augment.Pools(family=["Otieno"])
    names.given[""] = ["Ann"]
    assert augment.disguise(gold, names, random.Random(1)).text == "Ann Otieno left. Otieno slept."
