"""From a text to findings: encode, run, decode, link, classify."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from communique.errors import ReaderError
from communique.findings import Classes, Findings, Found, Standing
from communique.reader.decode import decode, tidy
from communique.reader.encode import BREAK, CONTINUED, OUTSIDE, Encoded, PieceEncoder, stack, windows
from communique.reader.heads import Heads, sigmoid, softmax
from communique.reader.labels import (
    CONTEXTS,
    ENTITY_LABELS,
    EVENT_TYPES,
    FATES,
    LINKS,
    MODES,
    MODES_OF,
    SECTORS,
    SPAN_LABELS,
    STATUSES,
)
from communique.reader.manifest import load_manifest, shipped_model
from communique.reader.session import Session
from communique.reader.spans import Floats, Spans
from communique.records import Pair, Relation

REACH = {"same": 400, "continues": 700, "content": 400, "speaker": 200, "spoken_by": 300, "acts_for": 40, "holds": 40,
         "home": 120, "addressee": 60}  # fmt: skip
"""Farthest tail of a link in pieces; 120 for the others."""
LINK_NAMES = tuple(LINKS)
BACKWARD = frozenset({"same", "continues"})
"""Links of a span to one before it."""
NEVER = -(1 << 30)
"""Reach of a pair that can have no link."""
PAIRS = 1024
"""Pairs that are looked at in one go."""
TRIGGERS = frozenset({"event", "commitment", "engagement"})
PARTIES = frozenset(ENTITY_LABELS) - {"pronoun"}
_SPAN_NUMBER = {name: n for n, name in enumerate(SPAN_LABELS)}
_NAMES = [n for n, label in enumerate(SPAN_LABELS) if label.endswith(".name")]


def _allowed() -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which links a pair of labels may have, (labels, labels, links), and the farthest of them, (labels, labels)."""
    table = np.zeros((len(SPAN_LABELS), len(SPAN_LABELS), len(LINKS)), bool)
    reach = np.zeros((len(SPAN_LABELS), len(SPAN_LABELS)), np.int64)
    for k, (name, (heads, tails)) in enumerate(LINKS.items()):
        for h in heads:
            for t in tails:
                table[_SPAN_NUMBER[h], _SPAN_NUMBER[t], k] = True
                reach[_SPAN_NUMBER[h], _SPAN_NUMBER[t]] = max(
                    reach[_SPAN_NUMBER[h], _SPAN_NUMBER[t]], REACH.get(name, 120)
                )
    # Two names are the same by their letters, which resolution looks at; the pair head is for words without a name.
    for a in _NAMES:
        for b in _NAMES:
            table[a, b] = False
            reach[a, b] = 0
    return table, reach


class Finder:
    """A loaded model.

    Args:
        folder: the model's folder; None for the one that the package ships.
        threads: threads of one forward pass.
        device: see `Session`.
    """

    def __init__(self, folder: Path | None = None, *, threads: int = 1, device: str = "cpu") -> None:
        folder = folder or shipped_model()
        self.manifest = load_manifest(folder)
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            with np.load(folder / "heads.npz") as arrays:
                self._heads = Heads({name: arrays[name] for name in arrays.files})
        except Exception as error:  # tokenizers raises plain Exception
            raise ReaderError(f"The model in {folder} is damaged: install the package again.") from error
        self._session = Session(folder / "encoder.onnx", threads, device)
        self._pieces = PieceEncoder(tokenizer)
        self._inner = np.zeros(tokenizer.get_vocab_size(), bool)
        for piece, number in tokenizer.get_vocab().items():
            self._inner[number] = piece.startswith("##")
        self._table, self._reach = _allowed()
        self._backward = np.array([name in BACKWARD for name in LINK_NAMES])
        # A pair in the order of the text can only be a link that is not one of those.
        ahead = (self._table & ~self._backward).any(-1)
        self._reach_ahead = np.where(ahead, self._reach, NEVER)
        self._reach = np.where(self._table.any(-1), self._reach, NEVER)
        self.take_thresholds()

    def take_thresholds(self) -> None:
        """Take the least probabilities of links from the manifest; to be called again when they were changed there."""
        self._floor = np.array([self.manifest.link_threshold.get(name, 0.5) for name in LINK_NAMES], np.float32)
        floor = np.clip(self._floor.astype(np.float64), 1e-9, 1 - 1e-9)
        self._nearly = (np.log(floor / (1 - floor)) - 0.01).astype(np.float32)
        """Logits just below the floors."""
        self._context_floor = self.manifest.link_threshold.get("context", 0.5)

    def find(self, texts: Iterable[str]) -> Iterator[Findings]:
        """The findings of each text, in order; the input may be endless."""
        for text in texts:
            encoded = self._pieces.encode(text)
            if len(encoded.pieces):
                yield self._findings(text, encoded, *self._session.read(encoded))
            else:
                yield Findings()

    def vectors(self, texts: Sequence[str]) -> Floats:
        """What each text means as one vector: the mean of its pieces' vectors.

        Returns:
            Shape (texts, H), not normalised; zeros for an empty text.
        """
        encoded = [self._pieces.encode(text) for text in texts]
        rows = [self._session.read(one)[0].mean(axis=0) if len(one.pieces) else None for one in encoded]
        size = next((len(row) for row in rows if row is not None), 1)
        return np.array([row if row is not None else np.zeros(size) for row in rows], np.float32).reshape(-1, size)

    def _findings(self, text: str, encoded: Encoded, vectors: Floats, logits: Floats) -> Findings:
        inner = self._inner[encoded.pieces]
        spans = tidy(text, encoded, decode(encoded, logits, inner, self.manifest.tag_bias))
        spans.sort(key=lambda s: (s.first, -s.last))
        quoted, continued = quotations(encoded)
        if not spans:
            return Findings(quoted=quoted, continued=continued)
        first = np.array([s.first for s in spans])
        last = np.array([s.last for s in spans])
        label = np.array([_SPAN_NUMBER[f"{s.layer}:{s.label}"] for s in spans])
        vectored = Spans(vectors, first, last, label)
        links = self._links(vectored, first, last, label, self._heads.running(vectors))
        classes, standings = self._classes(spans, vectored)
        return Findings(tuple(spans), links, classes, standings, quoted, continued)

    def _links(
        self,
        spans: Spans,
        first: NDArray[np.int64],
        last: NDArray[np.int64],
        label: NDArray[np.int64],
        running: Floats,
    ) -> dict[str, dict[int, list[tuple[int, float]]]]:
        head, tail = self._candidates(first, last, label)
        found: dict[str, dict[int, list[tuple[int, float]]]] = {}
        if not len(head):
            return found
        projected = self._heads.project(spans, head, tail)
        for a in range(0, len(head), PAIRS):
            h, t = head[a : a + PAIRS], tail[a : a + PAIRS]
            logits = self._heads.pair_logits(projected, h, t, first, last, running)
            # Few of them are links: only those that may be one become probabilities.
            rows, kinds = np.nonzero(logits >= self._nearly)
            probability = sigmoid(logits[rows, kinds])
            h, t = h[rows], t[rows]
            sure = (probability >= self._floor[kinds]) & self._table[label[h], label[t], kinds]
            sure &= ~self._backward[kinds] | (first[h] > first[t])
            for one, other, kind, p in zip(
                h[sure].tolist(), t[sure].tolist(), kinds[sure].tolist(), probability[sure].tolist(), strict=True
            ):
                found.setdefault(LINK_NAMES[kind], {}).setdefault(one, []).append((other, p))
        for tails in found.values():
            for row in tails.values():
                if len(row) > 1:
                    row.sort(key=lambda r: -r[1])
        return found

    def _candidates(
        self, first: NDArray[np.int64], last: NDArray[np.int64], label: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pairs of spans near enough for a link that their labels may have; spans are in the order of the text."""
        heads, tails = [], []
        far = int(self._reach.max())
        longest = int((last - first).max())
        start, end = first.astype(np.int32), last.astype(np.int32)
        for a in range(0, len(first), 256):
            b = min(a + 256, len(first))
            low = int(np.searchsorted(first, first[a] - far - longest))
            high = int(np.searchsorted(first, last[a:b].max() + far, side="right"))
            gap = np.maximum(start[None, low:high] - end[a:b, None], start[a:b, None] - end[None, low:high])
            labels = label[a:b, None], label[None, low:high]
            ahead = start[None, low:high] >= start[a:b, None]
            h, t = np.nonzero(gap <= np.where(ahead, self._reach_ahead[labels], self._reach[labels]))
            heads.append(h + a)
            tails.append(t + low)
        return np.concatenate(heads), np.concatenate(tails)

    def _classes(self, spans: list[Found], vectored: Spans) -> tuple[dict[int, Classes], dict[int, Standing]]:
        rows = [n for n, s in enumerate(spans) if s.layer in TRIGGERS]
        parties = [n for n, s in enumerate(spans) if s.label in PARTIES]
        if not rows and not parties:
            return {}, {}
        inner = self._heads.class_inner(vectored, np.array(rows + parties))
        of_party = self._heads.class_logits(inner[len(rows) :], ("sector", "tied"))
        sector, tied = softmax(of_party["sector"]), softmax(of_party["tied"])
        standings = {
            n: Standing(dict(zip(SECTORS, sector[k].tolist(), strict=True)), float(tied[k, 1]))
            for k, n in enumerate(parties)
        }
        logits = self._heads.class_logits(inner[: len(rows)], ("status", "fate", "context", "mode"))
        status, fate = softmax(logits["status"]), softmax(logits["fate"])
        context = sigmoid(logits["context"])
        order = np.argsort(-context, axis=1)
        sure = np.take_along_axis(context, order, 1) >= self._context_floor
        found = {}
        for k, n in enumerate(rows):
            kind = spans[n].label
            own = MODES_OF[kind] if spans[n].layer == "event" else ()
            mode = None
            if own:
                best = MODES[own[int(logits["mode"][k, list(own)].argmax())]].split(" ")[1]
                mode = None if best == "none" else best
            found[n] = Classes(
                dict(zip(STATUSES, status[k].tolist(), strict=True)),
                dict(zip(FATES, fate[k].tolist(), strict=True)),
                mode,
                tuple(CONTEXTS[j] for j in order[k, sure[k]].tolist()),
            )  # fmt: skip
        return found, standings

    def relate(self, pairs: Iterable[Pair]) -> Iterator[Relation]:
        """The PLOVER type of each pair, in order."""
        source = iter(pairs)
        while some := list(islice(source, 64)):
            yield from self._relate(some)

    def _relate(self, pairs: Sequence[Pair]) -> Iterator[Relation]:
        encoded = [self._pieces.encode(pair.text) for pair in pairs]
        for pair, document in zip(pairs, encoded, strict=True):
            # The window that holds the actor; a sentence fits into one.
            at = int(np.searchsorted(document.end, pair.actor.start, side="right"))
            window = next((w for w in windows(document) if w.first <= at < w.last), None)
            if window is None:
                yield Relation(
                    pair.id, EVENT_TYPES[0], 1 / len(EVENT_TYPES), {t: 1 / len(EVENT_TYPES) for t in EVENT_TYPES}
                )
                continue
            vectors, _ = self._session.run(*stack([document], [(0, window)]))

            def locate(
                start: int,
                end: int,
                document: Encoded = document,
                shift: int = 1 - window.first,
                size: int = window.last - window.first + 1,
            ) -> tuple[int, int] | None:
                a = int(np.searchsorted(document.end, start, side="right")) + shift
                b = int(np.searchsorted(document.start, end, side="left")) + shift
                a, b = max(a, 1), min(b, size)
                return (a, b) if a < b else None

            actor = locate(pair.actor.start, pair.actor.end) or (1, 2)
            recipient = locate(pair.recipient.start, pair.recipient.end) if pair.recipient else None
            logits = self._heads.relation_logits(vectors[0], actor, recipient) / self.manifest.relation_temperature
            scores = dict(zip(EVENT_TYPES, softmax(logits).tolist(), strict=True))
            best = max(scores, key=lambda t: scores[t])
            yield Relation(pair.id, best, scores[best], scores)


def quotations(encoded: Encoded) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Extents of the quotations, and of those that go on with one which the paragraph before did not close."""
    return _extents(encoded, OUTSIDE, False), _extents(encoded, CONTINUED, True)


def _extents(encoded: Encoded, state: int, same: bool) -> tuple[tuple[int, int], ...]:
    """Extents of the pieces in (or, not ``same``, out of) a quotation state, in code points."""
    inside = np.concatenate([[False], ((encoded.quotes == state) == same) & (encoded.pieces != BREAK), [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return tuple((int(encoded.start[a]), int(encoded.end[b - 1])) for a, b in zip(edges[::2], edges[1::2], strict=True))
