"""What torch computes in training, numpy computes when reading."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from communique.reader.heads import Heads, distance_class
from communique.reader.labels import CLASSES, EVENT_TYPES, SPAN_LABELS
from communique.reader.spans import Spans, SpanWeights


@pytest.fixture(scope="module")
def pair() -> tuple[object, Heads]:
    from model import Model

    torch.manual_seed(7)
    model = Model().eval()
    state = {k: v.numpy() for k, v in model.state_dict().items() if not k.startswith("encoder.")}
    return model, Heads(state)


def test_span_pair_and_class_heads(pair) -> None:
    model, heads = pair
    vectors = torch.randn(1, 40, 384)
    spans = torch.tensor([[0, 2, 5, 0], [0, 7, 8, 20], [0, 8, 10, 3], [0, 9, 30, len(SPAN_LABELS) - 1]])  # of one piece, two, more
    with torch.no_grad():
        reps = model.span_vectors(vectors, spans)
        head, tail = torch.tensor([0, 1, 2, 3, 2]), torch.tensor([1, 2, 3, 0, 0])
        rows = spans.numpy()
        distance = distance_class(rows[head, 1], rows[head, 2], rows[tail, 1], rows[tail, 2])
        torch.nn.init.normal_(model.pair_between.weight, std=0.1)
        between = model.between(vectors, spans, head, tail)
        links = model.pair_logits(reps, head, tail, torch.from_numpy(distance), between).numpy()
        classes = model.class_logits(reps).numpy()
    mine = Spans(vectors[0].numpy(), rows[:, 1], rows[:, 2], rows[:, 3])
    # Multiplied by one, the spans are their vectors.
    alone = SpanWeights(np.eye(reps.shape[1], dtype=np.float32), model.span_label.weight.detach().numpy())
    assert np.abs(alone.of(mine, np.ones(len(mine), bool)) - reps.numpy()).max() < 1e-5
    heads = Heads({k: v.numpy() for k, v in model.state_dict().items() if not k.startswith("encoder.")})
    running = heads.running(vectors[0].numpy())
    h, t = head.numpy(), tail.numpy()
    found = heads.pair_logits(heads.project(mine, h, t), h, t, rows[:, 1], rows[:, 2], running)
    assert np.abs(found - links).max() < 1e-4
    joined = np.concatenate([heads.class_logits(heads.class_inner(mine, np.arange(len(mine))))[name] for name in CLASSES], 1)
    assert np.abs(joined - classes).max() < 1e-4


@pytest.mark.parametrize("recipient", [(9, 12), None], ids=["with recipient", "without recipient"])
def test_relation_head(pair, recipient: tuple[int, int] | None) -> None:
    model, heads = pair
    vectors = torch.randn(1, 30, 384)
    r = recipient or (0, 0)
    with torch.no_grad():
        expected = model.relation_logits(vectors, torch.ones(1, 30, dtype=torch.long), torch.tensor([[0, 3, 6, *r]]))[
            0
        ].numpy()
    found = heads.relation_logits(vectors[0].numpy(), (3, 6), recipient)
    assert found.shape == (len(EVENT_TYPES),)
    assert np.abs(found - expected).max() < 1e-4


def test_distance_classes_tell_before_from_after() -> None:
    start, end = np.array([10, 10]), np.array([12, 12])
    found = distance_class(start, end, np.array([12, 4]), np.array([14, 6]))
    assert found[0] == 0
    assert found[1] > found[0]
