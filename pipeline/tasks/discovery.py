"""Tasks found by folder: each module below tasks/intermediate and tasks/target holds one constant TASK.

tasks/target/xtreme_r and tasks/target/xglue hold the targets of other benchmarks than the paper's.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType

from pipeline.domain.errors import RegistryError, unknown_name
from pipeline.domain.task import Benchmark, Task
from pipeline.tasks import intermediate, target
from pipeline.tasks.target import xglue, xtreme_r


@cache
def _load_all() -> dict[str, Task]:
    return collect(_modules((intermediate, target, xtreme_r, xglue)))


def load_tasks() -> dict[str, Task]:
    """Every task by its key: intermediate tasks, then targets by folder, each in the order of their file names.

    Raises:
        RegistryError: a module holds no TASK, or two modules hold tasks of the same key.
    """
    return dict(_load_all())


def paper_tasks() -> dict[str, Task]:
    """The paper's nine intermediate tasks and nine targets, by key, in the order of `load_tasks`."""
    return {name: task for name, task in _load_all().items() if task.benchmark is Benchmark.XTREME}


def get_task(name: str) -> Task:
    """The task of this key.

    Raises:
        UnknownNameError: there is none; the message suggests the nearest.
    """
    tasks = _load_all()
    if name not in tasks:
        raise unknown_name("task", name, tasks)
    return tasks[name]


def collect(modules: Iterable[ModuleType]) -> dict[str, Task]:
    """The constant TASK of each module, by task key, in the order of `modules`.

    Raises:
        RegistryError: a module holds no TASK, or two modules hold tasks of the same key.
    """
    tasks: dict[str, Task] = {}
    homes: dict[str, str] = {}
    for module in modules:
        task = getattr(module, "TASK", None)
        if not isinstance(task, Task):
            raise RegistryError(f"{module.__name__} holds no constant TASK of type Task; found {task!r}")
        if task.task in tasks:
            raise RegistryError(f"task {task.task!r} stands in {homes[task.task]} and in {module.__name__}; keep one")
        tasks[task.task], homes[task.task] = task, module.__name__
    return tasks


def _modules(packages: Iterable[ModuleType]) -> Iterator[ModuleType]:
    for package in packages:
        for found in pkgutil.iter_modules(package.__path__):
            if found.ispkg:  # tasks/target/xglue, named in its own right
                continue
            yield importlib.import_module(f"{package.__name__}.{found.name}")
