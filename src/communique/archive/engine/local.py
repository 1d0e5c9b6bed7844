"""Processes of this machine, one core each.

Not a pool of the standard library: that breaks as a whole when one of its processes is killed, and cannot tell at
which task; here the process is replaced, and its task has failed.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from communique.archive.plan import Plan
from communique.archive.task import Done, Failed, Task

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
_SECONDS_TO_END = 5.0


class LocalEngine:
    """Processes that are started afresh and take one task at a time.

    Args:
        plan: says how many, and after how many tasks each is replaced.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._slots: list[_Slot] = []

    def run(self, queue: deque[Task]) -> Iterator[tuple[Task, Done | Failed]]:
        """See `Engine.run`."""
        while True:
            while queue and (free := self._free()) is not None:
                free.begin(queue.popleft())
            busy = {slot.connection: slot for slot in self._slots if slot.task is not None}
            if not busy:
                return
            for connection in wait(list(busy)):
                slot = busy[connection]  # type: ignore[index]
                task, outcome = slot.end()
                if slot.dead or (self._plan.engine.recycle and slot.done >= self._plan.engine.recycle):
                    self._slots.remove(slot)
                    slot.close()
                yield task, outcome

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        return [slot.process.pid for slot in self._slots if slot.process.pid is not None]

    def close(self) -> None:
        """End the workers."""
        for slot in self._slots:
            slot.close()
        self._slots = []

    def _free(self) -> _Slot | None:
        found = next((slot for slot in self._slots if slot.task is None), None)
        if found is None and len(self._slots) < self._plan.engine.workers:
            found = _Slot(self._plan)
            self._slots.append(found)
        return found


class _Slot:
    """One process and what it is at."""

    def __init__(self, plan: Plan) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.task: Task | None = None
        self.done = 0
        self.dead = False
        with _one_thread():
            self.process: BaseProcess = context.Process(target=_work, args=(theirs, plan), daemon=True)
            self.process.start()
        # Only the process may hold its end, or its death would not be seen.
        theirs.close()

    def begin(self, task: Task) -> None:
        self.task = task
        # A process that is dead already is found out when its answer is waited for.
        with suppress(OSError):
            self.connection.send(task)

    def end(self) -> tuple[Task, Done | Failed]:
        task = self.task
        assert task is not None
        outcome: Done | Failed
        try:
            outcome = self.connection.recv()
        except (EOFError, OSError):
            self.dead = True
            self.process.join(_SECONDS_TO_END)
            outcome = Failed(f"the worker was ended ({_ending(self.process.exitcode)}), perhaps for want of memory")
        self.task = None
        self.done += 1
        return task, outcome

    def close(self) -> None:
        self.connection.close()
        if self.task is not None:
            self.process.terminate()
        self.process.join(_SECONDS_TO_END)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _ending(code: int | None) -> str:
    if code is None:
        return "it does not answer"
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


@contextmanager
def _one_thread() -> Iterator[None]:
    """What is started here has one thread for its arithmetic: the cores are for the processes."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _work(connection: Connection, plan: Plan) -> None:
    """The life of a process: a task, its outcome, the next."""
    # Ctrl-C reaches every process of the terminal; the parent alone reports it, and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from communique.archive.work import Worker

    worker = Worker(plan)
    with suppress(EOFError, OSError):
        while True:
            connection.send(worker.do(connection.recv()))
