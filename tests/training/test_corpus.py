"""The team's corpus holds, and its checker finds what does not."""

from __future__ import annotations

from pathlib import Path

import corpus
import data
import pytest
import yaml

DISPATCHES = Path(__file__).parents[2] / "training" / "corpora" / "dispatches"

GOOD = """
name: t
manner: wire
published: 2024-03-05
text: |
  {#place|Geneva} – {m+w^|Both} met. {m|Mwangi} told {w|Warsame} that “{k|Kenya} will pay,” and left.
entities:
  m: {kind: person, name: Mwangi, of: k}
  w: {kind: person, name: Warsame}
  k: {kind: state, name: Kenya, country: KEN, sectors: [GOV]}
events:
  - {type: CONSULT, trigger: met, actor: [m, w], status: occurred, evidence: Both met.}
statements:
  - {kind: direct, speaker: [m], said_by: Mwangi, cue: told, content: ["“Kenya will pay,”"], addressee: [w]}
"""


def test_offsets_are_those_of_the_words() -> None:
    text = corpus.read_text(yaml.safe_load(GOOD))
    assert text.text.startswith("Geneva – Both met.")
    said = text.statements[0]
    assert [text.text[slice(*e)] for e in (said["cue"], said["said_by"], said["content"][0])] == [
        "told",
        "Mwangi",
        "“Kenya will pay,”",
    ]
    assert [text.text[m.start : m.end] for m in text.marks] == ["Geneva", "Both", "Mwangi", "Warsame", "Kenya"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("trigger: met", "trigger: saw", "is not in the text"),
        ("type: CONSULT", "type: MEET", "type «MEET»"),
        ("actor: [m, w]", "actor: [x]", "no entity x"),
        ("{k|Kenya}", "{k|{w|Kenya}}", "stray"),
        ("kind: direct", "kind: verbatim", "kind «verbatim»"),
        ("status: occurred", "status: done", "status «done»"),
        ("country: KEN", "country: Kenya", "country «Kenya»"),
    ],
)
def test_faults_are_named(old: str, new: str, fault: str) -> None:
    with pytest.raises(corpus.Fault, match=fault):
        corpus.read_text(yaml.safe_load(GOOD.replace(old, new)))


def test_links_follow_the_annotation() -> None:
    gold = data.from_own(corpus.read_text(yaml.safe_load(GOOD)))
    label = lambda n: (gold.spans[n][0], gold.text[gold.spans[n][1] : gold.spans[n][2]])
    links = {(name, label(h)[1], label(t)[1]) for h, t, name in gold.links}
    assert {
        ("actor", "met", "Both"),
        ("speaker", "told", "Mwangi"),
        ("content", "told", "“Kenya will pay,”"),
        ("addressee", "told", "Warsame"),
    } <= links
    assert ("recipient", "met", "Warsame") not in links


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    texts = corpus.read_files(sorted(DISPATCHES.glob("*.yaml")))
    assert len(texts) >= 300
    kept = [t for t in texts if data.held_out(t.name)]
    assert 0.05 < len(kept) / len(texts) < 0.16
