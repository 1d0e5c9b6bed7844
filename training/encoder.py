"""The encoder in PyTorch: BERT (Devlin et al. 2019) at MiniLM's size (Wang et al. 2020), with two input features.

Beside word pieces and positions each token carries its *case* (lower, Title, UPPER, digits, mark) and its *quotation
state* (see ``communique.reader.encode``); both are added to the embedding and start at zero, so that the base model
is untouched before training.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HIDDEN, LAYERS, HEADS, INNER, VOCABULARY, POSITIONS = 384, 6, 12, 1536, 30522, 512
CASES, QUOTES = 6, 4


class Linear(nn.Linear):
    """A linear layer that can be trained as it will be computed: rounded to int8 (Jacob et al. 2018, CVPR).

    ONNX Runtime's dynamic quantisation takes weights to 255 steps by output channel, symmetric, and what comes in to 256
    steps between its least and greatest value. Here the range is taken by row of the batch, since a row is what a window
    is when a text is read. Gradients pass the rounding as if it were not there.
    """

    rounded = False

    def forward(self, x: Tensor) -> Tensor:
        if not self.rounded:
            return super().forward(x)
        step = self.weight.detach().abs().amax(1).clamp(min=1e-9) / 127
        weight = torch.fake_quantize_per_channel_affine(self.weight, step, torch.zeros_like(step).int(), 0, -127, 127)
        return nn.functional.linear(_rounded_rows(x.float()), weight, self.bias)


def _rounded_rows(x: Tensor) -> Tensor:
    """x: (batch, tokens, any) to the nearest of 256 steps between least and greatest, 0 among them, by row."""
    low, high = torch.aminmax(x.detach().flatten(1), dim=1)
    low, high = low.clamp(max=0), high.clamp(min=0)
    step = ((high - low) / 255).clamp(min=1e-9)
    return torch.fake_quantize_per_channel_affine(x, step, (-low / step).round().clamp(0, 255).int(), 0, 0, 255)


class Embedding(nn.Embedding):
    """A table that can be trained as it will be stored: rounded to 256 steps between its least and greatest value."""

    rounded = False

    def forward(self, x: Tensor) -> Tensor:
        found = super().forward(x)
        if not self.rounded:
            return found
        low, high = torch.aminmax(self.weight.detach())
        low, high = low.clamp(max=0), high.clamp(min=0)
        step = ((high - low) / 255).clamp(min=1e-9)
        return torch.fake_quantize_per_tensor_affine(found, step, (-low / step).round().clamp(0, 255).int(), 0, 255)


class Layer(nn.Module):
    """One transformer layer, post-norm."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query = Linear(HIDDEN, HIDDEN)
        self.key = Linear(HIDDEN, HIDDEN)
        self.value = Linear(HIDDEN, HIDDEN)
        self.output = Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = Linear(HIDDEN, INNER)
        self.down = Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x: (batch, tokens, HIDDEN); bias: (batch, 1, 1, tokens), 0 or a large negative number."""
        b, t, _ = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(b, t, HEADS, HIDDEN // HEADS).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = torch.matmul(q, k.transpose(-1, -2)) / (HIDDEN // HEADS) ** 0.5 + bias
        mixed = torch.matmul(torch.softmax(scores, dim=-1), v).transpose(1, 2).reshape(b, t, HIDDEN)
        x = self.norm1(x + self.dropout(self.output(mixed)))
        inner: Tensor = nn.functional.gelu(self.up(x))
        out: Tensor = self.norm2(x + self.dropout(self.down(inner)))
        return out


class Encoder(nn.Module):
    """Word pieces with features to token vectors."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = Embedding(VOCABULARY, HIDDEN)
        self.positions = Embedding(POSITIONS, HIDDEN)
        self.cases = Embedding(CASES, HIDDEN)
        self.quotes = Embedding(QUOTES, HIDDEN)
        nn.init.zeros_(self.cases.weight)
        nn.init.zeros_(self.quotes.weight)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))

    def forward(self, pieces: Tensor, cases: Tensor, quotes: Tensor, mask: Tensor) -> Tensor:
        """All arguments (batch, tokens), integer; mask is 1 for tokens, 0 for padding. Returns (batch, tokens, HIDDEN)."""
        position = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.words(pieces) + self.positions(position)[None] + self.cases(cases) + self.quotes(quotes)
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        return x


def published(path: Path, sha256: str) -> dict[str, Tensor]:
    """The tensors of a published model file; refuses another file."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != sha256:
        raise SystemExit(f"{path} is not the published model: sha256 {digest}")
    return load_file(path)


def fill(encoder: nn.Module, base: dict[str, Tensor], names: dict[str, str], parts: dict[str, str]) -> None:
    """Fill an encoder with published tensors; what ``names`` does not name stays.

    Args:
        encoder: its parts of a layer are called as those of `Layer`.
        base: of `published`.
        names: our name of each tensor outside the layers, to theirs.
        parts: our name of each part of a layer, which has a weight and a bias, to theirs.
    """
    take = dict(names)
    for n in range(len(encoder.layers)):  # type: ignore[arg-type]
        for mine, theirs in parts.items():
            for part in ("weight", "bias"):
                take[f"layers.{n}.{mine}.{part}"] = f"encoder.layer.{n}.{theirs}.{part}"
    encoder.load_state_dict(encoder.state_dict() | {mine: base[theirs] for mine, theirs in take.items()})


def load_base(encoder: Encoder, path: Path) -> None:
    """Fill the encoder with the published weights of all-MiniLM-L6-v2 (``model.safetensors``)."""
    base = published(path, BASE_SHA256)
    # Token type 0 is all that the base model ever sees here: folded into the positions.
    base["embeddings.position_embeddings.weight"] += base["embeddings.token_type_embeddings.weight"][0]
    names = {
        "words.weight": "embeddings.word_embeddings.weight",
        "positions.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "output": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    fill(encoder, base, names, parts)
