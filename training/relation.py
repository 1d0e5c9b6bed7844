"""Teach the relation head anew on a finished encoder, which stays as it is.

    python relation.py START.pt --own corpora/dispatches --plv plv_train.jsonl [--encoder encoder.onnx] --out END.pt

While everything is trained together the relation head, which sees few texts of a step, falls behind an encoder that keeps
moving. Here the texts are encoded once, with ``--encoder`` by the exported int8 encoder as the reader will do it, and the
head alone goes over them several times: a minute on two cores. With ``--seeds 3`` that is done three times in other
orders, and the mean of the heads is taken.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable
from pathlib import Path

import data
import numpy as np
import torch
from data import Gold, Itemizer
from encoder import HIDDEN
from losses import relation_loss
from model import Model
from tokenizers import Tokenizer
from torch import Tensor

from communique.reader.encode import PieceEncoder, stack
from communique.reader.session import Session

SEED = 7
BATCH = 24
HEAD = ("relation", "no_recipient")
Encoded = tuple[Tensor, Tensor, Tensor, list[str]]
"""Vectors (batch, width, HIDDEN), mask (batch, width), pairs (n, 5) as the model takes them, and their types."""


def encode(
    model: Model, session: Session | None, itemizer: Itemizer, golds: Iterable[Gold], rng: random.Random
) -> list[Encoded]:
    """What the encoder makes of the texts that have pairs."""
    items = sorted((i for i in itemizer.items(list(golds), rng) if i.pairs), key=lambda i: i.size)
    found: list[Encoded] = []
    model.eval()
    with torch.no_grad():
        for a in range(0, len(items), BATCH):
            part = items[a : a + BATCH]
            arrays = stack([i.document for i in part], [(n, i.window) for n, i in enumerate(part)])
            pieces, cases, quotes, mask = (torch.from_numpy(x.astype(np.int64)) for x in arrays)
            if session is not None:
                # One by one, since the scales of int8 are those of a whole batch: pairs are read by themselves.
                vectors = torch.zeros(*pieces.shape, HIDDEN)
                for n, size in enumerate(mask.sum(1).tolist()):
                    vectors[n, :size] = torch.from_numpy(session.run(*(x[n : n + 1, :size] for x in arrays))[0][0])
            else:
                with torch.autocast("cpu", torch.bfloat16):
                    vectors = model.encoder(pieces, cases, quotes, mask)
            pairs = torch.tensor([(n, *p[:4]) for n, i in enumerate(part) for p in i.pairs])
            found.append((vectors.float(), mask, pairs, [p[4] for i in part for p in i.pairs]))
    return found


def learn(model: Model, batches: list[Encoded], epochs: int, rate: float, seed: int) -> None:
    """Teach the head on encoded texts, in an order of the seed's."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=rate, weight_decay=0.01)
    model.train()
    for epoch in range(epochs):
        rng.shuffle(batches)
        total = 0.0
        for number, (vectors, mask, pairs, kinds) in enumerate(batches):
            for group in optimizer.param_groups:
                group["lr"] = rate * (1 - (epoch + number / len(batches)) / epochs)
            scores = model.relation_logits(model.dropout(vectors), mask, pairs).log_softmax(-1)
            loss = relation_loss(scores, kinds, 0.05)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            optimizer.zero_grad()
            total += float(loss.detach())
        print(f"seed {seed}, epoch {epoch}: loss {total / len(batches):.4f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("start", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--plv", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, help="encoder.onnx of START.pt; without it torch encodes, unrounded")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--seeds", type=int, default=1, help="heads whose mean is taken")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    rng = random.Random(SEED)
    itemizer = Itemizer(PieceEncoder(Tokenizer.from_file(str(args.tokenizer))))
    model = Model(args.dropout)
    model.load_state_dict(torch.load(args.start, weights_only=True)["model"])
    plv = [g for g in data.read_plv(args.plv) if not data.held_out(g.name)]
    own = data.read_own(args.own, lambda name: not data.held_out(name), [], [])
    session = Session(args.encoder, threads=2) if args.encoder is not None else None
    # PLV twice: what it calls a relation is what the head is asked for.
    batches = encode(model, session, itemizer, plv, rng) * 2
    batches += encode(model, session, itemizer, (g for g in own if g.pairs), rng)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith(HEAD))
    before = {name: value.clone() for name, value in model.state_dict().items() if name.startswith(HEAD)}
    mean = {name: torch.zeros_like(value) for name, value in before.items()}
    for seed in range(SEED, SEED + args.seeds):
        model.load_state_dict(before, strict=False)
        learn(model, list(batches), args.epochs, args.rate, seed)
        for name, value in model.state_dict().items():
            if name in mean:
                mean[name] += value / args.seeds
    model.load_state_dict(mean, strict=False)
    torch.save({"model": model.state_dict()}, args.out)


if __name__ == "__main__":
    main()
