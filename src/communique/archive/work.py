"""A worker: does tasks one by one, and keeps the reader that it loaded."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from communique.archive.plan import Plan
from communique.archive.store import Store
from communique.archive.task import Done, Failed, Task, write_mark
from communique.errors import CommuniqueError
from communique.records import Document, Reading

if TYPE_CHECKING:
    from communique.archive.steps.triage import Triage
    from communique.pipeline import Reader


class Worker:
    """What runs in each process of an engine.

    Args:
        plan: of the run.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._store = Store(plan.output.address, plan.output.options)
        self._reader: Reader | None = None
        self._triage: Triage | None = None

    def process(self) -> int:
        """The id of the process that it is in."""
        return os.getpid()

    def do(self, task: Task) -> Done | Failed:
        """Do a task; its mark is written when all of it is there. Nothing is raised."""
        began = time.process_time()
        try:
            done = replace(self._do(task), seconds=round(time.process_time() - began, 3))
            write_mark(self._store, done)
        except Exception as error:
            return Failed(reason_of(error))
        return done

    def _do(self, task: Task) -> Done:
        # Each stage brings libraries of its own, so it is imported when it comes.
        if task.stage == "prepare":
            from communique.archive.stages.prepare import prepare

            return prepare(task, self._plan, self._store)
        if task.stage == "compare":
            from communique.archive.stages.compare import compare

            return compare(task, self._plan, self._store)
        # A reader that cannot be loaded is a fault of the task and not of each of its documents.
        if self._reader is None:
            self._reader = load_reader(self._plan)
        if task.stage == "read":
            from communique.archive.stages.read import read

            return read(task, self._plan, self._store, self.read, self.triage())
        from communique.archive.stages.inherit import inherit

        return inherit(task, self._plan, self._store, self.read, self.triage())

    def triage(self) -> Triage | None:
        """The triage, loaded once; None where the plan wants none."""
        if self._plan.steps.triage and self._triage is None:
            from communique.archive.steps.triage import Triage

            self._triage = Triage(self._plan.steps.recall)
        return self._triage

    def read(self, document: Document) -> Reading:
        """The reading of a document; the reader is loaded for the first."""
        if self._reader is None:
            self._reader = load_reader(self._plan)
        return self._reader.read(document)


def load_reader(plan: Plan) -> Reader:
    """The reader that a plan names.

    Raises:
        ReaderError: its model is missing or damaged.
    """
    from communique.pipeline import Reader
    from communique.registry import Store as Registry

    model, registry = plan.reader.model, plan.reader.registry
    return Reader(
        None if model is None else Path(model),
        registry=None if registry is None else Registry(Path(registry)),
        device=plan.reader.device,
    )


def reason_of(error: BaseException) -> str:
    """One line on what went wrong with a task."""
    if isinstance(error, CommuniqueError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}"
    detail = " ".join(str(error).split())[:500]
    return f"{type(error).__name__}{': ' + detail if detail else ''}"
