"""The settings of one run, made once at the top and handed down; nothing is read from the environment on import."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from communique.errors import CommuniqueError

MODEL_VARIABLE = "COMMUNIQUE_MODEL"
THREADS_VARIABLE = "COMMUNIQUE_THREADS"
REGISTRY_VARIABLE = "COMMUNIQUE_REGISTRY"
LEDGER_VARIABLE = "COMMUNIQUE_LEDGER"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know beside its documents."""

    model: Path | None = None
    """Folder of the reader's model; None for the one that comes with the package."""
    threads: int = 1
    """Threads of each process, 1 or more."""
    registry: Path | None = None
    """File of the registry of known persons and bodies; None for the user's own."""
    ledger: str | None = None
    """File or address of the ledger; None for ``communique.db`` in the working folder."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings from ``COMMUNIQUE_MODEL``, ``_THREADS``, ``_REGISTRY`` and ``_LEDGER``.

        Args:
            environment: variables to read; those of the process by default.

        Raises:
            CommuniqueError: a variable holds what cannot be used.
        """
        environment = os.environ if environment is None else environment
        model = environment.get(MODEL_VARIABLE, "")
        threads = environment.get(THREADS_VARIABLE, "1")
        if not threads.isascii() or not threads.isdigit() or int(threads) < 1:
            raise CommuniqueError(f"{THREADS_VARIABLE} is {threads!r}; set it to a whole number of 1 or more.")
        registry = environment.get(REGISTRY_VARIABLE, "")
        return cls(
            model=Path(model) if model != "" else None,
            threads=int(threads),
            registry=Path(registry) if registry != "" else None,
            ledger=environment.get(LEDGER_VARIABLE) or None,
        )
