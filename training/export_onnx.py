"""A checkpoint to the model files that the package ships: ``encoder.onnx`` (int8), ``heads.npz``, ``tokenizer.json``.

    python export_onnx.py runs/all/last.pt --tokenizer tokenizer.json --out ../src/communique/reader/model

Torch and ONNX in float32 must agree within 1e-4 on the token vectors; what int8 costs is printed. The manifest is
written by ``make_manifest.py`` after the thresholds are chosen.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from encoder import HEADS, HIDDEN
from model import Model
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer as fusion
from onnxruntime.transformers.fusion_options import FusionOptions

INPUTS = ["pieces", "cases", "quotes", "mask"]


def export(model: Model, path: Path) -> None:
    """Write the encoder and the tag head in float32."""
    model.eval()
    example = tuple(torch.ones(2, 8, dtype=torch.int32) for _ in INPUTS)
    axes = {name: {0: "windows", 1: "pieces"} for name in [*INPUTS, "vectors", "tags"]}
    torch.onnx.export(
        model,
        example,
        str(path),
        input_names=INPUTS,
        output_names=["vectors", "tags"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def fuse(path: Path, out: Path) -> None:
    """Fuse attention, layer norm and GELU into ONNX Runtime's own kernels."""
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False
    fused = fusion.optimize_model(
        str(path), model_type="bert", num_heads=HEADS, hidden_size=HIDDEN, optimization_options=options, opt_level=0
    )
    print("fused:", {k: v for k, v in fused.get_fused_operator_statistics().items() if v})
    fused.save_model_to_file(str(out))


def quantize(path: Path, out: Path) -> None:
    """Weights to int8 by output channel; activations are quantised at run time."""
    quantize_dynamic(
        str(path),
        str(out),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=False,
        op_types_to_quantize=["MatMul", "Attention", "Gather"],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def run(path: Path, arrays: list[np.ndarray]) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["vectors", "tags"], dict(zip(INPUTS, arrays, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("/tmp/communique-export"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    args.out.mkdir(parents=True, exist_ok=True)
    model = Model()
    model.load_state_dict(torch.load(args.checkpoint, weights_only=True)["model"])
    model.eval()
    plain, fused, small = args.work / "plain.onnx", args.work / "fused.onnx", args.out / "encoder.onnx"
    export(model, plain)
    fuse(plain, fused)
    quantize(fused, small)
    rng = np.random.default_rng(0)
    arrays = [
        rng.integers(1000, 30000, (4, 128)),
        rng.integers(0, 6, (4, 128)),
        rng.integers(0, 4, (4, 128)),
        np.ones((4, 128)),
    ]
    arrays = [a.astype(np.int32) for a in arrays]
    arrays[3][1, 90:] = 0
    with torch.no_grad():
        expected = [o.numpy() for o in model(*(torch.from_numpy(a) for a in arrays))]
    keep = arrays[3].astype(bool)
    for name, path in (("float32", plain), ("fused", fused), ("int8", small)):
        found = run(path, arrays)
        gaps = [float(np.abs(f - e)[keep].max()) for f, e in zip(found, expected, strict=True)]
        same = float((found[1].argmax(-1) == expected[1].argmax(-1))[keep].mean())
        print(
            f"{name}: largest gap of vectors {gaps[0]:.2e}, of tags {gaps[1]:.2e}; {path.stat().st_size / 1e6:.1f} MB; top tag {same:.3f}"
        )
        if name != "int8" and gaps[0] > 1e-4:
            raise SystemExit(f"{name} does not agree with torch")
    heads = {
        k: v.numpy().astype(np.float16) for k, v in model.state_dict().items() if not k.startswith(("encoder.", "tag_"))
    }
    np.savez(args.out / "heads.npz", **heads)
    table = json.loads(args.tokenizer.read_text(encoding="utf-8"))
    table["truncation"] = table["padding"] = table["post_processor"] = None
    (args.out / "tokenizer.json").write_text(
        json.dumps(table, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    print({p.name: p.stat().st_size for p in args.out.iterdir()})


if __name__ == "__main__":
    main()
