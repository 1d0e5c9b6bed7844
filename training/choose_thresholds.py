"""Choose the tag biases on held-out text, one layer after the other, and write them into a settings file.

    python choose_thresholds.py MODEL --own corpora/dispatches --polnear polnear_dev.jsonl --out runs/first/settings.json

A bias is added to the logit of "nothing" of a layer: below zero finds more, above zero less. The statement layers are
chosen on PolNeAR's development part, all others on the held-out tenth of the own corpus: of texts that the team wrote
and of real ones, which weigh as much.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import data
import resolution
import standoff
from attributions import articles
from corpus import Annotated
from evaluate import Table, compare, document_of, held_out_texts

from communique.findings import Findings
from communique.pipeline import Reader
from communique.reader.encode import Encoded
from communique.reader.spans import Floats
from communique.resolve.entities import WEAK
from communique.resolve.scene import Scene

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
    "home": ("entity country", "country of actor (of found)"),
    "acts_for": ("affiliation",),
    "event_date": ("event date (of found)", "date (of found)"),
    "engagement_date": ("engagement date (of found)", "date (of found)"),
}
"""A date counts twice: among all records that were found, and among those alone that have one."""
OF_RESOLUTION = frozenset({"affiliation", "country of actor (of found)", "date (of found)"})
"""Measures that `resolution.compare` takes."""
OWN_MEASURES = {
    "mention": ("event type+parties", "statement content+speaker", "name mentions", "engagement"),
    "event": ("event type", "event type+parties"),
    "commitment": ("commitment", "commitment+committer"),
    "action": ("commitment", "commitment+committer"),
    "engagement": ("engagement", "engagement exact parties"),
}


def attributed(reader: Reader, rows: list[dict[str, object]]) -> float:
    """Mean of content F1 and attributed F1 (content and speaker agree by half of their words)."""
    right = total = 0
    for article in articles(reader, rows):
        right += len(article.content) + len(article.attributed)
        total += len(article.statements) + len(article.wanted)
    return right / total


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
    reader: Reader,
    table: dict[str, float],
    name: str,
    values: Sequence[float],
    score: Callable[[], float],
    plain: float,
) -> None:
    """Set an entry of a table of the reader's manifest to the value with the best score; of equal ones to the nearest to ``plain``."""
    scores = {}
    for value in values:
        table[name] = value
        reader._finder.take_thresholds()
        scores[value] = round(score(), 4)
    table[name] = max(scores, key=lambda v: (scores[v], -abs(v - plain)))
    reader._finder.take_thresholds()
    print(name, scores, "->", table[name], flush=True)


def _score(reader: Reader, owns: Sequence[Annotated], measures: tuple[str, ...]) -> float:
    """Mean F1 of some measures over annotated texts."""
    table = Table()
    for own, reading in zip(owns, reader.read_many(map(document_of, owns)), strict=True):
        compare(own, reading, table, [])
        if not OF_RESOLUTION.isdisjoint(measures):
            resolution.compare(own, reading, Scene(reading.document, Findings()), table, [])
    return sum(table.f1(m) for m in measures) / len(measures)


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
        reader._finder.take_thresholds()
    rows = [json.loads(line) for line in args.polnear.open(encoding="utf-8")] if args.polnear else []
    written = held_out_texts(args.own)
    real = [a for a in standoff.read_all(args.standoff, args.texts) if data.held_out(a.name)]
    parts = [part for part in (written, real) if part]

    def own_score(measures: tuple[str, ...]) -> float:
        """Mean of the measures, and of both parts."""
        return sum(_score(reader, part, measures) for part in parts) / len(parts)

    for layer in ("content", "cue", "speaker") if rows else ():
        choose(reader, bias, layer, STATEMENT_BIASES, lambda: attributed(reader, rows), 0.0)
    for layer, measures in OWN_MEASURES.items():
        choose(reader, bias, layer, OWN_BIASES, lambda m=measures: own_score(m), 0.0)
    for link, measures in LINK_MEASURES.items():
        choose(reader, least, link, LINK_THRESHOLDS, lambda m=measures: own_score(m), 0.5)
    settings = {"tag_bias": dict(bias), "link_threshold": dict(least), "relation_temperature": args.temperature}
    args.out.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
