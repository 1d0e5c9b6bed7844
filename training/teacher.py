"""A larger encoder that teaches ours, in PyTorch: MPNet (Song et al. 2020, NeurIPS), the lower layers of it.

It is used in training alone. Its word pieces are those of BERT, four numbers further on, so that its opinion of a piece
is an opinion of the very piece that our encoder reads. Like ours it is told each token's case and quotation state.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from encoder import CASES, QUOTES, fill, published
from model import Model
from torch import Tensor, nn

BASE_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
WIDE, HEADS, INNER, VOCABULARY, POSITIONS, BUCKETS, FARTHEST = 768, 12, 3072, 30527, 514, 32, 128
LAYERS = 9
"""Of twelve. The last ones of a model trained for sentence vectors serve these, and each costs a twelfth of the time
(that the upper layers can be left out when fine-tuning: Sajjad et al. 2023, Computer Speech & Language 77)."""
FIRST_POSITION = 2
MARKERS = {0: 1, 101: 0, 102: 2, 103: 30526}
"""BERT's padding, first and last marker and mask in MPNet's numbers; every other piece is four further on."""


class TeacherLayer(nn.Module):
    """One transformer layer, post-norm, with a bias of attention that is shared by all layers."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query = nn.Linear(WIDE, WIDE)
        self.key = nn.Linear(WIDE, WIDE)
        self.value = nn.Linear(WIDE, WIDE)
        self.output = nn.Linear(WIDE, WIDE)
        self.norm1 = nn.LayerNorm(WIDE, eps=1e-5)
        self.up = nn.Linear(WIDE, INNER)
        self.down = nn.Linear(INNER, WIDE)
        self.norm2 = nn.LayerNorm(WIDE, eps=1e-5)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x: (batch, tokens, WIDE); bias: (batch, HEADS, tokens, tokens)."""
        b, t, _ = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(b, t, HEADS, WIDE // HEADS).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        x = self.norm1(x + self.dropout(self.output(mixed.transpose(1, 2).reshape(b, t, WIDE))))
        inner: Tensor = nn.functional.gelu(self.up(x))
        out: Tensor = self.norm2(x + self.dropout(self.down(inner)))
        return out


class TeacherEncoder(nn.Module):
    """Word pieces with features to token vectors: what ``encoder.Encoder`` is, but wider."""

    def __init__(self, dropout: float = 0.1, layers: int = LAYERS) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDE)
        self.positions = nn.Embedding(POSITIONS, WIDE)
        self.cases = nn.Embedding(CASES, WIDE)
        self.quotes = nn.Embedding(QUOTES, WIDE)
        nn.init.zeros_(self.cases.weight)
        nn.init.zeros_(self.quotes.weight)
        self.norm = nn.LayerNorm(WIDE, eps=1e-5)
        self.dropout = nn.Dropout(dropout)
        self.near = nn.Embedding(BUCKETS, HEADS)
        self.layers = nn.ModuleList(TeacherLayer(dropout) for _ in range(layers))
        table = torch.arange(VOCABULARY) + 4
        for mine, theirs in MARKERS.items():
            table[mine] = theirs
        self.register_buffer("numbers", table, persistent=False)

    def forward(self, pieces: Tensor, cases: Tensor, quotes: Tensor, mask: Tensor) -> Tensor:
        """All arguments (batch, tokens), integer, pieces in BERT's numbers. Returns (batch, tokens, WIDE)."""
        at = torch.arange(pieces.shape[1])
        numbers: Tensor = self.numbers  # type: ignore[assignment]
        x = self.words(numbers[pieces]) + self.positions(at + FIRST_POSITION)[None]
        x = self.dropout(self.norm(x + self.cases(cases) + self.quotes(quotes)))
        bias = self.near(_bucket(at[None] - at[:, None])).permute(2, 0, 1)[None]
        bias = bias + (1.0 - mask[:, None, None, :].to(bias.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        return x


def _bucket(distance: Tensor) -> Tensor:
    """Class of a distance in pieces (T5's, Raffel et al. 2020): by direction, near ones each its own, far ones by logarithm."""
    half = BUCKETS // 2
    exact = half // 2
    far = exact + (
        (distance.abs().clamp(min=1).float() / exact).log() / math.log(FARTHEST / exact) * (half - exact)
    ).long().clamp(max=half - exact - 1)
    return torch.where(distance > 0, half, 0) + torch.where(distance.abs() < exact, distance.abs(), far)


def load_base(encoder: TeacherEncoder, path: Path) -> None:
    """Fill the encoder with the published weights of all-mpnet-base-v2 (``model.safetensors``)."""
    names = {
        "words.weight": "embeddings.word_embeddings.weight",
        "positions.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
        "near.weight": "encoder.relative_attention_bias.weight",
    }
    parts = {
        "query": "attention.attn.q",
        "key": "attention.attn.k",
        "value": "attention.attn.v",
        "output": "attention.attn.o",
        "norm1": "attention.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    fill(encoder, published(path, BASE_SHA256), names, parts)


def wide_model(dropout: float = 0.1, layers: int = LAYERS) -> Model:
    """Encoder and heads of a teacher, with the word pieces' own vectors left as they are."""
    model = Model(dropout, TeacherEncoder(dropout, layers), WIDE)
    model.encoder.words.requires_grad_(False)
    return model


def from_checkpoint(path: Path) -> Model:
    """A trained model of either width, in evaluation mode, not to be trained on."""
    state = torch.load(path, weights_only=True)["model"]
    wide = "encoder.near.weight" in state
    layers = 1 + max(int(k.split(".")[2]) for k in state if k.startswith("encoder.layers."))
    model = wide_model(0.0, layers) if wide else Model(0.0)
    model.load_state_dict(state)
    return model.eval().requires_grad_(False)
