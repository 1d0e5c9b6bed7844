"""The weighted mean of checkpoints of one lineage, as a checkpoint: often surer than any of them (Wortsman et al. 2022).

python mean_of.py FIRST.pt 0.3 SECOND.pt 0.7 --out MEAN.pt
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", help="checkpoint and weight, in turn")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    if len(args.parts) % 2:
        parser.error("each checkpoint needs a weight behind it.")
    total: dict[str, torch.Tensor] = {}
    for path, weight in zip(args.parts[::2], map(float, args.parts[1::2]), strict=True):
        for name, value in torch.load(path, weights_only=True)["model"].items():
            total[name] = total.get(name, torch.zeros(())) + weight * value
    torch.save({"model": total}, args.out)


if __name__ == "__main__":
    main()
