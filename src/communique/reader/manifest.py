"""The model's manifest: what it was made of, which labels it tells apart, its thresholds and figures."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from communique.errors import ReaderError
from communique.reader import labels


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.json`` says."""

    version: str
    ontology_hash: str
    tokenizer_hash: str
    encoder_hash: str
    heads_hash: str
    labels_hash: str
    licence: str
    corpora: tuple[str, ...]
    tag_bias: dict[str, float]
    """Added to the logit of "nothing" of each layer, chosen on held-out text."""
    link_threshold: dict[str, float]
    """Least probability of a link."""
    record_threshold: dict[str, float]
    """Least score of a record, by kind."""
    relation_temperature: float
    calibration: dict[str, tuple[float, float]]
    """Slope and shift of the log odds of a record's score, by kind (`communique.resolve.calibration`)."""
    scores: dict[str, float]
    size_bytes: int


def labels_hash() -> str:
    """Hash of the labels in their order, as this version of the package knows them."""
    table = json.dumps([labels.LAYERS, labels.LINKS, labels.CLASSES, labels.DISTANCES])
    return hashlib.sha256(table.encode()).hexdigest()[:16]


def file_hash(path: Path) -> str:
    """First 16 hex digits of the file's sha256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def shipped_model() -> Path:
    """The folder of the weights that the package ships."""
    return Path(str(files("communique.reader") / "model"))


def load_manifest(folder: Path) -> Manifest:
    """The manifest of a model folder.

    Raises:
        ReaderError: there is none, or it was made for other labels.
    """
    path = folder / "manifest.json"
    try:
        row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReaderError(
            f"No model in {folder}: install the package again, or train one as training/README.md tells."
        ) from error
    except ValueError as error:
        raise ReaderError(f"{path} is damaged: install the package again.") from error
    row["size_bytes"] = sum(p.stat().st_size for p in folder.iterdir() if p.suffix in {".onnx", ".npz", ".json"})
    row["corpora"] = tuple(row["corpora"])
    row["calibration"] = {kind: (slope, shift) for kind, (slope, shift) in row.get("calibration", {}).items()}
    try:
        manifest = Manifest(**row)
    except TypeError as error:
        raise ReaderError(f"{path} is of another version of Communique: install model and package together.") from error
    if manifest.labels_hash != labels_hash():
        raise ReaderError(
            f"The model in {folder} tells other labels apart than this version of Communique: install both together."
        )
    return manifest


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """Names of the model's files whose content is not what the manifest says; slow, for ``communique doctor``."""
    wanted = {
        "encoder.onnx": manifest.encoder_hash,
        "heads.npz": manifest.heads_hash,
        "tokenizer.json": manifest.tokenizer_hash,
    }
    return [
        name for name, value in wanted.items() if not (folder / name).is_file() or file_hash(folder / name) != value
    ]
