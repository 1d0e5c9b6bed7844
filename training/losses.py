"""The losses of all heads over one batch of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch
from data import SPAN_ID, Item
from model import CLASS_OFFSET, CLASS_TOTAL, LINK_NAMES, TAG_OFFSET, TAGS, Model
from pairing import pairs
from teaching import Opinion, opinion, runs, taught
from torch import Tensor
from torch.nn import functional as F

from communique.reader import labels as L
from communique.reader.encode import stack

LAYER_WEIGHT = {
    "mention": 1.0,
    "speaker": 1.0,
    "cue": 1.0,
    "content": 1.5,
    "event": 1.0,
    "commitment": 1.0,
    "action": 1.0,
    "condition": 0.2,
    "engagement": 1.0,
    "topic": 0.3,
}
ALL = frozenset(L.LAYERS)
GUESSED = frozenset({"mention", "event", "commitment", "engagement", "speaker", "cue", "content"})
LAYER_OF = [label.partition(":")[0] for label in L.SPAN_LABELS]
"""Layer of each span label."""
EVENT_NUMBERS = {SPAN_ID[f"event:{t}"]: t for t in L.EVENT_TYPES}


HIDDEN_PIECE = 103
"""BERT's [MASK]."""
MARKERS = 1000
"""Ids below are markers and unused pieces."""


def batch_losses(
    model: Model,
    items: list[Item],
    smoothing: float = 0.05,
    hidden: float = 0.0,
    teachers: Sequence[Model] = (),
    share: float = 0.5,
    bias: Mapping[str, float] | None = None,
) -> dict[str, Tensor]:
    """Losses by head, each a mean over what is annotated.

    Args:
        hidden: share of the pieces that the model is not shown, so that it learns to go by what stands around them.
        teachers: trained models in evaluation mode. What they think, on the mean, of every tag of the items that lack a
            layer (articles with attributions alone, texts that nobody has annotated) is learnt beside what is annotated:
            annotators of attributions disagree often, and a mean of opinions is a better guide than one of them
            (Hinton et al. 2015; Furlanello et al. 2018). So are their links, classes and relations (``teaching``).
        share: how much the teachers weigh, 0 to 1.
        bias: added to the teachers' logit of "nothing", by layer (``teaching.opinion``).
    """
    arrays = stack([i.document for i in items], [(n, i.window) for n, i in enumerate(items)])
    pieces, cases, quotes, mask = (torch.from_numpy(a.astype(np.int64)) for a in arrays)
    partial = [n for n, i in enumerate(items) if not i.tags.keys() >= ALL] if teachers else []
    view = opinion(teachers, (pieces, cases, quotes, mask), partial, bias) if partial else None
    if hidden:
        pieces[(torch.rand(pieces.shape) < hidden) & (pieces >= MARKERS)] = HIDDEN_PIECE
    with torch.autocast("cpu", torch.bfloat16):
        vectors, logits = model(pieces, cases, quotes, mask)
    vectors, logits = vectors.float(), logits.float()
    losses: dict[str, Tensor] = {}
    width = pieces.shape[1]
    for layer, size in TAGS.items():
        rows = [n for n, i in enumerate(items) if layer in i.tags]
        if not rows:
            continue
        target = torch.full((len(rows), width), -100)
        for k, n in enumerate(rows):
            tags = items[n].tags[layer]
            target[k, 1 : len(tags) - 1] = torch.from_numpy(tags[1:-1])
        part = logits[rows, :, TAG_OFFSET[layer] : TAG_OFFSET[layer] + size]
        losses[f"tag {layer}"] = LAYER_WEIGHT[layer] * F.cross_entropy(part.reshape(-1, size), target.reshape(-1))
    if view is not None:
        losses["taught tag"] = share * _taught_tags(logits, view, mask)
        further = taught(model, teachers, view, vectors, mask)
        losses |= {name: share * value for name, value in further.items()}
    losses |= _span_losses(model, items, vectors, logits.detach())
    pairs = [(n, *p[:4]) for n, i in enumerate(items) for p in i.pairs]
    if pairs:
        kinds = [p[4] for i in items for p in i.pairs]
        scores = model.relation_logits(vectors, mask, torch.tensor(pairs)).log_softmax(-1)
        losses["relation"] = relation_loss(scores, kinds, smoothing)
    return losses


def _taught_tags(logits: Tensor, view: Opinion, mask: Tensor) -> Tensor:
    """How far the tags are from the teachers' (cross entropy over all layers, weighed as they are); of the whole batch."""
    logits, known = logits[view.rows], mask[view.rows].bool()
    known[:, 0] = False
    total = logits.new_zeros(())
    for layer, size in TAGS.items():
        part = slice(TAG_OFFSET[layer], TAG_OFFSET[layer] + size)
        gap = -(view.tags[..., part] * logits[..., part].log_softmax(-1)).sum(-1)
        total = total + LAYER_WEIGHT[layer] * gap[known].mean()
    return total


def relation_loss(scores: Tensor, kinds: list[str], smoothing: float) -> Tensor:
    """scores: log-probabilities (n, 16). YIELD stands for CONCEDE or RETREAT, whose probabilities are summed."""
    index = {t: k for k, t in enumerate(L.EVENT_TYPES)}
    right = []
    for row, kind in zip(scores, kinds, strict=True):
        right.append(
            torch.logsumexp(row[[index["CONCEDE"], index["RETREAT"]]], 0) if kind == "YIELD" else row[index[kind]]
        )
    return -((1 - smoothing) * torch.stack(right).mean() + smoothing * scores.mean())


def _span_losses(model: Model, items: list[Item], vectors: Tensor, tags: Tensor) -> dict[str, Tensor]:
    spans, heads, tails, distances, targets, weights = [], [], [], [], [], []
    class_rows: list[tuple[int, Item, int]] = []
    for n, plain in enumerate(items):
        item = with_mistakes(plain, tags[n].numpy()) if model.training and plain.tags.keys() >= ALL else plain
        if not len(item.spans):
            continue
        base = len(spans)
        spans.extend((n, int(a), int(b), int(label)) for a, b, label in item.spans)
        found = pairs(item.spans, item.linked)
        weight = found.allowed
        target = torch.zeros_like(weight)
        at = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(found.head, found.tail, strict=True))}
        for pair, names in item.links.items():
            if pair in at:
                for name, value in names.items():
                    j = LINK_NAMES.index(name)
                    if value == 1:
                        target[at[pair], j] = 1.0
                    else:
                        weight[at[pair], j] = 0.0
        heads.append(found.head + base)
        tails.append(found.tail + base)
        distances.append(found.distance)
        targets.append(target * weight)
        weights.append(weight)
        class_rows.extend((base + k, item, k) for k in item.classes)
    losses: dict[str, Tensor] = {}
    if not spans:
        return losses
    where = torch.tensor(spans)
    reps = model.span_vectors(vectors, where)
    if any(map(len, heads)):
        head, target, weight = torch.cat(heads), torch.cat(targets), torch.cat(weights)
        between = model.between(vectors, where, head, torch.cat(tails))
        logits = model.pair_logits(reps, head, torch.cat(tails), torch.cat(distances), between)
        loss = F.binary_cross_entropy_with_logits(logits, target, reduction="none") * weight
        losses["link"] = 0.25 * loss.sum() / target.sum().clamp(min=1.0)
        losses["choice"] = 0.5 * choice_loss(logits, target, weight, head)
    if class_rows:
        logits = model.class_logits(reps[[r for r, _, _ in class_rows]])
        losses |= _class_losses(logits, class_rows)
    return losses


def choice_loss(logits: Tensor, target: Tensor, weight: Tensor, head: Tensor) -> Tensor:
    """Each head span chooses among its tails and "none", whose logit is 0: the likelihood of its right tails together
    (after Lee et al. 2017, who choose antecedents so), or of "none" where it has none.

    All of shape (pairs, links) but ``head`` (pairs,), the number of the head span.
    """
    mass = logits.float().clamp(-15.0, 15.0).exp() * weight
    size = int(head.max()) + 1
    all_, right, known = (torch.zeros(size, logits.shape[1]).index_add(0, head, x) for x in (mass, mass * target, weight))
    positive = right > 0
    loss = torch.log1p(all_) - torch.where(positive, right, torch.ones(())).log()
    return (loss * (known > 0)).sum() / positive.sum().clamp(min=1)


def with_mistakes(item: Item, logits: np.ndarray) -> Item:
    """The item as the tag head would see it: spans that it finds and that are none are added, without a link; one that
    is right but for its border or label takes the links of the right one beside it.

    What is linked when reading are spans that were found, not given; training on given ones alone makes the pair head
    trust all of them.
    """
    rows = [tuple(map(int, row)) for row in item.spans]
    known = set(rows)
    twin_of: dict[int, int] = {}
    at = 0
    for layer, names in L.LAYERS.items():
        size = 1 + 2 * len(names)
        if layer in GUESSED:
            guess = logits[1 : item.size - 1, at : at + size].argmax(-1)
            own = [(k, a, b) for k, (a, b, label) in enumerate(rows[: len(item.spans)]) if LAYER_OF[label] == layer]
            for first, last, kind in runs(guess):
                row = (first + 1, last + 1, SPAN_ID[f"{layer}:{names[kind]}"])
                if row in known or len(rows) > 2 * len(item.spans) + 8:
                    continue
                near = [k for k, a, b in own if a < row[1] and row[0] < b]
                known.add(row)
                if near:
                    twin_of[len(rows)] = near[0]
                rows.append(row)
        at += size
    if len(rows) == len(item.spans):
        return item
    twins: dict[int, list[int]] = {}
    for new, old in twin_of.items():
        twins.setdefault(old, []).append(new)
    links = dict(item.links)
    for (h, t), names_ in item.links.items():
        for head in (h, *twins.get(h, ())):
            for tail in (t, *twins.get(t, ())):
                links.setdefault((head, tail), names_)
    for new, old in twin_of.items():  # whether a span means the same as its twin is no question
        links[new, old] = links[old, new] = {"same": -1, "continues": -1}
    return replace(item, spans=np.array(rows, np.int64), links=links)


def _class_losses(logits: Tensor, rows: list[tuple[int, Item, int]]) -> dict[str, Tensor]:
    assert logits.shape[1] == CLASS_TOTAL
    found: dict[str, list[Tensor]] = {}
    for row, (_, item, k) in zip(logits, rows, strict=True):
        gold = item.classes[k]
        for name, values in L.CLASSES.items():
            if name not in gold:
                continue
            part = row[CLASS_OFFSET[name] : CLASS_OFFSET[name] + len(values)]
            if name == "context":
                target = torch.tensor([float(c in gold["context"]) for c in values])
                loss = F.binary_cross_entropy_with_logits(part, target, reduction="sum") / 3
            elif name == "mode":
                kind = EVENT_NUMBERS[int(item.spans[k, 2])]
                own = list(L.MODES_OF[kind])
                if not own:
                    continue
                right = own.index(values.index(f"{kind} {gold['mode']}"))
                loss = F.cross_entropy(part[own][None], torch.tensor([right]))
            else:
                loss = F.cross_entropy(part[None], torch.tensor([values.index(gold[name])]))
            found.setdefault(name, []).append(loss)
    return {f"class {name}": 0.3 * torch.stack(v).mean() for name, v in found.items()}
