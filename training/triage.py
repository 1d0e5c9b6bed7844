"""The triage of archives: trained, given its floors, and measured.

    python triage.py --out ../src/communique/archive/steps/triage.npz
        [--polnear-train polnear_train.jsonl] [--polnear-dev polnear_dev.jsonl]
        [--ontogum ontogum.jsonl] [--briefings wh_briefings.jsonl]

Worth reading are the paragraphs of the team's dispatches, and of public corpora those in which the reader finds an event,
an engagement or a commitment; not worth it are the team's texts on other things (``corpora/elsewhere``) and OntoGUM's
travel guides, research papers and lives. A floor for articles and one for paragraphs are chosen for several shares of
records to be kept, on one half of the held-out texts (by hash of the name); what is told in the end is measured on the
other half. Records are those annotated in the dispatches and those that the reader finds in PolNeAR's development part.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import corpus
import numpy as np
from data import held_out
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from communique.archive.steps.triage import BITS, Triage, features
from communique.pipeline import Reader
from communique.records import Reading
from communique.text.sentences import paragraphs

HERE = Path(__file__).resolve().parent
RECALLS = (0.95, 0.98, 0.99, 0.995)
STRENGTH = 2.0
"""Of the ridge that keeps the weights small."""
MARGIN = 0.6
"""Of what may be lost, so much is allowed where the floors are chosen: elsewhere it is more."""


@dataclass
class Text:
    name: str
    text: str
    worth: bool
    """Whether it is of the domain."""
    records: list[set[int]] = field(default_factory=list)
    """Paragraphs that each record needs."""
    extents: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.extents = paragraphs(self.text)

    def need(self, spans: Sequence[tuple[int, int]]) -> None:
        """Put down a record with the extents that it rests on."""
        found = {n for a, b in spans for n, (c, d) in enumerate(self.extents) if a < d and b > c}
        if found:
            self.records.append(found)

    @property
    def words(self) -> int:
        return len(self.text.split())


def dispatches() -> list[Text]:
    found = []
    for one in corpus.read_files(sorted((HERE / "corpora" / "dispatches").glob("*.yaml"))):
        text = Text(one.name, one.text, True)
        for kind in ("events", "commitments", "engagements"):
            for record in getattr(one, kind):
                text.need([record["evidence"]])
        for said in one.statements:
            text.need(said["content"])
        found.append(text)
    return found


def elsewhere() -> list[Text]:
    whole = (HERE / "corpora" / "elsewhere" / "texts.txt").read_text(encoding="utf-8")
    parts = [part.split("\n", 1) for part in whole.split("# ")[1:]]
    return [Text(f"elsewhere-{topic.strip()}", body.strip(), False) for topic, body in parts]


def rows(path: Path | None) -> Iterator[dict[str, str]]:
    if path is not None:
        yield from map(json.loads, path.open(encoding="utf-8"))


def with_readings(texts: list[Text], reader: Reader) -> list[Text]:
    """The texts with the records that the reader finds in them."""
    for text in texts:
        reading: Reading = reader.read(text.text)
        if reading.document.text != text.text:
            text.text = reading.document.text
            text.extents = paragraphs(text.text)
        for one in (*reading.events, *reading.commitments, *reading.engagements):
            text.need([(one.evidence.start, one.evidence.end)])
        text.worth = bool(text.records)
        for said in reading.statements:
            text.need([(s.start, s.end) for s in said.content])
    return texts


def examples(texts: Sequence[Text]) -> Iterator[tuple[str, bool, float]]:
    """Paragraph, whether it is worth reading, and how much it counts."""
    for text in texts:
        needed = set().union(*text.records) if text.records else set()
        for n, (a, b) in enumerate(text.extents):
            if not text.worth:
                yield text.text[a:b], False, 1.0
            elif n in needed:
                yield text.text[a:b], True, 1.0
            else:
                yield text.text[a:b], False, 0.2  # of the domain all the same


def matrix(texts: Sequence[str]) -> csr_matrix:
    found = [features(text) for text in texts]
    at = np.concatenate([[0], np.cumsum([len(f) for f in found])])
    values = np.concatenate([np.full(len(f), len(f) ** -0.5 if len(f) else 0.0) for f in found])
    return csr_matrix((values, np.concatenate(found), at), (len(found), 1 << BITS))


def fit(texts: Sequence[Text]) -> tuple[np.ndarray, float]:
    """Weights (2 ** BITS,) and bias of a logistic regression with a ridge."""
    made = list(examples(texts))
    x, y = matrix([t for t, _, _ in made]), np.array([w for _, w, _ in made])
    weight = np.array([w for _, _, w in made])
    # Both sides count alike, however many paragraphs they have.
    weight = np.where(y, weight / weight[y].sum(), weight / weight[~y].sum()) * len(made) / 2

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ theta[:-1] + theta[-1]
        value = weight @ np.logaddexp(0, np.where(y, -z, z)) + STRENGTH / 2 * theta[:-1] @ theta[:-1] / 10
        slope = weight * (1 / (1 + np.exp(-z)) - y)
        return value, np.append(x.T @ slope + STRENGTH / 10 * theta[:-1], slope.sum())

    found = minimize(loss, np.zeros((1 << BITS) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return found[:-1], float(found[-1])


def save(path: Path, weights: np.ndarray, bias: float, floors: Sequence[tuple[float, float]]) -> None:
    scale = float(np.abs(weights).max()) / 127
    small = np.round(weights / scale).astype(np.int8)
    np.savez_compressed(path, weights=small, scale=np.float32(scale), bias=np.float32(bias),
                        recall=np.array(RECALLS), floors=np.array(floors, np.float32))  # fmt: skip


def scored(model: Triage, texts: Sequence[Text]) -> list[tuple[Text, np.ndarray, float]]:
    found = []
    for text in texts:
        scores = model.scores([text.text[a:b] for a, b in text.extents])
        found.append((text, scores, model.article(scores)))
    return found


def kept(row: tuple[Text, np.ndarray, float], floors: tuple[float, float]) -> set[int]:
    _, scores, article = row
    if article < floors[0]:
        return set()
    return {n for n, s in enumerate(scores) if n == 0 or s >= floors[1]}


def recall(table: Sequence[tuple[Text, np.ndarray, float]], floors: tuple[float, float]) -> float:
    found = [record <= kept(row, floors) for row in table for record in row[0].records]
    return float(np.mean(found)) if found else 1.0


def read_share(table: Sequence[tuple[Text, np.ndarray, float]], floors: tuple[float, float]) -> float:
    """Share of the letters that is read."""
    read = sum(b - a for row in table for n, (a, b) in enumerate(row[0].extents) if n in kept(row, floors))
    return read / max(1, sum(b - a for row in table for a, b in row[0].extents))


def choose(domain: Sequence[list], other: list, least: float) -> tuple[float, float]:
    """The floors that read least of a mix, while each set of texts of the domain keeps its share of records."""
    best, cost = (-99.0, -99.0), 2.0
    for article in np.arange(-3, 2, 0.2):
        for paragraph in np.arange(-5, 1, 0.2):
            floors = (float(article), float(paragraph))
            if min(recall(table, floors) for table in domain) < least:
                break
            share = 0.7 * read_share(other, floors) + 0.3 * np.mean([read_share(t, floors) for t in domain])
            if share < cost:
                best, cost = floors, float(share)
    return best


def half(name: str) -> bool:
    return int(hashlib.sha256(f"half {name}".encode()).hexdigest(), 16) % 2 == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("polnear-train", "polnear-dev", "ontogum", "briefings"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    reader = Reader()
    own, others = dispatches(), elsewhere()
    train = [t for t in (*own, *others) if not held_out(t.name, 10 if t.worth else 5)]
    held = [t for t in own if held_out(t.name)]
    strange = [t for t in others if held_out(t.name, 5)]
    real = [Text(r["name"], r["text"], True) for r in rows(args.polnear_train)][::5]
    train += with_readings(real, reader)
    train += with_readings([Text(r["id"], r["text"], True) for r in rows(args.briefings)][::8], reader)
    gum = [Text(r["id"], r["text"], False) for r in rows(args.ontogum) if r["genre"] in ("voyage", "academic", "bio")]
    train += [t for t in gum if not held_out(t.name, 5)]
    strange += [t for t in gum if held_out(t.name, 5)]
    print(f"{len(train)} texts to train on, {sum(t.worth for t in train)} of the domain", flush=True)
    weights, bias = fit(train)
    save(args.out, weights, bias, [(-99.0, -99.0)] * len(RECALLS))
    model = Triage(RECALLS[0], args.out)
    news = with_readings([Text(r["name"], r["text"], True) for r in rows(args.polnear_dev)], reader)
    sets = {"dispatches": held, "PolNeAR dev": [t for t in news if t.worth]}
    first = [scored(model, [t for t in texts if half(t.name)]) for texts in sets.values() if texts]
    floors = [choose(first, scored(model, [t for t in strange if half(t.name)]), 1 - MARGIN * (1 - r)) for r in RECALLS]
    save(args.out, weights, bias, floors)
    for least, floor in zip(RECALLS, floors, strict=True):
        told = [f"recall {least}: floors {floor[0]:.1f} {floor[1]:.1f}"]
        for name, texts in sets.items():
            rest = scored(model, [t for t in texts if not half(t.name)])
            if rest:
                told.append(f"{name}: recall {recall(rest, floor):.3f}, read {read_share(rest, floor):.3f}")
        rest = scored(model, [t for t in strange if not half(t.name)])
        told.append(f"other texts: read {read_share(rest, floor):.3f} ({len(rest)} texts)")
        print("; ".join(told), flush=True)


if __name__ == "__main__":
    main()
