"""``communique doctor``: what is installed, whether it fits together, and how to mend it."""

from __future__ import annotations

import json
import platform
import re
import sys
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from communique import __version__, logs
from communique.cli.ending import FAILED, ending_well
from communique.cli.output import opened
from communique.errors import CommuniqueError, unexpected
from communique.settings import Settings

if TYPE_CHECKING:
    from communique.ontology.load import Ontology

EXAMPLES = """\b
Examples:
  communique doctor
  communique doctor --format json
"""

CORE = ("onnxruntime", "tokenizers", "numpy")
"""Looked for even where the package's own metadata is missing, as in a source tree that was never installed."""
_DEVELOPERS = {"dev", "test", "tests", "docs", "train", "training"}
"""Extras that a user does not need."""

REINSTALL = "pip install --force-reinstall communique"
SHOWN = 12
"""Digits of a hash that a person may compare."""
HASH_DIGITS = 16
"""Digits that a hash must have to be one."""

State = Literal["ok", "missing", "optional"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    part: str
    state: State
    """"optional" is what could be added and is not needed."""
    found: str
    """Version, size or what else was found."""
    remedy: str | None = None
    """What to do about it, or None."""


class ReportFormat(StrEnum):
    """How the report is printed."""

    text = "text"
    json = "json"


def doctor(
    format_: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="How to print the report.")
    ] = ReportFormat.text,
    debug: Annotated[bool, typer.Option("--debug", help="Show stack traces and the logs of libraries.")] = False,
) -> None:
    """Show what is installed, whether model and ontology fit, and how to mend what is missing.

    The exit code is 1 when something needed is missing.
    """
    logs.set_up(debug=debug)
    with ending_well(debug=debug):
        findings = [*installed(), *model_and_ontology()]
        with opened("-", for_terminal=format_ is ReportFormat.text) as stream:
            if format_ is ReportFormat.json:
                ok = all(finding.state != "missing" for finding in findings)
                report = {"ok": ok, "findings": [asdict(finding) for finding in findings]}
                stream.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
            else:
                stream.write(_table(findings))
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(FAILED)


def installed() -> list[Finding]:
    """Python, this package, and the packages that it requires, needed ones first."""
    from importlib import metadata

    try:
        version = metadata.version("communique")
    except metadata.PackageNotFoundError:
        version = f"{__version__}, run from its source folder"
    findings = [
        Finding("Python", "ok", platform.python_version())
        if sys.version_info >= (3, 11)
        else Finding("Python", "missing", platform.python_version(), "install Python 3.11 or newer"),
        Finding("communique", "ok", version),
    ]
    return findings + [_package(name, extra) for name, extra in requirements()]


def requirements() -> list[tuple[str, str | None]]:
    """Names of required packages, each with the extra that asks for it, or None where it is always needed."""
    from importlib import metadata

    try:
        declared = metadata.requires("communique") or []
    except metadata.PackageNotFoundError:
        declared = []
    found: dict[str, str | None] = dict.fromkeys(CORE)
    for line in declared:
        name = re.match(r"[\w.-]+", line)
        extra = re.search(r"extra\s*==\s*[\"']([^\"']+)", line)
        if name is None or (extra is not None and extra[1] in _DEVELOPERS):
            continue
        if extra is None:
            found[name[0]] = None
        else:
            found.setdefault(name[0], extra[1])
    return sorted(found.items(), key=lambda item: item[1] is not None)


def _package(name: str, extra: str | None) -> Finding:
    from importlib import metadata

    try:
        return Finding(name, "ok", metadata.version(name))
    except metadata.PackageNotFoundError:
        if extra is None:
            return Finding(name, "missing", "not installed", f"pip install {name}")
        return Finding(name, "optional", "not installed", f'pip install "communique[{extra}]"')


def model_and_ontology() -> list[Finding]:
    """The ontology, the model, and whether the one was made for the other."""
    ontology = _ontology()
    if isinstance(ontology, Finding):
        return [ontology, *_model(None)]
    found = f"{ontology.version}, hash {ontology.hash[:SHOWN]}"
    return [Finding("ontology", "ok", found), *_model(ontology.hash)]


def _ontology() -> Ontology | Finding:
    try:
        from communique.ontology.load import load

        return load()
    except Exception as error:
        return _broken("ontology", error)


def _model(ontology_hash: str | None) -> list[Finding]:
    try:
        from communique.pipeline import Reader
        from communique.reader.manifest import damaged_files, shipped_model

        settings = Settings.from_environment()
        manifest = Reader(settings.model, threads=settings.threads).manifest
        damaged = damaged_files(settings.model if settings.model is not None else shipped_model(), manifest)
    except Exception as error:
        return [_broken("model", error)]
    found = f"{manifest.version}, {manifest.size_bytes / 1_000_000:.1f} MB, licence {manifest.licence}"
    if damaged:
        findings = [Finding("model", "missing", f"{found}; not as its manifest says: {', '.join(damaged)}", REINSTALL)]
    else:
        findings = [Finding("model", "ok", f"{found}, hashes as its manifest says")]
    if ontology_hash is not None:
        findings.append(_match(manifest.ontology_hash, ontology_hash))
    return findings


def _match(wanted: str, found: str) -> Finding:
    # A manifest may keep the first digits only, as it does for its files.
    if len(wanted) >= HASH_DIGITS and found.startswith(wanted):
        return Finding("model and ontology", "ok", "made for each other")
    told = f"the model was made for ontology {wanted[:SHOWN] or 'unknown'}"
    return Finding("model and ontology", "missing", told, REINSTALL)


def _broken(part: str, error: Exception) -> Finding:
    reason = str(error) if isinstance(error, CommuniqueError) else unexpected(error)
    remedy = REINSTALL
    if isinstance(error, ModuleNotFoundError) and error.name is not None and not error.name.startswith("communique"):
        remedy = f"pip install {error.name}"
    return Finding(part, "missing", " ".join(reason.split()), remedy)


def _table(findings: list[Finding]) -> str:
    widest = max(len(finding.part) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.state:<8}  {finding.part:<{widest}}  {finding.found}")
        if finding.remedy is not None:
            lines.append(f"{'':<8}  {'':<{widest}}  → {finding.remedy}")
    missing = sum(finding.state == "missing" for finding in findings)
    lines.append("")
    lines.append("All that is needed is there." if missing == 0 else f"Missing or damaged: {missing}.")
    return "\n".join(lines) + "\n"
