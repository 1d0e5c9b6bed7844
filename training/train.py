"""Train the reader: stage by stage, resumable, seeds fixed.

    python train.py attribution --base MODEL.safetensors --polnear polnear_train.jsonl --out runs/attribution
    python train.py all --start runs/attribution/last.pt --polnear … --plv … --own corpora/dispatches --out runs/all

``attribution`` teaches the encoder on the large public corpus alone; ``all`` then trains every head together. A run
writes ``last.pt`` after each tenth of an epoch and goes on from it when it is started again.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import augment
import data
import teacher as larger
import torch
from data import Gold, Item, Itemizer
from encoder import load_base
from losses import batch_losses
from model import Model
from tokenizers import Tokenizer

from communique.reader.encode import PieceEncoder

SEED = 20_230_120


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=["attribution", "all"])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--base", type=Path, help="model.safetensors of all-MiniLM-L6-v2, with --wide of all-mpnet-base-v2")
    parser.add_argument("--wide", action="store_true", help="train the teacher, which is larger and never shipped (teacher.py)")
    parser.add_argument("--start", type=Path, help="checkpoint to start from")
    parser.add_argument("--polnear", type=Path)
    parser.add_argument("--polnear-share", type=float, default=1.0, help="share of PolNeAR seen in an epoch")
    parser.add_argument("--plv", type=Path)
    parser.add_argument("--plv-fold", type=int, help="leave out this fold of five (by sentence), for cross-validation")
    parser.add_argument("--plv-repeat", type=int, default=1)
    parser.add_argument("--own", type=Path)
    parser.add_argument(
        "--standoff", type=Path, nargs="*", default=[], help="the team's annotations of texts that the project does not hold"
    )
    parser.add_argument("--standoff-texts", type=Path, nargs="*", default=[])
    parser.add_argument("--ontogum", type=Path, help="coreference; seen once in an epoch")
    parser.add_argument("--disguise", type=float, default=0.0, help="share of own texts that get other names")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--hidden", type=float, default=0.0, help="share of pieces that are hidden from the model")
    parser.add_argument("--int8", action="store_true", help="train as the model will be computed: rounded to int8 (encoder.py)")
    parser.add_argument(
        "--teacher", type=Path, nargs="*", default=[], help="checkpoints whose mean opinion is learnt beside annotations (losses.py)"
    )
    parser.add_argument("--teacher-bias", nargs="*", default=[], help="LAYER=NUMBER, added to the teachers' logit of nothing")
    parser.add_argument("--taught", type=float, default=0.5, help="how much the teachers weigh, 0 to 1")
    parser.add_argument("--unlabelled", type=Path, nargs="*", default=[], help="texts (JSON Lines) that the teachers alone tell about")
    parser.add_argument("--unlabelled-share", type=float, default=1.0, help="share of them seen in an epoch")
    parser.add_argument("--own-repeat", type=int, default=1)
    parser.add_argument("--more", nargs="*", default=[], help="beginnings of names: own texts that are seen once more in an epoch")
    parser.add_argument("--own-only", default="", help="comma-separated: train only on these parts (relation)")
    parser.add_argument("--final", action="store_true", help="train on the held-out part of the own corpus, too")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--tokens", type=int, default=4096, help="pieces in a step")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=6e-4)
    parser.add_argument(
        "--decay", type=float, default=0.9, help="learning rate of each layer as a share of the one above"
    )
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def fold_of(gold: Gold) -> int:
    """The cross-validation fold of a PLV sentence: by its text, so that two pairs of one sentence stay together."""
    import hashlib

    return int(hashlib.sha256(gold.text.encode()).hexdigest(), 16) % 5


def groups(model: Model, rate: float, head_rate: float, decay: float) -> list[dict[str, object]]:
    """Parameter groups with layer-wise learning rates; norms and biases without weight decay."""
    found: dict[tuple[float, float], list[torch.nn.Parameter]] = defaultdict(list)
    layers = len(model.encoder.layers)
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        if name.startswith("encoder.layers."):
            r = rate * decay ** (layers - 1 - int(name.split(".")[2]))
        elif name.startswith(("encoder.cases", "encoder.quotes")):
            r = head_rate
        elif name.startswith("encoder."):
            r = rate * decay**layers
        else:
            r = head_rate
        found[r, 0.0 if p.ndim == 1 else 0.01].append(p)
    return [{"params": ps, "lr": r, "base": r, "weight_decay": w} for (r, w), ps in found.items()]


def steps_of(items: list[Item], tokens: int, rng: random.Random) -> list[list[Item]]:
    """Steps of windows of like length, in random order."""
    jitter = [(i.size * rng.uniform(0.9, 1.1), n) for n, i in enumerate(items)]
    found: list[list[Item]] = []
    group: list[Item] = []
    for _, n in sorted(jitter):
        if group and (len(group) + 1) * max(items[n].size, max(i.size for i in group)) > tokens:
            found.append(group)
            group = []
        group.append(items[n])
    found.append(group)
    rng.shuffle(found)
    return found


def main() -> None:
    args = arguments()
    torch.manual_seed(SEED)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    itemizer = Itemizer(PieceEncoder(Tokenizer.from_file(str(args.tokenizer))))
    polnear = data.read_polnear(args.polnear) if args.polnear else []
    plv = (
        [
            g
            for g in data.read_plv(args.plv)
            if (args.final or not data.held_out(g.name)) and (args.plv_fold is None or fold_of(g) != args.plv_fold)
        ]
        if args.plv
        else []
    )
    own = (
        data.read_own(args.own, lambda name: args.final or not data.held_out(name), args.standoff, args.standoff_texts)
        if args.own
        else []
    )
    if args.own_only == "relation":
        own = [Gold(g.name, g.text, frozenset(), pairs=g.pairs) for g in own if g.pairs]
    ontogum = data.read_ontogum(args.ontogum) if args.ontogum else []
    annotated: set[str] = set()
    if args.unlabelled:
        every = data.read_own(args.own, lambda _: True, args.standoff, args.standoff_texts)
        annotated = {g.name.partition("#")[0] for g in every}
    unlabelled = [g for path in args.unlabelled for g in data.read_unlabelled(path) if g.name not in annotated]
    names = augment.pools(own)
    model = larger.wide_model(args.dropout) if args.wide else Model(args.dropout)
    if args.start:
        start = torch.load(args.start, weights_only=True)["model"]
        own_shape = {k: v.shape for k, v in model.state_dict().items()}
        # A head that has grown since begins anew.
        fits = {k: v for k, v in start.items() if own_shape.get(k) == v.shape}
        print("begins anew:", ", ".join(sorted(set(own_shape) - set(fits))) or "nothing", flush=True)
        model.load_state_dict(fits, strict=False)
    elif args.base and args.wide:
        larger.load_base(model.encoder, args.base)
    elif args.base:
        load_base(model.encoder, args.base)
    if args.int8:
        model.round()
    teachers = [larger.from_checkpoint(path) for path in args.teacher]
    bias = {layer: float(value) for layer, _, value in (x.partition("=") for x in args.teacher_bias)}
    optimizer = torch.optim.AdamW(groups(model, args.rate, args.head_rate, args.decay))
    average = {k: v.detach().clone() for k, v in model.state_dict().items()}

    @lru_cache(maxsize=args.epochs)
    def epoch_steps(epoch: int) -> list[list[Item]]:
        rng = random.Random(SEED + epoch)
        seen = rng.sample(polnear, round(len(polnear) * args.polnear_share))
        items = itemizer.items(seen, rng)
        more = [g for g in own if args.more and g.name.startswith(tuple(args.more))]
        for part in [own] * args.own_repeat + [more]:
            plain = [g for g in part if rng.random() >= args.disguise]
            same = set(map(id, plain))
            items += itemizer.items(plain, rng)
            others = [augment.disguise(g, names, rng) for g in part if id(g) not in same]
            items += itemizer.items(others, rng, passing=True)
        items += itemizer.items(ontogum, rng)
        items += itemizer.items(rng.sample(unlabelled, round(len(unlabelled) * args.unlabelled_share)), rng)
        items += itemizer.items(plv, rng) * args.plv_repeat
        return steps_of(items, args.tokens, rng)

    done_epoch, done_step = 0, 0
    last = args.out / "last.pt"
    if last.exists():
        saved = torch.load(last, weights_only=True)
        model.load_state_dict(saved["live"])
        optimizer.load_state_dict(saved["optimizer"])
        average, done_epoch, done_step = saved["model"], saved["epoch"], saved["step"]
        print(f"going on from epoch {done_epoch} step {done_step}", flush=True)
    total = sum(len(epoch_steps(e)) for e in range(args.epochs))
    warm = max(1, round(0.06 * total))
    count = sum(len(epoch_steps(e)) for e in range(done_epoch)) + done_step
    log = (args.out / "log.jsonl").open("a", encoding="utf-8")
    started, pieces = time.time(), 0
    sums: dict[str, list[float]] = defaultdict(list)
    print(f"{total} steps, {len(polnear)} polnear, {len(plv)} plv, {len(own)} own texts, {len(unlabelled)} unlabelled", flush=True)
    for epoch in range(done_epoch, args.epochs):
        steps = epoch_steps(epoch)
        every = max(1, len(steps) // 10)
        for number, items in enumerate(steps):
            if epoch == done_epoch and number < done_step:
                continue
            share = min(count / warm, max(0.0, (total - count) / (total - warm)))
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * share
            model.train()
            torch.manual_seed(SEED + count)
            found = batch_losses(model, items, hidden=args.hidden, teachers=teachers, share=args.taught, bias=bias)
            sum(found.values()).backward()  # type: ignore[union-attr]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            count += 1
            keep = min(0.998, count / (count + 10))
            with torch.no_grad():
                state = model.state_dict()
                torch._foreach_lerp_(list(average.values()), [state[k] for k in average], 1 - keep)
            pieces += sum(i.size for i in items)
            for name, value in found.items():
                sums[name].append(float(value.detach()))
            if (number + 1) % every == 0 or number + 1 == len(steps):
                row = {
                    "epoch": epoch,
                    "step": number + 1,
                    "of": len(steps),
                    "pieces/s": round(pieces / (time.time() - started)),
                    **{k: round(sum(v) / len(v), 4) for k, v in sorted(sums.items())},
                }
                sums.clear()
                print(json.dumps(row), flush=True)
                log.write(json.dumps(row) + "\n")
                log.flush()
                at = (epoch + 1, 0) if number + 1 == len(steps) else (epoch, number + 1)
                temporary = last.with_suffix(".tmp")
                torch.save(
                    {
                        "model": average,
                        "live": model.state_dict(),
                        "optimizer": optimizer.state_dict(),
                        "epoch": at[0],
                        "step": at[1],
                    },
                    temporary,
                )
                temporary.rename(last)
    print(f"done in {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
