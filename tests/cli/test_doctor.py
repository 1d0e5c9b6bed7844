"""``communique doctor`` finds what is missing and names the command that mends it."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from typing import Any

import pytest

from tests.cli import fake
from tests.cli.conftest import Run

REQUIRES = [
    "numpy>=1.26",
    'no-such-package; extra == "pdf"',
    "no-such-core (>=2)",
    'pytest>=8; extra == "dev"',
    'rich ; python_version >= "3" and extra == "pdf"',
]


@pytest.fixture(autouse=True)
def package(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Communique as installed, with requirements of its own for this test."""
    real, requires = metadata.version, ["numpy>=1.26"]
    monkeypatch.setattr(metadata, "version", lambda name: "0.1.0" if name == "communique" else real(name))
    monkeypatch.setattr(metadata, "requires", lambda name: requires)
    return requires


def report(run: Run) -> tuple[int, dict[str, Any]]:
    result = run("doctor", "--format", "json")
    return result.exit_code, json.loads(result.stdout)


def test_all_is_well(run: Run) -> None:
    code, found = report(run)
    assert (code, found["ok"]) == (0, True)
    by_part = {finding["part"]: finding["found"] for finding in found["findings"]}
    assert by_part["model"].startswith("1.2.3, 24.5 MB")
    assert by_part["ontology"] == "plover-1, hash abcdef012345"
    assert by_part["model and ontology"] == "made for each other"
    assert {"Python", "communique", "onnxruntime", "tokenizers", "numpy"} <= by_part.keys()


def test_missing_packages_are_told_from_optional_ones(run: Run, package: list[str]) -> None:
    package[:] = REQUIRES
    code, found = report(run)
    by_part = {finding["part"]: finding for finding in found["findings"]}
    assert code == 1
    assert by_part["no-such-core"]["state"] == "missing"
    assert by_part["no-such-core"]["remedy"] == "pip install no-such-core"
    assert by_part["no-such-package"]["state"] == "optional"
    assert by_part["no-such-package"]["remedy"] == 'pip install "communique[pdf]"'
    assert by_part["rich"]["state"] == "ok"
    assert "pytest" not in by_part


def test_an_optional_package_that_is_missing_is_no_fault(run: Run, package: list[str]) -> None:
    package[:] = REQUIRES[:2]
    assert report(run)[0] == 0


def test_a_model_made_for_another_ontology_is_a_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["communique.ontology.load"], "load", lambda: fake.Ontology(hash="ffff"))
    result = run("doctor")
    assert result.exit_code == 1
    assert "the model was made for ontology abcdef012345" in result.stdout
    assert "Missing or damaged: 1." in result.stdout


def test_a_damaged_model_is_a_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = sys.modules["communique.reader.manifest"]
    monkeypatch.setattr(manifest, "damaged_files", lambda folder, manifest: ["encoder.onnx"])
    result = run("doctor")
    assert result.exit_code == 1
    assert "not as its manifest says: encoder.onnx" in result.stdout
    assert "→ pip install --force-reinstall communique" in result.stdout


def test_a_model_that_does_not_load_is_told_in_its_own_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_MODEL", "/no/such/model")
    result = run("doctor")
    assert result.exit_code == 1
    assert "/no/such/model: there is no model" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_a_module_that_is_missing_names_its_package(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ModuleNotFoundError("No module named 'yaml'", name="yaml")

    monkeypatch.setattr(sys.modules["communique.ontology.load"], "load", broken)
    assert "→ pip install yaml" in run("doctor").stdout
