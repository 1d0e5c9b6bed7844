"""Document to findings to reading: the one place that wires the stages together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from communique.known import Registry
from communique.reader.finder import Finder
from communique.reader.manifest import Manifest
from communique.records import Document, Pair, Reading, Relation
from communique.resolve.calibration import Calibration
from communique.resolve.resolver import Thresholds, resolve
from communique.sources.documents import document_from_text


class Reader:
    """Reads documents; loading takes about half a second, so keep one.

    Args:
        model: a model's folder; None for the one that the package ships.
        threads: threads of the encoder. Use processes to use more cores.
        registry: knows persons and bodies beside those that the package knows (`communique.registry.Store`).
        device: "cpu", or "cuda" with onnxruntime-gpu and weights that gain by it; the shipped ones are for CPUs.

    Raises:
        ReaderError: the model is missing, damaged or of another version, or there is no such device.
    """

    def __init__(
        self,
        model: Path | None = None,
        *,
        threads: int = 1,
        registry: Registry | None = None,
        device: str = "cpu",
    ) -> None:
        self._registry = registry
        self._finder = Finder(model, threads=threads, device=device)
        self._thresholds = Thresholds(**self._finder.manifest.record_threshold)
        self._calibration = Calibration(self._finder.manifest.calibration)

    @property
    def manifest(self) -> Manifest:
        """What the model is and was made of."""
        return self._finder.manifest

    def read(self, document: Document | str) -> Reading:
        """The reading of one document or text."""
        return next(self.read_many([document]))

    def read_many(self, documents: Iterable[Document | str]) -> Iterator[Reading]:
        """The readings of many, in order; a few are in memory at a time, so the input may be endless."""
        waiting: deque[Document] = deque()

        def texts() -> Iterator[str]:
            for item in documents:
                document = document_from_text(item) if isinstance(item, str) else item
                waiting.append(document)
                yield document.text

        for findings in self._finder.find(texts()):
            yield resolve(waiting.popleft(), findings, self._thresholds, self._registry, self._calibration)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What each text means as one vector, shape (texts, H): texts about one thing lie near each other by cosine."""
        return self._finder.vectors(texts)

    def relate(self, pairs: Iterable[Pair]) -> Iterator[Relation]:
        """The PLOVER type of what the actor of each given pair does to its recipient, in order."""
        return self._finder.relate(pairs)
