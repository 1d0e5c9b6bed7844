"""The contract of all engines: a queue of tasks in, outcomes out as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Protocol

from communique.archive.plan import Plan
from communique.archive.task import Done, Failed, Task


class Engine(Protocol):
    """Runs tasks. What becomes of a task that fails is not its business."""

    def run(self, queue: deque[Task]) -> Iterator[tuple[Task, Done | Failed]]:
        """Outcomes of the tasks of a queue, in the order in which they end.

        Only as many tasks as are worked on are taken from the queue. It may grow while its outcomes are taken; the
        run ends when it is empty and nothing is worked on.
        """

    def close(self) -> None:
        """End its workers; what they are at is lost."""


def open_engine(plan: Plan) -> Engine:
    """The engine that a plan names.

    Raises:
        ArchiveError: it is not installed, or there is no cluster where the plan says.
    """
    # Ray brings a great deal with it: only who asks for it waits for it.
    if plan.engine.name == "ray":
        from communique.archive.engine.ray import RayEngine

        return RayEngine(plan)
    from communique.archive.engine.local import LocalEngine

    return LocalEngine(plan)
