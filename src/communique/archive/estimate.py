"""What a run will cost, from a sample of the archive that is really read."""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice

import numpy as np

from communique.archive.articles import read_piece
from communique.archive.articles.counting import count
from communique.archive.manifest import ESTIMATE
from communique.archive.pieces import Piece, pieces_of
from communique.archive.plan import Plan
from communique.archive.progress import pieces_there
from communique.archive.stages.read import read_one
from communique.archive.steps.copies import keys_of, originals, pairs
from communique.archive.steps.filters import wanted
from communique.archive.store import Store
from communique.archive.tables import packed_reading
from communique.archive.work import Worker
from communique.errors import ArchiveError
from communique.records import Document, Rejected

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run is expected to take."""

    pieces: int
    sampled: int
    """Documents of the sample, of all kinds."""
    articles: float
    """Documents of all kinds in the archive."""
    read: float
    """Of those: articles that the reader will see, at least in part."""
    copies: float
    """Share of copies within the sample: of the whole archive there are more, so that this errs on the dear side."""
    core_hours: float
    hours: float
    """With the plan's workers, all of them busy."""
    money: float
    currency: str
    spread: float
    """Standard error of the core-hours as a share of them, from the differences between the pieces of the sample."""


def estimate(plan: Plan, documents: int = 200, pieces: int = 8) -> Estimate:
    """Read a sample and say what the whole will take; it is kept beside the run, whose manifest tells the error.

    Args:
        plan: of the run.
        documents: how many to look at in all.
        pieces: at how many places of the archive.

    Raises:
        ArchiveError: there is nothing to read.
    """
    store = Store(plan.output.address, plan.output.options)
    cut = pieces_there(store) or pieces_of(plan.source)
    at = sorted({round(k * (len(cut) - 1) / max(1, pieces - 1)) for k in range(pieces)})
    samples = [_sample(cut[k], plan, -(-documents // len(at))) for k in at]
    samples = [one for one in samples if one.found]
    if not samples:
        raise ArchiveError("The sample holds no document; look at the source, or give more --pieces.")
    worker = Worker(plan)
    kept = [(n, d) for n, d in enumerate(d for one in samples for d in one.documents)]
    copies: set[int] = set()
    began = time.process_time()
    if plan.steps.copies:
        found = list(pairs(keys_of(kept), plan.steps.alike))
        arrays = [np.array([row[k] for row in found]) for k in range(3)]
        copies = set(originals(arrays[0], arrays[1], arrays[2])[0].tolist()) if found else set()
    keying = time.process_time() - began
    if kept:
        worker.read(kept[0][1])  # loading is not a cost of each document
    triage = worker.triage()
    counts: Counter[str] = Counter()
    number = 0
    for one in samples:
        began = time.process_time()
        for document in one.documents:
            if number not in copies:
                _, reading = read_one(number, document, worker.read, triage, counts)
                if reading is not None:
                    packed_reading(reading)
            number += 1
        one.reading = time.process_time() - began
    told = _told(plan, cut, samples, len(copies), keying, counts)
    store.write(ESTIMATE, json.dumps(asdict(told), indent=1).encode())
    return told


@dataclass(slots=True)
class _Sample:
    piece: Piece
    documents: list[Document]
    found: int
    """Documents of all kinds that were looked at."""
    holds: int
    """Documents of all kinds that the piece holds."""
    preparing: float
    """Seconds."""
    reading: float = 0.0


def _sample(piece: Piece, plan: Plan, most: int) -> _Sample:
    documents: list[Document] = []
    found = 0
    try:
        holds = count(piece, plan.source)
        began = time.process_time()
        for one in islice(read_piece(piece, plan.source), most):
            found += 1
            if not isinstance(one, Rejected) and wanted(one, plan.filters):
                documents.append(one)
    except Exception as error:
        # The run will set it aside, which costs next to nothing.
        logger.warning("piece of the sample cannot be read", extra={"source": piece.address, "error": str(error)})
        return _Sample(piece, [], 0, 0, 0.0)
    return _Sample(piece, documents, found, max(holds, found), time.process_time() - began)


def _told(
    plan: Plan, cut: Sequence[Piece], samples: Sequence[_Sample], copies: int, keying: float, counts: Counter[str]
) -> Estimate:
    found = sum(one.found for one in samples)
    kept = sum(len(one.documents) for one in samples)
    articles = _articles(cut, samples)
    each = [(one.preparing + one.reading) / one.found for one in samples]
    seconds = sum(one.preparing + one.reading for one in samples) + keying
    core_hours = articles * seconds / found / 3600
    mean = sum(each) / len(each)
    deviation = (sum((x - mean) ** 2 for x in each) / max(1, len(each) - 1)) ** 0.5
    return Estimate(
        pieces=len(cut),
        sampled=found,
        articles=round(articles),
        read=round(articles * (counts["read_whole"] + counts["read_in_part"]) / found),
        copies=round(copies / kept, 4) if kept else 0.0,
        core_hours=core_hours,
        hours=core_hours / plan.engine.workers,
        money=core_hours * plan.cost.core_hour,
        currency=plan.cost.currency,
        spread=round(deviation / mean / len(each) ** 0.5, 4) if mean else 0.0,
    )


def _articles(cut: Sequence[Piece], samples: Sequence[_Sample]) -> float:
    """Documents of the archive: those of the pieces of the sample, and as many a byte in the others."""
    sampled = {one.piece.number for one in samples}
    holds = float(sum(one.holds for one in samples))
    others = [piece for piece in cut if piece.number not in sampled]
    if not others:
        return holds
    size = sum(one.piece.size or 0 for one in samples)
    if size == 0 or any(piece.size is None for piece in others):
        # A store that tells no sizes: the pieces count alike.
        return holds * len(cut) / len(samples)
    return holds * (1 + sum(piece.size or 0 for piece in others) / size)
