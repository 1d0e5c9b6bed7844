"""On Ray the records are those of a run on one machine, also when workers and whole nodes are lost on the way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from communique.archive import Plan, Run, Step
from communique.archive.engine.ray import RayEngine
from tests.archive import made
from tests.archive.inline import InlineEngine

ROWS = made.with_copies(made.articles(14), 3)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    made.jsonl(folder / "a.jsonl", ROWS[:10])
    made.jsonl(folder / "b.jsonl", ROWS[10:])
    return folder


@pytest.fixture(scope="module")
def local(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    plan = made.plan(archive, tmp_path_factory.mktemp("local"), output={"documents": 2})
    assert Run(plan, InlineEngine(plan)).go().aside == []
    return plan


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A cluster of two nodes on this machine, and the second of them."""
    import ray
    from ray.cluster_utils import Cluster

    memory = {"object_store_memory": 80_000_000, "num_cpus": 2}
    made_here = Cluster(initialize_head=True, head_node_args=memory)
    node = made_here.add_node(**memory)
    ray.init(address=made_here.address, log_to_driver=False, logging_level="ERROR")
    yield made_here, node
    ray.shutdown()
    made_here.shutdown()


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_any_number_of_workers_finds_the_same(
    archive: Path, local: Plan, cluster: Any, tmp_path: Path, workers: int
) -> None:
    plan = made.plan(
        archive, tmp_path, output={"documents": 2}, engine={"name": "ray", "workers": workers, "cpus": 0.5}
    )
    engine = RayEngine(plan)
    try:
        assert Run(plan, engine).go().aside == []
    finally:
        engine.close()
    assert made.hashes(plan) == made.hashes(local)
    assert made.outcome(plan) == made.outcome(local)


def test_a_worker_and_then_a_node_are_lost(archive: Path, local: Plan, cluster: Any, tmp_path: Path) -> None:
    plan = made.plan(
        archive, tmp_path, output={"documents": 2}, engine={"name": "ray", "workers": 4, "cpus": 1.0, "tries": 5}
    )
    engine = RayEngine(plan)
    lost: list[str] = []

    def watch(step: Step) -> None:
        if step.stage == "read" and not lost:
            os.kill(engine.workers()[0], signal.SIGKILL)
            lost.append("worker")
        elif step.stage == "read" and lost == ["worker"]:
            cluster[0].remove_node(cluster[1], allow_graceful=False)
            lost.append("node")

    try:
        assert Run(plan, engine, watch).go().aside == []
    finally:
        engine.close()
    assert lost == ["worker", "node"]
    assert made.hashes(plan) == made.hashes(local)
    assert made.outcome(plan) == made.outcome(local)
