"""The encoder at work: windows in, token vectors and tag logits out (ONNX Runtime)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from communique.errors import ReaderError
from communique.reader.encode import Encoded, batches, stack, windows
from communique.reader.spans import Floats

BATCH = 256
"""Padded pieces of one forward pass: one full window or a few short ones, which stay in the cache of one core."""


class Session:
    """One loaded encoder.

    Args:
        path: ``encoder.onnx``.
        threads: threads of one forward pass; processes, not threads, are the way to use more cores.
        device: "cpu", or "cuda" for a GPU of NVIDIA.

    Raises:
        ReaderError: the file cannot be loaded, or this ONNX Runtime cannot use such a device.
    """

    def __init__(self, path: Path, threads: int = 1, device: str = "cpu") -> None:
        providers = ["CPUExecutionProvider"]
        if device == "cuda":
            if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
                raise ReaderError(
                    "This ONNX Runtime cannot use a GPU: install onnxruntime-gpu in place of onnxruntime, or take the "
                    "device cpu."
                )
            # What the GPU has no kernel for goes on on the CPU.
            providers.insert(0, "CUDAExecutionProvider")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=providers)
        except Exception as error:  # ONNX Runtime has no common base class for what it raises
            raise ReaderError(f"The model file {path} cannot be loaded: install the package again.") from error

    def run(
        self, pieces: NDArray[np.int32], cases: NDArray[np.int32], quotes: NDArray[np.int32], mask: NDArray[np.int32]
    ) -> tuple[Floats, Floats]:
        """Arrays (windows, pieces) to vectors (windows, pieces, H) and tag logits (windows, pieces, tags)."""
        vectors, tags = self._session.run(
            ["vectors", "tags"], {"pieces": pieces, "cases": cases, "quotes": quotes, "mask": mask}
        )
        return vectors, tags

    def read(self, document: Encoded) -> tuple[Floats, Floats]:
        """Vectors (pieces, H) and tag logits (pieces, tags) of a document.

        Only windows of one document share a forward pass: the scales of int8 activations are those of the whole batch,
        and a reading must not depend on what else is read beside it.
        """
        cuts = windows(document)
        whole: tuple[Floats, Floats] | None = None
        for group in batches([w.last - w.first + 2 for w in cuts], BATCH):
            vectors, tags = self.run(*stack([document], [(0, cuts[i]) for i in group]))
            if whole is None:
                size = len(document.pieces)
                whole = np.zeros((size, vectors.shape[2]), np.float32), np.zeros((size, tags.shape[2]), np.float32)
            for row, i in enumerate(group):
                window = cuts[i]
                pieces = window.last - window.first
                whole[0][window.first : window.last] = vectors[row, 1 : pieces + 1]
                whole[1][window.first : window.last] = tags[row, 1 : pieces + 1]
        return whole if whole is not None else (np.zeros((0, 1), np.float32), np.zeros((0, 1), np.float32))
