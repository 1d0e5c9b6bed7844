"""What teachers think of texts that nobody has annotated, as losses: their spans, the links of these, classes, relations.

A larger model is right more often than ours about texts that neither has been trained on, and says how sure it is, which
a label does not (Hinton et al. 2015). Spans are those that the teachers find; of each pair of them ours learns the
teacher's probability. Of several teachers it is the mean of theirs that is learnt: they err in different places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from data import SPAN_ID
from model import CLASS_OFFSET, CLASS_TOTAL, LINK_NAMES, TAG_OFFSET, TAG_TOTAL, TAGS, Model
from numpy.typing import NDArray
from pairing import pairs
from torch import Tensor
from torch.nn import functional as F

from communique.reader import labels as L

ACTOR, RECIPIENT = (LINK_NAMES.index(name) for name in ("actor", "recipient"))
EVENT = torch.tensor([label.startswith("event:") for label in L.SPAN_LABELS])
MOST = 120
"""Spans of a window beyond which only its first ones are paired: pairs grow with their square."""

CLASS_OF_LAYER = {
    "event": ("status", "mode", "context"),
    "engagement": ("status",),
    "commitment": ("fate",),
    "mention": ("sector", "tied"),
}
PARTIES = frozenset(SPAN_ID[label] for label in L.LINKS["home"][0])


@dataclass(frozen=True)
class Opinion:
    """What the teachers make of some rows of a batch."""

    rows: list[int]
    """Numbers of the rows in the batch."""
    vectors: list[Tensor]
    """Of each teacher, (rows, width, its own length)"""
    tags: Tensor
    """Probabilities within each layer, (rows, width, TAG_TOTAL)"""


def opinion(
    teachers: Sequence[Model], inputs: tuple[Tensor, ...], rows: list[int], bias: Mapping[str, float] | None = None
) -> Opinion:
    """The teachers' view of some rows of a batch.

    Args:
        teachers: in evaluation mode.
        inputs: those of the encoder.
        rows: numbers of the rows in the batch.
        bias: added to their logit of "nothing", by layer: a teacher that finds too little by itself is learnt as it is
            read, with the bias that it does best with on held-out texts.
    """
    shift = torch.zeros(TAG_TOTAL)
    for layer, value in (bias or {}).items():
        shift[TAG_OFFSET[layer]] = value
    vectors, shares = [], []
    for teacher in teachers:
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            own, tags = teacher(*(part[rows] for part in inputs))
        vectors.append(own.float())
        layers = (tags.float() + shift).split(list(TAGS.values()), -1)
        shares.append(torch.cat([layer.softmax(-1) for layer in layers], -1))
    return Opinion(rows, vectors, _mean(shares))


def _mean(parts: Iterable[Tensor]) -> Tensor:
    return torch.stack(list(parts)).mean(0)


def runs(tags: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Runs of one label in tags (tokens,): first, last (excluded), label."""
    found: list[tuple[int, int, int]] = []
    for n, tag in enumerate(tags.tolist()):
        if not tag:
            continue
        kind = (tag - 1) // 2
        if found and tag % 2 == 0 and found[-1][1] == n and found[-1][2] == kind:
            found[-1] = (found[-1][0], n + 1, kind)
        else:
            found.append((n, n + 1, kind))
    return found


def _spans(tags: Tensor, size: int) -> list[tuple[int, int, int]]:
    """Spans found in one row of ``size`` pieces: first, last (excluded), label; tags (width, TAG_TOTAL)."""
    found = []
    for layer, names in L.LAYERS.items():
        at = TAG_OFFSET[layer]
        best = tags[1 : size - 1, at : at + 1 + 2 * len(names)].argmax(-1).numpy()
        found += [(a + 1, b + 1, SPAN_ID[f"{layer}:{names[kind]}"]) for a, b, kind in runs(best)]
    return sorted(found)[:MOST]


def taught(model: Model, teachers: Sequence[Model], view: Opinion, vectors: Tensor, mask: Tensor) -> dict[str, Tensor]:
    """Losses of links, classes and relations over the rows that the teachers have a view of.

    Args:
        model: ours.
        teachers: in evaluation mode.
        view: of `opinion`.
        vectors: ours of the whole batch, (batch, width, HIDDEN).
        mask: of the whole batch, (batch, width).
    """
    spans: list[tuple[int, int, int, int]] = []
    heads, tails, gaps, weights = [], [], [], []
    for k, row in enumerate(view.rows):
        own = _spans(view.tags[k], int(mask[row].sum()))
        if not own:
            continue
        base = len(spans)
        spans += [(k, *span) for span in own]
        found = pairs(np.array(own))
        heads.append(found.head + base)
        tails.append(found.tail + base)
        gaps.append(found.distance)
        weights.append(found.allowed)
    if not spans:
        return {}
    theirs_at = torch.tensor(spans)
    ours_at = theirs_at.clone()
    ours_at[:, 0] = torch.tensor(view.rows)[theirs_at[:, 0]]
    ours = model.span_vectors(vectors, ours_at)
    theirs = [t.span_vectors(own, theirs_at) for t, own in zip(teachers, view.vectors, strict=True)]
    losses = _classes(model, teachers, ours, theirs, theirs_at[:, 3])
    head, tail, gap, weight = (torch.cat(part) for part in (heads, tails, gaps, weights))
    if not len(head):
        return losses
    with torch.no_grad():
        wanted = [
            teacher.pair_logits(spans_, head, tail, gap, teacher.between(own, theirs_at, head, tail))
            for teacher, spans_, own in zip(teachers, theirs, view.vectors, strict=True)
        ]
    links = model.pair_logits(ours, head, tail, gap, model.between(vectors, ours_at, head, tail))
    likely = _mean(logits.sigmoid() for logits in wanted) * weight
    loss = F.binary_cross_entropy_with_logits(links, likely, reduction="none") * weight
    losses["taught link"] = 0.25 * loss.sum() / likely.sum().clamp(min=1.0)
    losses["taught choice"] = 0.5 * _choice(links, wanted, weight, head)
    losses |= _relations(model, teachers, view, (vectors, mask), (ours_at, theirs_at), (head, tail, likely))
    return losses


def _choice(found: Tensor, wanted: list[Tensor], weight: Tensor, head: Tensor) -> Tensor:
    """Each head span chooses among its tails and none as the teachers do; all (pairs, links) but head (pairs,)."""

    def shares(logits: Tensor) -> tuple[Tensor, Tensor]:
        """Log-probability of each tail, and of none by head span."""
        mass = logits.clamp(-15.0, 15.0).exp() * weight
        total = torch.log1p(torch.zeros(int(head.max()) + 1, logits.shape[1]).index_add(0, head, mass))
        return logits.clamp(-15.0, 15.0) - total[head], -total

    ours, ours_none = shares(found)
    each = [[part.exp() for part in shares(logits)] for logits in wanted]
    theirs, theirs_none = (_mean(parts) for parts in zip(*each, strict=True))
    known = torch.zeros_like(ours_none).index_add(0, head, weight) > 0
    gap = -(theirs * ours * weight).sum() - (theirs_none * ours_none * known).sum()
    return gap / ((1 - theirs_none) * known).sum().clamp(min=1.0)


def _classes(
    model: Model, teachers: Sequence[Model], ours: Tensor, theirs: list[Tensor], labels: Tensor
) -> dict[str, Tensor]:
    """Classes of the spans as the teachers have them."""
    with torch.no_grad():
        wanted = [teacher.class_logits(spans) for teacher, spans in zip(teachers, theirs, strict=True)]
    found = model.class_logits(ours)
    assert found.shape[1] == CLASS_TOTAL
    losses: dict[str, Tensor] = {}
    for name, values in L.CLASSES.items():
        part = slice(CLASS_OFFSET[name], CLASS_OFFSET[name] + len(values))
        layers = [layer for layer, names in CLASS_OF_LAYER.items() if name in names]
        concerned = torch.tensor(
            [
                label in PARTIES if layers == ["mention"] else L.SPAN_LABELS[label].partition(":")[0] in layers
                for label in labels.tolist()
            ]
        )
        if not concerned.any():
            continue
        mine, right = found[concerned, part], [logits[concerned, part] for logits in wanted]
        if name == "context":
            likely = _mean(logits.sigmoid() for logits in right)
            gap = F.binary_cross_entropy_with_logits(mine, likely, reduction="none").sum(-1) / 3
        else:
            if name == "mode":
                own = torch.tensor([_modes(label) for label in labels[concerned].tolist()])
                mine, *right = (x.masked_fill(~own, -1e4) for x in (mine, *right))
            gap = -(_mean(logits.softmax(-1) for logits in right) * mine.log_softmax(-1)).sum(-1)
        losses[f"taught {name}"] = 0.3 * gap.mean()
    return losses


def _modes(label: int) -> list[bool]:
    """Which modes an event of a label can have; all where it has none, so that the softmax holds."""
    own = set(L.MODES_OF[L.SPAN_LABELS[label].partition(":")[2]])
    return [not own or n in own for n in range(len(L.MODES))]


def _relations(
    model: Model,
    teachers: Sequence[Model],
    view: Opinion,
    inputs: tuple[Tensor, Tensor],
    at: tuple[Tensor, Tensor],
    linked: tuple[Tensor, Tensor, Tensor],
) -> dict[str, Tensor]:
    """The relation of the likeliest actor and recipient of each event that the teachers find."""
    (vectors, mask), (ours_at, theirs_at), (head, tail, likely) = inputs, at, linked
    events = EVENT[ours_at[:, 3]]
    chosen = []
    for link in (ACTOR, RECIPIENT):
        best = torch.zeros(len(ours_at)).scatter_reduce(0, head, likely[:, link], "amax")
        who = torch.full((len(ours_at),), -1)
        top = (likely[:, link] > 0.5) & (likely[:, link] >= best[head])
        who[head[top]] = tail[top]
        chosen.append(who)
    actor, recipient = chosen
    held = (events & (actor >= 0) & (actor != recipient)).nonzero()[:, 0]
    if not len(held):
        return {}

    def rows(spans: Tensor) -> Tensor:
        a, r = spans[actor[held]], spans[recipient[held].clamp(min=0)]
        none = (recipient[held] < 0)[:, None]
        return torch.cat([a[:, :3], torch.where(none, 0, r[:, 1:3])], 1)

    with torch.no_grad():
        wanted = _mean(
            teacher.relation_logits(own, mask[view.rows], rows(theirs_at)).softmax(-1)
            for teacher, own in zip(teachers, view.vectors, strict=True)
        )
    found = model.relation_logits(vectors, mask, rows(ours_at)).log_softmax(-1)
    return {"taught relation": 0.5 * -(wanted * found).sum(-1).mean()}
