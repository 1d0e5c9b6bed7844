"""The model files back to a checkpoint that training can go on from.

    python thaw.py ../src/communique/reader/model OUT.pt

The int8 weights are multiplied out; what quantisation lost stays lost, and a few hundred steps of training mend it.
Checkpoints are never committed, so this is how a new generation starts from the shipped one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from encoder import HIDDEN, LAYERS
from model import Model
from numpy.typing import NDArray
from onnx import numpy_helper

from communique.reader.manifest import shipped_model

Array = NDArray[np.float32]


def _multiplied_out(tables: dict[str, NDArray[np.generic]], name: str) -> Array:
    """A quantised table as float32; scales are one number or one a column."""
    whole = tables[f"{name}_quantized"].astype(np.float32)
    out: Array = (whole - tables[f"{name}_zero_point"].astype(np.float32)) * tables[f"{name}_scale"]
    return out


def thaw(folder: Path) -> dict[str, torch.Tensor]:
    """The state of a `Model` from the files that `export_onnx.py` wrote.

    Raises:
        SystemExit: the files are not of this architecture.
    """
    graph = onnx.load(str(folder / "encoder.onnx")).graph
    tables = {row.name: numpy_helper.to_array(row) for row in graph.initializer}
    found: dict[str, Array] = {
        name: table.astype(np.float32) for name, table in tables.items() if name.startswith(("encoder.", "tag_"))
        and not name.endswith(("_scale", "_zero_point", "_quantized"))
    }  # fmt: skip
    for name in ("words", "positions", "cases", "quotes"):
        found[f"encoder.{name}.weight"] = _multiplied_out(tables, f"encoder.{name}.weight")
    # The exporter numbers the other products as it likes; they come in the order of the computation.
    products = [n.input[1].removesuffix("_quantized") for n in graph.node if n.op_type == "MatMulInteger"]
    wanted = [f"encoder.layers.{k}.{part}" for k in range(LAYERS) for part in ("output", "up", "down")]
    wanted += ["tag_inner", "tag_out"]
    if len(products) != len(wanted):
        raise SystemExit(f"{folder}: {len(products)} products where {len(wanted)} are expected")
    for name, product in zip(wanted, products, strict=True):
        found[f"{name}.weight"] = _multiplied_out(tables, product).T
    for k in range(LAYERS):
        weight, bias = _multiplied_out(tables, f"Attention_{k}_qkv_weight"), tables[f"Attention_{k}_qkv_bias"]
        for n, part in enumerate(("query", "key", "value")):
            columns = slice(n * HIDDEN, (n + 1) * HIDDEN)
            found[f"encoder.layers.{k}.{part}.weight"] = weight[:, columns].T
            found[f"encoder.layers.{k}.{part}.bias"] = bias[columns].astype(np.float32)
    with np.load(folder / "heads.npz") as heads:
        found |= {name: heads[name].astype(np.float32) for name in heads.files}
    return {name: torch.from_numpy(np.ascontiguousarray(table)) for name, table in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, nargs="?", default=shipped_model())
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    state = thaw(args.model)
    own = Model().state_dict()
    missing = sorted(name for name in own if name not in state)
    print("not in the model files:", ", ".join(missing) or "nothing")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": state}, args.out)


if __name__ == "__main__":
    main()
