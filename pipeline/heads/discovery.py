"""Finds the head of a task type: every module of this package with a constant HEAD."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import pipeline.heads
from pipeline.domain.errors import unknown_name
from pipeline.domain.task import TaskType
from pipeline.heads.head import Head


@cache
def _heads() -> dict[TaskType, Head]:
    modules = [
        importlib.import_module(f"pipeline.heads.{m.name}") for m in pkgutil.iter_modules(pipeline.heads.__path__)
    ]
    return {module.HEAD.task_type: module.HEAD for module in modules if hasattr(module, "HEAD")}


def get_head(task_type: TaskType) -> Head:
    """The head of a task type that is trained.

    Raises:
        UnknownNameError: no module offers one.
    """
    try:
        return _heads()[task_type]
    except KeyError:
        raise unknown_name("task type", task_type.value, (known.value for known in _heads())) from None
