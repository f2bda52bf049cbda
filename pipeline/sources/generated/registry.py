"""Generators found by folder: each module of `families` holds GENERATORS, task key -> function."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from pipeline.domain.errors import unknown_name
from pipeline.domain.example import ExampleSet
from pipeline.sources.generated import families
from pipeline.sources.generated.draws import Cell

Generate = Callable[[Cell], ExampleSet]


@cache
def _load_all() -> dict[str, Generate]:
    found: dict[str, Generate] = {}
    for module in pkgutil.iter_modules(families.__path__):
        family = importlib.import_module(f"{families.__name__}.{module.name}")
        found.update(family.GENERATORS)
    return found


def generated_tasks() -> tuple[str, ...]:
    """Keys of the tasks that have a generator, sorted."""
    return tuple(sorted(_load_all()))


def generator(task: str) -> Generate:
    """The generator of a task; UnknownNameError suggests the nearest task that has one."""
    generators = _load_all()
    if task not in generators:
        raise unknown_name("generated task", task, generators)
    return generators[task]
