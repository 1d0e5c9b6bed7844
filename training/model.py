"""The heads in PyTorch, over the shared token vectors. ``communique.reader.heads`` computes the same in numpy."""

from __future__ import annotations

from itertools import accumulate

import torch
from encoder import HIDDEN, Embedding, Encoder, Linear
from torch import Tensor, nn

from communique.reader import labels as L

TAGS = {layer: 1 + 2 * len(names) for layer, names in L.LAYERS.items()}
TAG_TOTAL = sum(TAGS.values())
TAG_OFFSET = dict(zip(TAGS, accumulate(TAGS.values(), initial=0), strict=False))
"""Where the logits of each layer begin."""
CLASS_SIZES = [len(values) for values in L.CLASSES.values()]
CLASS_TOTAL = sum(CLASS_SIZES)
CLASS_OFFSET = dict(zip(L.CLASSES, accumulate(CLASS_SIZES, initial=0), strict=False))
"""Where the logits of each kind of class begin."""
LINK_NAMES = tuple(L.LINKS)
SPAN_ID = {name: i for i, name in enumerate(L.SPAN_LABELS)}
PAIR, PRODUCT, LABEL, INNER = 160, 64, 32, 256
DISTANCE_CLASSES = 2 * len(L.DISTANCES)


def link_mask() -> Tensor:
    """(span labels, span labels, links): which links a head label and a tail label may have."""
    mask = torch.zeros(len(L.SPAN_LABELS), len(L.SPAN_LABELS), len(LINK_NAMES), dtype=torch.bool)
    for k, (heads, tails) in enumerate(L.LINKS.values()):
        for h in heads:
            for t in tails:
                mask[SPAN_ID[h], SPAN_ID[t], k] = True
    return mask


class Model(nn.Module):
    """Encoder and heads.

    Args:
        encoder: another encoder than that which is shipped: a teacher.
        width: length of its vectors.
    """

    def __init__(self, dropout: float = 0.1, encoder: nn.Module | None = None, width: int = HIDDEN) -> None:
        super().__init__()
        self.encoder = encoder or Encoder(dropout)
        rep = 3 * width + LABEL
        self.tag_inner = Linear(width, INNER)
        self.tag_out = Linear(INNER, TAG_TOTAL)
        self.span_label = nn.Embedding(len(L.SPAN_LABELS), LABEL)
        self.pair_head = nn.Linear(rep, PAIR)
        self.pair_tail = nn.Linear(rep, PAIR, bias=False)
        self.pair_left = nn.Linear(rep, PRODUCT, bias=False)
        self.pair_right = nn.Linear(rep, PRODUCT, bias=False)
        self.pair_product = nn.Linear(PRODUCT, PAIR, bias=False)
        self.pair_distance = nn.Embedding(DISTANCE_CLASSES, PAIR)
        self.pair_between = nn.Linear(width, PAIR, bias=False)
        self.pair_out = nn.Linear(PAIR, len(LINK_NAMES))
        self.class_inner = nn.Linear(rep, INNER)
        self.class_out = nn.Linear(INNER, CLASS_TOTAL)
        self.no_recipient = nn.Parameter(torch.zeros(width))
        self.relation_query = nn.Linear(2 * width, width)
        self.relation_inner = nn.Linear(5 * width, width)
        self.relation_out = nn.Linear(width, len(L.EVENT_TYPES))
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.span_label.weight, std=0.1)
        nn.init.normal_(self.pair_distance.weight, std=0.1)
        nn.init.zeros_(self.pair_between.weight)

    def round(self) -> None:
        """From now on compute what ``export_onnx`` will store as int8 as int8 (the encoder and the tag head)."""
        for part in self.modules():
            if isinstance(part, Linear | Embedding):
                part.rounded = True

    def tags(self, vectors: Tensor) -> Tensor:
        """(batch, tokens, width) to tag logits (batch, tokens, TAG_TOTAL)."""
        out: Tensor = self.tag_out(self.dropout(nn.functional.gelu(self.tag_inner(self.dropout(vectors)))))
        return out

    def forward(self, pieces: Tensor, cases: Tensor, quotes: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        vectors = self.encoder(pieces, cases, quotes, mask)
        return vectors, self.tags(vectors)

    def span_vectors(self, vectors: Tensor, spans: Tensor) -> Tensor:
        """spans: (n, 4) of row, first, last (excluded), label. Returns (n, 3 * width + LABEL): first, last and mean vector, label."""
        row, first, last, label = spans.unbind(1)
        total = torch.cat([torch.zeros_like(vectors[:, :1]), vectors.cumsum(1)], 1)
        mean = (total[row, last] - total[row, first]) / (last - first)[:, None]
        return torch.cat([vectors[row, first], vectors[row, last - 1], mean, self.span_label(label)], 1)

    def between(self, vectors: Tensor, spans: Tensor, head: Tensor, tail: Tensor) -> Tensor:
        """What stands between two spans: spans (n, 4) as above; head, tail (p,). Returns (p, PAIR)."""
        # The mean of projected vectors is the projected mean; so each token is projected once, not once a pair.
        projected = self.pair_between(vectors)
        total = torch.cat([torch.zeros_like(projected[:, :1]), projected.cumsum(1)], 1)
        row, first, last, _ = spans.unbind(1)
        a, b = torch.minimum(last[head], last[tail]), torch.maximum(first[head], first[tail])
        length = (b - a).clamp(min=0)
        end = a + length
        return (total[row[head], end] - total[row[head], a]) / length.clamp(min=1)[:, None]

    def pair_logits(self, reps: Tensor, head: Tensor, tail: Tensor, distance: Tensor, between: Tensor) -> Tensor:
        """reps (n, 3 * width + LABEL); head, tail, distance (p,); between (p, PAIR). Returns (p, links)."""
        reps = self.dropout(reps)
        product = self.pair_left(reps)[head] * self.pair_right(reps)[tail]
        inner = (
            self.pair_head(reps)[head]
            + self.pair_tail(reps)[tail]
            + self.pair_distance(distance)
            + self.pair_product(product)
            + between
        )
        out: Tensor = self.pair_out(self.dropout(torch.relu(inner)))
        return out

    def class_logits(self, reps: Tensor) -> Tensor:
        out: Tensor = self.class_out(self.dropout(torch.relu(self.class_inner(self.dropout(reps)))))
        return out

    def relation_logits(self, vectors: Tensor, mask: Tensor, pairs: Tensor) -> Tensor:
        """pairs: (n, 5) of row, actor first, last, recipient first, last (first = last = 0: none). Returns (n, 16)."""
        row, a0, a1, r0, r1 = pairs.unbind(1)
        total = torch.cat([torch.zeros_like(vectors[:, :1]), vectors.cumsum(1)], 1)
        actor = (total[row, a1] - total[row, a0]) / (a1 - a0).clamp(min=1)[:, None]
        recipient = (total[row, r1] - total[row, r0]) / (r1 - r0).clamp(min=1)[:, None]
        recipient = torch.where((r1 > r0)[:, None], recipient, self.no_recipient[None].to(recipient.dtype))
        query = self.relation_query(torch.cat([actor, recipient], 1))
        tokens = vectors[row]
        scores = (tokens * query[:, None]).sum(-1) / vectors.shape[-1] ** 0.5
        scores = scores.masked_fill(mask[row] == 0, -1e4)
        attended = (torch.softmax(scores.float(), -1)[..., None] * tokens).sum(1)
        joined = torch.cat([actor, recipient, actor * recipient, attended, tokens[:, 0]], 1)
        out: Tensor = self.relation_out(self.dropout(nn.functional.gelu(self.relation_inner(self.dropout(joined)))))
        return out
