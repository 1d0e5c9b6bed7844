"""The match head: does a passage bear on a promise, and what became of the promise by it?

One softmax over seven outcomes answers both: the five verdicts, and the two ways in which a passage about the same
parties says nothing of it (the promise told again, another matter). That it bears is the sum of the five; the verdict
is the likeliest of them. Weights, provenance and threshold are in ``data/match.json``, which ``training/match.py``
writes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from communique.errors import ReaderError
from communique.following.words import DATA

Verdict = Literal["kept", "partly kept", "broken", "withdrawn", "superseded"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
OUTCOMES: tuple[str, ...] = (*VERDICTS, "repetition", "another matter")
TURNED: dict[str, Verdict] = {"kept": "broken", "partly kept": "broken", "broken": "kept"}
"""Of a refusal: who does what was refused has broken it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the head makes of a passage."""

    verdict: Verdict
    probability: float
    """That the passage bears on the promise, calibrated."""
    share: float
    """Of that, how much the verdict has: 0.2 to 1."""
    reasons: tuple[str, ...]
    """The features that spoke most for it, the strongest first."""


class Head:
    """A loaded head.

    Args:
        path: of the weights; None for those that the package ships.

    Raises:
        ReaderError: they cannot be read.
    """

    def __init__(self, path: Path | None = None) -> None:
        file = path or DATA / "match.json"
        try:
            self._fill(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError) as error:
            raise ReaderError(f"The match head {file} cannot be read ({error}); install the package again.") from error

    def _fill(self, loaded: dict[str, Any]) -> None:
        self.features: list[str] = list(loaded["scale"])
        self.threshold = float(loaded["threshold"])
        """Least probability of a proposal."""
        self.version = str(loaded["version"])
        self._mean = np.array([loaded["scale"][name][0] for name in self.features])
        self._scale = np.array([loaded["scale"][name][1] for name in self.features])
        weights = loaded["weights"]
        self._weights = np.array([[weights[outcome].get(name, 0.0) for name in self.features] for outcome in OUTCOMES])
        self._bias = np.array([loaded["bias"][outcome] for outcome in OUTCOMES])
        self._slope, self._shift = (float(loaded["calibration"][key]) for key in ("slope", "shift"))

    def judge(self, features: Mapping[str, float], *, refusal: bool = False) -> Judged:
        """Judge a passage.

        Args:
            features: see `communique.following.features.features`.
            refusal: the commitment is a refusal, which is broken by doing what was refused.
        """
        x = (np.array([features[name] for name in self.features]) - self._mean) / self._scale
        logits = self._weights @ x + self._bias
        odds = np.exp(logits - logits.max())
        shares = odds / odds.sum()
        count = len(VERDICTS)
        bears = float(np.clip(shares[:count].sum(), 1e-6, 1 - 1e-6))
        best = int(shares[:count].argmax())
        logit = self._slope * np.log(bears / (1 - bears)) + self._shift
        verdict = TURNED.get(VERDICTS[best], VERDICTS[best]) if refusal else VERDICTS[best]
        against = self._weights[best] - self._weights[count:].mean(axis=0)
        pull = against * x
        strongest = [self.features[n] for n in np.argsort(-pull)[:4] if pull[n] > 0]
        return Judged(verdict, float(1 / (1 + np.exp(-logit))), float(shares[best] / bears), tuple(strongest))
