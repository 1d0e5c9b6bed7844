"""Choose the tag biases on held-out text, one layer after the other, and write them into a settings file.

    python choose_thresholds.py MODEL --own corpora/dispatches --polnear polnear_dev.jsonl --out runs/first/settings.json

A bias is added to the logit of "nothing" of a layer: below zero finds more, above zero less. The statement layers are
chosen on PolNeAR's development part, all others on the held-out tenth of the own corpus.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import corpus
import data
import standoff
from evaluate import Table, compare, document_of, overlap, pair_up, words

from communique.pipeline import Reader
from communique.reader.encode import Encoded
from communique.reader.heads import Floats
from communique.records import Document
from communique.resolve.entities import WEAK

STATEMENT_BIASES = (-1.0, -0.6, -0.3, 0.0, 0.3)
OWN_BIASES = (-2.0, -1.4, -0.8, -0.4, 0.0, 0.4)
LINK_THRESHOLDS = (0.15, 0.25, 0.35, 0.5, 0.65, 0.8)
LINK_MEASURES = {
    "same": ("pronouns resolved", "statement content+speaker", "event type+parties"),
    "actor": ("event type+parties",),
    "recipient": ("event type+parties",),
    "committer": ("commitment+committer",),
    "action": ("commitment", "commitment+committer"),
    "participant": ("engagement", "engagement exact parties"),
    "home": ("entity country",),
}
OWN_MEASURES = {
    "mention": ("event type+parties", "statement content+speaker", "name mentions", "engagement"),
    "event": ("event type", "event type+parties"),
    "commitment": ("commitment", "commitment+committer"),
    "action": ("commitment", "commitment+committer"),
    "engagement": ("engagement", "engagement exact parties"),
}


def attribution_pairs(reader: Reader, rows: list[dict[str, object]]) -> list[tuple[float, bool, str]]:
    """Score, whether the content is right, and the article, of each statement found in PolNeAR's articles."""
    judged: list[tuple[float, bool, str]] = []
    documents = [Document(str(r["name"]), str(r["name"]), str(r["text"]), language="en") for r in rows]
    for row, reading in zip(rows, reader.read_many(documents), strict=True):
        text = str(row["text"])
        wanted = [words(text, *a["content"]) for a in row["attributions"] if a["content"]]  # type: ignore[attr-defined]
        said = [words(text, *((c.start, c.end) for c in s.content)) for s in reading.statements]
        fit = lambda g, p: o if (o := overlap(g, p)) >= 0.5 else 0.0
        hits = {j for _, j in pair_up(wanted, said, fit)}
        judged += [(s.confidence, j in hits, str(row["name"])) for j, s in enumerate(reading.statements)]
    return judged


def attributed(reader: Reader, rows: list[dict[str, object]]) -> float:
    """Mean of content F1 and attributed F1 (content and speaker agree by half of their words)."""
    content = both = found = gold = 0
    documents = [Document(str(r["name"]), str(r["name"]), str(r["text"]), language="en") for r in rows]
    for row, reading in zip(rows, reader.read_many(documents), strict=True):
        text = str(row["text"])
        wanted = [
            (words(text, *a["content"]), words(text, *a["source"]))
            for a in row["attributions"]
            if a["content"]  # type: ignore[attr-defined]
        ]
        said = [
            (
                words(text, *((c.start, c.end) for c in s.content)),
                words(text, (s.speaker_span.start, s.speaker_span.end)) if s.speaker_span else set(),
            )
            for s in reading.statements
        ]
        fit = lambda g, p: o if (o := overlap(g[0], p[0])) >= 0.5 else 0.0
        fit_both = lambda g, p: o if (o := min(overlap(g[0], p[0]), overlap(g[1], p[1]))) >= 0.5 else 0.0
        content += len(pair_up(wanted, said, fit))
        both += len(pair_up(wanted, said, fit_both))
        found += len(said)
        gold += len(wanted)
    return (2 * content + 2 * both) / (2 * (found + gold))


def remember(reader: Reader) -> None:
    """Let the encoder run once for each text: only what comes after it changes here. Two kilobytes a piece are kept."""
    session = reader._finder._session
    run: Callable[[Encoded], tuple[Floats, Floats]] = session.read
    known: dict[bytes, tuple[Floats, Floats]] = {}

    def read(document: Encoded) -> tuple[Floats, Floats]:
        key = document.pieces.tobytes() + document.cases.tobytes() + document.quotes.tobytes()
        if key not in known:
            known[key] = run(document)
        return known[key]

    session.read = read  # type: ignore[method-assign]


def choose(
    table: dict[str, float], name: str, values: Sequence[float], score: Callable[[], float], plain: float
) -> None:
    """Set an entry of a table to the value with the best score; of equal ones to the nearest to ``plain``."""
    scores = {}
    for value in values:
        table[name] = value
        scores[value] = round(score(), 4)
    table[name] = max(scores, key=lambda v: (scores[v], -abs(v - plain)))
    print(name, scores, "->", table[name], flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--standoff", type=Path, nargs="*", default=[])
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--polnear", type=Path, help="without it the statement layers keep their own balance")
    parser.add_argument("--temperature", type=float, default=1.0, help="of the relation head, from cross_validate.py")
    parser.add_argument("--keep", action="store_true", help="begin with the model's own settings instead of none")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    reader = Reader(args.model)
    bias, least = reader.manifest.tag_bias, reader.manifest.link_threshold
    remember(reader)
    if not args.keep:
        bias.clear()
        least.clear()
        least["same"] = WEAK
    rows = [json.loads(line) for line in args.polnear.open(encoding="utf-8")] if args.polnear else []
    owns = [a for a in corpus.read_files(sorted(args.own.glob("*.yaml"))) if data.held_out(a.name)]
    owns += [a for path in args.standoff for a in standoff.read(path, args.texts) if data.held_out(a.name)]

    def own_score(measures: tuple[str, ...]) -> float:
        table = Table()
        for own, reading in zip(owns, reader.read_many(map(document_of, owns)), strict=True):
            compare(own, reading, table, [])
        return sum(table.f1(m) for m in measures) / len(measures)

    for layer in ("content", "cue", "speaker") if rows else ():
        choose(bias, layer, STATEMENT_BIASES, lambda: attributed(reader, rows), 0.0)
    for layer, measures in OWN_MEASURES.items():
        choose(bias, layer, OWN_BIASES, lambda m=measures: own_score(m), 0.0)
    for link, measures in LINK_MEASURES.items():
        choose(least, link, LINK_THRESHOLDS, lambda m=measures: own_score(m), 0.5)
    settings = {"tag_bias": dict(bias), "link_threshold": dict(least), "relation_temperature": args.temperature}
    args.out.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
