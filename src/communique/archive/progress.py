"""How far a run has come, as its files tell: nothing else remembers it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from communique.archive.pieces import Piece
from communique.archive.plan import Plan
from communique.archive.store import Store
from communique.archive.task import STAGES, WORK, Done, Stage, Task, done_of, mark_of
from communique.errors import ArchiveError
from communique.version import __version__

PLAN = f"{WORK}/plan.json"
PIECES = f"{WORK}/pieces.json"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Aside:
    """A task that was set aside."""

    stage: Stage
    name: str
    what: str
    """The file, or the part of it."""
    tries: int
    reason: str


@dataclass(slots=True)
class StageStatus:
    """How far a stage has come."""

    tasks: int | None = None
    """None while it is not known."""
    done: int = 0
    seconds: float = 0.0
    """Of cores."""
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Status:
    """How far a run has come."""

    pieces: int
    stages: dict[Stage, StageStatus]
    aside: list[Aside]
    finished: bool


def begin(store: Store, plan: Plan, model: Mapping[str, str]) -> None:
    """Put the plan down, or see that it is the one that was put down here before, for the same model.

    Raises:
        ArchiveError: there is a run of another plan or model.
    """
    mine = {"identity": plan.identity(), "plan": plan.told(), "communique": __version__, "model": dict(model)}
    try:
        there = json.loads(store.read(PLAN))
    except FileNotFoundError:
        store.write(PLAN, json.dumps(mine, indent=1).encode())
        return
    if there["identity"] != mine["identity"]:
        changed = [part for part, value in plan.told().items() if there["plan"].get(part) != value]
        raise ArchiveError(
            f"{plan.output.address} holds a run of another plan ([{'], ['.join(changed)}] differ); give another "
            "output, or the plan as it was."
        )
    if (there["communique"], there["model"]) != (__version__, mine["model"]):
        raise ArchiveError(
            f"The run in {plan.output.address} was begun with Communique {there['communique']}, model "
            f"{there['model']['version']} ({there['model']['encoder'][:8]}); go on with that, or give another output."
        )


def pieces_there(store: Store) -> list[Piece] | None:
    """The pieces of the run; None before they are cut."""
    try:
        return [Piece(**row) for row in json.loads(store.read(PIECES))]
    except FileNotFoundError:
        return None


def write_pieces(store: Store, pieces: Iterable[Piece]) -> None:
    """Put the pieces down: a rerun takes them as they are, whatever has come to the source since."""
    store.write(PIECES, json.dumps([asdict(piece) for piece in pieces]).encode())


def marks(store: Store, stage: Stage) -> dict[str, Done]:
    """The marks of a stage by name of the task."""
    names = store.names(f"{WORK}/done/{stage}")
    found = store.read_all([f"{WORK}/done/{stage}/{name}" for name in names])
    return {done.name: done for done in map(done_of, found)}


def mark(store: Store, stage: Stage, name: str) -> Done | None:
    """The mark of a task; None while it is not done."""
    try:
        return done_of(store.read(mark_of(stage, name)))
    except FileNotFoundError:
        return None


def undo(store: Store, done: Done) -> None:
    """Take back a task that is to be done again: its mark first, then what it wrote."""
    store.remove(mark_of(done.stage, done.name))
    for file in done.files:
        store.remove(file.name)


def failures(store: Store) -> dict[tuple[Stage, str], Aside]:
    """What went wrong so far with tasks that are not done."""
    names = [f"{WORK}/failed/{name}" for name in store.names(f"{WORK}/failed")]
    found = [Aside(**json.loads(data)) for data in store.read_all(names)]
    return {(one.stage, one.name): one for one in found}


def write_failure(store: Store, task: Task, tries: int, reason: str) -> Aside:
    """Put down that a task failed; where even that cannot be written it is only returned."""
    piece: dict[str, Any] | None = task.given.get("piece")
    what = task.name
    if piece is not None:
        what = piece["address"]
        if piece["start"] or piece["end"] is not None:
            what += f" from {piece['start']:,}"
    one = Aside(task.stage, task.name, what, tries, reason)
    # Where the disk is full, that is what failed.
    with suppress(OSError):
        store.write(_failure(task.stage, task.name), json.dumps(asdict(one)).encode())
    return one


def forget_failure(store: Store, stage: Stage, name: str) -> None:
    """The task is done after all, or is to be tried again."""
    store.remove(_failure(stage, name))


def _failure(stage: Stage, name: str) -> str:
    return f"{WORK}/failed/{stage}/{name}.json"


def status(store: Store, tries: int) -> Status:
    """How far the run in an output has come.

    Raises:
        ArchiveError: there is none.
    """
    pieces = pieces_there(store)
    if pieces is None:
        raise ArchiveError("No run has begun there; begin one with `communique archive run PLAN.toml`.")
    stages: dict[Stage, StageStatus] = {}
    parts = 0
    for stage in STAGES:
        found = marks(store, stage)
        one = stages[stage] = StageStatus(done=len(found))
        counts: Counter[str] = Counter()
        for done in found.values():
            counts.update(done.counts)
            one.seconds += done.seconds
            parts += len(done.parts)
        one.counts = dict(sorted(counts.items()))
    stages["prepare"].tasks = len(pieces)
    if stages["prepare"].done == len(pieces):
        stages["read"].tasks = parts
    finished = store.exists(MANIFEST)
    aside = [one for one in failures(store).values() if one.tries >= tries]
    return Status(len(pieces), stages, sorted(aside, key=lambda one: (STAGES.index(one.stage), one.name)), finished)
