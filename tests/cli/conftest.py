"""The command over fakes: in this process, or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from communique.cli import app
from tests.cli import fake

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., Any]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command in this process; gives exit_code, stdout and stderr."""
    for name, module in fake.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    for name in ("COMMUNIQUE_MODEL", "COMMUNIQUE_THREADS"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str | Path, input: str | bytes | None = None) -> Any:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=input)

    return call


def command(*arguments: str | Path) -> list[str]:
    """The command line of a process that runs the command over the fakes."""
    return [sys.executable, str(ROOT / "tests/cli/run_fake.py"), *(str(argument) for argument in arguments)]


def environment(**more: str) -> dict[str, str]:
    """Variables with which that process finds the package, installed or not."""
    path = os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, **more}


@pytest.fixture
def spawn() -> Run:
    """Run the command in a process of its own."""

    def call(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*arguments), env=environment(), capture_output=True, text=True, timeout=60, check=False, **options
        )

    return call
