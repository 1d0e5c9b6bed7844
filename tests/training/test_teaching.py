"""What ours learns of a teacher: least where it agrees, and of every kind of opinion."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from communique.reader.manifest import shipped_model

TEXT = (
    "The foreign minister of Norway, Kari Moe, met envoys of Chad in Oslo on Monday and promised 20 million euros for "
    "wells before June. “We will not leave them alone,” she said. Chad accused a militia of burning two villages."
)
KINDS = ("taught tag", "taught link", "taught choice", "taught status", "taught mode", "taught sector", "taught relation")


@pytest.fixture(scope="module")
def ours():
    from model import Model
    from thaw import thaw

    model = Model(0.0)
    model.load_state_dict(thaw(shipped_model()))
    return model.eval()


@pytest.fixture(scope="module")
def items():
    from data import Gold, Itemizer

    from communique.reader.encode import PieceEncoder

    pieces = PieceEncoder(Tokenizer.from_file(str(Path(shipped_model()) / "tokenizer.json")))
    return Itemizer(pieces).items([Gold("unlabelled", TEXT, frozenset())], None)


def test_it_is_least_where_both_agree(ours, items) -> None:
    from losses import batch_losses

    other = copy.deepcopy(ours)
    with torch.no_grad():
        for part in (other.tag_out, other.pair_out, other.class_out, other.relation_out):
            part.weight.add_(torch.randn(part.weight.shape, generator=torch.Generator().manual_seed(3)) * 0.2)
    agreed, apart = (batch_losses(model, items, teachers=[ours], share=1.0) for model in (ours, other))
    assert set(KINDS) <= agreed.keys() == apart.keys()
    for kind in KINDS:
        assert float(agreed[kind].detach()) < float(apart[kind].detach()), kind


def test_of_two_teachers_the_mean_is_learnt(ours, items) -> None:
    from losses import batch_losses

    other = copy.deepcopy(ours)
    with torch.no_grad():
        other.tag_out.bias.add_(torch.randn(other.tag_out.bias.shape, generator=torch.Generator().manual_seed(5)))
    first, second, both = (
        float(batch_losses(ours, items, teachers=teachers, share=1.0)["taught tag"].detach())
        for teachers in ([ours], [other], [ours, other])
    )
    assert both == pytest.approx((first + second) / 2, rel=1e-3)
    assert first < both < second


def test_nobody_else_is_asked_about_a_text_without_a_teacher(ours, items) -> None:
    from losses import batch_losses

    assert batch_losses(ours, items) == {}


def test_ours_learns_and_the_teacher_stays(ours, items) -> None:
    from losses import batch_losses

    teacher, pupil = copy.deepcopy(ours).requires_grad_(False), copy.deepcopy(ours)
    sum(batch_losses(pupil, items, teachers=[teacher], share=1.0).values()).backward()
    moved = {name.partition(".")[0] for name, p in pupil.named_parameters() if p.grad is not None and p.grad.abs().max() > 0}
    assert {"encoder", "tag_out", "pair_out", "class_out", "relation_out"} <= moved
    assert all(p.grad is None for p in teacher.parameters())


def test_distances_near_and_far() -> None:
    from teacher import BUCKETS, _bucket

    near = _bucket(torch.arange(-7, 8))
    assert len(set(near.tolist())) == 15  # each its own
    assert _bucket(torch.tensor([3])) != _bucket(torch.tensor([-3]))
    assert _bucket(torch.tensor([40])) == _bucket(torch.tensor([42]))  # far ones share
    assert int(_bucket(torch.arange(-600, 600)).max()) == BUCKETS - 1


def test_a_larger_encoder_reads_the_same_pieces(items) -> None:
    from teacher import WIDE, TeacherEncoder, wide_model

    encoder = TeacherEncoder(0.0, 1)
    assert encoder.numbers[[101, 102, 0, 103, 1996]].tolist() == [0, 2, 1, 30526, 2000]
    model = wide_model(0.0, 1).eval()
    assert not model.encoder.words.weight.requires_grad
    pieces = torch.tensor([[101, 1996, 2000, 102, 0]])
    zero = torch.zeros_like(pieces)
    with torch.no_grad():
        vectors, _ = model(pieces, zero, zero, (pieces > 0).long())
        alone, _ = model(pieces[:, :4], zero[:, :4], zero[:, :4], torch.ones(1, 4, dtype=torch.long))
    assert vectors.shape == (1, 5, WIDE)
    assert (vectors[:, :4] - alone).abs().max() < 1e-4  # padding changes nothing
