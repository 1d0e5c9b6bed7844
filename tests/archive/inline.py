"""An engine in the test's own process, in which stores can be made to fail."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from communique.archive.plan import Plan
from communique.archive.task import Done, Failed, Task
from communique.archive.work import Worker


class InlineEngine:
    """One worker, here."""

    def __init__(self, plan: Plan) -> None:
        self._worker = Worker(plan)
        self.tasks: list[str] = []
        """What was done, as stage and name."""

    def run(self, queue: deque[Task]) -> Iterator[tuple[Task, Done | Failed]]:
        while queue:
            task = queue.popleft()
            self.tasks.append(f"{task.stage} {task.name}")
            yield task, self._worker.do(task)

    def close(self) -> None:
        pass
