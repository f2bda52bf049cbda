"""Chooses what carries out the jobs of a run."""

# ruff: noqa: PLC0415  # Ray is a package of its own, needed by those who name it

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from pipeline.domain.errors import ProfileError, StorageError, unknown_name
from pipeline.execution.local import LocalRun
from pipeline.execution.schedule import RunState
from pipeline.experiments.plan import Plan
from pipeline.store.home import Home

EXECUTORS = ("local", "ray")


class Executor(Protocol):
    """Carries out the jobs of one plan."""

    def run(self) -> RunState:
        """Carry out every job that is not done; failures are recorded and the rest goes on."""


Opening = Callable[[Plan, Home, Path | None, Callable[[RunState], None]], Executor]


def open_run(name: str, ray_address: str | None = None, storage: str | None = None) -> Opening:
    """What makes the executor of this name for a plan, a home, a data folder and a listener.

    Raises:
        UnknownNameError: there is no such executor.
        ProfileError: a setting of Ray is given without it.
        StorageError: Ray is not installed.
    """
    if name not in EXECUTORS:
        raise unknown_name("executor", name, EXECUTORS)
    if name == "local":
        if ray_address or storage:
            raise ProfileError("--ray-address and --storage are Ray's; add --executor ray")
        return LocalRun
    try:
        from pipeline.execution.ray_run import Cluster, RayRun
    except ModuleNotFoundError as error:
        raise StorageError(
            f"executor 'ray' needs {error.name!r}, which is not installed; `pip install -r requirements-ray.txt`"
        ) from error
    return partial(RayRun, cluster=Cluster(ray_address, storage))
