"""What is done in one go, and the mark that it leaves when it is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from communique.archive.store import Store

Stage = Literal["prepare", "compare", "read", "inherit"]
STAGES: tuple[Stage, ...] = ("prepare", "compare", "read", "inherit")
WORK = "_work"
"""Folder of the output that holds marks and what one stage hands to the next."""


@dataclass(frozen=True, slots=True)
class Task:
    """One piece in one stage."""

    stage: Stage
    name: str
    given: Mapping[str, Any] = field(default_factory=dict)
    """What the stage needs to know beside the plan, as plain values."""
    rests_on: str = ""
    """Hash of what it was decided from. A mark with another hash does not count: the task is done again."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that a task wrote."""

    name: str
    """Relative to the output."""
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """Documents that are read together: consecutive ones of a piece."""

    name: str
    first: int
    """Number of its first document in the archive; the others follow."""
    documents: int


@dataclass(frozen=True, slots=True)
class Done:
    """The mark of a finished task: written last, so that all files it names are there."""

    stage: Stage
    name: str
    counts: Mapping[str, int] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    parts: tuple[Part, ...] = ()
    """Of a prepared piece."""
    seconds: float = 0.0
    """Of one core."""
    rests_on: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A task that went wrong, with the reason."""

    reason: str


def mark_of(stage: Stage, name: str) -> str:
    """The file of a task's mark."""
    return f"{WORK}/done/{stage}/{name}.json"


def write_mark(store: Store, done: Done) -> None:
    """Put down that a task is done."""
    store.write(mark_of(done.stage, done.name), json.dumps(asdict(done)).encode())


def done_of(data: bytes) -> Done:
    """A mark read back."""
    row = json.loads(data)
    row["files"] = tuple(File(**one) for one in row["files"])
    row["parts"] = tuple(Part(**one) for one in row["parts"])
    return Done(**row)
