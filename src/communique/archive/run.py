"""A run: the stages one after the other, each task once, whatever happens in between."""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from communique.archive import progress
from communique.archive.engine import Engine, open_engine
from communique.archive.manifest import model_of, write_manifest
from communique.archive.pieces import pieces_of
from communique.archive.plan import Plan
from communique.archive.progress import Aside
from communique.archive.settle import settle
from communique.archive.store import Store
from communique.archive.task import Done, Failed, Part, Stage, Task

if TYPE_CHECKING:
    from communique.archive.steps.copies import Numbers

logger = logging.getLogger(__name__)

PIECES_OF_A_SHARD = 8
"""Keys of about so many pieces are compared in the memory of one worker."""
MOST_SHARDS = 256


@dataclass(frozen=True, slots=True)
class Step:
    """Told to who watches a run."""

    stage: Stage
    done: int
    tasks: int
    documents: int
    """Of the task that has just ended."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a run."""

    counts: dict[str, int]
    aside: list[Aside]


class Run:
    """A run of a plan.

    Args:
        plan: what to do.
        engine: on what; by default what the plan names.
        watch: told of each task that has ended.
    """

    def __init__(
        self, plan: Plan, engine: Engine | None = None, watch: Callable[[Step], None] = lambda _: None
    ) -> None:
        self._plan, self._engine, self._watch = plan, engine, watch
        self._store = Store(plan.output.address, plan.output.options)
        self._failed: dict[tuple[Stage, str], Aside] = {}

    def go(self, *, retry: bool = False) -> Ended:
        """Do what is missing.

        Args:
            retry: also what was set aside before.

        Returns:
            The counts of all stages, also of runs before, and what is set aside.

        Raises:
            ArchiveError: the output holds a run of another plan, there is nothing to read, or no engine.
            ReaderError: there is no such model.
            OSError: the output cannot be written at all.
        """
        plan, store = self._plan, self._store
        # What would fail in every piece fails before the first.
        progress.begin(store, plan, model_of(plan))
        pieces = progress.pieces_there(store)
        if pieces is None:
            pieces = pieces_of(plan.source)
            progress.write_pieces(store, pieces)
        self._failed = progress.failures(store)
        if retry:
            for stage, name in self._failed:
                progress.forget_failure(store, stage, name)
            self._failed = {}
        own = self._engine is None
        engine = self._engine or open_engine(plan)
        try:
            shards = min(MOST_SHARDS, max(1, -(-len(pieces) // PIECES_OF_A_SHARD)))
            given = [{"piece": asdict(piece), "shards": shards} for piece in pieces]
            prepared = self._stage(engine, [Task("prepare", p.name, g) for p, g in zip(pieces, given, strict=True)])
            parts = [part for done in prepared for part in done.parts]
            copies = self._compare(engine, prepared, shards)
            read = [self._part("read", part, copies) for part in parts]
            self._stage(engine, read)
            inherit = [self._part("inherit", part, copies) for part in parts if _slice(copies, part)]
            self._stage(engine, inherit)
        finally:
            if own:
                engine.close()
        keep: dict[Stage, set[str]] = {"read": {t.name for t in read}, "inherit": {t.name for t in inherit}}
        self._take_back(keep)
        counts = write_manifest(store, plan, self._aside())
        return Ended(counts, self._aside())

    def _aside(self) -> list[Aside]:
        tries = self._plan.engine.tries
        return sorted((one for one in self._failed.values() if one.tries >= tries), key=lambda a: (a.stage, a.name))

    def _stage(self, engine: Engine, tasks: Sequence[Task]) -> list[Done]:
        """The marks of the tasks of a stage in their order, those that are missing done now."""
        if not tasks:
            return []
        store, stage, tries = self._store, tasks[0].stage, self._plan.engine.tries
        there = progress.marks(store, stage)
        done: dict[str, Done] = {}
        queue: deque[Task] = deque()
        for task in tasks:
            mark = there.get(task.name)
            if mark is not None and mark.rests_on == task.rests_on:
                done[task.name] = mark
                continue
            if mark is not None:
                progress.undo(store, mark)
            before = self._failed.get((stage, task.name))
            if before is None or before.tries < tries:
                queue.append(task)
        logger.info("stage began", extra={"stage": stage, "tasks": len(tasks), "missing": len(queue)})
        for task, outcome in engine.run(queue):
            key = (stage, task.name)
            if isinstance(outcome, Failed):
                before = self._failed.get(key)
                one = progress.write_failure(store, task, 1 + (before.tries if before else 0), outcome.reason)
                self._failed[key] = one
                logger.warning("task failed", extra={"task": asdict(one)})
                # At the end of the queue: what is wrong with a store may pass meanwhile.
                if one.tries < tries:
                    queue.append(task)
                continue
            done[task.name] = outcome
            if self._failed.pop(key, None) is not None:
                progress.forget_failure(store, stage, task.name)
            self._watch(Step(stage, len(done), len(tasks), outcome.counts.get("documents", 0) or _read(outcome)))
        return [done[task.name] for task in tasks if task.name in done]

    def _compare(self, engine: Engine, prepared: Sequence[Done], shards: int) -> tuple[Numbers, Numbers] | None:
        """Numbers of copies and of their originals; None where the plan does not look for copies."""
        if not self._plan.steps.copies:
            return None
        names = [done.name for done in prepared]
        rests_on = _hash([(done.name, [asdict(part) for part in done.parts]) for done in prepared])
        tasks = [Task("compare", f"{n:03d}", {"shard": n, "pieces": names}, rests_on) for n in range(shards)]
        compared = self._stage(engine, tasks)
        return settle(self._store, [file.name for done in compared for file in done.files])

    def _part(self, stage: Stage, part: Part, copies: tuple[Numbers, Numbers] | None) -> Task:
        return Task(stage, part.name, {"first": part.first, "documents": part.documents}, _hash(_slice(copies, part)))

    def _take_back(self, keep: dict[Stage, set[str]]) -> None:
        """Parts that no longer have copies, since a piece was tried again, must not keep what they inherited."""
        for stage, names in keep.items():
            for name, mark in progress.marks(self._store, stage).items():
                if name not in names:
                    progress.undo(self._store, mark)


def _read(done: Done) -> int:
    return sum(done.counts.get(name, 0) for name in ("read_whole", "read_in_part", "skipped", "copies"))


def _slice(copies: tuple[Numbers, Numbers] | None, part: Part) -> list[tuple[int, int]]:
    """The copies of a part with their originals."""
    if copies is None:
        return []
    first, last = copies[0].searchsorted([part.first, part.first + part.documents])
    return list(zip(copies[0][first:last].tolist(), copies[1][first:last].tolist(), strict=True))


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]
