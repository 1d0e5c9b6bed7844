"""The reader as an ingest uses it, and its version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from communique.version import __version__

if TYPE_CHECKING:
    from communique.pipeline import Reader


def load_reader(model: Path | None, threads: int, registry: Path | None) -> Reader:
    """The reader with the registry, if there is one; at module level so that a new process can be told to call it.

    Args:
        model: a model's folder; None for the one that the package ships.
        threads: threads of the encoder.
        registry: file of the registry of known persons and bodies; None for the user's own.

    Raises:
        ReaderError: the model is missing, damaged or of another version.
    """
    from communique.pipeline import Reader
    from communique.registry import Store, default_path

    file = registry or default_path()
    return Reader(model, threads=threads, registry=Store(file) if file.exists() else None)


def version_of_reader(model: Path | None) -> str:
    """The version of the package and of the model, as the ledger keeps it with each reading.

    Args:
        model: a model's folder; None for the one that the package ships.

    Raises:
        ReaderError: the model is missing or damaged.
    """
    from communique.reader.manifest import load_manifest, shipped_model

    manifest = load_manifest(model or shipped_model())
    weights = f"{manifest.encoder_hash[:8]}{manifest.heads_hash[:8]}"
    return f"communique {__version__}, model {manifest.version} ({weights})"
