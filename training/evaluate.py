"""Score the reader on the held-out part of the team's corpus, layer by layer.

    python evaluate.py --own corpora/dispatches [--model FOLDER] [--standoff FILE --texts FILE] [--errors]

Entities are matched by the words of their mentions. A record is *found* when its core agrees (type and trigger's
sentence, content, action, or participants), *right* when the parties agree too.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import corpus
import data
import standoff

from communique.pipeline import Reader
from communique.records import Document, Reading
from communique.text.dateline import parse_dateline

GATHERINGS = {"meeting", "talks", "summit", "visit"}


def words(text: str, *extents: tuple[int, int]) -> set[int]:
    """Starts of the words in the extents."""
    return {m.start() for a, b in extents for m in re.compile(r"[^\W_]+").finditer(text, a, b)}


def overlap(a: set[int], b: set[int]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


class Table:
    """Counts of right, predicted and gold by measure."""

    def __init__(self) -> None:
        self.rows: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, name: str, right: int, predicted: int, gold: int) -> None:
        self.rows[name].update(right=right, predicted=predicted, gold=gold)

    def f1(self, name: str) -> float:
        """F1 of a measure; 0 where nothing was found."""
        c = self.rows[name]
        return 2 * c["right"] / max(1, c["predicted"] + c["gold"])

    def print(self) -> None:
        for name, c in sorted(self.rows.items()):
            p, r = c["right"] / max(1, c["predicted"]), c["right"] / max(1, c["gold"])
            print(
                f"{name:<28} P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}   {c['right']}/{c['predicted']}/{c['gold']}"
            )


def pair_up(gold: list[Any], found: list[Any], score: Any) -> list[tuple[int, int]]:
    """One-to-one pairs with a score above 0, best first."""
    rows = sorted(((score(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), reverse=True)
    used_g: set[int] = set()
    used_f: set[int] = set()
    pairs = []
    for s, i, j in rows:
        if s > 0 and i not in used_g and j not in used_f:
            used_g.add(i)
            used_f.add(j)
            pairs.append((i, j))
    return pairs


def align_entities(own: corpus.Annotated, reading: Reading) -> dict[str, str]:
    """Predicted entity id -> gold entity id, by the mentions that share words."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for e in reading.entities:
        for m in e.mentions:
            for mark in own.marks:
                if len(mark.ids) == 1 and mark.start < m.end and m.start < mark.end and mark.label in corpus.KINDS:
                    votes[e.id][mark.ids[0]] += 3 if m.kind == "name" else 1
    return {e: c.most_common(1)[0][0] for e, c in votes.items()}


Note = Callable[[str, str, float | None, bool, bool, str, str], None]
"""Told of every record that was found or missed: kind, label, confidence (None: missed), right, parties right, its sentence, words."""


def compare(own: corpus.Annotated, reading: Reading, table: Table, errors: list[str], note: Note | None = None) -> None:
    """Add a reading's figures to the table and its errors to the list."""
    text = own.text
    to_gold = align_entities(own, reading)
    ids = lambda found: {to_gold.get(i, i) for i in found}
    # events
    sentence = lambda span: data._sentence(text, span)
    g, f = own.events, list(reading.events)
    near = lambda a, b: 2.0 if a[0] < b[1] and b[0] < a[1] else 1.0 if sentence(a) == sentence(b) else 0.0
    score = lambda e, p: near(e["trigger"], (p.trigger.start, p.trigger.end)) * (e["type"] == p.type)
    pairs = pair_up(g, f, score)
    right = [
        (i, j)
        for i, j in pairs
        if set(g[i]["actor"]) == ids(f[j].actor) and set(g[i]["recipient"]) == ids(f[j].recipient)
    ]
    table.add("event type", len(pairs), len(f), len(g))
    table.add("event type+parties", len(right), len(f), len(g))
    _tell(
        note, "event", own, pairs, right, f,
        [(e["type"], e["trigger"], text[slice(*e["trigger"])]) for e in g],
        [(p.type, (p.trigger.start, p.trigger.end), f"{text[p.trigger.start : p.trigger.end]}: {ids(p.actor)} > {ids(p.recipient)}") for p in f],
    )  # fmt: skip
    table.add("event date (of found)", sum(g[i]["date"] == f[j].date for i, j in pairs), len(pairs), len(pairs))
    table.add("event status (of found)", sum(g[i]["status"] == f[j].status for i, j in pairs), len(pairs), len(pairs))
    table.add("event mode (of found)", sum(g[i]["mode"] == f[j].mode for i, j in pairs), len(pairs), len(pairs))
    for i, e in enumerate(g):
        if i not in {p[0] for p in pairs}:
            errors.append(
                f"missed {e['type']} «{text[slice(*e['trigger'])]}» in «{text[slice(*sentence(e['trigger']))].strip()}»"
            )
    for j, p in enumerate(f):
        if j not in {x[1] for x in pairs}:
            errors.append(
                f"false {p.type} {p.confidence} «{text[p.trigger.start : p.trigger.end]}» in «{text[slice(*sentence((p.trigger.start, p.trigger.end)))].strip()}»"
            )
    # statements
    gs, fs = own.statements, list(reading.statements)
    content = lambda s: words(text, *s["content"])
    said = lambda s: words(text, *((c.start, c.end) for c in s.content))
    agree = lambda a, b: o if (o := overlap(content(a), said(b))) >= 0.5 else 0.0
    pairs = pair_up(gs, fs, agree)
    table.add("statement content", len(pairs), len(fs), len(gs))
    _tell(
        note, "statement", own, pairs, [(i, j) for i, j in pairs if set(gs[i]["speaker"]) == ids(fs[j].speaker)], fs,
        [(x["kind"], x["content"][0], text[slice(*x["content"][0])]) for x in gs],
        [(x.kind, (x.content[0].start, x.content[0].end), text[x.content[0].start : x.content[-1].end]) for x in fs],
    )  # fmt: skip
    table.add(
        "statement content+speaker",
        sum(set(gs[i]["speaker"]) == ids(fs[j].speaker) for i, j in pairs),
        len(fs),
        len(gs),
    )
    table.add("statement kind (of found)", sum(gs[i]["kind"] == fs[j].kind for i, j in pairs), len(pairs), len(pairs))
    # commitments
    gc, fc = own.commitments, list(reading.commitments)
    action = lambda c: set(re.findall(r"\w+", text[slice(*c["action"])].lower()))
    acted = lambda c: set(re.findall(r"\w+", c.action.lower()))
    close = lambda a, b: (
        overlap_words(action(a), acted(b))
        if a["evidence"][0] < b.evidence.end and b.evidence.start < a["evidence"][1]
        else 0.0
    )
    pairs = pair_up(gc, fc, lambda a, b: s if (s := close(a, b)) >= 0.4 else 0.0)
    table.add("commitment", len(pairs), len(fc), len(gc))
    _tell(
        note, "commitment", own, pairs, [(i, j) for i, j in pairs if set(gc[i]["by"]) == ids(fc[j].committer)], fc,
        [(x["force"], x["evidence"], text[slice(*x["action"])]) for x in gc],
        [(x.force, (x.evidence.start, x.evidence.end), x.action) for x in fc],
    )  # fmt: skip
    table.add("commitment+committer", sum(set(gc[i]["by"]) == ids(fc[j].committer) for i, j in pairs), len(fc), len(gc))
    table.add(
        "commitment force (of found)", sum(gc[i]["force"] == fc[j].force for i, j in pairs), len(pairs), len(pairs)
    )
    amounts = [(gc[i]["amount"], fc[j].amount) for i, j in pairs if gc[i]["amount"] or fc[j].amount]
    table.add(
        "commitment amount",
        sum(bool(a and b and abs(a[0] - b.value) < 1 and a[1] == b.currency) for a, b in amounts),
        len(amounts),
        len(amounts),
    )
    # engagements
    gg, fg = own.engagements, list(reading.engagements)
    jaccard = lambda a, b: len(a & b) / max(1, len(a | b))
    alike = lambda a, b: a["kind"] == b.kind or (a["kind"] in GATHERINGS and b.kind in GATHERINGS)
    meet = lambda a, b: (
        jaccard(set(a["participants"]), ids(b.participants)) * alike(a, b)
        if (a["status"] == "planned") == (b.status == "planned")
        else 0.0
    )
    pairs = pair_up(gg, fg, lambda a, b: s if (s := meet(a, b)) >= 0.5 else 0.0)
    table.add("engagement", len(pairs), len(fg), len(gg))
    _tell(
        note, "engagement", own, pairs, [(i, j) for i, j in pairs if set(gg[i]["participants"]) == ids(fg[j].participants)], fg,
        [(x["kind"], x["trigger"], str(x["participants"])) for x in gg],
        [(x.kind, (x.evidence.start, x.evidence.end), str(sorted(ids(x.participants)))) for x in fg],
    )  # fmt: skip
    table.add(
        "engagement exact parties",
        sum(set(gg[i]["participants"]) == ids(fg[j].participants) for i, j in pairs),
        len(fg),
        len(gg),
    )
    table.add("engagement date (of found)", sum(gg[i]["date"] == fg[j].date for i, j in pairs), len(pairs), len(pairs))
    place = lambda a, b: (text[slice(*a["place"])] if a["place"] else None) == (b.place.name if b.place else None)
    table.add("engagement place (of found)", sum(place(gg[i], fg[j]) for i, j in pairs), len(pairs), len(pairs))
    for i, e in enumerate(gg):
        if i not in {p[0] for p in pairs}:
            errors.append(f"missed {e['kind']} {e['participants']} «{text[slice(*e['evidence'])]}»")
    for j, p in enumerate(fg):
        if j not in {x[1] for x in pairs}:
            errors.append(f"false {p.kind} {sorted(ids(p.participants))} «{text[p.evidence.start : p.evidence.end]}»")
    # entities
    gold_title = {k: e.get("title") for k, e in own.entities.items() if e["kind"] == "person" and e.get("title")}
    titled = {to_gold.get(e.id, e.id): e.title for e in reading.entities if e.title}
    table.add(
        "person title",
        sum(titled.get(k, "").lower() == str(v).lower() for k, v in gold_title.items()),
        len(titled),
        len(gold_title),
    )
    pairs_c = [(own.entities[to_gold[e.id]].get("country"), e.country) for e in reading.entities if e.id in to_gold]
    table.add("entity country", sum(a == b for a, b in pairs_c), len(pairs_c), len(pairs_c))
    named = [m for m in own.marks if m.form == "name"]
    found_m = [(m.start, m.end) for e in reading.entities for m in e.mentions if m.kind == "name"]
    table.add("name mentions", len({(m.start, m.end) for m in named} & set(found_m)), len(set(found_m)), len(named))
    pronouns = [m for m in own.marks if m.form == "pronoun" and len(m.ids) == 1]
    where = {(m.start, m.end): to_gold.get(e.id) for e in reading.entities for m in e.mentions if m.kind == "pronoun"}
    table.add(
        "pronouns resolved", sum(where.get((m.start, m.end)) == m.ids[0] for m in pronouns), len(where), len(pronouns)
    )


def _tell(
    note: Note | None, kind: str, own: corpus.Annotated, pairs: list[tuple[int, int]], with_parties: list[tuple[int, int]],
    found: list[Any], gold_rows: list[tuple[str, tuple[int, int], str]], found_rows: list[tuple[str, tuple[int, int], str]],
) -> None:  # fmt: skip
    """Tell of each record of a kind whether it was found, missed or false, beside its sentence."""
    if note is None:
        return
    line = lambda extent: own.text[slice(*data._sentence(own.text, extent))].strip()
    hit, full = {j for _, j in pairs}, {j for _, j in with_parties}
    for j, (label, extent, words_) in enumerate(found_rows):
        note(kind, label, found[j].confidence, j in hit, j in full, line(extent), words_)
    for i, (label, extent, words_) in enumerate(gold_rows):
        if i not in {i for i, _ in pairs}:
            note(kind, label, None, False, False, line(extent), words_)


def overlap_words(a: set[str], b: set[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def document_of(own: corpus.Annotated) -> Document:
    """The text as annotated: stray lines stay, since the annotation counts them."""
    found = parse_dateline(own.text, own.published)
    return Document(
        own.name, own.name, own.text, language="en", published=own.published, dateline=found[0] if found else None
    )


def held_out_texts(
    own: Path, off: Iterable[Path] = (), texts: Sequence[Path] = (), faults: list[str] | None = None
) -> list[corpus.Annotated]:
    """The annotated texts that are never trained on: of a folder of the team's own, and of annotations of others' texts.

    Faults of own texts are collected when a list is given, raised otherwise.
    """
    owns = standoff.read_all([*sorted(own.glob("*.yaml")), *off], texts, faults)
    return [a for a in owns if data.held_out(a.name)]


def parser_of(description: str | None) -> argparse.ArgumentParser:
    """What every scoring of the own corpus is asked with."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--standoff", type=Path, nargs="*", default=[])
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--model", type=Path)
    return parser


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--errors", action="store_true", help="print what was missed and what was false")
    args = parser.parse_args()
    faults: list[str] = []
    owns = held_out_texts(args.own, args.standoff, args.texts, faults)
    reader, table, errors = Reader(args.model), Table(), []
    documents = [document_of(a) for a in owns]
    for own, reading in zip(owns, reader.read_many(documents), strict=True):
        compare(own, reading, table, errors)
    print(f"{len(owns)} held-out texts")
    table.print()
    if args.errors:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
