"""The triage of archives: trained, given its floors, and measured.

    python triage.py --out ../src/communique/archive/steps/triage.npz
        [--polnear-train polnear_train.jsonl] [--polnear-dev polnear_dev.jsonl]
        [--ontogum ontogum.jsonl] [--briefings wh_briefings.jsonl]

Worth reading are the paragraphs of the team's dispatches, those marked in its articles on other things
(``corpora/triage``), and of public corpora those in which the reader finds an event, an engagement or a commitment; not
worth it are the others of those articles, the team's texts on other things (``corpora/elsewhere``) and OntoGUM's travel
guides, research papers and lives. The second model, which sees a paragraph in its article, is trained on scores that
the first gives to texts that it was not trained on (four folds).

A floor is chosen for several shares of records to be kept, on one half of the held-out texts of the domain (by hash of
the name); what is told in the end is measured on the other half. Records are those annotated in the dispatches that
are as long as an article, and those that the reader finds in PolNeAR's development part.
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

from communique.archive.steps.triage import BITS, Triage, chosen, context, features
from communique.pipeline import Reader
from communique.records import Reading
from communique.text.sentences import paragraphs

HERE = Path(__file__).resolve().parent
RECALLS = (0.95, 0.98, 0.99, 0.995)
STRENGTH = 0.2
"""Of the ridge that keeps the weights small."""
FOLDS = 4
BESIDE = 0.2
"""What a paragraph of the domain counts in which no record stands."""
ARTICLE = 60
"""Words from which on a dispatch counts as an article; the others are single sentences."""
MARGIN = 0.25
"""Of what may be lost, so much is allowed where the floors are chosen: elsewhere it is more, for an article is skipped
with all its records. (With 0.6 the other half of the dispatches kept 0.972 where it should have kept 0.98.)"""


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


def mixed() -> list[Text]:
    """Articles on other things of which some have a paragraph that is worth reading: the records that they need."""
    found = []
    for path in sorted((HERE / "corpora" / "triage").glob("*.jsonl")):
        for row in map(json.loads, path.open(encoding="utf-8")):
            parts = row["paragraphs"]
            text = Text(row["name"], "\n\n".join(part["text"] for part in parts), False)
            text.records = [{n} for n, part in enumerate(parts) if part["keep"]]
            found.append(text)
    return found


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
            if n in needed or not text.worth:
                yield text.text[a:b], n in needed, 1.0
            else:
                yield text.text[a:b], False, BESIDE  # of the domain all the same


def matrix(texts: Sequence[str]) -> csr_matrix:
    found = [features(text) for text in texts]
    at = np.concatenate([[0], np.cumsum([len(f) for f in found])])
    values = np.concatenate([np.full(len(f), len(f) ** -0.5 if len(f) else 0.0) for f in found])
    return csr_matrix((values, np.concatenate(found), at), (len(found), 1 << BITS))


def logistic(x: csr_matrix | np.ndarray, y: np.ndarray, weight: np.ndarray, ridge: float) -> tuple[np.ndarray, float]:
    """Weights (w,) and bias of a logistic regression on x (n, w), y (n,) with weights (n,) of the examples."""
    # Both sides count alike, however many paragraphs they have.
    weight = np.where(y, weight / weight[y].sum(), weight / weight[~y].sum()) * len(y) / 2

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ theta[:-1] + theta[-1]
        value = weight @ np.logaddexp(0, np.where(y, -z, z)) + ridge / 2 * theta[:-1] @ theta[:-1]
        slope = weight * (1 / (1 + np.exp(-z)) - y)
        return value, np.append(x.T @ slope + ridge * theta[:-1], slope.sum())

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return found[:-1], float(found[-1])


def fit(texts: Sequence[Text]) -> tuple[np.ndarray, float]:
    """Weights (2 ** BITS,) and bias of the first model."""
    made = list(examples(texts))
    return logistic(matrix([t for t, _, _ in made]), np.array([w for _, w, _ in made]),
                    np.array([w for _, _, w in made]), STRENGTH)  # fmt: skip


def fit_context(texts: Sequence[Text], out: Path) -> np.ndarray:
    """Weights of the second model and its bias (8,), by scores of models that have not seen the text."""
    seen, worth, count = [], [], []
    for fold in range(FOLDS):
        own = [t for t in texts if at(f"fold {t.name}", FOLDS) == fold]
        save(out, *fit([t for t in texts if at(f"fold {t.name}", FOLDS) != fold]), np.zeros(8), [0.0] * len(RECALLS))
        model = Triage(RECALLS[0], out)
        seen += [context(model.words([text.text[a:b] for a, b in text.extents]), text.extents) for text in own]
        worth += [w for _, w, _ in examples(own)]
        count += [c for _, _, c in examples(own)]
    x = np.concatenate(seen)
    middle, spread = x.mean(0), x.std(0) + 1e-9
    weights, bias = logistic((x - middle) / spread, np.array(worth), np.array(count), 1.0)
    return np.append(weights / spread, bias - (weights / spread) @ middle)


def save(path: Path, weights: np.ndarray, bias: float, seen: np.ndarray, floors: Sequence[float]) -> None:
    scale = float(np.abs(weights).max()) / 127
    small = np.round(weights / scale).astype(np.int8)
    np.savez_compressed(path, weights=small, scale=np.float32(scale), bias=np.float32(bias),
                        context=seen.astype(np.float32), recall=np.array(RECALLS),
                        floors=np.array(floors, np.float32))  # fmt: skip


Scored = tuple[Text, np.ndarray]


def scored(model: Triage, texts: Sequence[Text]) -> list[Scored]:
    return [(text, model.scores(text.text, text.extents)) for text in texts]


def kept(row: Scored, floor: float) -> set[int]:
    return set(chosen(row[1], row[0].extents, floor))


def recall(table: Sequence[Scored], floor: float) -> float:
    found = [record <= kept(row, floor) for row in table for record in row[0].records]
    return float(np.mean(found)) if found else 1.0


def read_share(table: Sequence[Scored], floor: float) -> float:
    """Share of the letters that is read."""
    read = sum(row[0].extents[n][1] - row[0].extents[n][0] for row in table for n in kept(row, floor))
    return read / max(1, sum(b - a for row in table for a, b in row[0].extents))


def choose(domain: Sequence[list[Scored]], least: float) -> float:
    """The highest floor at which each set of texts of the domain keeps its share of records."""
    best = -9.0
    for floor in np.arange(-6, 3, 0.1):
        if min(recall(table, float(floor)) for table in domain) < least:
            break
        best = float(floor)
    return best


def at(name: str, parts: int) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % parts


def half(name: str) -> bool:
    return at(f"half {name}", 2) == 0


def told(name: str, table: Sequence[Scored], floor: float) -> str:
    known = any(row[0].records for row in table)
    return f"{name}: {f'recall {recall(table, floor):.3f}, ' if known else ''}read {read_share(table, floor):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("polnear-train", "polnear-dev", "ontogum", "briefings"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    reader = Reader()
    own, others = dispatches(), [*elsewhere(), *mixed()]
    gum = [Text(r["id"], r["text"], False) for r in rows(args.ontogum) if r["genre"] in ("voyage", "academic", "bio")]
    train = [t for t in (*own, *others, *gum) if not held_out(t.name, 10 if t.worth else 5)]
    held = [t for t in own if held_out(t.name)]
    real = [Text(r["name"], r["text"], True) for r in rows(args.polnear_train)][::4]
    train += with_readings(real, reader)
    train += with_readings([Text(r["id"], r["text"], True) for r in rows(args.briefings)][::8], reader)
    news = with_readings([Text(r["name"], r["text"], True) for r in rows(args.polnear_dev)], reader)
    print(f"{len(train)} texts to train on, {sum(t.worth for t in train)} of the domain", flush=True)
    seen = fit_context(train, args.out)
    weights, bias = fit(train)
    save(args.out, weights, bias, seen, [0.0] * len(RECALLS))
    model = Triage(RECALLS[0], args.out)
    sets = {
        "dispatches": [t for t in held if t.words >= ARTICLE],
        "PolNeAR dev": [t for t in news if t.worth],
        "short dispatches": [t for t in held if t.words < ARTICLE],
        "other texts": [t for t in (*others, *gum) if held_out(t.name, 5) and not t.records],
        "other texts with a paragraph of the domain": [t for t in others if held_out(t.name, 5) and t.records],
    }
    tables = {name: scored(model, texts) for name, texts in sets.items() if texts}
    domain = [tables[name] for name in ("dispatches", "PolNeAR dev") if name in tables]
    first = [[row for row in table if half(row[0].name)] for table in domain]
    floors = [choose(first, 1 - MARGIN * (1 - r)) for r in RECALLS]
    save(args.out, weights, bias, seen, floors)
    for name, table in tables.items():
        rest = [row for row in table if not half(row[0].name)]
        print(f"{name}: {len(rest)} texts, {sum(len(row[0].records) for row in rest)} records")
    for least, floor in zip(RECALLS, floors, strict=True):
        rest = (told(name, [r for r in table if not half(r[0].name)], floor) for name, table in tables.items())
        print(f"recall {least}: floor {floor:.1f}; {'; '.join(rest)}", flush=True)


if __name__ == "__main__":
    main()
