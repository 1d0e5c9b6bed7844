"""Write ``manifest.json`` beside the model files: hashes, thresholds, corpora, scores.

python make_manifest.py ../src/communique/reader/model --version 1 --settings settings.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from communique.ontology import load as ontology
from communique.reader.manifest import file_hash, labels_hash

SETTINGS = {
    "licence": "Apache-2.0",
    "corpora": [
        "PolNeAR train", "PLV train", "OntoGUM (coreference)", "re3d",
        "Communique dispatches and annotations of White House readouts, PLV, re3d, PolNeAR train and OntoGUM",
        "all-mpnet-base-v2 (base weights of a teacher, Apache-2.0)",
        "all-MiniLM-L6-v2 (base weights, Apache-2.0)",
    ],
    "tag_bias": {}, "link_threshold": {}, "record_threshold": {}, "relation_temperature": 1.0, "calibration": {}, "scores": {},
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--settings", type=Path, help="JSON with thresholds, temperature and scores")
    args = parser.parse_args()
    settings = SETTINGS | (json.loads(args.settings.read_text(encoding="utf-8")) if args.settings else {})
    row = {
        "version": args.version, "ontology_hash": ontology.load().hash, "labels_hash": labels_hash(),
        "encoder_hash": file_hash(args.model / "encoder.onnx"), "heads_hash": file_hash(args.model / "heads.npz"),
        "tokenizer_hash": file_hash(args.model / "tokenizer.json"), **settings, "size_bytes": 0,
    }  # fmt: skip
    (args.model / "manifest.json").write_text(json.dumps(row, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
