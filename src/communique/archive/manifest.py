"""The manifest of a finished run: what was done with what, what came out, and the hash of each file."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from communique.archive import progress
from communique.archive.plan import Plan
from communique.archive.progress import MANIFEST, Aside
from communique.archive.store import Store
from communique.archive.task import STAGES, WORK
from communique.version import __version__

FILES = "files.jsonl"
ESTIMATE = f"{WORK}/estimate.json"


def write_manifest(store: Store, plan: Plan, aside: Sequence[Aside]) -> dict[str, int]:
    """Write ``files.jsonl`` and then ``manifest.json``; returns the counts of all stages together."""
    counts: Counter[str] = Counter()
    seconds: dict[str, float] = {}
    lines = []
    for stage in STAGES:
        seconds[stage] = 0.0
        for _, done in sorted(progress.marks(store, stage).items()):
            counts.update({name: n for name, n in done.counts.items() if stage != "compare"})
            seconds[stage] = round(seconds[stage] + done.seconds, 3)
            lines += [json.dumps(asdict(file)) for file in done.files if not file.name.startswith(WORK)]
    listed = "".join(line + "\n" for line in lines).encode()
    store.write(FILES, listed)
    manifest: dict[str, Any] = {
        "schema": "communique/archive/1",
        "communique": __version__,
        "model": model_of(plan),
        "identity": plan.identity(),
        "plan": plan.told(),
        "counts": dict(sorted(counts.items())),
        "core_seconds": seconds,
        "recall": _recall(plan),
        "set_aside": [asdict(one) for one in aside],
        "files": {"name": FILES, "count": len(lines), "sha256": hashlib.sha256(listed).hexdigest()},
    }
    if (estimate := _against_estimate(store, sum(seconds.values()))) is not None:
        manifest["estimate"] = estimate
    store.write(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode() + b"\n")
    return dict(counts)


def model_of(plan: Plan) -> dict[str, str]:
    """What the reader of a plan is.

    Raises:
        ReaderError: its model is missing, damaged or of another version.
    """
    from communique.reader.manifest import load_manifest, shipped_model

    found = load_manifest(shipped_model() if plan.reader.model is None else Path(plan.reader.model))
    return {"version": found.version, "encoder": found.encoder_hash, "heads": found.heads_hash}


def _recall(plan: Plan) -> dict[str, float | str]:
    """What is known of what the steps lose; measured when the package was made, not on this archive."""
    told: dict[str, float | str] = {}
    if plan.steps.triage:
        from communique.archive.steps.triage import Triage

        told["triage"] = Triage(plan.steps.recall).recall
        told["measured_on"] = "held-out in-domain news, training/runs/triage"
    return told


def _against_estimate(store: Store, seconds: float) -> dict[str, float] | None:
    """What was estimated and how far off it was; None where nothing was."""
    try:
        estimated = float(json.loads(store.read(ESTIMATE))["core_hours"])
    except (FileNotFoundError, ValueError, KeyError):
        return None
    actual = seconds / 3600
    error = (estimated - actual) / actual if actual else 0.0
    return {"core_hours_estimated": estimated, "core_hours": round(actual, 6), "error": round(error, 4)}
