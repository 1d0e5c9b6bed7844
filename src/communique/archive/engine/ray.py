"""A Ray cluster: actors that load the model once and are given a few tasks at a time.

Actors rather than a Ray Data pipeline: what goes between the stages are files with names, so that a run can be taken up
again without a cluster that remembers it, and nothing but tasks and marks passes through Ray's object store.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from communique.archive.plan import Plan
from communique.archive.task import Done, Failed, Task
from communique.errors import ArchiveError

logger = logging.getLogger(__name__)

_LOOK = 30.0
"""Seconds after which it is told that nothing has happened."""


@dataclass(slots=True, eq=False)
class _Actor:
    """An actor and what it has to do, oldest first."""

    handle: Any
    ready: Any
    """Reference that is there when the actor is; None from then on."""
    waiting: deque[tuple[Any, Task]] = field(default_factory=deque)
    process: int = 0


class RayEngine:
    """Actors on a cluster.

    Args:
        plan: says how many, what share of a core or GPU each takes, and where the cluster is.

    Raises:
        ArchiveError: Ray is not installed, or there is no cluster.
    """

    def __init__(self, plan: Plan) -> None:
        try:
            import ray
        except ImportError as error:
            raise ArchiveError(
                "The engine ray is not installed; run `pip install 'communique[cluster]'`, or plan the engine local."
            ) from error
        self._ray: Any = ray
        self._plan = plan
        self._began = not ray.is_initialized()
        if self._began:
            try:
                ray.init(address=plan.engine.address, log_to_driver=False, logging_level=logging.ERROR)
            except (ConnectionError, ValueError, RuntimeError) as error:
                raise ArchiveError(
                    f"There is no Ray cluster at {plan.engine.address}; start one with `ray start --head`, or leave "
                    "the address away to have one on this machine."
                ) from error
        from communique.archive.work import Worker

        # Not restarted by Ray: a task that was lost must be counted, and the next actor may stand on another node.
        self._kind = ray.remote(Worker).options(
            num_cpus=plan.engine.cpus, num_gpus=plan.engine.gpus, max_restarts=0, max_task_retries=0
        )
        self._actors: list[_Actor] = []

    def run(self, queue: deque[Task]) -> Iterator[tuple[Task, Done | Failed]]:
        """See `Engine.run`. An actor that dies is replaced as soon as the cluster has room for another."""
        while True:
            self._fill(queue)
            busy = [actor for actor in self._actors if actor.waiting]
            if not busy and not queue:
                return
            asked = [actor.waiting[0][0] for actor in busy]
            asked += [actor.ready for actor in self._actors if actor.ready is not None]
            ready, _ = self._ray.wait(asked, num_returns=1, timeout=_LOOK)
            if not ready:
                logger.info("still waiting", extra={"busy": len(busy), "queue": len(queue)})
                continue
            yield from self._ended(ready[0], queue)

    def workers(self) -> list[int]:
        """Process ids of the workers that stand, each on its own node."""
        return [actor.process for actor in self._actors if actor.ready is None]

    def close(self) -> None:
        """End the actors, and Ray where it was begun here."""
        for actor in self._actors:
            self._ray.kill(actor.handle)
        self._actors = []
        if self._began:
            self._ray.shutdown()

    def _fill(self, queue: deque[Task]) -> None:
        """Have as many actors as are wanted, each with a few tasks, evenly."""
        held = sum(len(actor.waiting) for actor in self._actors)
        wanted = min(self._plan.engine.workers, held + len(queue))
        while len(self._actors) < wanted:
            handle: Any = self._kind.remote(self._plan)
            self._actors.append(_Actor(handle, handle.process.remote()))
        for depth in range(self._plan.engine.in_flight):
            for actor in self._actors:
                # Only those that stand: one that the cluster has no room for yet would keep its tasks from the others.
                if queue and actor.ready is None and len(actor.waiting) <= depth:
                    task = queue.popleft()
                    actor.waiting.append((actor.handle.do.remote(task), task))

    def _ended(self, reference: Any, queue: deque[Task]) -> Iterator[tuple[Task, Done | Failed]]:
        actor = next(a for a in self._actors if a.ready is reference or (a.waiting and a.waiting[0][0] is reference))
        try:
            outcome = self._ray.get(reference)
        except self._ray.exceptions.RayActorError as error:
            self._actors.remove(actor)
            reason = " ".join(str(error).split())[:300]
            logger.warning("worker lost", extra={"reason": reason})
            if not actor.waiting:
                if isinstance(error, self._ray.exceptions.ActorDiedError) and actor.ready is not None:
                    self._not_started(reason)
                return
            # What it was at has failed; what only waited beside it has not.
            _, task = actor.waiting.popleft()
            queue.extendleft(later for _, later in reversed(actor.waiting))
            yield task, Failed(f"the worker or its node was lost ({reason})")
            return
        except self._ray.exceptions.RayError as error:
            outcome = Failed(" ".join(str(error).split())[:300])
        if actor.ready is reference:
            actor.ready, actor.process = None, outcome
            return
        _, task = actor.waiting.popleft()
        yield task, outcome

    _failures = 0

    def _not_started(self, reason: str) -> None:
        """Actors that never come to life, again and again, are a fault of the set-up and not of the archive."""
        self._failures += 1
        if self._failures >= 3 * self._plan.engine.workers + 3:
            raise ArchiveError(f"No worker could be started on the Ray cluster ({reason}); see its log there.")
