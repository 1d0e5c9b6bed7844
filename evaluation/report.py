"""One report over everything the reader is measured by: ``report.md``, ``report.html`` and the pictures.

    python -m evaluation.report --out evaluation/report [--corpora FOLDER] [--cross-validated predictions.jsonl]

The team's held-out texts are in the repository. With ``--corpora``, a folder of the public corpora as JSON Lines (named as in
training/README.md), PolNeAR's development part, the held-out sentences of PLV and the annotated public texts are measured,
too; with ``--cross-validated``, what ``training/cross_validate.py`` predicted. ``scores.json`` holds the figures that
``floors.json`` has floors for.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import data
from cross_validate import QUAD, f1_by_label
from data import folded
from reliability import calibration_error

from communique.pipeline import Reader
from communique.records import Pair, Span
from evaluation import attribution, own, plots, sentences
from evaluation.judged import Judged, of_kind, rows_of
from evaluation.own import KINDS
from evaluation.pages import Section, as_html, as_markdown

MOST_ERRORS = 400


def _figure(value: float) -> str:
    return f"{value:.3f}" if value <= 1 else f"{value:.0f}"


def _errors(judged: Sequence[Judged]) -> list[str]:
    wrong = [one for one in judged if not one.right]
    word = lambda one: "missed" if one.confidence is None else f"false ({one.confidence:.2f})"
    return [f"{word(o)} {o.kind} {o.label}: {o.note} — “{o.sentence}” ({o.text})" for o in wrong[:MOST_ERRORS]]


def of_own(reader: Reader, corpora: Path | None) -> tuple[list[Section], dict[str, float]]:
    """The team's held-out texts, and the annotated public ones where they are at hand."""
    texts = own.dispatches()
    public = own.real_texts(corpora) if corpora else []
    sections, scores = list[Section](), dict[str, float]()
    for whose, title, some in (
        ("own", "Own texts, held out", texts),
        ("public", "Annotated public texts, held out", public),
    ):
        if not some:
            continue
        table, judged = own.score(reader, some)
        rows = []
        for name, c in sorted(table.rows.items()):
            precision, recall = c["right"] / max(1, c["predicted"]), c["right"] / max(1, c["gold"])
            rows.append((name, f"{precision:.3f}", f"{recall:.3f}", f"{table.f1(name):.3f}", str(c["gold"])))
        sections.append(
            Section(title, f"{len(some)} texts.", ("measure", "precision", "recall", "F1", "annotated"), rows)
        )
        for kind in KINDS:
            counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
            for one in of_kind(judged, kind):
                counts[one.label][2 if one.confidence is None else 0 if one.right else 1] += 1
            by_label = {name: (a, b, c) for name, (a, b, c) in counts.items()}
            f1 = lambda a, b, c: 2 * a / max(1, 2 * a + b + c)
            name = f"{whose}-{kind}.svg"
            sections.append(Section(
                f"{title}: {kind}s by kind", "", ("label", "F1", "right", "false", "missed"),
                [(k, f"{f1(*v):.3f}", *map(str, v)) for k, v in sorted(by_label.items())],
                [(name, plots.by_label(f"{kind}s", by_label))] if by_label else [], _errors(of_kind(judged, kind)),
            ))  # fmt: skip
        found = {kind: rows_of(of_kind(judged, kind)) for kind in KINDS}
        sections.append(Section(
            f"{title}: are confidences probabilities?",
            "Of the records at a confidence, that share should be right (type in its sentence, content, action, or kind and parties).",
            ("kind", "calibration error", "records"), [(k, f"{calibration_error(v):.3f}", str(len(v))) for k, v in found.items()],
            [(f"reliability-{whose}.svg", plots.reliability(found))],
        ))  # fmt: skip
        if whose == "own":
            scores = own.scores(table, judged)
    return sections, scores


def of_relations(rows: Sequence[tuple[str, str, float]], title: str, words: str) -> Section:
    """Relations of given pairs: rows are (type as annotated, type as found, confidence)."""
    gold, found = [g for g, _, _ in rows], [folded(p) for _, p, _ in rows]
    table = f1_by_label(gold, found)
    quads = f1_by_label([QUAD[g] for g in gold], [QUAD[p] for p in found])
    sure = [(c, g == p) for g, p, (_, _, c) in zip(gold, found, rows, strict=True)]
    shown = [(kind, _figure(f1), str(gold.count(kind))) for kind, f1 in table.items()]
    shown += [("macro over types", _figure(sum(table.values()) / len(table)), str(len(gold)))]
    shown += [("macro over quads", _figure(sum(quads.values()) / len(quads)), str(len(gold)))]
    shown += [("calibration error", _figure(calibration_error(sure)), str(len(gold)))]
    return Section(title, words, ("type", "F1", "pairs"), shown,
                   [(f"reliability-{title.split(',')[0].lower().replace(' ', '-')}.svg", plots.reliability({"relation": sure}))])  # fmt: skip


def of_public(reader: Reader, corpora: Path) -> list[Section]:
    """PolNeAR's development part and the held-out sentences of PLV."""
    sections = []
    if (path := corpora / "polnear_dev.jsonl").is_file():
        figures, judged = attribution.score(reader, path)
        rows = [(k, _figure(v)) for k, v in figures.items()]
        rows.append(("calibration error", _figure(calibration_error(rows_of(judged)))))
        sections.append(Section("Attribution, PolNeAR dev", "Content and speaker agree where they share half of their words.",
                                ("measure", "figure"), rows, [("reliability-polnear.svg", plots.reliability({"statement": rows_of(judged)}))],
                                _errors(judged)))  # fmt: skip
    if (path := corpora / "plv_train.jsonl").is_file():
        pairs = sentences.load(path, data.held_out)
        figures, judged = sentences.score(reader, pairs)
        missed = [f"{o.note} — “{o.sentence}”" for o in judged if not o.parties]
        sections.append(Section("Events of unseen sentences, PLV held out", "One event of each sentence is marked; nothing is given to the reader.",
                                ("measure", "figure"), [(k, f"{v:.3f}") for k, v in figures.items()], errors=missed))  # fmt: skip
        asked = [
            Pair(str(p["id"]), p["text"], Span(*p["actor"]), Span(*p["recipient"]) if p["recipient"] else None)
            for p in pairs
        ]
        rows_ = [(p["type"], r.type, r.confidence) for p, r in zip(pairs, reader.relate(asked), strict=True)]
        sections.append(
            of_relations(
                rows_,
                "Relations of given pairs, PLV held out",
                f"{len(pairs)} pairs that no generation was trained on.",
            )
        )
    return sections


def of_cross_validation(path: Path) -> Section:
    """What each fold's model said of the pairs that it was not trained on."""
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    return of_relations([(r["gold"], r["type"], max(r["scores"].values())) for r in rows],
                        "Relations of given pairs, PLV cross-validated", "Five folds by sentence.")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--cross-validated", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument(
        "--without-errors", action="store_true", help="no sentences: the public corpora's may not be published"
    )
    args = parser.parse_args()
    reader = Reader(args.model)
    sections, scores = of_own(reader, args.corpora)
    if args.corpora:
        sections += of_public(reader, args.corpora)
    if args.cross_validated:
        sections.append(of_cross_validation(args.cross_validated))
    args.out.mkdir(parents=True, exist_ok=True)
    title = f"Communique's reader, generation {reader.manifest.version}: evaluation"
    for section in sections:
        section.errors = [] if args.without_errors else section.errors
        for name, svg in section.pictures:
            (args.out / name).write_text(svg, encoding="utf-8")
    (args.out / "report.md").write_text(as_markdown(title, sections), encoding="utf-8")
    (args.out / "report.html").write_text(as_html(title, sections), encoding="utf-8")
    (args.out / "scores.json").write_text(
        json.dumps({k: round(v, 4) for k, v in sorted(scores.items())}, indent=1) + "\n"
    )
    print(f"{args.out / 'report.html'}: {len(sections)} sections")


if __name__ == "__main__":
    main()
