"""Score resolution on the held-out part of the team's corpus: who, for whom, where and when.

    python resolution.py --own corpora/dispatches [--model FOLDER] [--standoff FILE --texts FILE] [--errors]

All measures are of whole readings: what the reader missed counts against them. Coreference is the mean F1 of MUC, B³
and CEAF-φ4 (the CoNLL 2012 score; Pradhan et al. 2014) over entities with one mention or more; mentions that mean
several entities together ("both") are left out on both sides.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import corpus
import data
import numpy as np
import standoff
from evaluate import Table, align_entities, document_of, overlap, pair_up, parser_of, words
from given import findings_of
from scipy.optimize import linear_sum_assignment
from tokenizers import Tokenizer

from communique.reader.encode import PieceEncoder
from communique.reader.finder import Finder
from communique.reader.manifest import shipped_model
from communique.records import Reading
from communique.resolve import words as resolve_words
from communique.resolve.resolver import Thresholds, resolve
from communique.resolve.scene import Scene

Cluster = frozenset[tuple[int, int]]


NEAR = 50.0
"""Kilometres."""


def apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points given as degrees of latitude and longitude."""
    (p, x), (q, y) = (tuple(map(math.radians, point)) for point in (a, b))
    inner = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin((y - x) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(inner))


def read_places(path: Path) -> dict[str, list[tuple[str, str | None, tuple[float, float] | None]]]:
    """Where the places of the held-out texts are, by text: (words, country, latitude and longitude)."""
    found: dict[str, list[tuple[str, str | None, tuple[float, float] | None]]] = defaultdict(list)
    for row in csv.DictReader(path.open(encoding="utf-8")):
        at = (float(row["lat"]), float(row["lon"])) if row["lat"] else None
        found[row["text"]].append((row["place"], row["country"] or None, at))
    return found


PLACES = read_places(Path(__file__).parent / "corpora" / "places.csv")


class Coreference:
    """Counts of the three coreference measures over many texts."""

    def __init__(self) -> None:
        self._sums: dict[str, list[float]] = {name: [0.0] * 4 for name in ("MUC", "B3", "CEAF")}

    def add(self, gold: list[Cluster], found: list[Cluster]) -> None:
        """One text's clusters of mentions."""
        for name, (r_top, r_all, p_top, p_all) in (
            ("MUC", (*_muc(gold, found), *_muc(found, gold))),
            ("B3", (*_b3(gold, found), *_b3(found, gold))),
            ("CEAF", _ceaf(gold, found)),
        ):
            for k, value in enumerate((r_top, r_all, p_top, p_all)):
                self._sums[name][k] += value

    def f1(self) -> dict[str, float]:
        """F1 of each measure, and their mean as ``CoNLL``."""
        found = {}
        for name, (r_top, r_all, p_top, p_all) in self._sums.items():
            r, p = r_top / max(1e-9, r_all), p_top / max(1e-9, p_all)
            found[name] = 2 * p * r / max(1e-9, p + r)
        return found | {"CoNLL": sum(found.values()) / 3}


def _owner(clusters: Iterable[Cluster]) -> dict[tuple[int, int], int]:
    return {m: k for k, cluster in enumerate(clusters) for m in cluster}


def _muc(key: list[Cluster], other: list[Cluster]) -> tuple[float, float]:
    owner = _owner(other)
    top = sum(len(c) - len({owner[m] for m in c if m in owner}) - sum(m not in owner for m in c) for c in key)
    return top, sum(len(c) - 1 for c in key)


def _b3(key: list[Cluster], other: list[Cluster]) -> tuple[float, float]:
    owner = _owner(other)
    top = sum(len(c & other[owner[m]]) / len(c) for c in key for m in c if m in owner)
    return top, sum(len(c) for c in key)


def _ceaf(gold: list[Cluster], found: list[Cluster]) -> tuple[float, float, float, float]:
    if not gold or not found:
        return 0.0, len(gold), 0.0, len(found)
    alike = np.array([[2 * len(g & f) / (len(g) + len(f)) for f in found] for g in gold])
    rows, columns = linear_sum_assignment(-alike)
    best = float(alike[rows, columns].sum())
    return best, len(gold), best, len(found)


def gold_clusters(own: corpus.Annotated) -> list[Cluster]:
    """The annotated entities as sets of mentions."""
    by_id: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for m in own.marks:
        if m.label in corpus.KINDS and len(m.ids) == 1:
            by_id[m.ids[0]].add((m.start, m.end))
    return [frozenset(c) for c in by_id.values()]


def found_clusters(own: corpus.Annotated, reading: Reading) -> list[Cluster]:
    """The reading's entities as sets of mentions, without those that mean several entities."""
    joint = {(m.start, m.end) for m in own.marks if len(m.ids) > 1}
    clusters = [frozenset((m.start, m.end) for m in e.mentions) - joint for e in reading.entities]
    return [c for c in clusters if c]


def compare(own: corpus.Annotated, reading: Reading, scene: Scene, table: Table, errors: list[str]) -> None:
    """Add one text to the table; say in words what was wrong."""
    to_gold = align_entities(own, reading)
    ids = lambda found: {to_gold.get(i, i) for i in found}
    by_gold: dict[str, list[int]] = defaultdict(list)
    for k, e in enumerate(reading.entities):
        if e.id in to_gold:
            by_gold[to_gold[e.id]].append(k)
    # Titles and affiliations of persons.
    gold_title = {k: e["title"] for k, e in own.entities.items() if e["kind"] == "person" and e.get("title")}
    found_title = [(to_gold.get(e.id), e.title) for e in reading.entities if e.kind == "person" and e.title]
    same = lambda a, b: resolve_words.plain(a) == resolve_words.plain(b)
    right = [(g, t) for g, t in found_title if g in gold_title and same(gold_title[g], t)]
    table.add("title", len({g for g, _ in right}), len(found_title), len(gold_title))
    gold_of = {k: e["of"] for k, e in own.entities.items() if e["kind"] == "person" and e.get("of")}
    found_of = [
        (to_gold.get(e.id), to_gold.get(e.affiliation))
        for e in reading.entities
        if e.kind == "person" and e.affiliation
    ]
    table.add("affiliation", len({g for g, of in found_of if gold_of.get(str(g)) == of}), len(found_of), len(gold_of))
    errors += [
        f"title {k}: «{t}» found {[reading.entities[n].title for n in by_gold[k]]}"
        for k, t in gold_title.items()
        if not any(reading.entities[n].title and same(t, reading.entities[n].title) for n in by_gold[k])
    ]
    errors += [
        f"affiliation {k}: {of} found {[f for g, f in found_of if g == k]}"
        for k, of in gold_of.items()
        if (k, of) not in found_of
    ]
    # Country of who acts, speaks, promises or meets.
    actors = {i for e in reading.events for i in (*e.actor, *e.recipient)}
    actors |= {i for s in reading.statements for i in s.speaker} | {i for c in reading.commitments for i in c.committer}
    actors |= {i for g in reading.engagements for i in g.participants}
    rows = [e for e in reading.entities if e.id in actors and e.id in to_gold]
    wrong = [e for e in rows if own.entities[to_gold[e.id]].get("country") != e.country]
    table.add("country of actor (of found)", len(rows) - len(wrong), len(rows), len(rows))
    errors += [
        f"country {to_gold[e.id]}: {own.entities[to_gold[e.id]].get('country')} found {e.country} ({e.name}, {e.title})"
        for e in wrong
    ]
    sectors = [(own.entities[to_gold[e.id]].get("sectors") or ["?"], e.sectors or ("?",)) for e in rows]
    table.add("primary sector of actor (of found)", sum(a[0] == b[0] for a, b in sectors), len(rows), len(rows))
    # Speakers of the statements that were found.
    content = lambda s: words(own.text, *s["content"])
    said = lambda s: words(own.text, *((c.start, c.end) for c in s.content))
    agree = lambda a, b: o if (o := overlap(content(a), said(b))) >= 0.5 else 0.0
    statements = list(reading.statements)
    pairs = pair_up(own.statements, statements, agree)
    wrong_speaker = [(i, j) for i, j in pairs if set(own.statements[i]["speaker"]) != ids(statements[j].speaker)]
    table.add("speaker (of found statements)", len(pairs) - len(wrong_speaker), len(pairs), len(pairs))
    for i, j in wrong_speaker:
        a, b = own.statements[i]["content"][0]
        span = statements[j].speaker_span
        errors.append(
            f"speaker {own.statements[i]['speaker']} found {sorted(ids(statements[j].speaker))} as "
            f"«{own.text[span.start : span.end] if span else None}» of «{own.text[a : min(b, a + 80)]}»"
        )
    for place, country, at in PLACES.get(own.name, ()):
        where = scene.place_named(place, own.text.find(place))
        right_country = (where.country if where else None) == country
        table.add("place: country", int(right_country), 1, 1)
        near = True
        if at is not None:
            near = where is not None and where.lat is not None and where.lon is not None
            near = near and apart(at, (where.lat, where.lon)) <= NEAR  # type: ignore[arg-type,union-attr]
            table.add("place: within 50 km", int(near), 1, 1)
        if not right_country or not near:
            errors.append(f"place {place}: {country} {at} found {where}")
    # Dates of the records that were found, where the text names a time for them.
    for gold, found in _dated(own, reading):
        table.add("date (of found)", int(gold["date"] == found), 1, 1)
        if gold["date"] != found:
            when = own.text[slice(*gold["when"])] if gold["when"] else None
            errors.append(f"date «{when}» of {own.published}: {gold['date']} found {found}")


def _dated(own: corpus.Annotated, reading: Reading) -> list[tuple[dict[str, Any], str | None]]:
    """Annotated events and engagements that name a time, with the dates of those found with their trigger or evidence."""
    rows: list[tuple[dict[str, Any], str | None]] = []
    for event in own.events:
        a, b = event["trigger"]
        same = (e for e in reading.events if e.type == event["type"] and e.trigger.start < b and a < e.trigger.end)
        if event["when"] is not None and (one := next(same, None)) is not None:
            rows.append((event, one.date))
    for met in own.engagements:
        a, b = met["trigger"]
        near = (
            g for g in reading.engagements if g.kind == met["kind"] and g.evidence.start <= a and b <= g.evidence.end
        )
        if met["when"] is not None and (one_met := next(near, None)) is not None:
            rows.append((met, one_met.date))
    return rows


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--given", action="store_true", help="resolve what is annotated in place of what was read")
    parser.add_argument("--trained", action="store_true", help="the texts of the training in place of those held out")
    parser.add_argument("--errors", action="store_true", help="print what was wrong")
    args = parser.parse_args()
    owns = standoff.read_all([*sorted(args.own.glob("*.yaml")), *args.standoff], args.texts, [])
    owns = [a for a in owns if data.held_out(a.name) != args.trained]
    table, whole = Table(), Coreference()
    model = args.model or shipped_model()
    finder, pieces = Finder(model), PieceEncoder(Tokenizer.from_file(str(model / "tokenizer.json")))
    for own in owns:
        document = document_of(own)
        found = findings_of(data.from_own(own), pieces) if args.given else next(finder.find([own.text]))
        reading = resolve(document, found, Thresholds(**finder.manifest.record_threshold))
        errors: list[str] = []
        compare(own, reading, Scene(document, found), table, errors)
        whole.add(gold_clusters(own), found_clusters(own, reading))
        if args.errors and errors:
            print(own.name, *errors, sep="\n  ")
    print(f"{len(owns)} texts")
    table.print()
    print("coreference", {name: round(value, 3) for name, value in whole.f1().items()})


if __name__ == "__main__":
    main()
